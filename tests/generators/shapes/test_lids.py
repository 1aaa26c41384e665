"""Boxes and their lids: both parts of a pair are shaped by one clearance, and print as they lie."""

import math
from collections.abc import Callable
from typing import Any

import cadquery as cq
import pytest
from cadquery import func
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from generators.mesh import tessellate
from generators.shapes.cases import Case, shell
from generators.shapes.lids import DropLid, SnapLid
from generators.shapes.pillars import standing
from generators.shapes.plates import extruded, rounded
from generators.shapes.sliding_lids import SlidingLid
from tests.generators.shapes.soundness import assert_sound, inside

FEW = settings(max_examples=6, deadline=None, derandomize=True)
CASES = [Case(84, 54, 40, 2.4, 2, 8), Case(60, 60, 30, 2.2, 1.6, 29.9), Case(60, 45, 30, 2.4, 2, 0)]
SNAPPED = [CASES[0], CASES[2], Case(120, 40, 25, 2.4, 2, 2)]
AIRS = [0.15, 0.25, 0.4]


def overlap(one: cq.Shape, other: cq.Shape) -> float:
    """The volume in mm³ that both fill."""
    return float(func.intersect(one, other).Volume())


@st.composite
def cases(draw: Callable[..., Any], least: float, wall: float) -> Case:
    """Any box with sides of at least `least` mm and walls of at least `wall` mm."""
    width, depth = (draw(st.floats(least, 150)) for _side in range(2))
    radius = draw(st.floats(0, min(width, depth) / 2 - 10))
    return Case(width, depth, draw(st.floats(20, 80)), draw(st.floats(wall, 4)), draw(st.floats(0.8, 4)), radius)


@given(cases(30, 1.2))
@FEW
def test_a_shell_has_its_sizes_and_its_room(case: Case) -> None:
    """The outside is what was asked, and the room is the outside less walls and floor."""
    solid = shell(case.width, case.depth, case.height, case.wall, case.floor, case.radius)
    mesh = assert_sound(solid)
    assert_allclose(mesh.sizes, [case.width, case.depth, case.height], atol=1e-4)
    room = case.block([(case.wall, case.floor), (case.wall, case.height)])
    assert overlap(solid, room) == 0
    assert_allclose(solid.distance(room), 0, atol=1e-6)
    floors = mesh.triangles[(abs(mesh.triangles[:, :, 2] - case.floor) < 1e-4).all(axis=1)]
    corner = max(case.radius - case.wall, 0.1)
    wide, deep = case.width - 2 * case.wall, case.depth - 2 * case.wall
    assert_allclose(abs(floors[..., 0]).max() * 2, wide, atol=1e-4)
    whole = (wide * deep - (4 - math.pi) * corner**2) * (case.height - case.floor)
    assert_allclose(room.Volume(), whole, rtol=1e-6)


@pytest.mark.parametrize("air", AIRS)
@pytest.mark.parametrize("case", CASES)
def test_a_dropped_lid_keeps_its_air(case: Case, air: float) -> None:
    """The lip hangs in the box with the declared air to its walls; the plate lies on the rim."""
    pair = DropLid(case, air)
    box, lid = pair.box(), pair.lid()
    assert_sound(box)
    assert_sound(lid)
    placed = lid.moved(pair.place)
    assert overlap(box, placed) == 0
    assert_allclose(box.distance(placed), 0, atol=1e-6)
    assert_allclose(inside(placed, case.height).distance(box), air, atol=0.02)


@pytest.mark.parametrize("air", AIRS)
@pytest.mark.parametrize("case", CASES)
def test_a_sliding_lid_keeps_its_air_all_the_way(case: Case, air: float) -> None:
    """Closed and half open, the lid is the declared air from the box, and flush with its top and front when closed."""
    pair = SlidingLid(case, air)
    box, lid = pair.box(), pair.lid()
    assert_sound(box)
    assert_sound(lid)
    closed = lid.moved(pair.place)
    for drawn in (0.0, case.width / 2):
        placed = closed.moved(cq.Location((drawn, 0, 0)))
        assert overlap(box, placed) == 0
        assert_allclose(box.distance(placed), air, atol=0.02)
    _low, (front, _side, top) = tessellate(closed).bounds
    assert_allclose([front, top], [case.width / 2, case.height], atol=1e-4)


@pytest.mark.parametrize("air", [0.15, 0.4])
def test_a_sliding_lid_cannot_be_lifted_out(air: float) -> None:
    """Raised by twice its air the lid meets the rims: it only comes out sideways."""
    pair = SlidingLid(CASES[0], air)
    lifted = pair.lid().moved(pair.place).moved(cq.Location((0, 0, 2 * air)))
    assert overlap(pair.box(), lifted) > 0


@pytest.mark.parametrize("air", AIRS)
@pytest.mark.parametrize("case", SNAPPED)
def test_a_snapped_lid_keeps_its_air_and_catches(case: Case, air: float) -> None:
    """Closed, tabs and bumps keep the declared air; a bump reaches behind the wall by the declared engagement."""
    pair = SnapLid(case, air, engagement=0.5)
    box, lid = pair.box(), pair.lid()
    assert_sound(box)
    assert_sound(lid)
    placed = lid.moved(pair.place)
    assert overlap(box, placed) == 0
    assert_allclose(inside(placed, case.height).distance(box), air, atol=0.02)
    tabs = inside(placed, case.height).BoundingBox(1e-6)
    assert_allclose(tabs.xmax - (case.width / 2 - case.wall), 0.5, atol=1e-4)
    assert_allclose(tabs.ymax - (case.depth / 2 - case.wall), 0.5, atol=1e-4)


