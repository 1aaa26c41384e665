"""Honeycombs and slots stay in their rectangle, leave the share open that they say, and print flat and upright."""

import math

import cadquery as cq
import pytest
from cadquery import func
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.mesh import tessellate
from generators.punching import pierced_by
from generators.shapes.kernel import as_solid
from generators.shapes.patterns import honeycomb, open_share, perforated, punch, slots
from generators.shapes.plates import cut, extruded, framed, raised, rounded
from tests.generators.shapes.sound import assert_sound, looked_over, upright
from tests.generators.test_mesh import assert_closed


def hexagon(cell: float) -> float:
    """The area of a hexagon, from flat to flat `cell` mm."""
    return math.sqrt(3) / 2 * cell**2


def test_a_honeycomb_is_as_open_as_its_cells() -> None:
    """Far from the edge a share of (cell / (cell + bar))² is open; the wires' areas are those of hexagons."""
    cell, bar = 6.0, 1.5
    wires = honeycomb(110, 110, cell, bar)
    for wire in wires[:3]:
        assert cq.Face.makeFromWires(wire).Area() == pytest.approx(hexagon(cell), rel=1e-9)
    assert open_share(wires, 110 * 110) == pytest.approx(len(wires) * hexagon(cell) / 110**2, rel=1e-9)
    # A window of ten by ten whole steps of the pattern holds a hundred hexagons.
    across, along = (cell + bar) * math.sqrt(3) / 2, cell + bar
    window = [
        wire for wire in wires if 0 <= wire.Center().x / across + 5.25 < 10 and 0 <= wire.Center().y / along + 5.25 < 10
    ]
    assert open_share(window, 100 * across * along) == pytest.approx((cell / (cell + bar)) ** 2, rel=1e-9)


def test_neighbours_are_one_bar_apart() -> None:
    """In all three directions."""
    wires = honeycomb(60, 60, 8, 2)
    middle = min(wires, key=lambda wire: wire.Center().Length)
    near = sorted(wire.distance(middle) for wire in wires if wire is not middle)[:6]
    assert near == pytest.approx([2.0] * 6, abs=1e-6)


@settings(max_examples=5, deadline=None)
@given(
    width=st.floats(25, 60),
    depth=st.floats(25, 60),
    cell=st.floats(3, 9),
    bar=st.floats(0.9, 3),
    margin=st.floats(0.9, 4),
)
@pytest.mark.long
def test_every_honeycomb_keeps_its_margin_and_prints(
    width: float, depth: float, cell: float, bar: float, margin: float
) -> None:
    """Flat on the bed and stood up; the plate loses just the hexagons' volume."""
    face = rounded(width, depth, 4)
    wires = honeycomb(width, depth, cell, bar, margin=margin, corner=4)
    assert wires
    edge = face.outerWire()
    assert min(wire.distance(edge) for wire in wires) >= margin - 1e-6
    plate = extruded(perforated(face, wires), 2.4)
    assert plate.Volume() == pytest.approx((face.Area() - len(wires) * hexagon(cell)) * 2.4, rel=1e-6)
    assert_sound(plate)
    assert [one for one in looked_over(upright(plate)) if one.check == "overhangs"] == []


@settings(max_examples=5, deadline=None)
@given(
    width=st.floats(20, 60),
    depth=st.floats(20, 60),
    slot=st.floats(2, 6),
    bar=st.floats(0.9, 3),
    longest=st.floats(12, 40),
    pointed=st.booleans(),
)
def test_all_slots_keep_their_sizes_and_print(
    width: float, depth: float, slot: float, bar: float, longest: float, pointed: bool
) -> None:
    """They keep to the rectangle, none longer than asked, side by side one bar apart."""
    wires = slots(width, depth, slot, bar, longest=longest, margin=3, pointed=pointed)
    boxes = [wire.BoundingBox(1e-7) for wire in wires]
    assert wires
    assert {round(box.xlen, 4) for box in boxes} == {round(slot, 4)}
    assert max(box.ylen for box in boxes) <= longest + 1e-4
    assert max(box.ymax for box in boxes) <= depth / 2 - 3 + 1e-4
    assert max(box.ymax for box in boxes) > depth / 2 - 3 - longest / 2
    assert max(box.xmax for box in boxes) <= width / 2 - 3 + 1e-4
    if len(wires) > 1:
        assert min(wires[0].distance(wire) for wire in wires[1:]) == pytest.approx(bar, abs=1e-4)
    face = rounded(width, depth, 2)
    plate = extruded(perforated(face, wires), 2.4)
    assert plate.Volume() == pytest.approx(face.Area() * 2.4 * (1 - open_share(wires, face.Area())), rel=1e-6)
    assert_sound(plate)
    assert [one for one in looked_over(upright(plate)) if one.check == "overhangs"] == []


def test_punching_a_wall_gives_what_piercing_its_face_gives() -> None:
    """All holes at once, through a wall that stands already: the same plate."""
    wires = honeycomb(40, 30, 6, 2, margin=3)
    face = rounded(40, 30, 0)
    punched = cut(extruded(face, 3), punch(wires, 3))
    assert punched.Volume() == pytest.approx(extruded(perforated(face, wires), 3).Volume(), rel=1e-9)
    assert_sound(punched)


