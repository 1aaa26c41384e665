"""Room for screws and inserts has the sizes of its tables, and prints."""

import math

import cadquery as cq
import pytest
from cadquery import func
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.shapes.bosses import INSERTS, insert_boss, insert_room, standoff
from generators.shapes.plates import cut, extruded, rounded
from generators.shapes.screws import SCREWS, counterbored, countersunk, keyhole
from tests.generators.shapes.sound import FINE, assert_sound, upright

SCREW = pytest.mark.parametrize("screw", SCREWS.values(), ids=SCREWS.keys())
INSERT = pytest.mark.parametrize("insert", INSERTS.values(), ids=INSERTS.keys())


def plate(thickness: float, width: float = 40, depth: float = 50) -> cq.Solid:
    """A plate on the bed."""
    return extruded(rounded(width, depth, 3), thickness)


def cylinder(diameter: float, low: float, high: float) -> cq.Solid:
    """A round pin from one height to another."""
    return cq.Solid.makeCylinder(diameter / 2, high - low, cq.Vector(0, 0, low))


def overlap(one: cq.Shape, other: cq.Shape) -> float:
    """The volume in mm³ that two shapes share."""
    return float(func.intersect(one, other).Volume())


def test_the_table_holds_what_the_standards_say() -> None:
    """Spot figures of ISO 273 (medium), ISO 7046, ISO 7045, ISO 4762, and DIN 7997."""
    assert [SCREWS[name].hole for name in ("M2", "M2.5", "M3", "M4", "M5")] == [2.4, 2.9, 3.4, 4.5, 5.5]
    assert [SCREWS[name].sunk_head for name in ("M2", "M2.5", "M3", "M4", "M5")] == [3.8, 4.7, 5.5, 8.4, 9.3]
    assert [SCREWS[name].round_head for name in ("M3", "M4", "M5")] == [5.6, 8.0, 9.5]
    assert [SCREWS[name].round_height for name in ("M3", "M4", "M5")] == [3, 4, 5]
    assert [SCREWS[name].sunk_head for name in ("3", "3.5", "4", "5")] == [6, 7, 8, 10]
    for entry in (*SCREWS.values(), *INSERTS.values()):
        assert entry.source
    for screw in SCREWS.values():
        assert screw.hole < min(screw.sunk_head, screw.round_head)


@SCREW
def test_a_screw_fits_its_countersink_and_sits_flush(screw: object) -> None:
    """Hole and head pass; the room is a hole, a cone of 90° and 1 mm above the top."""
    hole, head = screw.hole, screw.sunk_head  # type: ignore[attr-defined]  # an entry of the table
    room = countersunk(6, hole, head)
    deep = (head - hole) / 2
    cone = math.pi * deep / 3 * (head**2 + head * hole + hole**2) / 4
    straight = math.pi / 4 * (hole**2 * (6 - deep) + head**2)
    assert room.Volume() == pytest.approx(cone + straight, rel=1e-9)
    assert_sound(cut(plate(6), room))


@SCREW
def test_a_round_head_fits_its_counterbore(screw: object) -> None:
    """The head lies below the top and the step that holds it is flat."""
    hole, head, high = screw.hole, screw.round_head, screw.round_height  # type: ignore[attr-defined]  # see above
    drilled = cut(plate(high + 3), counterbored(high + 3, hole, head + 0.4, high))
    assert overlap(drilled, cylinder(head, 3, high + 3)) == pytest.approx(0, abs=1e-9)
    assert overlap(drilled, cylinder(head, 2.9, 3)) == pytest.approx(math.pi / 40 * (head**2 - hole**2), rel=1e-6)
    assert_sound(drilled)


@SCREW
@pytest.mark.parametrize("pose", ["wall down", "wall up", "standing"])
def test_a_part_hangs_on_a_keyhole(screw: object, pose: str) -> None:
    """The head enters, slides up and is held by the lip; it prints whichever side is down."""
    hole, high = screw.hole, screw.round_height  # type: ignore[attr-defined]  # see above
    head = screw.round_head + 0.6  # type: ignore[attr-defined]  # see above
    rise, lip = head + 2, 1.6
    back = lip + (head - hole) / 2 + high
    drilled = cut(plate(back + 1.2), keyhole(hole, head, rise, lip, high))
    shank = cylinder(hole - 0.5, -1, back - 0.1)
    top = cylinder(head - 0.6, back - high, back - 0.1)
    for y in (-rise, -rise / 2, -0.01):
        hung = func.compound(shank.moved(cq.Location((0, y, 0))), top.moved(cq.Location((0, y, 0))))
        assert overlap(drilled, hung) == pytest.approx(0, abs=1e-9)
    assert overlap(drilled, top.moved(cq.Location((0, -rise, -back)))) == pytest.approx(0, abs=1e-9)
    assert overlap(drilled, top.moved(cq.Location((0, 0, -high)))) > 1  # at the slot's end it does not come out
    # A head of 10 mm and more needs a bridge as wide: it prints, with a word.
    warned = ("BRIDGE_LONG",) if head > 10 else ()
    if pose == "wall down":
        assert_sound(drilled, warnings=warned)
    elif pose == "wall up":
        turned = drilled.moved(cq.Location((0, 0, back + 1.2), (1, 0, 0), 180))
        assert_sound(turned)
    else:
        assert_sound(upright(drilled), warnings=("UNSTABLE", *warned))


