"""Outlines drawn line by line and arc by arc, and what they sweep out about the Z axis."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import cadquery as cq
from cadquery import Edge, Vector, func

from generators.shapes.bounds import within
from generators.shapes.kernel import as_face, as_solid

Point = tuple[float, float]
Step = Point | tuple[Point, Point]

_NOTHING = 1e-6  # mm: a line this short is no line
_TURN = math.radians(7)


def drawn(steps: Sequence[Step], z: float = 0) -> cq.Face:
    """
    Give the flat face inside a closed outline at height z.

    A step is a point, to which a straight line leads, or a pair of points: an arc that leads through the first to
    the second. The first step is the point at which the outline begins, and to which the last one closes.
    """
    return as_face(func.face(_outline(steps, lambda point: Vector(point[0], point[1], z))))


def spun(steps: Sequence[Step]) -> cq.Solid:
    """
    Turn an outline of points (radius, z) once about the Z axis; radii must not be negative.

    Arcs become chords that turn by 7° at most: triangles are no finer, and those of a surface that is round both ways
    leave it by more. Raises `ValueError` where the outline crosses the axis.
    """
    flat: list[Point] = []
    for step in steps:
        flat += _chords(flat[-1], *step) if isinstance(step[0], tuple) else [step]
    within("the least radius", min(radius for radius, _z in flat), 0)
    outline = _outline(flat, lambda point: Vector(point[0], 0, point[1]))
    return as_solid(func.revolve(func.face(outline), (0, 0, 0), (0, 0, 1), 360))


def _outline(steps: Sequence[Step], placed: Callable[[Point], Vector]) -> cq.Wire:
    edges: list[Edge] = []
    here = placed(_end(steps[0]))
    for step in [*steps[1:], _end(steps[0])]:
        there = placed(_end(step))
        if isinstance(step[0], tuple):
            edges.append(Edge.makeThreePointArc(here, placed(step[0]), there))
        elif (there - here).Length > _NOTHING:
            edges.append(Edge.makeLine(here, there))
        else:
            continue
        here = there
    return cq.Wire.assembleEdges(edges)


def _chords(start: Point, through: Point, end: Point) -> list[Point]:
    """Give the ends of equal chords of an arc, even in number, so that its middle is one of them."""
    arc = Edge.makeThreePointArc(*(Vector(*point) for point in (start, through, end)))
    count = 2 * math.ceil(arc.Length() / arc.radius() / _TURN / 2)
    places = arc.positions([number / count for number in range(1, count)])
    return [*((place.x, place.y) for place in places), end]


def _end(step: Step) -> Point:
    return step[1] if isinstance(step[1], tuple) else step
