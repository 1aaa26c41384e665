"""Vases and pots: a wall of even thickness around a profile, its sections round, many-sided or wavy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cadquery as cq
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from generators.shapes.bounds import within
from generators.shapes.quilts import Corner, Quilt, Rail, Side

Floats = NDArray[np.float64]

_LEVELS = 11  # in a straight vessel; a spline through so many follows a smooth profile within a hundredth
_TURN = 12.0  # degrees that the next level may be turned
_ROUND = 80  # strips around a round vessel: on 90 mm they are 0.04 mm off the circle
_WAVE = 10  # strips for each wave
_TUBE = 24  # strips around a hole
_UP = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True)
class Section:
    """
    What a level cut through a vessel looks like.

    `kind` is "round", "facets" (a polygon of `count` sides whose corners lie on the profile) or "waves" (`count`
    crests on the profile, the valleys deeper by twice the share `depth` of its radius). From bottom to top it
    turns by `twist` degrees.
    """

    kind: str = "round"
    count: int = 0
    depth: float = 0
    twist: float = 0


def vessel(
    profile: Sequence[tuple[float, float]],
    wall: float,
    base: float,
    section: Section | None = None,
    drains: Sequence[tuple[float, float, float]] = (),
    *,
    level: bool = False,
) -> cq.Solid:
    """
    Give an open vessel from Z = 0: its outside follows the smooth curve through `profile`, points (radius, z) in mm.

    The wall is `wall` mm thick square to its surface, or in each level where `level` says so, as a line is laid that
    is so wide. The bottom is `base` mm thick, with a hole for each of `drains`
    (x, y, diameter), which must lie within it. Raises `ValueError` where the profile does not begin at Z = 0 and
    rise, or leaves no room inside.
    """
    section = section or Section()
    points = np.array(profile, dtype=np.float64)  # (n, 2), mm
    radii, heights = points[:, 0], points[:, 1]
    within("the first height of the profile", float(heights[0]), 0, 0)
    within("the rise of the profile", float(np.diff(heights).min()), 0.01)
    curve = CubicSpline(heights, radii)
    top = float(heights[-1])
    levels = _LEVELS + math.ceil(abs(section.twist) / _TURN)
    quilt = Quilt()
    outside = _Skin(quilt, _points(section, curve, np.linspace(0, top, levels), top, 0, level))
    inside = _Skin(quilt, _points(section, curve, np.linspace(base, top, levels), top, wall, level))
    tubes = [_Skin(quilt, _tube(drain, base)) for drain in drains]
    outside.span(turned=True)
    for skin in (inside, *tubes):
        skin.span(turned=False)
    quilt.flat(np.zeros(3), _UP, [outside.rim(0), *(tube.rim(0, back=True) for tube in tubes)], turned=True)
    quilt.flat(base * _UP, _UP, [inside.rim(0), *(tube.rim(-1, back=True) for tube in tubes)], turned=False)
    quilt.flat(top * _UP, _UP, [outside.rim(-1), inside.rim(-1, back=True)], turned=False)
    return quilt.solid()


def _points(section: Section, curve: CubicSpline, heights: Floats, top: float, inset: float, level: bool) -> Floats:
    """Give where the skin that lies `inset` mm inside the outside has its rails, (strips, levels, 3)."""
    rate = math.radians(section.twist) / top
    radius, slope = curve(heights), curve(heights, 1)
    leans = 0.0 if level else 1.0
    count = {"round": _ROUND, "facets": section.count, "waves": _WAVE * section.count}[section.kind]
    around = np.linspace(0, 2 * math.pi, count, endpoint=False)[:, None]  # (strips, 1)
    if section.kind == "waves":
        share = 1 - section.depth * (1 - np.cos(section.count * around))
        aside = -radius * section.depth * section.count * np.sin(section.count * around)  # mm per radian
        out = radius * share
        out = out - inset * np.sqrt(1 + (aside / out) ** 2 + leans * (slope * share - aside * rate) ** 2)
    else:
        half = math.pi / count
        # The sides lean by the profile, and where they turn by the twist, most of all at their ends.
        lean = leans * np.hypot(slope * math.cos(half), radius * rate * math.sin(half))
        out = (radius - inset * np.hypot(1, lean) / math.cos(half)) * np.ones_like(around)
    within("the radius inside", float(out.min()), 1)
    turn = around + heights * rate
    return np.stack([out * np.cos(turn), out * np.sin(turn), heights * np.ones_like(around)], axis=-1)


def _tube(drain: tuple[float, float, float], base: float) -> Floats:
    x, y, diameter = drain
    around = np.linspace(0, 2 * math.pi, _TUBE, endpoint=False)
    # A polygon as large as the circle it stands for.
    radius = diameter / 2 * math.sqrt(2 * math.pi / _TUBE / math.sin(2 * math.pi / _TUBE))
    ring = np.column_stack([x + radius * np.cos(around), y + radius * np.sin(around)])
    return np.stack([np.column_stack([ring, np.full(_TUBE, z)]) for z in (0.0, base)], axis=1)


class _Skin:
    """A closed ring of strips that stand side by side, counter-clockwise seen from above."""

    def __init__(self, quilt: Quilt, points: Floats) -> None:
        self._quilt = quilt
        self._count = len(points)
        heights = points[0, :, 2]
        self._ends = (float(heights[0]), float(heights[-1]))
        rails = zip(points, _slopes(heights, points), strict=True)
        self._rails = [Rail.through(heights, column, slopes) for column, slopes in rails]
        self._corners = [(quilt.corner(column[0]), quilt.corner(column[-1])) for column in points]
        self._sides = [
            quilt.curve(rail, low, high) for rail, (low, high) in zip(self._rails, self._corners, strict=True)
        ]

    def rim(self, end: int, *, back: bool = False) -> list[tuple[Side, bool]]:
        """Give the walk around the lower (0) or upper (-1) rim, counter-clockwise unless `back`."""
        walk = [(self._quilt.line(*self._pair(number, end)), not back) for number in range(self._count)]
        return walk[::-1] if back else walk

    def span(self, *, turned: bool) -> None:
        """Close the strips: they face the axis, or away from it where they are turned."""
        low, high = self._ends
        for number in range(self._count):
            after = (number + 1) % self._count
            walk = [
                (self._sides[number], (low, 0), (high, 0), True),
                (self._quilt.line(*self._pair(number, -1)), (high, 0), (high, 1), True),
                (self._sides[after], (low, 1), (high, 1), False),
                (self._quilt.line(*self._pair(number, 0)), (low, 0), (low, 1), False),
            ]
            self._quilt.patch(self._rails[number], self._rails[after], walk, turned=turned)

    def _pair(self, number: int, end: int) -> tuple[Corner, Corner]:
        return self._corners[number][end], self._corners[(number + 1) % self._count][end]


def _slopes(heights: Floats, points: Floats) -> Floats:
    """Give how the strips' rails (strips, levels, 3) go on at each level, mm per mm of height."""
    if len(heights) == 2:
        return np.repeat(np.diff(points, axis=1) / np.diff(heights), 2, axis=1)
    slopes: Floats = CubicSpline(heights, points, axis=1)(heights, 1)
    return slopes
