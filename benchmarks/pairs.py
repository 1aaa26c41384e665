"""Samples of several arms along one trace, what makes one void, and the ratios of those that belong together."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.measure import three
from benchmarks.soundness import Bodies

#: A mesh that is further from the stated volume than this is not the part that was asked for.
VOLUME = 0.005


@dataclass(frozen=True)
class Sample:
    """
    One answer: its seconds, and why it is void or None.

    With `at_least` it was ended at that time without an answer. `stages` are parts of the time, `sizes` bytes and
    triangles.
    """

    seconds: float
    void: str | None = None
    at_least: bool = False
    stages: Mapping[str, float] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Quartiles:
    """A median between its quartiles; a `bound` when it is only known to be at least so much."""

    low: float
    median: float
    high: float
    count: int
    bound: bool = False

    @classmethod
    def of(cls, values: Sequence[float], *, bound: bool = False) -> Quartiles:
        """Of at least one value; a quartile between two values is drawn linearly."""
        if len(values) == 1:
            return cls(values[0], values[0], values[0], 1, bound)
        low, median, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(low, median, high, len(values), bound)

    def __str__(self) -> str:
        """As "1.52 (1.40 to 1.71)"; "> 60" where it is a bound, and one value has no quartiles."""
        if self.bound:
            return f"> {three(self.median)}"
        return three(self.median) + (f" ({three(self.low)} to {three(self.high)})" if self.count > 1 else "")

    def times(self, factor: float) -> Quartiles:
        """The same in another unit."""
        return Quartiles(self.low * factor, self.median * factor, self.high * factor, self.count, self.bound)


@dataclass(frozen=True)
class Trace:
    """Samples by arm and by place on the slider; the same place in two arms is one pair."""

    samples: Mapping[str, Mapping[int, Sample]]

    def sound(self, arm: str) -> dict[int, Sample]:
        """The samples of an arm that are not void."""
        return {place: one for place, one in self.samples.get(arm, {}).items() if one.void is None}

    def void(self, arm: str) -> list[str]:
        """Why samples of an arm are void, one for each."""
        return [one.void for one in self.samples.get(arm, {}).values() if one.void is not None]

    def seconds(self, arm: str) -> Quartiles | None:
        """How long an arm took; None where nothing of it is sound."""
        kept = self.sound(arm).values()
        return _quartiles([one.seconds for one in kept], any(one.at_least for one in kept))

    def ratio(self, arm: str, base: str) -> Quartiles | None:
        """How many times as long one arm took as another, pair by pair; a pair with a void sample is void."""
        ours, theirs = self.sound(base), self.sound(arm)
        pairs = [(theirs[place], ours[place]) for place in theirs if place in ours]
        return _quartiles([a.seconds / b.seconds for a, b in pairs], any(a.at_least for a, _ in pairs))


def _quartiles(values: Sequence[float], bound: bool) -> Quartiles | None:
    return Quartiles.of(values, bound=bound) if values else None


def geometric_mean(values: Sequence[float]) -> float:
    """The mean of ratios: twice as long and half as long make 1."""
    return math.exp(statistics.fmean(math.log(value) for value in values))


def fault(bodies: Bodies, stated: float, *, closed: bool = False) -> str | None:
    """Why a figure for these bodies is void beside the stated volume; with `closed` they must be watertight, too."""
    if closed and not bodies.watertight:
        return "not watertight"
    off = bodies.volume / stated - 1
    return f"volume {off:+.2%} off" if abs(off) > VOLUME else None


def spread(count: int, most: int) -> list[int]:
    """So many of the places 0 to most - 1, as evenly as may be, the middle one first in importance."""
    if count >= most:
        return list(range(most))
    return [int((number + 0.5) * most / count) for number in range(count)]
