"""Each cable has a slot of its own: round as the cable, with a mouth that is narrower."""

import math
from typing import Any

import cadquery as cq
import pytest
from numpy.testing import assert_allclose

from generators.catalog.cable import build, template
from generators.limits import Limits
from generators.template import Hardware, Part

SHARE = {"loose": 0.95, "normal": 0.85, "tight": 0.75}


def made(**values: object) -> tuple[Part, list[Hardware]]:
    part, *hardware = build(template.parameters.read(values))
    assert isinstance(part, Part)
    return part, [piece for piece in hardware if isinstance(piece, Hardware)]


def slot_area(diameter: float, fit: str) -> tuple[float, float]:
    """Area of a slot as one looks along the cable, and how far its bottom lies below the top, in mm² and mm."""
    radius, half = diameter / 2 + Limits.generic().clearance(fit), SHARE[fit] * diameter / 2
    high = math.sqrt(radius**2 - half**2)
    cap = radius**2 * math.acos(high / radius) - high * half
    funnel = radius - half
    return math.pi * radius**2 - cap + funnel * (half + radius), radius + high + funnel


@pytest.mark.parametrize(
    ("cables", "fit", "depth", "wall"),
    [((6, 4, 3.5), "normal", 12, 2), ((12, 2, 12, 8), "loose", 20, 1.6), ((8, 8, 5.5, 3), "tight", 8, 3)],
)
def test_a_taped_comb_is_a_block_less_its_slots(cables: Any, fit: str, depth: float, wall: float) -> None:
    """Width, height and volume by the formulas for circles, caps and trapezoids; bevels take less than 3 %."""
    part, _hardware = made(cables="\n".join(map(str, cables)), fit=fit, depth=depth, wall=wall)
    air = Limits.generic().clearance(fit)
    wide = sum(one + 2 * air + wall for one in cables) + wall
    slots = [slot_area(one, fit) for one in cables]
    high = 3 + max(deep for _area, deep in slots)
    box = part.solid.BoundingBox()
    assert wide > 18
    assert_allclose([box.xlen, box.ylen, box.zlen, box.zmin], [wide, high, depth, 0], atol=1e-3)
    block = (wide * high - 0.8**2 - sum(area for area, _deep in slots)) * depth
    assert 0.97 * block < part.solid.Volume() < block
    middle = part.solid.intersect(cq.Solid.makeBox(300, 300, 2, cq.Vector(-150, -150, depth / 2 - 1)))
    assert_allclose(middle.Volume() / 2, block / depth, rtol=1e-6)


@pytest.mark.parametrize("fit", ["loose", "normal", "tight"])
@pytest.mark.parametrize("mount", ["tape", "screw", "clamp"])
def test_cables_lie_in_their_order_and_cannot_fall_out(fit: str, mount: str) -> None:
    """A rod as thick as each cable lies free in its slot, and meets plastic when lifted out."""
    cables = [3.5, 7.0, 5.0]
    part, _hardware = made(cables="3.5\n7\n5", fit=fit, mount=mount)
    air = Limits.generic().clearance(fit)
    box = part.solid.BoundingBox()
    wide = sum(one + 2 * air + 2 for one in cables) + 2
    x = box.xmax - wide if mount == "clamp" else -wide / 2
    for one in cables:
        radius = one / 2 + air
        x += 2 + radius
        deep = slot_area(one, fit)[1] - radius
        rod = cq.Solid.makeCylinder(one / 2, 40, cq.Vector(x, box.ymax - deep, -10))
        assert_allclose(part.solid.intersect(rod).Volume(), 0, atol=1e-6)
        lifted = rod.moved(cq.Location((0, deep - radius + SHARE[fit] * one / 2, 0)))
        assert part.solid.intersect(lifted).Volume() > 0.05
        x += radius


@pytest.mark.parametrize("desk", [8, 22.5, 40])
def test_a_clamp_takes_the_desk_and_grips_it_with_its_bump(desk: float) -> None:
    """A desk of the measured thickness fits between the jaws but for the bump, which presses by 0.4 mm."""
    part, _hardware = made(mount="clamp", desk=desk, cables="6\n4")
    board = cq.Solid.makeBox(100, desk, 40, cq.Vector(8.01 - 100 + 23.9, 5 + 0.25, -5))
    inner = cq.Solid.makeBox(23.9, desk, 40, cq.Vector(8.01, 5.2, -5))
    assert_allclose(part.solid.intersect(inner).Volume(), 0, atol=1e-6)
    assert part.solid.intersect(board).Volume() > 0
    bump = [vertex.Y for vertex in part.solid.Vertices() if abs(vertex.X - 4) < 1e-6]
    assert_allclose(max(y for y in bump if y < 5 + desk / 2), 5 + 0.25 + 0.4, atol=1e-6)


@pytest.mark.parametrize(("cables", "screws"), [("6", 3), ("6\n4", 6)])
def test_screws_pass_their_ears_and_are_counted(cables: str, screws: int) -> None:
    """A clip has one screw and a comb two; a 4 mm shank passes each ear, and its head lies below the surface."""
    part, hardware = made(cables=cables, mount="screw", screw="4", pieces=3)
    assert [(one.name, one.quantity) for one in hardware] == [("4 mm countersunk wood screw", screws)]
    assert part.quantity == 3
    box = part.solid.BoundingBox()
    shank = cq.Solid.makeCylinder(2, 20, cq.Vector(box.xmax - 5.75, -5, 6), cq.Vector(0, 1, 0))
    head = cq.Solid.makeCone(4, 2, 2, cq.Vector(box.xmax - 5.75, 4, 6), cq.Vector(0, -1, 0))
    assert_allclose(part.solid.intersect(shank).Volume(), 0, atol=1e-6)
    assert_allclose(part.solid.intersect(head).Volume(), 0, atol=1e-6)


def test_the_comb_lies_on_its_base_in_the_view() -> None:
    """Printed on its end, it is shown with its base down and its slots up."""
    part, hardware = made()
    assert isinstance(part.place, cq.Location)
    shown = part.solid.moved(part.place).BoundingBox()
    assert_allclose([shown.zmin, shown.ylen], [0, 12], atol=1e-6)
    assert hardware[0].name == "Double-sided foam tape"
