"""Hollowing gives what cutting gives, and says where it cannot."""

import cadquery as cq
import pytest
from cadquery import func

from generators.shapes.plates import extruded, rounded
from generators.shapes.rooms import hollowed
from generators.shapes.steps import stepped
from tests.generators.shapes.sound import assert_sound


def block() -> cq.Solid:
    """A block of 60 by 40 by 20 mm."""
    return extruded(rounded(60, 40, 5), 20)


def room(x: float, low: float, high: float = 20) -> cq.Solid:
    """A room that widens upward."""
    return cq.Solid(stepped(20, 20, 4, [(3, low), (0, low + 3), (0, high)]).moved(cq.Location((x, 0, 0))).wrapped)


@pytest.mark.parametrize("lows", [(2, 2), (5, 0), (0, 0)], ids=["blind", "one through", "both through"])
def test_hollowing_is_cutting(lows: tuple[float, float]) -> None:
    """Rooms that end inside, and rooms that go through to the bottom."""
    rooms = [room(-15, lows[0]), room(15, lows[1])]
    hollow = hollowed(block(), rooms)
    assert hollow.Volume() == pytest.approx(func.cut(block(), func.compound(rooms)).Volume(), rel=1e-9)
    assert_sound(hollow)


def test_a_room_must_open_at_the_top() -> None:
    """A closed room, and a top in two pieces, are told."""
    with pytest.raises(ValueError, match="a room must end flush with the top at 20 mm"):
        hollowed(block(), [room(0, 2, 15)])
    parted = func.cut(block(), func.box(5, 50, 10).moved(cq.Location((0, 0, 15))))
    with pytest.raises(ValueError, match="the top must be one flat face, but has 2"):
        hollowed(parted.Solids()[0], [room(-15, 2)])
    assert hollowed(block(), []).Volume() == pytest.approx(block().Volume())
