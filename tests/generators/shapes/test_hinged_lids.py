"""Boxes whose lids turn on a hinge: the declared air at every angle, and a pin that holds both parts together."""

import math
from collections.abc import Callable
from typing import Any

import cadquery as cq
import pytest
from cadquery import func
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from generators.checks import check_part
from generators.limits import Limits
from generators.shapes.cases import BEVEL, Case
from generators.shapes.hinged_lids import TAB, HingedLid
from generators.subject import Subject
from tests.generators.shapes.soundness import assert_sound, inside

PAIRS = [
    HingedLid(Case(84, 54, 44, 2, 2, 10), 0.25),
    HingedLid(Case(22.4, 22.4, 13.2, 1.2, 1.2, 2.2), 0.15),
    pytest.param(HingedLid(Case(28, 28, 14, 4, 4, 7), 0.4), marks=pytest.mark.long),
    pytest.param(HingedLid(Case(60, 45, 30, 2.4, 2, 0), 0.6, 4), marks=pytest.mark.long),
    pytest.param(HingedLid(Case(208, 190, 60, 4, 4, 44), 0.4), marks=pytest.mark.long),
]
ANGLES = (15, 45, 90, 110, 180, 225)


def overlap(one: cq.Shape, other: cq.Shape) -> float:
    """The volume in mm³ that both fill."""
    return float(func.intersect(one, other).Volume())


def axis(pair: HingedLid) -> cq.Vector:
    """The left end of the pin."""
    return cq.Vector(-pair.length / 2, pair.case.depth / 2 + pair.thickness + pair.air, pair.case.height)


def pin(pair: HingedLid) -> cq.Solid:
    """A piece of filament in its place."""
    return cq.Solid.makeCylinder(pair.pin / 2, pair.length, axis(pair), cq.Vector(1, 0, 0))


def assert_turns(pair: HingedLid, box: cq.Shape, lid: cq.Shape) -> None:
    """Closed the lid rests on the rim; open, the parts are the air apart, neither more nor less."""
    closed = lid.moved(pair.place)
    assert overlap(box, closed) < 1e-3
    assert_allclose(inside(closed, pair.case.height).distance(box), pair.air, atol=0.02)
    for angle in ANGLES:
        opened = lid.moved(pair.opened(angle))
        assert overlap(box, opened) < 1e-3
        assert_allclose(box.distance(opened), pair.air, atol=0.02)


@pytest.mark.parametrize("pair", PAIRS)
def test_a_hinged_lid_prints_and_turns_with_its_air(pair: HingedLid) -> None:
    """Small and large, with thin and thick walls, tight and loose: both print without a word, and never meet."""
    box, lid = pair.box(), pair.lid()
    for part in (box, lid):
        mesh = assert_sound(part)
        assert list(check_part(Subject("part", mesh), Limits.generic())) == []
    assert_turns(pair, box, lid)


@pytest.mark.parametrize("pair", PAIRS)
def test_the_rim_leaves_the_box_without_coming_nearer(pair: HingedLid) -> None:
    """The rim's front swings outward as the lid lifts, and still keeps the air to the wall."""
    box, lid = pair.box(), pair.lid()
    rim = [
        face
        for face in lid.Faces()
        if face.Center().z > pair.thickness and abs(face.Center().y) < pair.case.depth / 2 - pair.case.wall
    ]
    for angle in (0, 0.5, 1, 2, 3, 5):
        placed = cq.Compound.makeCompound(rim).moved(pair.opened(angle))
        assert placed.distance(box) > pair.air - 0.01


@pytest.mark.parametrize("pair", PAIRS)
def test_the_pin_is_held_at_its_ends_and_free_between(pair: HingedLid) -> None:
    """A tenth of a mm wider than the pin in the outermost knuckles; in the lid's the air all round it."""
    box, lid, filament = pair.box(), pair.lid().moved(pair.place), pin(pair)
    assert_allclose(filament.distance(box), 0.05, atol=0.02)
    assert_allclose(filament.distance(lid), pair.air, atol=0.02)
    middle = box.intersect(cq.Solid.makeBox(pair.length / 2, 900, 900, cq.Vector(-pair.length / 4, 0, 0)))
    if pair.knuckles > 3:
        assert_allclose(filament.distance(middle), pair.air, atol=0.02)
    for x, y, z in ((0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)):
        away = lid.moved(cq.Location(tuple(2 * pair.air * part for part in (x, y, z))))
        assert overlap(filament, away) > 0
    for way in (-1, 1):
        assert overlap(box, lid.moved(cq.Location((way * 1.5 * pair.air, 0, 0)))) > 0