@given(
    width=st.floats(30, 90),
    depth=st.floats(30, 90),
    slot=st.floats(2, 5),
    bar=st.floats(1.5, 5),
    height=st.floats(1, 6),
    rim=st.booleans(),
    below=st.floats(0, 2),
)
@settings(max_examples=12, deadline=None)
def test_a_plate_is_punched_without_a_boolean_and_comes_out_the_same(
    width: float, depth: float, slot: float, bar: float, height: float, rim: bool, below: float
) -> None:
    """Same volume to a millionth, valid, watertight, and as many faces; with a rim below as well."""
    plate = extruded(rounded(width, depth, 4), height)
    if rim:
        plate = raised(flipped(plate), [framed(rounded(width - 4, depth - 4, 2, z=height), 2)], 3)
        plate = flipped(plate, 3 + height)
    bottom = 3.0 if rim else 0.0
    outlines = slots(width - 16, depth - 16, slot, bar, longest=40, z=bottom - below)
    tool = punch(outlines, height + 2 * below)
    punched = pierced_by(plate, tool)
    assert punched is not None
    expected = cq.Solid(func.cut(plate, tool).wrapped)
    assert punched.isValid()
    assert punched.Volume() == pytest.approx(expected.Volume(), rel=1e-6)
    assert len(punched.Faces()) == len(expected.Faces())
    mesh = tessellate(punched)
    assert_closed(mesh)
    assert mesh.volume == pytest.approx(punched.Volume(), rel=2e-3)


def flipped(solid: cq.Solid, height: float | None = None) -> cq.Solid:
    """The solid upside down, on Z = 0, or its old bottom at this height."""
    high = solid.BoundingBox().zmax if height is None else height
    return as_solid(solid.moved(cq.Location((0, 0, 0), (1, 0, 0), 180)).moved(cq.Location((0, 0, high))))


def test_a_punch_is_moved_into_place_as_any_shape() -> None:
    """Laid on its side it goes through an upright wall."""
    wires = honeycomb(40, 30, 6, 2, margin=3)
    wall = upright(extruded(rounded(40, 30, 0), 3))
    tool = punch(wires, 5).moved(cq.Location((0, 1, 15), (1, 0, 0), 90))
    opened = extruded(perforated(rounded(40, 30, 0), wires), 3)
    assert cut(wall, tool).Volume() == pytest.approx(opened.Volume(), rel=1e-6)


def test_what_is_no_plain_plate_is_punched_by_the_boolean() -> None:
    """Holes that leave the top, meet another, stop halfway or cross a wall: the volume is right all the same."""
    plate = extruded(rounded(40, 30, 3), 4)
    over = [cq.Wire.makeCircle(5, cq.Vector(x, 0, -1), cq.Vector(0, 0, 1)) for x in (0, 19)]
    meet = [cq.Wire.makeCircle(5, cq.Vector(x, 0, -1), cq.Vector(0, 0, 1)) for x in (-3, 3)]
    inside = [cq.Wire.makeCircle(5, cq.Vector(0, 0, 1), cq.Vector(0, 0, 1))]
    tee = as_solid(func.fuse(plate, cq.Solid.makeBox(2, 20, 20, cq.Vector(-1, -10, 0))))
    crossing = [cq.Wire.makeCircle(5, cq.Vector(0, 0, -1), cq.Vector(0, 0, 1))]
    assert pierced_by(plate, punch(meet, 6)) is None
    for solid, wires, height in ((plate, over, 6), (plate, inside, 2), (tee, crossing, 30)):
        tool = punch(wires, height)
        assert pierced_by(solid, tool) is None
        assert cut(solid, tool).Volume() == pytest.approx(func.cut(solid, tool).Volume(), rel=1e-9)


def test_where_nothing_fits_nothing_is_drawn() -> None:
    """A rectangle smaller than one hole has none, and there is nothing to punch."""
    assert honeycomb(5, 5, 8, 2) == []
    assert slots(5, 30, 6, 2) == []
    with pytest.raises(ValueError, match="outlines is empty"):
        punch([], 3)


@pytest.mark.parametrize(
    ("words", "call"),
    [
        ("cell is 1, but must be at least 2", lambda: honeycomb(40, 40, 1, 2)),
        ("bar is 0.5, but must be at least 0.9", lambda: honeycomb(40, 40, 4, 0.5)),
        ("corner is 30, but must be at most 20", lambda: honeycomb(40, 40, 4, 2, corner=30)),
        ("slot is 12, but must be at most 10", lambda: slots(40, 40, 12, 2)),
        ("longest is 5, but must be at least 6", lambda: slots(40, 40, 3, 2, longest=5)),
        ("margin is -1, but must be at least 0", lambda: slots(40, 40, 3, 2, margin=-1)),
    ],
)
def test_what_cannot_be_is_told_with_its_limit(words: str, call: object) -> None:
    """The argument and the limit are named."""
    with pytest.raises(ValueError, match=words):
        call()  # type: ignore[operator]  # each is a call without arguments