@INSERT
def test_a_boss_takes_its_insert(insert: object) -> None:
    """The hole is as wide as the maker asks, 1 mm deeper than the insert, bevelled, with the wall asked for."""
    hole, length, wall = insert.hole, insert.length, insert.wall  # type: ignore[attr-defined]  # an entry of the table
    height = length + 4
    boss = insert_boss(insert, height, root=1)  # type: ignore[arg-type]  # see above
    assert overlap(boss, cylinder(hole, height - length - 1, height)) == pytest.approx(0, abs=1e-9)
    floor = cylinder(hole, 0, height - length - 1)
    assert overlap(boss, floor) == pytest.approx(floor.Volume(), rel=1e-9)
    around = cylinder(hole + 2 * wall, 0, height - 0.5).cut(cylinder(hole, height - length - 1, height))
    assert overlap(boss, around) == pytest.approx(around.Volume(), rel=1e-9)
    assert_sound(boss, FINE)
    block = plate(height)
    drilled = cut(block, insert_room(insert, height))  # type: ignore[arg-type]  # see above
    assert overlap(drilled, cylinder(hole, height - length - 1, height)) == pytest.approx(0, abs=1e-9)
    assert_sound(drilled, FINE)


@settings(max_examples=10, deadline=None)
@given(
    height=st.floats(3, 40),
    hole=st.floats(2, 8),
    wall=st.floats(0.9, 5),
    root=st.floats(0, 1.5),
    share=st.one_of(st.none(), st.floats(0.2, 0.75)),
)
def test_every_standoff_prints(height: float, hole: float, wall: float, root: float, share: float | None) -> None:
    """Any height, hole, wall and root, drilled through or part of the way: closed, with the volume of its rings."""
    deep = None if share is None else share * height
    outer = hole + 2 * wall
    post = standoff(height, outer, hole, deep=deep, root=root)
    bored = height if deep is None else deep
    foot = math.pi * root / 3 * ((outer / 2 + root) ** 2 + (outer / 2 + root) * outer / 2 + (outer / 2) ** 2)
    solid = math.pi * (outer / 2) ** 2 * (height - root) + foot
    assert post.Volume() == pytest.approx(solid - math.pi * (hole / 2) ** 2 * bored, rel=1e-6)
    assert_sound(post, FINE, warnings=("BED_CONTACT_SMALL", "UNSTABLE"))


@pytest.mark.parametrize(
    ("words", "call"),
    [
        ("head is 3, but must be at least 4", lambda: countersunk(5, 4, 3)),
        ("length is 1, but must be at least 2", lambda: countersunk(1, 4, 8)),
        ("length is 2, but must be at least 3", lambda: counterbored(2, 4, 8, 3)),
        ("rise is 5, but must be at least 6", lambda: keyhole(4, 8, 5)),
        ("lip is 0.5, but must be at least 0.8", lambda: keyhole(4, 8, 10, 0.5)),
        ("outer is 4, but must be at least 4.8", lambda: standoff(10, 4, 3)),
        ("deep is 9.9, but must be at most 9.4", lambda: standoff(10, 8, 3, deep=9.9)),
        ("height is 7, but must be at least 7.3", lambda: insert_boss(INSERTS["M3"], 7)),
        ("outer is 7, but must be at least 7.2", lambda: insert_boss(INSERTS["M3"], 9, outer=7)),
        ("top is 5, but must be at least 5.6", lambda: insert_room(INSERTS["M2"], 5)),
    ],
)
def test_what_cannot_be_is_told_with_its_limit(words: str, call: object) -> None:
    """The argument and the limit are named."""
    with pytest.raises(ValueError, match=words):
        call()  # type: ignore[operator]  # each is a call without arguments