@pytest.mark.parametrize("pair", PAIRS[:1])
def test_a_hinged_lid_stops_at_the_slopes_under_the_knuckles(pair: HingedLid) -> None:
    """Opened by 225° its edge lies along them; by 240° it would have to pass through."""
    assert overlap(pair.box(), pair.lid().moved(pair.opened(240))) > 1


@pytest.mark.parametrize("pair", PAIRS)
def test_box_and_lid_have_the_volume_of_their_pieces(pair: HingedLid) -> None:
    """Case, plate, rim and tab, and knuckles less the room of the pin; bevels of 0.3 mm are not counted."""
    case, radius, behind = pair.case, pair.thickness, pair.thickness + pair.air
    long = (pair.length - (pair.knuckles - 1) * pair.air) / pair.knuckles
    slope = math.sqrt(0.5) * radius
    corners = [(0, 0), (-slope, -slope), (behind, -math.sqrt(2) * radius - behind), (behind, 0)]
    below = sum(y * w - v * z for (y, z), (v, w) in zip(corners, corners[1:] + corners[:1], strict=True)) / 2
    free, snug = ((math.pi * 3 / 4 + 1) * room**2 for room in (pair.pin / 2 + pair.air, pair.pin / 2 + 0.05))
    round_ = math.pi * 5 / 8 * radius**2
    count = (pair.knuckles + 1) // 2
    grown = long * (count * (round_ + below) - 2 * snug - (count - 2) * free)
    assert_allclose(pair.box().Volume() - case.box().Volume(), grown, rtol=1e-4)

    knuckles = (count - 1) * long * (round_ + math.tan(math.pi / 8) * radius**2 + radius * behind - free)
    wide = min(24, pair.length)
    tab = (wide * TAB - (2 - math.pi / 2) * (TAB - 1) ** 2) * radius
    tab -= BEVEL**2 / 2 * (wide + 2 * TAB)
    filled = BEVEL**2 / 2 * (wide + (count - 1) * long)
    inset = case.wall + pair.air
    inner, outer = case.outline(inset + 2, 0), case.outline(inset, 0)
    areas = [cq.Face.makeFromWires(wire).Area() for wire in (outer, inner)]
    rim = (areas[0] - areas[1]) * 2 - 0.4**2 / 2 * outer.Length()
    whole = case.plate(radius).Volume() + rim + tab + filled + knuckles
    assert_allclose(pair.lid().Volume(), whole, rtol=1e-3)


@st.composite
def pairs(draw: Callable[..., Any]) -> HingedLid:
    """Any box that a hinge fits on."""
    width, depth = draw(st.floats(30, 190)), draw(st.floats(25, 170))
    radius = draw(st.floats(0, min(width / 2 - 7, depth / 2 - 1)))
    case = Case(width, depth, draw(st.floats(16, 90)), draw(st.floats(1.2, 4)), draw(st.floats(0.8, 4)), radius)
    return HingedLid(case, draw(st.floats(0.1, 0.5)), draw(st.floats(3, 5)))


@pytest.mark.long
@given(pairs())
@settings(max_examples=6, deadline=None, derandomize=True)
def test_hinged_lids_of_any_size_fit(pair: HingedLid) -> None:
    """Anywhere in the ranges both parts print and turn."""
    box, lid = pair.box(), pair.lid()
    assert_sound(box)
    assert_sound(lid)
    assert_turns(pair, box, lid)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: HingedLid(Case(84, 54, 44), 0.01), "air is 0.01, but must be at least 0.05"),
        (lambda: HingedLid(Case(84, 54, 44), thickness=2), "thickness is 2, but must be at least 2.49099"),
        (lambda: HingedLid(Case(84, 54, 44), reach=20), "reach is 20, but must be at most 13.5"),
        (lambda: HingedLid(Case(22, 54, 44)), "width is 22, but must be at least 22.5"),
        (lambda: HingedLid(Case(84, 30, 44, radius=14.8)), "depth is 30, but must be at least 30.6"),
        (lambda: HingedLid(Case(84, 54, 8)), "height is 8, but must be at least 8.69264"),
        (lambda: HingedLid(Case(84, 54, 44), pin=math.nan), "pin is nan, but must be at least 1"),
    ],
)
def test_a_size_out_of_range_is_refused_by_name_and_limit(wrong: Callable[[], object], words: str) -> None:
    """A maker reads which argument is wrong, and what would be right."""
    with pytest.raises(ValueError, match=f"^{words}$"):
        wrong()
