"""Plates fill a drawer, in pieces that fit the bed and hook into each other."""

import math

import cadquery as cq
import pytest
from cadquery import func
from numpy.testing import assert_allclose

from generators.catalog.baseplate import build, template
from generators.shapes import grid_base
from generators.template import Hardware, Part


def parts(**values: object) -> dict[str, Part]:
    return {part.name: part for part in build(template.parameters.read(values)) if isinstance(part, Part)}


def placed(part: Part) -> cq.Shape:
    assert isinstance(part.place, tuple)
    return part.solid.moved(cq.Location(part.place))


@pytest.mark.parametrize(("width", "depth", "air"), [(300, 200, 0.5), (170.5, 333, 1), (126, 84, 0)])
def test_the_pieces_fill_the_drawer_but_for_the_air(width: float, depth: float, air: float) -> None:
    """Together they are as wide and deep as the drawer, less the air on each side, and none overlaps another."""
    solids = [placed(part) for part in parts(width=width, depth=depth, air=air).values()]
    box = cq.Compound.makeCompound(solids).BoundingBox(1e-6)
    assert_allclose([box.xlen, box.ylen], [width - 2 * air, depth - 2 * air], atol=1e-4)
    assert_allclose([box.xmin, box.ymin], [air - width / 2, air - depth / 2], atol=1e-4)
    assert all(part.solid.BoundingBox().xlen <= 180.001 for part in parts(width=width, depth=depth).values())
    for number, one in enumerate(solids):
        for other in solids[number + 1 :]:
            assert one.intersect(other).Volume() < 1e-6


@pytest.mark.parametrize("spare", ["even", "near", "far"])
def test_bins_stand_in_every_cell(spare: str) -> None:
    """A drawer of 150 x 90 mm has 3 x 2 cells and a half one: bins in their places meet no plastic of the plate."""
    (plate,) = parts(width=150, depth=90, spare=spare, air=0).values()
    rest = (150 - 126 - 21, 90 - 84)
    before = {"even": 0.5, "near": 1.0, "far": 0.0}[spare]
    edge = [before * left - size / 2 for left, size in zip(rest, (150, 90), strict=True)]
    bins = [grid_base(1, 1, 6).moved(cq.Location((edge[0] + 21 + 42 * column, edge[1] + 21 + 42 * row, 0)))
            for column in range(3) for row in range(2)]  # fmt: skip
    bins.append(grid_base(0.5, 1, 6).moved(cq.Location((edge[0] + 126 + 10.5, edge[1] + 21, 0))))
    for one in bins:
        assert one.intersect(plate.solid).Volume() < 1e-6
        assert one.moved(cq.Location((0.3, 0, 0))).intersect(plate.solid).Volume() > 0.01


def test_a_frame_has_the_volume_of_a_plate_less_its_sockets() -> None:
    """Frusta by Simpson's rule, exact for rounded squares: 3 by 2 cells, nothing to fill."""

    def area(side: float, radius: float) -> float:
        return side * side - (4 - math.pi) * radius * radius

    def frustum(low: float, high: float, rise: float) -> float:
        areas = [area(42 - 2 * inset, 4 - inset) for inset in (low, (low + high) / 2, high)]
        return rise * (areas[0] + 4 * areas[1] + areas[2]) / 6

    socket = frustum(2.85, 2.15, 0.7) + frustum(2.15, 2.15, 1.8) + frustum(2.15, 0.25, 1.9)
    plate = (126 * 84 - (4 - math.pi) * 16) * 4.4
    (made,) = parts(width=126, depth=84, air=0).values()
    assert_allclose(made.solid.Volume(), plate - 6 * socket, rtol=1e-3)


@pytest.mark.parametrize(("fit", "air"), [("loose", 0.4), ("normal", 0.25), ("tight", 0.15)])
def test_tabs_lie_in_their_pockets_with_the_air_of_the_fit(fit: str, air: float) -> None:
    """Laid side by side two pieces do not meet, and moved apart they hold: their tabs are wider outside."""
    left, right = parts(width=169, depth=50, kind="floor", piece=140, fit=fit).values()
    one, other = placed(left), placed(right)
    assert func.intersect(one, other).Volume() < 1e-6
    tab = one.intersect(cq.Solid.makeBox(20, 60, 20, cq.Vector(0.01, -30, 0)))
    assert tab.Volume() > 6 * 6 * 1.3
    # The sides of a pocket, not the joint itself, where both pieces lie flush.
    sides = [face for face in other.Faces() if 0 < face.Center().x < 8 and abs(face.normalAt().y) > 0.9
             and face.Center().z < 1.7 and abs(face.Center().y) < 8]  # fmt: skip
    assert len(sides) == 2
    beyond = cq.Compound.makeCompound([face for face in tab.Faces() if face.Center().x > 0.1])
    for side in sides:
        assert_allclose(side.distance(beyond), air, atol=0.02)
    pulled = other.moved(cq.Location((2 * air + 3, 0, 0)))
    assert func.intersect(one, pulled).Volume() > 0.01


def test_equal_pieces_are_one_with_a_quantity() -> None:
    """Twelve by twelve cells in pieces of three by three: corners, sides and the four in the middle."""
    made = parts(width=504 - 4, depth=500, air=0, piece=140, half=False, spare="far")
    assert sum(part.quantity for part in made.values()) == 16
    assert max(part.quantity for part in made.values()) >= 4
    assert "piece-a1" in made


def test_magnets_are_counted() -> None:
    """Four in each whole cell, none in half ones."""
    (magnets,) = (one for one in build(template.parameters.read({"width": 150, "depth": 90, "kind": "magnets"}))
                  if isinstance(one, Hardware))  # fmt: skip
    assert magnets.quantity == 3 * 2 * 4
