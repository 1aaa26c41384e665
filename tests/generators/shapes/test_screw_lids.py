"""Round boxes whose lids screw on: threads of one clearance, and a lid that sits where it is drawn."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from generators.shapes.screw_lids import ScrewLid
from tests.generators.shapes.soundness import assert_apart, assert_sound, body

FEW = settings(max_examples=3, deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("diameter", "height", "wall", "pitch", "air"),
    [(30, 30, 1.2, 2, 0.4), (60, 40, 2, 3, 0.25), (80, 50, 3, 4, 0.15)],
)
@pytest.mark.long
def test_a_screw_lid_turns_with_its_air(diameter: float, height: float, wall: float, pitch: float, air: float) -> None:
    """Half a turn and a full turn open, box and lid are the air apart along the flanks; closed, the rims touch."""
    pair = ScrewLid(diameter, height, wall, wall, air, pitch)
    box, lid = pair.box(), pair.lid()
    assert_sound(box)
    assert_sound(lid)
    for turns in (0.5, 1.0):
        assert_apart(box, lid.moved(pair.unscrewed(turns)), air)
    closed = body(lid.moved(pair.place))
    assert (body(box) ^ closed).volume() < 0.01
    assert body(box).min_gap(closed, 1) < 1e-3
    assert_allclose(closed.bounding_box()[2], height - pair.length, atol=1e-3)


@given(st.floats(24, 150), st.floats(25, 120), st.floats(1, 3), st.floats(1.5, 4), st.floats(0.1, 0.35))
@FEW
@pytest.mark.long
def test_screw_lids_of_any_size_fit(diameter: float, height: float, wall: float, pitch: float, air: float) -> None:
    """Anywhere in the ranges both parts print, and turn without meeting."""
    pair = ScrewLid(diameter, height, wall, wall, air, pitch)
    box, lid = pair.box(), pair.lid()
    assert_sound(box)
    assert_sound(lid)
    assert_apart(box, lid.moved(pair.unscrewed(0.75)), air)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: ScrewLid(12, 40), "diameter is 12, but must be at least 14.3"),
        (lambda: ScrewLid(40, 10), "height is 10, but must be at least 14.99"),
    ],
)
def test_a_size_out_of_range_is_refused_by_name_and_limit(wrong: Callable[[], object], words: str) -> None:
    """A maker reads which argument is wrong, and what would be right."""
    with pytest.raises(ValueError, match=f"^{words}$"):
        wrong()
