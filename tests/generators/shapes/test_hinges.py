"""A hinge prints in one go, in two bodies that never touch, and turns."""

import math
from collections.abc import Callable

import cadquery as cq
import pytest
from cadquery import func
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from generators.checks import check_part
from generators.limits import Limits
from generators.mesh import tessellate
from generators.shapes.hinges import Hinge
from generators.subject import Subject
from tests.generators.shapes.soundness import assert_sound

HINGES = [Hinge(40, 20), Hinge(26, 15, 2.5, 3, 0.3), Hinge(100, 30, 4, 7, 0.5)]


def turned(hinge: Hinge, leaf: cq.Shape, angle: float) -> cq.Shape:
    """A leaf turned about the axis by an angle in degrees."""
    return leaf.rotate(cq.Vector(0, 0, hinge.radius), cq.Vector(1, 0, hinge.radius), angle)


@pytest.mark.parametrize("hinge", HINGES)
def test_a_hinge_prints_as_one_part_of_two_bodies(hinge: Hinge) -> None:
    """The part is two closed bodies, has the volume of both, and not even a warning: its gaps stay open."""
    printed = hinge.printed()
    mesh = assert_sound(printed, bodies=2)
    assert_allclose(printed.Volume(), sum(leaf.Volume() for leaf in hinge.leaves()), rtol=1e-9)
    assert_allclose(mesh.sizes[:2], [hinge.width, 2 * hinge.leaf], atol=1e-4)
    assert list(check_part(Subject("hinge", mesh), Limits.generic())) == []


@pytest.mark.parametrize("angle", [0, 30, 90, 150, 180])
@pytest.mark.parametrize("hinge", HINGES)
def test_leaves_keep_their_air_as_they_turn(hinge: Hinge, angle: float) -> None:
    """From flat to closed, the leaves come exactly as near to each other as the declared air."""
    first, second = hinge.leaves()
    bent = turned(hinge, second, angle)
    assert func.intersect(first, bent).Volume() == 0
    assert_allclose(first.distance(bent), hinge.air, atol=0.02)


def test_the_cones_hold_the_leaves_together() -> None:
    """Pulled apart by less than the height of a cone, in any direction, the leaves meet."""
    hinge = HINGES[0]
    first, second = hinge.leaves()
    for x, y, z in ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, -1)):
        pulled = second.moved(cq.Location((x, y, z)))
        assert func.intersect(first, pulled).Volume() > 0


def test_closed_leaves_lie_the_air_apart() -> None:
    """Closed, the faces of the leaves are parallel with the air between them."""
    hinge = HINGES[0]
    first, second = hinge.leaves()
    closed = turned(hinge, second, 180).BoundingBox(1e-4)
    assert_allclose(closed.zmax, 2 * hinge.radius, atol=1e-3)
    assert_allclose(2 * hinge.radius - 2 * hinge.thickness, hinge.air, atol=1e-9)
    assert_allclose(closed.ymin, first.BoundingBox(1e-4).ymin, atol=1e-3)


@given(st.floats(0, 80), st.floats(12, 50), st.floats(2.5, 6), st.sampled_from([3, 5, 7]), st.floats(0.3, 0.6))
@settings(max_examples=5, deadline=None, derandomize=True)
@pytest.mark.long
def test_hinges_of_any_size_are_sound(more: float, leaf: float, thickness: float, knuckles: int, air: float) -> None:
    """Anywhere in the ranges a hinge prints, flat, with its gaps open."""
    least = knuckles * (2 * (thickness + air) + 1) + (knuckles - 1) * air
    hinge = Hinge(least + more, max(leaf, 2 * thickness + 4), thickness, knuckles, air)
    assert_sound(hinge.printed(), bodies=2)
    first, second = hinge.leaves()
    assert_allclose(first.distance(second), air, atol=0.02)


def test_a_gap_too_narrow_would_be_found() -> None:
    """The checks see the gaps inside a hinge: shrunk to half their size, they are told of."""
    half = HINGES[1].printed().scale(0.5)
    codes = {finding.code for finding in check_part(Subject("hinge", tessellate(half)), Limits.generic())}
    assert "GAP_NARROW" in codes


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: Hinge(40, 20, air=0.2), "air is 0.2, but must be at least 0.3"),
        (lambda: Hinge(40, 20, 2), "thickness is 2, but must be at least 2.5"),
        (lambda: Hinge(40, 20, knuckles=4), "knuckles is 4, but must be odd"),
        (lambda: Hinge(40, 20, knuckles=1), "knuckles is 1, but must be at least 3"),
        (lambda: Hinge(10, 20), "width is 10, but must be at least 14"),
        (lambda: Hinge(40, 5), "leaf is 5, but must be at least 7.86366"),
        (lambda: Hinge(40, math.nan), "leaf is nan, but must be at least 7.86366"),
    ],
)
def test_a_size_out_of_range_is_refused_by_name_and_limit(wrong: Callable[[], object], words: str) -> None:
    """A maker reads which argument is wrong, and what would be right."""
    with pytest.raises(ValueError, match=f"^{words}$"):
        wrong()
