"""The corpus in build123d's algebra mode: m0, m1, m2, m3, m5, m6 and m8 as its documentation would write them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from build123d import (
    Align,
    Axis,
    Box,
    Circle,
    GridLocations,
    Locations,
    Part,
    Plane,
    Polyline,
    Pos,
    Rectangle,
    RectangleRounded,
    RegularPolygon,
    Rot,
    Sketch,
    SlotOverall,
    Text,
    chamfer,
    extrude,
    fillet,
    loft,
    make_face,
)

FONT = Path(__file__).parents[2] / "generators" / "fonts" / "DejaVuSans-Bold.ttf"


def built(part: str, values: Mapping[str, Any]) -> list[Part] | None:
    """Give the pieces of a part; None where there is no twin."""
    return TWINS[part](SimpleNamespace(**values)) if part in TWINS else None


def filleted(width: float, depth: float, radius: float, height: float, size: float) -> Part:
    """A rounded block with a fillet around its foot."""
    block = extrude(RectangleRounded(width, depth, radius), height)
    return fillet(block.edges().group_by(Axis.Z)[0], size)


def m0(v: Any) -> list[Part]:
    """A sketch with a hole, extruded."""
    return [extrude(Rectangle(v.width, v.depth) - Circle(v.hole / 2), v.height)]


def m1(v: Any) -> list[Part]:
    """Extrusions, fillets and one subtraction."""
    room = RectangleRounded(v.width - 2 * v.wall, v.depth - 2 * v.wall, v.radius - v.wall)
    box = filleted(v.width, v.depth, v.radius, v.height, 1.2) - Pos(0, 0, v.wall) * extrude(room, v.height)
    i = v.wall + v.air
    rim = RectangleRounded(v.width - 2 * i, v.depth - 2 * i, v.radius - i)
    i += 1.6
    rim -= RectangleRounded(v.width - 2 * i, v.depth - 2 * i, v.radius - i)
    lid = filleted(v.width, v.depth, v.radius, v.wall, 0.8) + Pos(0, 0, v.wall) * extrude(rim, 4)
    return [box, lid]


def stepped(width: float, depth: float, steps: list[tuple[float, float]]) -> Part:
    """Lofts between rounded rectangles (inset, z)."""
    piece = Part()
    for (one, low), (other, high) in itertools.pairwise(steps):
        below = Pos(0, 0, low) * RectangleRounded(width - 2 * one, depth - 2 * one, 3.75 - one)
        above = Pos(0, 0, high) * RectangleRounded(width - 2 * other, depth - 2 * other, 3.75 - other)
        piece += loft([below.face(), above.face()], ruled=True)
    return piece


def m2(v: Any) -> list[Part]:
    """Lofted feet, a block, rooms."""
    level = v.units * 7.0
    steps = [(v.wall, level - 1.2 - (2.6 - v.wall)), (2.6, level - 1.2), (2.6, level), (1.9, level + 0.7),
             (1.9, level + 2.5), (0.85, level + 3.55)]  # fmt: skip
    foot = stepped(41.5, 41.5, [(2.95, 0), (2.15, 0.8), (2.15, 2.6), (0, 4.75)])
    foot -= GridLocations(26, 26, 2, 2) * extrude(Circle(3.25), 2.4)
    width, depth = (125.5 - 2 * v.wall - 2.4) / 3, (83.5 - 2 * v.wall - 1.2) / 2
    room = extrude(RectangleRounded(width, depth, 3.75 - v.wall), steps[0][1] - 7)
    body = Pos(0, 0, 4.75) * extrude(RectangleRounded(125.5, 83.5, 3.75), level + 3.55 - 4.75)
    body += [place * foot for place in GridLocations(42, 42, 3, 2)]
    body -= [place * Pos(0, 0, 7) * room for place in GridLocations(width + 1.2, depth + 1.2, 3, 2)]
    return [body - stepped(125.5, 83.5, steps)]


def m3(v: Any) -> list[Part]:
    """A chamfered plate, and text in relief."""
    plate = extrude(RectangleRounded(v.width, v.depth, 6), v.thickness)
    plate = chamfer(plate.edges().group_by(Axis.Z)[-1], 0.6)
    plate -= Locations((-v.width / 2 + 6, 0), (v.width / 2 - 6, 0)) * extrude(Circle(2), v.thickness)
    words = Text(v.words, font_size=v.size, font_path=str(FONT))
    return [plate + Pos(0, 0, v.thickness) * extrude(words, v.relief)]


def m5(v: Any) -> list[Part]:
    """A sketch with its holes, extruded."""
    across, along, reach = (v.cell + v.bar) * math.sqrt(3) / 2, v.cell + v.bar, v.cell / math.sqrt(3)
    places = [
        (column * across, (row + column % 2 / 2) * along)
        for column in range(-30, 31)
        for row in range(-30, 31)
        if abs(column * across) + reach <= v.width / 2 - 6
        and abs((row + column % 2 / 2) * along) + v.cell / 2 <= v.depth / 2 - 6
    ]
    face = RectangleRounded(v.width, v.depth, 4) - Locations(*places) * RegularPolygon(reach, 6)
    return [extrude(face, v.thickness)]


def m6(v: Any) -> list[Part]:
    """A polygon of the teeth, extruded; pockets subtracted."""
    pressure = math.radians(20)
    root, tip, base = v.teeth - 2.5, v.teeth + 2.0, v.teeth * math.cos(pressure)
    half, start = math.pi / (2 * v.teeth) + math.tan(pressure) - pressure, max(root, base)
    side = []
    for number in range(9):
        radius = start + (tip - start) * number / 8
        turn = math.acos(min(1.0, base / radius))
        side.append((radius, half - math.tan(turn) + turn))
    foot = [(root, side[0][1])] if start > root else []
    one = [*((r, -a) for r, a in [*foot, *side]), (tip, 0.0), *((r, a) for r, a in [*reversed(side), *foot])]
    one.append((root, math.pi / v.teeth))
    points = [
        (r * math.cos(a + k * 2 * math.pi / v.teeth), r * math.sin(a + k * 2 * math.pi / v.teeth))
        for k in range(v.teeth)
        for r, a in one
    ]
    key = Rectangle(3, v.bore / 2 + 2.5, align=(Align.CENTER, Align.MIN))
    gear = extrude(make_face(Polyline(*points, close=True)) - Circle(v.bore / 2) - key, v.thickness)
    ring = extrude(Circle(root - 4) - Circle(v.bore / 2 + 5), 3)
    return [gear - ring - Pos(0, 0, v.thickness - 3) * ring]


def m8(v: Any) -> list[Part]:
    """A filleted case, standoffs and posts, and what is cut out of it."""
    room = RectangleRounded(v.width - 2 * v.wall, v.depth - 2 * v.wall, v.radius - v.wall)
    standoffs = GridLocations(v.board_width - 7, v.board_depth - 7, 2, 2)
    posts = GridLocations(v.width - 2 * v.wall - 5, v.depth - 2 * v.wall - 5, 2, 2)
    inside = RectangleRounded(v.width - v.wall, v.depth - v.wall, v.radius - v.wall / 2)
    case = filleted(v.width, v.depth, v.radius, v.height, 2) - Pos(0, 0, v.wall) * extrude(room, v.height)
    case += Pos(0, 0, v.wall) * extrude(Sketch() + standoffs * Circle(3.25) - standoffs * Circle(1.3), v.under)
    case += Pos(0, 0, v.wall) * extrude(inside & (Sketch() + posts * Circle(4)), v.height - v.wall)
    case -= Pos(0, 0, v.height - 12) * extrude(Sketch() + posts * Circle(1.25), 12)
    case -= Pos(-v.width / 2 + v.wall / 2, 0, v.wall + v.under + 3) * Box(v.wall + 2, 10, 4.5)
    slots = Sketch() + GridLocations(5, 1, v.vents, 1) * (Rot(0, 0, 90) * SlotOverall(14, 2))
    case -= Plane.XZ * Pos(0, v.height / 2, -v.depth / 2 - 1) * extrude(slots, v.depth + 2)
    plate = extrude(RectangleRounded(v.width, v.depth, v.radius), 2.4)
    plate = fillet(plate.edges().group_by(Axis.Z)[-1], 1)
    plate -= extrude(Sketch() + posts * Circle(1.45), 2.4)
    return [case, plate - Pos(0, 0, 1.2) * extrude(Sketch() + posts * Circle(2.75), 1.2)]


TWINS: dict[str, Callable[[Any], list[Part]]] = {
    "m0": m0, "m1": m1, "m2": m2, "m3": m3, "m5": m5, "m6": m6, "m8": m8,
}  # fmt: skip
