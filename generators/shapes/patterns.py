"""
Patterns of holes: honeycombs and slots, as flat outlines that pierce a face before it grows into a solid.

All lie at Z = `z`, centred on the Z axis, and keep inside the rectangle asked for. +Y is up where the face becomes
a wall: hexagons stand on flat sides, whose short tops bridge, and slots may end in a 45° point, so both print
upright without support.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import cadquery as cq
from cadquery import Edge, Vector, func

from generators.punching import Punch
from generators.shapes.bounds import within
from generators.shapes.kernel import as_face
from generators.shapes.rooms import flat_face

LEAST_BAR = 0.9  # mm: two lines
LEAST_HOLE = 2.0  # mm: smaller ones close up (arti90 and layer-one design guides)
WIDEST = 10.0  # mm that print as a bridge


def honeycomb(
    width: float, depth: float, cell: float, bar: float, *, margin: float = 0, corner: float = 0, z: float = 0
) -> list[cq.Wire]:
    """
    Give the whole hexagons that fit a rectangle with round corners, `cell` mm from flat to flat, `bar` mm apart.

    Nothing comes closer than `margin` to the rectangle. Where not one fits, the list is empty.
    """
    within("cell", cell, LEAST_HOLE)
    within("bar", bar, LEAST_BAR)
    within("margin", margin, 0)
    within("corner", corner, 0, min(width, depth) / 2)
    reach = cell / math.sqrt(3)
    shape = [(reach * math.cos(turn), reach * math.sin(turn)) for turn in (math.pi / 3 * step for step in range(6))]
    across, along = (cell + bar) * math.sqrt(3) / 2, cell + bar
    inner = (width / 2 - margin, depth / 2 - margin, max(corner - margin, 0))
    columns, rows = int(width / across / 2) + 1, int(depth / along / 2) + 1
    wires: list[cq.Wire] = []
    for column in range(-columns, columns + 1):
        for row in range(-rows, rows + 1):
            x, y = column * across, (row + (column % 2) / 2) * along
            points = [(x + dx, y + dy) for dx, dy in shape]
            if all(_covers(inner, point) for point in points):
                wires.append(cq.Wire.makePolygon([Vector(px, py, z) for px, py in points], close=True))
    return wires


def slots(
    width: float,
    depth: float,
    slot: float,
    bar: float,
    *,
    longest: float = math.inf,
    margin: float = 0,
    pointed: bool = False,
    z: float = 0,
) -> list[cq.Wire]:
    """
    Give upright slots side by side over a rectangle, `slot` mm wide and `bar` mm apart.

    Slots longer than `longest` are divided by bars. Their ends are round, or with `pointed` square below and 45°
    above. Where not one fits, the list is empty.
    """
    within("slot", slot, LEAST_HOLE, WIDEST)
    within("bar", bar, LEAST_BAR)
    within("longest", longest, 2 * slot)
    within("margin", margin, 0)
    wide, high = width - 2 * margin, depth - 2 * margin
    if wide < slot or high < 2 * slot:
        return []
    columns = int((wide - slot) / (slot + bar) + 1e-9) + 1
    rows = max(1, math.ceil((high + bar) / (longest + bar) - 1e-9))
    length = (high - (rows - 1) * bar) / rows
    if length < 1.25 * slot:
        # Divided evenly they would be mere holes: fewer, and as long as may be.
        rows, length = rows - 1, longest
    draw = _pointed if pointed else _round
    return [
        draw((column - (columns - 1) / 2) * (slot + bar), (row - (rows - 1) / 2) * (length + bar), slot, length, z)
        for column in range(columns)
        for row in range(rows)
    ]


def perforated(face: cq.Face, outlines: Iterable[cq.Wire]) -> cq.Face:
    """Give a level face with these outlines as holes; they must lie inside it and apart, which is not checked."""
    return cq.Face(flat_face(face.outerWire(), [*face.innerWires(), *outlines], face.Center().z, up=True))


def punch(outlines: Sequence[cq.Wire], height: float) -> Punch:
    """Give the tool that cuts these outlines through a wall: moved into place, it goes to `cut`."""
    if not outlines:
        raise ValueError("outlines is empty, but must hold at least 1")
    return Punch.over([as_face(func.face(outline)) for outline in outlines], height)


def open_share(outlines: Iterable[cq.Wire], area: float) -> float:
    """Give the share of an area in mm² that these outlines leave open."""
    return sum(cq.Face.makeFromWires(outline).Area() for outline in outlines) / area


def _covers(rectangle: tuple[float, float, float], point: tuple[float, float]) -> bool:
    """Tell whether a point lies in the rectangle (half width, half depth, corner radius)."""
    half_width, half_depth, corner = rectangle
    x, y = abs(point[0]), abs(point[1])
    beyond = (max(x - (half_width - corner), 0), max(y - (half_depth - corner), 0))
    if min(beyond) > 0:
        return math.hypot(*beyond) <= corner + 1e-9
    return x <= half_width + 1e-9 and y <= half_depth + 1e-9


def _round(x: float, y: float, slot: float, length: float, z: float) -> cq.Wire:
    radius, straight = slot / 2, length / 2 - slot / 2
    corners = [Vector(x + dx, y + dy, z) for dx in (radius, -radius) for dy in (-straight, straight)]
    below_right, above_right, below_left, above_left = corners
    return cq.Wire.assembleEdges(
        [
            Edge.makeLine(below_right, above_right),
            Edge.makeThreePointArc(above_right, Vector(x, y + length / 2, z), above_left),
            Edge.makeLine(above_left, below_left),
            Edge.makeThreePointArc(below_left, Vector(x, y - length / 2, z), below_right),
        ]
    )


def _pointed(x: float, y: float, slot: float, length: float, z: float) -> cq.Wire:
    side, end = slot / 2, length / 2
    points = [(-side, -end), (side, -end), (side, end - side), (0, end), (-side, end - side)]
    return cq.Wire.makePolygon([Vector(x + dx, y + dy, z) for dx, dy in points], close=True)
