"""Outlines of lines and arcs are exactly what is drawn."""

import math

import pytest
from numpy.testing import assert_allclose

from generators.shapes import drawn, spun


def test_a_face_of_lines_and_an_arc_has_their_area() -> None:
    """A rectangle of 10 x 6 with a half disc of radius 3 at its end has the sum of both areas, at its height."""
    face = drawn([(0, 0), (10, 0), ((13, 3), (10, 6)), (0, 6)], z=2)
    assert_allclose(face.Area(), 60 + math.pi * 9 / 2, rtol=1e-9)
    assert_allclose(face.Center().z, 2)


def test_lines_without_length_are_left_out() -> None:
    """A point said twice does no harm."""
    assert_allclose(drawn([(0, 0), (4, 0), (4, 0), (4, 3), (0, 0)]).Area(), 6)


def test_a_turned_outline_encloses_what_pappus_says() -> None:
    """Area times the way of its middle: a square ring exactly, a ring of half discs within a part in 500."""
    square = spun([(10, 0), (12, 0), (12, 2), (10, 2)])
    assert_allclose(square.Volume(), 4 * 2 * math.pi * 11, rtol=1e-9)
    half = spun([(10, 0), ((12, 2), (10, 4))])
    middle = 10 + 4 * 2 / (3 * math.pi)
    assert_allclose(half.Volume(), math.pi * 4 / 2 * 2 * math.pi * middle, rtol=5e-3)
    assert half.Volume() < math.pi * 4 / 2 * 2 * math.pi * middle
    assert half.isValid()
    box = half.BoundingBox()
    assert_allclose([box.zmin, box.zmax], [0, 4], atol=1e-6)


def test_an_outline_across_the_axis_is_refused() -> None:
    """What would fold through itself is not a solid."""
    with pytest.raises(ValueError, match="radius is -1"):
        spun([(-1, 0), (2, 0), (2, 1), (-1, 1)])
