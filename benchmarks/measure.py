"""What all claims share: interleaved rounds, medians, ratios pair by pair, tables, and the machine's line."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

#: Does its work once and gives the seconds that count.
Arm = Callable[[], float]


class NotMeasured(Exception):
    """Something that the claim needs is not there; the message says what."""


@dataclass(frozen=True)
class Ratio:
    """How many times as long one arm took as another: each pair of one round is one ratio."""

    least: float
    median: float
    most: float

    def __str__(self) -> str:
        """As "1.52 (1.40 to 1.71)"."""
        return f"{_three(self.median)} ({_three(self.least)} to {_three(self.most)})"


@dataclass(frozen=True)
class Timings:
    """Seconds of each arm; the same place in two arms is the same round."""

    seconds: Mapping[str, tuple[float, ...]]

    @classmethod
    def joined(cls, several: Iterable[Timings]) -> Timings:
        """Timings of the same arms, put one after the other."""
        together: dict[str, tuple[float, ...]] = {}
        for timings in several:
            for arm, values in timings.seconds.items():
                together[arm] = together.get(arm, ()) + values
        return cls(together)

    def median(self, arm: str) -> float:
        """The median of one arm, seconds."""
        return statistics.median(self.seconds[arm])

    def percentile(self, arm: str, percent: float) -> float:
        """The value that so many per cent of the rounds did not exceed, seconds."""
        ranked = sorted(self.seconds[arm])
        return ranked[min(len(ranked) - 1, int(len(ranked) * percent / 100))]

    def ratio(self, arm: str, base: str) -> Ratio:
        """One arm against another, round by round."""
        each = [one / other for one, other in zip(self.seconds[arm], self.seconds[base], strict=True)]
        return Ratio(min(each), statistics.median(each), max(each))


@dataclass(frozen=True)
class Table:
    """Rows of words for people; `samples` holds the seconds behind them."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()
    samples: Mapping[str, Any] = field(default_factory=dict)

    def plain(self) -> str:
        """For a terminal."""
        every = [list(self.columns), *map(list, self.rows)]
        widths = [max(len(row[column]) for row in every) for column in range(len(self.columns))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in every
        ]
        return "\n".join([self.title, "-" * len(self.title), *lines, *(f"* {note}" for note in self.notes)])

    def markdown(self) -> str:
        """For a page."""
        rule = "|".join(["---", *("---:" for _ in self.columns[1:])])
        lines = [f"### {self.title}", "", f"| {' | '.join(self.columns)} |", f"|{rule}|"]
        lines += [f"| {' | '.join(row)} |" for row in self.rows]
        return "\n".join([*lines, "", *(f"* {note}" for note in self.notes), *([""] if self.notes else [])])


def clock(work: Callable[[], object]) -> Arm:
    """An arm that counts all that the work takes."""

    def arm() -> float:
        began = time.perf_counter()
        work()
        return time.perf_counter() - began

    return arm


def interleaved(arms: Mapping[str, Arm], rounds: int, *, unrecorded: int = 1) -> Timings:
    """Run A B C A B C …, so that whatever else the machine does falls on all arms alike."""
    seconds: dict[str, list[float]] = {name: [] for name in arms}
    for number in range(unrecorded + rounds):
        for name, arm in arms.items():
            took = arm()
            if number >= unrecorded:
                seconds[name].append(took)
    return Timings({name: tuple(values) for name, values in seconds.items()})


def milliseconds(seconds: float) -> str:
    """Seconds as milliseconds with three digits that count."""
    return _three(seconds * 1000)


def three(number: float) -> str:
    """A number with three digits that count."""
    return _three(number)


def _three(number: float) -> str:
    size = abs(number)
    if size == 0 or size >= 100:
        return f"{number:.0f}"
    return f"{number:.1f}" if size >= 10 else f"{number:.2f}" if size >= 0.095 else f"{number:.2g}"


def measured(name: str, rounds: int | None, only: Sequence[str] = ()) -> list[Table]:
    """The tables of one claim, or `only` of some of its parts; `rounds` instead of the claim's own number."""
    module = import_module(f"benchmarks.claims.{name}")
    if only and "only" not in signature(module.measure).parameters:
        raise NotMeasured(f"{name} is measured as a whole")
    return list(module.measure(rounds or module.ROUNDS, *([only] if only else [])))


def machine() -> str:
    """One line: processor, cores, memory, system, Python."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    model = platform.processor() or platform.machine()
    memory = ""
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
        kilobytes = int(Path("/proc/meminfo").read_text().split()[1])
        memory = f"{kilobytes / (1 << 20):.0f} GiB, "
    system = f"{platform.system()} {platform.release().partition('-')[0]}"
    return f"{cores} cores of {model}, {memory}{system}, Python {platform.python_version()}"


def load() -> str:
    """How busy the machine is: processes that ran or waited over the last 1 and 5 minutes."""
    one, five, _ = os.getloadavg()
    return f"{one:.2f}, {five:.2f}"
