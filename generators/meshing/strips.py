"""
Triangles of ruled faces, between two lines along and two straight ones across.

Across, such a face is exactly as its triangles are; so a strip between the points of the two lines along is as fine
as these lines are cut.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.gp import gp_Pnt, gp_Vec
from OCP.TopAbs import TopAbs_REVERSED

from generators.meshing.edges import Edges
from generators.meshing.facets import Facets
from generators.meshing.outlines import Step, UnusualOutline
from generators.meshing.ruled import Drawn, Ruled, Spanned, Turned
from generators.meshing.zipped import zipped

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_LEVEL = 1e-6  # mm: a line that rises less runs at one height
_OFF = 1e-4  # mm: a straight line that ends further away is not the surface's
_SKEW = 0.05  # mm: the most that two triangles may leave a patch between straight lines that are not parallel
_SQUARE = np.array([[0, 1, 2], [0, 2, 3]], dtype=np.int64)
_NO_AXIS = Turned((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 0.0)


@dataclass(frozen=True, eq=False)
class _Strip:
    number: int
    surface: Ruled
    nodes: Floats  # of one line, then of the other
    triangles: Ints
    normals: Floats | None  # not yet outward; None where they follow from an axis


class Strips:
    """Collects ruled faces; what can be is reckoned for all at once at the end."""

    def __init__(self, edges: Edges) -> None:
        self._edges = edges
        self._strips: list[_Strip] = []
        self._quads: list[int] = []  # those between four straight edges

    def add(self, number: int, surface: Ruled, outline: Sequence[Step]) -> None:
        """Take face `number`. Raises UnusualOutline where it is not a strip between two lines."""
        straight = [place for place, step in enumerate(outline) if step.points is None]
        if isinstance(surface, Spanned) and len(straight) == 4:
            self._quads.append(len(self._strips))
            self._strips.append(_quad(number, surface, outline))
            return
        if len(straight) != 2:
            raise UnusualOutline
        first, second = straight
        sides = _between(outline, first, second), _between(outline, second, first)
        one = _line(sides[0], outline[second].start)
        other = _line(sides[1], outline[first].start)[::-1]
        normals: Floats | None = None
        if isinstance(surface, Turned):
            triangles = _joined(one, other, surface, plain=len(outline) == 4)
        elif isinstance(surface, Drawn):
            triangles = _joined(one, other, surface, plain=len(outline) == 4)
            slopes = np.concatenate([self._slopes(sides[0]), self._slopes(sides[1])[::-1]])
            normals = np.cross(slopes, surface.direction)
        else:
            triangles, across = self._spanned(surface, sides, one, other)
            slopes = np.concatenate([self._slopes(sides[0]), self._slopes(sides[1])[::-1]])
            normals = np.cross(slopes, across)
        self._strips.append(_Strip(number, surface, np.concatenate([one, other]), triangles, normals))

    def facets(self) -> list[Facets]:
        """Give the triangles of all that was taken."""
        if not self._strips:
            return []
        self._lean()
        counts = [len(one.nodes) for one in self._strips]
        sizes = [len(one.triangles) for one in self._strips]
        starts = np.cumsum([0, *counts[:-1]])
        nodes = np.concatenate([one.nodes for one in self._strips])
        triangles = np.concatenate([one.triangles + start for one, start in zip(self._strips, starts, strict=True)])
        normals = _outward(self._strips, counts, nodes)
        # The outline runs so that its triangles look outward; the normals do so too.
        a, b, c = nodes[triangles[:, 0]], nodes[triangles[:, 1]], nodes[triangles[:, 2]]
        agree = np.einsum("ij,ij->i", np.cross(b - a, c - a), normals[triangles].sum(axis=1))
        inward = np.bincount(np.repeat(np.arange(len(sizes)), sizes), agree) < 0
        normals[np.repeat(inward, counts)] *= -1
        face_of = np.repeat(np.array([one.number for one in self._strips], dtype=np.int64), sizes)
        return [Facets(nodes, normals, triangles, face_of)]

    def _slopes(self, steps: Sequence[Step]) -> Floats:
        """Give the direction of a line at each of its points; at a corner, that of the edge before."""
        found: list[Floats] = []
        for step in steps:
            if step.points is None or not len(step.points):
                continue
            curve, point, slope = BRepAdaptor_Curve(step.edge), gp_Pnt(), gp_Vec()
            rows = []
            for place in self._edges.places(step.edge):
                curve.D1(place, point, slope)
                rows.append(slope.Coord())
            run = np.array(rows)
            if step.edge.Orientation() == TopAbs_REVERSED:
                run = -run[::-1]
            found.append(run[1:] if found else run)
        return np.concatenate(found) if found else np.zeros((1, 3))

    def _lean(self) -> None:
        """Give the quads their normals, all at once."""
        if not self._quads:
            return
        corners = np.array([self._strips[place].nodes for place in self._quads])  # (n, 4, 3)
        sides = np.roll(corners, -1, axis=1) - corners
        for place, normals in zip(self._quads, np.cross(np.roll(sides, 1, axis=1), sides), strict=True):
            self._strips[place] = replace(self._strips[place], normals=normals)
        self._quads = []

    def _spanned(
        self, surface: Spanned, sides: tuple[Sequence[Step], ...], one: Floats, other: Floats
    ) -> tuple[Ints, Floats]:
        """Give the triangles of a spline strip and, at each node, the direction across."""
        if any(len(side) != 1 or side[0].points is None or not len(side[0].points) for side in sides):
            raise UnusualOutline
        here, there = (np.array(self._edges.places(side[0].edge)) for side in sides)
        here = here[::-1] if sides[0][0].edge.Orientation() == TopAbs_REVERSED else here
        there = there if sides[1][0].edge.Orientation() == TopAbs_REVERSED else there[::-1]
        rising = here[-1] > here[0]
        if (there[-1] > there[0]) != rising or abs(here[[0, -1]] - there[[0, -1]]).max() > 1e-9 * abs(here).max():
            raise UnusualOutline
        if not rising:
            here, there = -here, -there
        facing = _at(there, other, here), _at(here, one, there)
        across = np.concatenate([facing[0] - one, other - facing[1]])
        middle = len(here) // 2
        ends = np.array(surface.ends(float(here[middle] if rising else -here[middle])))
        pair = np.array([one[middle], facing[0][middle]])
        off = min(abs(pair[0] - ends[0]).max(), abs(pair[0] - ends[1]).max())
        skew = np.linalg.norm(np.diff(facing[0] - one, axis=0), axis=1).max() / 4
        if off > _OFF or skew > _SKEW:
            raise UnusualOutline
        if len(here) == len(there) and np.allclose(here, there, rtol=0, atol=1e-9):
            return _ladder(len(here)), across
        return zipped(here, there), across


def _quad(number: int, surface: Spanned, outline: Sequence[Step]) -> _Strip:
    """Give the two triangles between four straight edges; their normals come later."""
    a, b, c, d = (step.start for step in outline)
    if math.hypot(a[0] - b[0] + c[0] - d[0], a[1] - b[1] + c[1] - d[1], a[2] - b[2] + c[2] - d[2]) / 4 > _SKEW:
        raise UnusualOutline
    return _Strip(number, surface, np.array((a, b, c, d)), _SQUARE, None)


def _between(outline: Sequence[Step], before: int, after: int) -> list[Step]:
    count = (after - before - 1) % len(outline)
    return [outline[place % len(outline)] for place in range(before + 1, before + 1 + count)]


def _line(steps: Sequence[Step], end: Any) -> Floats:
    runs: list[Any] = [step.points[:-1] for step in steps if step.points is not None and len(step.points)]
    return np.concatenate([*runs, (end,)], dtype=np.float64)


def _joined(one: Floats, other: Floats, surface: Turned | Drawn, *, plain: bool) -> Ints:
    if plain and _level(one, surface) and _level(other, surface):
        if len(one) == len(other):
            return _ladder(len(one))
        if isinstance(surface, Turned) and min(len(one), len(other)) > 1:
            return _arcs(len(one), len(other))
    if len(one) == 1 or len(other) == 1:
        return _fan(len(one), len(other))
    return zipped(_places(one, surface), _places(other, surface))


def _level(points: Floats, surface: Turned | Drawn) -> bool:
    """Whether a line runs at one height over the straight ones: such lines are cut at the same places."""
    heights = points @ surface.direction
    return bool(heights.max() - heights.min() < _LEVEL)


def _places(points: Floats, surface: Turned | Drawn) -> Floats:
    """Give how far along each point lies, (n,) from 0 to 1, seen in the direction of the straight lines."""
    direction = np.array(surface.direction)
    out = points - surface.origin if isinstance(surface, Turned) else points
    out = out - (out @ direction)[:, None] * direction
    if isinstance(surface, Turned):
        turns = np.cross(out[:-1], out[1:]) @ direction
        steps = np.arctan2(turns, np.einsum("ij,ij->i", out[:-1], out[1:]))
        steps = steps * np.sign(steps[0])
    else:
        steps = np.linalg.norm(np.diff(out, axis=0), axis=1)
    if not (steps > 0).all():  # it turns back, or stands still: no strip
        raise UnusualOutline
    places = np.concatenate([[0.0], np.cumsum(steps)])
    found: Floats = places / places[-1]
    return found


def _at(places: Floats, points: Floats, wanted: Floats) -> Floats:
    """Give the points of a line at other places than its own."""
    return np.column_stack([np.interp(wanted, places, points[:, axis]) for axis in range(3)])


def _outward(strips: Sequence[_Strip], counts: Sequence[int], nodes: Floats) -> Floats:
    """Give the unit normals of the nodes, out or in; nothing at the tip of a cone."""
    axes = [one.surface if isinstance(one.surface, Turned) else _NO_AXIS for one in strips]
    direction = np.repeat(np.array([one.direction for one in axes]), counts, axis=0)
    slope = np.repeat(np.array([one.slope for one in axes]), counts)[:, None]
    out = nodes - np.repeat(np.array([one.origin for one in axes]), counts, axis=0)
    out -= np.einsum("ij,ij->i", out, direction)[:, None] * direction
    given = np.repeat(np.array([one.normals is not None for one in strips]), counts)
    if given.any():
        out[given] = np.concatenate([one.normals for one in strips if one.normals is not None])
    out = _unit(out)
    pointed: Floats = out * np.cos(slope) - direction * np.sin(slope) * (out != 0).any(axis=1, keepdims=True)
    return pointed


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Floats = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 1e-9)
    return unit


@lru_cache(maxsize=256)
def _ladder(count: int) -> Ints:
    """Give the triangles between two lines of as many points each."""
    one = np.arange(count - 1, dtype=np.int64)
    other = one + count
    return np.concatenate([np.stack([one, one + 1, other], axis=1), np.stack([one + 1, other + 1, other], axis=1)])


@lru_cache(maxsize=256)
def _arcs(one: int, other: int) -> Ints:
    """Give the triangles between two arcs of one turn that are cut into steps of their own."""
    return zipped(np.linspace(0, 1, one), np.linspace(0, 1, other))


def _fan(one: int, other: int) -> Ints:
    """Give the triangles between a line and a single point."""
    if other == 1:
        line = np.arange(one - 1, dtype=np.int64)
        return np.stack([line, line + 1, np.full_like(line, one)], axis=1)
    line = np.arange(1, other, dtype=np.int64)
    return np.stack([line + 1, line, np.zeros_like(line)], axis=1)
