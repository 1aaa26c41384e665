"""
How long a head takes along a path: it speeds up, runs, and brakes for each corner.

Firmware of the Marlin family plans like this, and slicers reckon with it: each axis may change its speed at once by
its "jerk", and beyond that only by the acceleration. Speeds mm/s, accelerations mm/s², lengths mm, times s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Axes:
    """What the machine's X and Y allow: acceleration and sudden change of speed."""

    acceleration: tuple[float, float]
    jerk: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Path:
    """
    Closed loops or open lines, one after the other; each is entered and left at the speed of a corner.

    lengths: (n,) mm of the segments; along: (n, 2) their unit directions; first: (n,) whether a segment begins a loop.
    """

    lengths: Array
    along: Array
    first: NDArray[np.bool_]

    @classmethod
    def of_loops(cls, loops: Sequence[Array]) -> Path:
        """Along closed loops, each (k, 2) mm."""
        steps = [np.diff(loop, axis=0, append=loop[:1]) for loop in loops]
        first = [np.arange(len(loop)) == 0 for loop in loops]
        if not steps:
            return cls(np.empty(0), np.empty((0, 2)), np.empty(0, dtype=bool))
        return cls._of_steps(np.concatenate(steps), np.concatenate(first))

    @classmethod
    def of_line(cls, points: Array) -> Path:
        """Along one open line, (k, 2) mm."""
        steps = np.diff(points, axis=0)
        return cls._of_steps(steps, np.arange(len(steps)) == 0)

    @classmethod
    def joined(cls, paths: Sequence[Self]) -> Self:
        """Several paths, one after the other."""
        return cls(*(np.concatenate([getattr(path, name) for path in paths]) for name in ("lengths", "along", "first")))

    @classmethod
    def _of_steps(cls, steps: Array, first: NDArray[np.bool_]) -> Path:
        lengths = np.hypot(steps[:, 0], steps[:, 1])
        return cls(lengths, steps / np.maximum(lengths, 1e-12)[:, None], first)

    @property
    def loop(self) -> NDArray[np.int64]:
        """To which loop each segment belongs, (n,)."""
        return np.cumsum(self.first) - 1

    def turns(self) -> Array:
        """By how much each closed loop turns where its segments begin, (n,) radians from 0 to pi."""
        if not len(self.first):
            return np.empty(0)
        begins = np.flatnonzero(self.first)
        before = np.arange(len(self.first)) - 1
        before[begins] = np.append(begins[1:], len(self.first)) - 1
        turned: Array = np.arccos(np.clip((self.along * self.along[before]).sum(axis=1), -1, 1))
        return turned

    def seconds(self, speed: Array, acceleration: Array | float, axes: Axes) -> Array:
        """How long each segment takes, (n,) s, at the speeds (n,) mm/s that are asked for."""
        if not len(self.lengths):
            return np.empty(0)
        push = limited(acceleration, self.along, axes)
        corner = self._corners(speed, axes.jerk)
        # Squares of speeds grow by 2 a s: what a corner allows reaches as far as that, forwards and backwards.
        gain = 2 * push * self.lengths
        reach = np.concatenate([[0.0], np.cumsum(gain)])
        limit = np.append(corner, _standing(speed[-1:], self.along[-1:], axes.jerk)) ** 2
        ahead = reach + np.minimum.accumulate(limit - reach)
        back = np.minimum.accumulate((ahead + reach)[::-1])[::-1] - reach
        at = np.sqrt(np.maximum(back, 0.0))
        return trapezoid(self.lengths, at[:-1], np.minimum(at[1:], speed), speed, push)

    def _corners(self, speed: Array, jerk: tuple[float, float]) -> Array:
        """How fast the head may be where each segment begins."""
        before, into = np.roll(self.along * speed[:, None], 1, axis=0), self.along * speed[:, None]
        change = np.where(before * into > 0, np.abs(before - into), np.maximum(np.abs(before), np.abs(into)))
        share = np.minimum(1.0, (np.asarray(jerk) / np.maximum(change, 1e-9)).min(axis=1))
        standing = _standing(speed, self.along, jerk)
        through = np.maximum(np.minimum(speed, np.roll(speed, 1)) * share, standing)
        return np.where(self.first, standing, through)


def limited(acceleration: Array | float, along: Array, axes: Axes) -> Array:
    """The acceleration along each direction that no axis objects to."""
    most = np.asarray(axes.acceleration) / np.maximum(np.abs(along), 1e-9)
    found: Array = np.minimum(acceleration, most.min(axis=1))
    return found


def _standing(speed: Array, along: Array, jerk: tuple[float, float]) -> Array:
    """From standing still a head jumps to the jerk of its slowest axis."""
    over = np.abs(along) * speed[:, None] > np.asarray(jerk)
    found: Array = np.minimum(speed, np.where(over, np.asarray(jerk), np.inf).min(axis=1))
    return found


def trapezoid(length: Array, entry: Array, leave: Array, speed: Array, push: Array) -> Array:
    """Seconds along straight lines that are entered and left at these speeds; a triangle where there is no room."""
    entry, leave = np.minimum(entry, speed), np.minimum(leave, speed)
    run = length - (2 * speed**2 - entry**2 - leave**2) / (2 * push)
    long = (2 * speed - entry - leave) / push + run / np.maximum(speed, 1e-9)
    peak = np.sqrt(np.maximum(push * length + (entry**2 + leave**2) / 2, np.maximum(entry, leave) ** 2))
    short = (2 * peak - entry - leave) / push
    found: Array = np.where(run >= 0, long, short)
    return found


def straight(length: Array | float, speed: Array | float, push: float, corner: Array | float = 0.0) -> Array:
    """Seconds along lines that begin and end at the speed of a corner."""
    lengths, speeds = np.broadcast_arrays(np.asarray(length, dtype=float), np.asarray(speed, dtype=float))
    ends = np.minimum(corner, speeds)
    return trapezoid(lengths, ends, ends, speeds, np.full(lengths.shape, push))
