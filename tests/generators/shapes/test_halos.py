"""A halo keeps its margin and is one piece; a bevelled prism has the volume of the arithmetic."""

import math

import cadquery as cq
import pytest
from cadquery import func
from numpy.testing import assert_allclose

from generators.shapes import moved, rounded
from generators.shapes.halos import bevelled, haloed


def test_a_halo_around_a_circle_is_a_larger_circle() -> None:
    """A disc of 10 mm with a margin of 3 mm has the area of one of 16 mm, within the fineness of its polygon."""
    assert_allclose(haloed([rounded(10, 10, 5)], 3).Area(), math.pi * 64, rtol=8e-3)


def test_pieces_far_apart_become_one_with_a_strip_between() -> None:
    """Two squares 40 mm apart are joined by a strip as wide as asked for, and nothing else is added."""
    squares = [*moved([rounded(10, 10, 0)], -25, 0), *moved([rounded(10, 10, 0)], 25, 0)]
    face = haloed(squares, 2, bridge=5)
    square = 10 * 10 + 4 * 10 * 2 + math.pi * 4
    assert_allclose(face.Area(), 2 * square + 36 * 5, rtol=0.02)
    with pytest.raises(ValueError, match="nothing to go around"):
        haloed([], 2)


@pytest.mark.parametrize(("sides", "size"), [(4, 0.6), (6, 1.0), (48, 0.5)])
def test_a_bevelled_prism_has_the_volume_of_two_frustums_and_a_prism(sides: int, size: float) -> None:
    """A regular polygon loses exactly what its two bevels take; the solid is valid and rests on Z = 0."""
    points = [
        (20 * math.cos(2 * math.pi * n / sides), 20 * math.sin(2 * math.pi * n / sides), 0.0) for n in range(sides)
    ]
    face = func.face(cq.Wire.makePolygon(points, close=True)).Faces()[0]
    solid = bevelled(face, 4, size)
    inner = 20 - size / math.cos(math.pi / sides)
    unit = sides / 2 * math.sin(2 * math.pi / sides)
    expected = unit * (400 * (4 - 2 * size) + 2 * size / 3 * (400 + 20 * inner + inner**2))
    assert solid.isValid()
    assert_allclose(solid.Volume(), expected, rtol=1e-9)
    assert_allclose([solid.BoundingBox().zmin, solid.BoundingBox().zmax], [0, 4], atol=1e-6)


def test_a_bevel_that_would_eat_a_side_is_left_out() -> None:
    """A side shorter than the bevel takes keeps the rims sharp rather than breaking the solid."""
    blunt = [(0, 0, 0), (20, 0, 0), (20, 9.9, 0), (19.9, 10, 0), (0, 10, 0)]
    face = func.face(cq.Wire.makePolygon(blunt, close=True)).Faces()[0]
    solid = bevelled(face, 6, 2)
    assert solid.isValid()
    assert_allclose(solid.Volume(), face.Area() * 6, rtol=1e-9)
    with pytest.raises(ValueError, match="bevel"):
        bevelled(face, 3, 2)
