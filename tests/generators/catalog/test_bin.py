"""A Gridfinity bin has the published sizes, and compartments as they were asked for."""

import cadquery as cq
import pytest
from cadquery import func
from numpy.testing import assert_allclose

from generators.catalog.bin import build, template
from generators.errors import InvalidValues
from generators.template import Hardware, Part


def pieces(**values: object) -> tuple[cq.Shape, list[Hardware]]:
    """The bin and its hardware."""
    made = list(build(template.parameters.read(values)))
    (part,) = (piece for piece in made if isinstance(piece, Part))
    return part.solid, [piece for piece in made if isinstance(piece, Hardware)]


def opening(solid: cq.Shape, z: float) -> list[float]:
    """The areas in mm² of what is open at a height, the largest first."""
    section = solid.intersect(cq.Face.makePlane(500, 500, cq.Vector(0, 0, z)))
    holes = [wire for face in section.Faces() for wire in face.innerWires()]
    return sorted((cq.Face.makeFromWires(hole).Area() for hole in holes), reverse=True)


def rounded_area(width: float, depth: float, radius: float) -> float:
    return width * depth - (4 - 3.141592653589793) * radius**2


@pytest.mark.parametrize(("width", "depth", "height"), [(84, 42, 42), (21, 42, 14), (63, 105, 70)])
def test_a_bin_is_half_a_millimetre_smaller_than_its_cells(width: float, depth: float, height: float) -> None:
    """42 mm a unit less 0.5 mm; 7 mm a unit of height, and the published lip less its knife edge above."""
    box = pieces(width=width, depth=depth, height=height)[0].BoundingBox(1e-6)
    assert_allclose([box.xlen, box.ylen, box.zlen], [width - 0.5, depth - 0.5, height + 3.55], atol=1e-4)
    plain = pieces(width=width, depth=depth, height=height, lip=False)[0].BoundingBox(1e-6)
    assert_allclose(plain.zlen, height, atol=1e-4)


@pytest.mark.parametrize("wall", [0.9, 1.2, 2.4])
def test_a_plain_bin_has_the_volume_of_its_walls_floor_and_feet(wall: float) -> None:
    """Frusta of the published foot, a floor to 7 mm, and walls: worked out by hand, within 0.1 %."""

    def frustum(low: float, high: float, rise: float) -> float:
        # Between rounded squares inset by `low` and `high`: Simpson's rule is exact for sections of second degree.
        inside = [rounded_area(41.5 - 2 * inset, 41.5 - 2 * inset, 3.75 - inset)
                  for inset in (low, (low + high) / 2, high)]  # fmt: skip
        return rise * (inside[0] + 4 * inside[1] + inside[2]) / 6

    feet = frustum(2.95, 2.15, 0.8) + frustum(2.15, 2.15, 1.8) + frustum(2.15, 0, 2.15)
    outer, inner = rounded_area(41.5, 41.5, 3.75), rounded_area(41.5 - 2 * wall, 41.5 - 2 * wall, 3.75 - wall)
    expected = feet + outer * (7 - 4.75) + (outer - inner) * (28 - 7)
    assert_allclose(pieces(width=42, depth=42, height=28, wall=wall, lip=False)[0].Volume(), expected, rtol=1e-3)


def test_compartments_are_equal_and_divided_by_walls_of_their_width() -> None:
    """Three by two of them: walls and dividers of 1.2 mm take what the rest shares."""
    solid, _hardware = pieces(width=126, depth=84, height=42, across=3, along=2)
    wide, deep = (125.5 - 2.4 - 2 * 1.2) / 3, (83.5 - 2.4 - 1.2) / 2
    areas = opening(solid, 20)
    assert len(areas) == 6
    # Only the corners of the bin itself are round.
    corner = (4 - 3.141592653589793) / 4 * 2.55**2
    assert_allclose(areas, sorted([wide * deep - corner] * 4 + [wide * deep] * 2, reverse=True), rtol=1e-4)
    assert len(opening(solid, 39.3)) == 6
    assert len(opening(solid, 39.5)) == 1  # the dividers end where the slope below the lip begins


def test_a_shelf_takes_12_mm_of_each_compartment_and_leans_at_45_degrees() -> None:
    """Its edge is 1.2 mm thick and flush with the lip's; below that it recedes at 45° until it has gone."""
    plain, shelved = (pieces(width=84, depth=84, height=49, shelf=shelf)[0] for shelf in (False, True))
    corners = 2 * (1 - 3.141592653589793 / 4) * 2.55**2
    for z, deep in ((46.39, 12 - 0.21), (40.6, 6.0), (36.6, 2.0)):
        taken = opening(plain, z)[0] - opening(shelved, z)[0]
        assert taken > 0.98 * (deep * 81.1 - corners)
        assert taken <= deep * 81.1
    assert_allclose(opening(shelved, 34.5), opening(plain, 34.5), rtol=1e-9)


def test_a_scoop_only_adds_to_the_front() -> None:
    """Its round begins on the floor and ends upright under the lip's edge."""
    plain, scooped = (pieces(width=84, depth=42, height=28, scoop=scoop)[0] for scoop in (False, True))
    added = func.cut(scooped, plain)
    box = added.BoundingBox(1e-6)
    radius = 0.7 * (28 - 1.2 - 7)
    assert_allclose([box.ymin, box.zmin], [-20.75 + 1.2, 7], atol=1e-3)
    assert_allclose(box.ymax, -20.75 + 2.6 + radius, atol=1e-3)
    assert func.cut(plain, scooped).Volume() < 1e-6


def test_magnets_are_counted_and_their_holes_are_there() -> None:
    """Four a unit, 6.5 by 2.4 mm: the bin is lighter by just those."""
    plain, nothing = pieces(width=84, depth=42)
    held, hardware = pieces(width=84, depth=42, magnets=True)
    assert nothing == []
    assert [(one.name, one.quantity) for one in hardware] == [("6 x 2 mm disc magnet", 8)]
    assert_allclose(plain.Volume() - held.Volume(), 8 * 3.141592653589793 * 3.25**2 * 2.4, rtol=1e-6)


def test_half_units_have_no_magnets_and_say_nothing_of_them() -> None:
    """Where a bin's place in a cell is open, the question is not asked."""
    assert pieces(width=63, depth=42, magnets=True)[1] == []
    assert pieces(width=84, depth=42, half=True, magnets=True)[1] == []


@pytest.mark.parametrize(
    ("values", "field", "nearest"),
    [
        ({"width": 231}, "width", 210.0),
        ({"width": 21, "height": 140}, "height", 70.0),
        ({"width": 42, "across": 6}, "across", 4),
        ({"depth": 21, "along": 3}, "along", 2),
    ],
)
def test_what_would_not_print_is_refused_with_the_nearest(
    values: dict[str, object], field: str, nearest: float
) -> None:
    """Too wide for the bed, too tall for its feet, too many compartments."""
    with pytest.raises(InvalidValues) as refused:
        template.parameters.read(values)
    (error,) = refused.value.errors
    assert (error.field, error.nearest) == (field, nearest)