@pytest.mark.parametrize("engagement", [0.3, 0.5, 0.8])
def test_a_snapped_lid_holds_until_its_tabs_bend(engagement: float) -> None:
    """Pulled up until its bumps have left their grooves, it would have to pass through the wall by its engagement."""
    case = Case(84, 54, 40, 2.4, 2, 8)
    pair = SnapLid(case, 0.2, engagement)
    pulled = pair.lid().moved(pair.place).moved(cq.Location((0, 0, 4 * engagement)))
    shared = func.intersect(pair.box(), pulled)
    assert len(shared.Solids()) == 4
    box = shared.BoundingBox(1e-6)
    assert_allclose(box.xmax - (case.width / 2 - case.wall), engagement, atol=1e-4)


@given(cases(40, 2.4), st.floats(0.1, 0.4), st.sampled_from([DropLid, SlidingLid]))
@FEW
@pytest.mark.long
def test_pairs_fit_at_any_size(case: Case, air: float, kind: Any) -> None:
    """Anywhere in the ranges both parts print and do not meet."""
    pair = kind(case, air)
    box, lid = pair.box(), pair.lid()
    assert_sound(box)
    assert_sound(lid)
    placed = lid.moved(pair.place)
    assert overlap(box, placed) == 0
    moving = placed if kind is SlidingLid else inside(placed, case.height)
    assert_allclose(moving.distance(box), air, atol=0.02)


@given(cases(60, 2.4), st.floats(0.1, 0.4), st.floats(0.4, 0.6))
@FEW
@pytest.mark.long
def test_snaps_fit_at_any_size(case: Case, air: float, engagement: float) -> None:
    """Anywhere in the ranges both parts print and keep their air."""
    pair = SnapLid(case, air, engagement)
    box, lid = pair.box(), pair.lid()
    assert_sound(box)
    assert_sound(lid)
    placed = lid.moved(pair.place)
    assert overlap(box, placed) == 0
    assert_allclose(inside(placed, case.height).distance(box), air, atol=0.02)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: shell(60, 40, 30, 0.5, 2, 5), "wall is 0.5, but must be at least 0.8"),
        (lambda: shell(60, 40, 30, 2, 0.2, 5), "floor is 0.2, but must be at least 0.6"),
        (lambda: shell(6, 40, 30, 2, 2, 1), "width is 6, but must be at least 8"),
        (lambda: shell(60, 6, 30, 2, 2, 1), "depth is 6, but must be at least 8"),
        (lambda: shell(60, 40, 2, 2, 2, 5), "height is 2, but must be at least 3"),
        (lambda: shell(60, 40, 30, 2, 2, 20), "radius is 20, but must be at most 19.9"),
        (lambda: DropLid(CASES[0], 0.01), "air is 0.01, but must be at least 0.05"),
        (lambda: DropLid(CASES[0], reach=60), "reach is 60, but must be at most 38"),
        (lambda: SlidingLid(Case(60, 40, 30, 1.2)), "wall is 1.2, but must be at least 1.70355"),
        (lambda: SlidingLid(CASES[0], thickness=9), "thickness is 9, but must be at most 6"),
        (lambda: SnapLid(CASES[0], engagement=2), "engagement is 2, but must be at most 0.8"),
        (lambda: SnapLid(Case(60, 40, 30, 1.2)), "wall is 1.2, but must be at least 1.35"),
        (lambda: SnapLid(Case(60, 24, 30, 2)), "depth is 24, but must be at least 26"),
        (lambda: SnapLid(CASES[0], air=math.nan), "air is nan, but must be at least 0.05"),
    ],
)
def test_a_size_out_of_range_is_refused_by_name_and_limit(wrong: Callable[[], object], words: str) -> None:
    """A maker reads which argument is wrong, and what would be right."""
    with pytest.raises(ValueError, match=f"^{words}$"):
        wrong()


def test_a_pillar_joins_as_a_union_would() -> None:
    """Standing a ring and a post on a plate gives the volume and the skin of their union."""
    plate = extruded(rounded(60, 40, 5), 3)
    post = extruded(rounded(6, 6, 1, 3).moved(cq.Location((20, 0, 0))), 10)
    ring = cq.Solid.makeCylinder(8, 5, cq.Vector(0, 0, 3)).cut(cq.Solid.makeCylinder(6, 5, cq.Vector(0, 0, 3)))
    joined = standing(plate, [post, ring.Solids()[0]])
    assert_sound(joined)
    union = func.fuse(plate, post, ring)
    assert_allclose([joined.Volume(), joined.Area()], [union.Volume(), union.Area()], rtol=1e-9)
    with pytest.raises(ValueError, match="a pillar must have a flat foot at 3 mm"):
        standing(plate, [post.moved(cq.Location((0, 0, 1)))])
