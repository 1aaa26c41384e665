"""Round bodies as a lathe turns them, with screw threads cut into their cylinders."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cadquery as cq
import numpy as np
import numpy.typing as npt

from generators.shapes.quilts import Corner, Quilt, Rail, Side, Step

Floats = npt.NDArray[np.float64]

_SPANS = 8  # cubic pieces per half turn: their error is 6e-5 of the radius
_TAPER = math.pi / 2  # the angle over which a ridge rises from, and sinks into, its cylinder
_START = 0.05  # mm of height with which a ridge begins


@dataclass(frozen=True)
class Ridge:
    """
    A helical ridge on a cylinder, right-handed, with flanks of 45°: sizes in mm.

    `crest` is the width of its blunt top and `height` how far that stands out of the cylinder, or into a bore where
    negative. Its middle begins `start` above the cylinder's lower end, at y = 0 on the side of x > 0, and climbs by
    half a `pitch` for each of its `half_turns`.
    """

    pitch: float
    crest: float
    height: float
    start: float
    half_turns: int


def turned(profile: Sequence[tuple[float, float]], ridges: Mapping[int, Ridge] | None = None) -> cq.Solid:
    """
    Turn a profile (radius, z) in mm about the Z axis.

    The profile is walked with the body on its left: outward along the bottom, up, and inward along the top. It begins
    and ends on the axis, or is closed to a ring where it does not touch the axis. `ridges` names the vertical pieces
    of the profile, by the number of their first point, that carry a thread.
    """
    whole = profile[0][0] <= 0
    ridges = ridges or {}
    quilt = Quilt()
    circles = [None if radius <= 0 else _Circle(quilt, radius, z) for radius, z in profile]
    for index in range(len(profile) - whole):
        low, high = circles[index], circles[(index + 1) % len(profile)]
        if index in ridges:
            assert low is not None
            assert high is not None
            downward = low.z > high.z
            _threaded(quilt, high if downward else low, low if downward else high, ridges[index], downward)
        else:
            _band(quilt, low, high)
    return quilt.solid()


def _angles(half: int) -> Floats:
    """Give the knots of one half turn in radians, (9,)."""
    return np.linspace(half * math.pi, (half + 1) * math.pi, _SPANS + 1)


def _rail(angles: Floats, radius: Any, widening: Any, z: Any, climbing: Any) -> Rail:
    """Draw a rail about the Z axis: radius and z in mm, with their slopes in mm per radian."""
    cosine, sine = np.cos(angles), np.sin(angles)
    level = np.ones(len(angles))
    points = np.column_stack([radius * cosine, radius * sine, z * level])
    slopes = np.column_stack([widening * cosine - radius * sine, widening * sine + radius * cosine, climbing * level])
    return Rail.through(angles, points, slopes)


class _Circle:
    """Two half circles about the Z axis, from the side of x > 0 on, counter-clockwise seen from above."""

    def __init__(self, quilt: Quilt, radius: float, z: float) -> None:
        self.radius, self.z = radius, z
        self.corners = [quilt.corner(np.array([way * radius, 0, z])) for way in (1.0, -1.0)]
        self.rails = [_rail(_angles(half), radius, 0, z, 0) for half in (0, 1)]
        self.sides = [
            quilt.curve(rail, self.corners[half], self.corners[1 - half]) for half, rail in enumerate(self.rails)
        ]

    def walk(self, ahead: bool) -> list[tuple[Side, bool]]:
        """Give both halves in the order in which they are met."""
        return [(side, ahead) for side in (self.sides if ahead else self.sides[::-1])]


def _band(quilt: Quilt, first: _Circle | None, second: _Circle | None) -> None:
    """Span the surface that one piece of the profile sweeps."""
    if first is None or second is None or first.z == second.z:
        outward = first is None or (second is not None and first.radius < second.radius)
        outline, hole = (second, first) if outward else (first, second)
        assert outline is not None
        wires = [outline.walk(True)] + ([hole.walk(False)] if hole else [])
        quilt.flat(np.array([0, 0, outline.z]), np.array([0.0, 0, 1]), wires, turned=outward)
        return
    for half in (0, 1):
        low, high = (first.rails[half], first.sides[half]), (second.rails[half], second.sides[half])
        left = [first.corners[half], second.corners[half]]
        right = [first.corners[1 - half], second.corners[1 - half]]
        _spanned(quilt, half, low, high, left, right, downward=False)


def _spanned(
    quilt: Quilt,
    half: int,
    low: tuple[Rail, Side],
    high: tuple[Rail, Side],
    left: Sequence[Corner],
    right: Sequence[Corner],
    *,
    downward: bool,
) -> None:
    """Span half a turn between two rails; `left` and `right` are the corners met on the way from low to high."""
    knots = _angles(half)
    first, last = float(knots[0]), float(knots[-1])
    walk: list[Step] = [(low[1], (first, 0), (last, 0), True)]
    walk += [(side, (last, start), (last, end), True) for side, start, end in _climb(quilt, right)]
    walk.append((high[1], (first, 1), (last, 1), False))
    walk += [(side, (first, start), (first, end), False) for side, start, end in _climb(quilt, left)[::-1]]
    quilt.patch(Rail(knots, low[0].poles), Rail(knots, high[0].poles), walk, turned=downward)


def _climb(quilt: Quilt, corners: Sequence[Corner]) -> list[tuple[Side, float, float]]:
    """Give the straight sides through corners on one line, each with the share of the way at its ends."""
    far = [float(np.linalg.norm(corner.point - corners[0].point)) for corner in corners]
    return [
        (quilt.line(corners[index], corners[index + 1]), far[index] / far[-1], far[index + 1] / far[-1])
        for index in range(len(corners) - 1)
    ]


def _threaded(quilt: Quilt, low: _Circle, high: _Circle, ridge: Ridge, downward: bool) -> None:
    """
    Span the cylinder between two circles with a ridge on it.

    Half turn by half turn, the ridge's two flanks and its crest; between its turns the roots; below its first and
    above its last whole turn the necks that reach to the circles; and the two small blunt ends.
    """
    count, side_of = ridge.half_turns, math.copysign(1, ridge.height)
    rails = [_ridge_rails(half, low, ridge) for half in range(count)]
    ends = [[rail.poles[0] for rail in four] for four in rails]
    ends.append([rail.poles[-1] for rail in rails[-1]])
    corners = [[quilt.corner(point) for point in four] for four in ends]
    lines = [
        [
            (rail, quilt.curve(rail, corners[half][number], corners[half + 1][number]))
            for number, rail in enumerate(four)
        ]
        for half, four in enumerate(rails)
    ]
    for half in range(count):
        here, there = corners[half], corners[half + 1]
        for number in range(3):
            _spanned(quilt, half, lines[half][number], lines[half][number + 1],
                     here[number : number + 2], there[number : number + 2], downward=downward)  # fmt: skip
    for half in range(2, count):
        _spanned(quilt, half, lines[half - 2][3], lines[half][0], [corners[half - 2][3], corners[half][0]],
                 [corners[half - 1][3], corners[half + 1][0]], downward=downward)  # fmt: skip
    lower = [
        [low.corners[0], corners[0][0]],
        [low.corners[1], corners[1][0]],
        [low.corners[0], corners[0][0], corners[0][3], corners[2][0]],
    ]
    last = corners[count]
    end, other_end = high.corners[count % 2], high.corners[(count + 1) % 2]
    upper = [
        [corners[count - 2][3], last[0], last[3], end],
        [corners[count - 1][3], other_end],
        [last[3], end],
    ]
    for number in (0, 1):
        top = (count + number) % 2
        _spanned(quilt, number, (low.rails[number], low.sides[number]), lines[number][0],
                 lower[number], lower[number + 1], downward=downward)  # fmt: skip
        _spanned(quilt, count - 2 + number, lines[count - 2 + number][3], (high.rails[top], high.sides[top]),
                 upper[number], upper[number + 1], downward=downward)  # fmt: skip
    for four, ahead in ((corners[0], True), (last, False)):
        rim = [(quilt.line(four[number], four[number + 1]), ahead) for number in range(3)]
        walk = [*(rim if ahead else rim[::-1]), (quilt.line(four[0], four[3]), not ahead)]
        along = np.array([0, -side_of if ahead else side_of * (-1) ** count, 0])
        quilt.flat(four[0].point, along, [walk], turned=downward)


def _ridge_rails(half: int, foot: _Circle, ridge: Ridge) -> list[Rail]:
    """Give the four edges of a ridge over one half turn, from its lower base over both crests to its upper base."""
    angles = _angles(half)
    whole = ridge.half_turns * math.pi
    to_end = np.minimum(angles, whole - angles)
    share = np.clip(to_end / _TAPER, 0, 1)
    rising = np.where(angles < whole - angles, 1, -1)
    range_ = abs(ridge.height) - _START
    height = _START + range_ * share**2 * (3 - 2 * share)
    slope = rising * range_ * 6 * share * (1 - share) / _TAPER
    way, climb = math.copysign(1, ridge.height), ridge.pitch / (2 * math.pi)
    middle = foot.z + ridge.start + climb * angles
    crest = ridge.crest / 2
    return [
        _rail(angles, foot.radius, 0, middle - crest - height, climb - slope),
        _rail(angles, foot.radius + way * height, way * slope, middle - crest, climb),
        _rail(angles, foot.radius + way * height, way * slope, middle + crest, climb),
        _rail(angles, foot.radius, 0, middle + crest + height, climb + slope),
    ]
