"""Spacers are cylinders with a hole: every row of the list becomes one, with its sizes and its number."""

import math

import pytest
from numpy.testing import assert_allclose

from generators.catalog.spacer import build, template
from generators.errors import InvalidValues
from generators.template import Part


def parts(**values: object) -> list[Part]:
    return list(build(template.parameters.read(values)))


def bevelled(outer: float) -> float:
    """What a bevel of 0.4 mm takes from the top edge of a cylinder, mm³."""
    return 2 * math.pi * (0.4**2 / 2) * (outer / 2 - 0.4 / 3)


@pytest.mark.parametrize(
    ("row", "hole", "outer", "height"),
    [("4, 3, 10, 4", 4, 10, 10), ("2.5, 2, 30, 1", 2.5, 6.5, 30), ("60, 30, 2.5, 50", 60, 120, 2.5)],
)
def test_a_round_spacer_is_a_cylinder_with_a_hole(row: str, hole: float, outer: float, height: float) -> None:
    """Volume by the formula for a tube, with the play in its hole and a bevel at its top."""
    (part,) = parts(sizes=row, play=0.2)
    tube = math.pi / 4 * (outer**2 - (hole + 0.2) ** 2) * height
    assert_allclose(part.solid.Volume(), tube - bevelled(outer), rtol=1e-6)
    box = part.solid.BoundingBox()
    assert_allclose([box.xlen, box.ylen, box.zlen, box.zmin], [outer, outer, height, 0], atol=1e-4)
    assert part.quantity == int(row.rsplit(",", 1)[1])


def test_six_and_four_sides_are_measured_from_flat_to_flat() -> None:
    """Areas of a hexagon and of a square over the flats, less the hole."""
    for shape, area in (("hex", math.sqrt(3) / 2 * 12**2), ("square", 12.0**2)):
        (part,) = parts(sizes="5, 3.5, 8, 1", shape=shape, play=0)
        assert_allclose(part.solid.Volume(), (area - math.pi / 4 * 25) * 8, rtol=1e-6)


@pytest.mark.parametrize("shape", ["round", "hex"])
def test_a_countersink_is_a_cone_of_90_degrees(shape: str) -> None:
    """It goes 0.45 of the hole deep where there is room, and takes a truncated cone less the hole away."""
    plain, sunk = (
        parts(sizes="5, 6, 10, 1", shape=shape, sunk=sunk, play=0)[0].solid.Volume() for sunk in (False, True)
    )
    deep, hole = 0.45 * 5, 2.5
    cone = math.pi * deep / 3 * (hole**2 + hole * (hole + deep) + (hole + deep) ** 2)
    assert_allclose(plain - sunk, cone - math.pi * hole**2 * deep, rtol=1e-5)


def test_a_countersink_leaves_plastic_beside_and_below_itself() -> None:
    """A slim ring keeps 1.2 mm, a thin washer 0.6 mm; where that leaves nothing the hole stays straight."""
    slim, thin, flat = parts(sizes="8, 2.5, 10, 1\n8, 6, 1.5, 1\n8, 6, 0.7, 1", sunk=True, play=0)
    top = max(slim.solid.Faces(), key=lambda face: face.Center().z)
    # Of a ring of 2.5 mm a bevel of 0.4 mm and a countersink of 1.3 mm leave 0.8 mm at the very top.
    assert_allclose(top.Area(), math.pi * ((6.5 - 0.4) ** 2 - (4 + 1.3) ** 2), rtol=1e-6)
    lower = min(one.Z for one in thin.solid.Vertices() if one.Z > 0.1)
    assert_allclose(lower, 0.6, atol=1e-6)
    assert_allclose(flat.solid.Volume(), math.pi * (100 - 16) * 0.7, rtol=1e-6)


def test_equal_rows_are_two_parts_and_none_lie_on_each_other() -> None:
    """Parts have names of their own, and stand apart in the view."""
    made = parts(sizes="\n".join(["20, 20, 5, 2"] * 12))
    assert len({part.name for part in made}) == 12
    places = [part.place for part in made]
    for one, here in enumerate(places):
        for there in places[:one]:
            assert isinstance(here, tuple)
            assert isinstance(there, tuple)
            assert max(abs(here[0] - there[0]), abs(here[1] - there[1])) >= 65 - 1e-9


@pytest.mark.parametrize("row", ["4, 3, 10", "4, 1, 10, 1", "a, 3, 10, 1", "4, 3, 10, 1.5e9", ""])
def test_a_wrong_row_is_told_in_words(row: str) -> None:
    """Each mistake is an error of the list, with a sentence."""
    with pytest.raises(InvalidValues) as caught:
        template.parameters.read({"sizes": row})
    (error,) = caught.value.errors
    assert error.field == "sizes"
    assert error.message.endswith(".")
