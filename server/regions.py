"""
Where in its settings a product fails: prints counted, and split in two by the one setting that tells them apart.

A print is one design on one plate of one attempt. A setting is named only where chance hardly does as much: by Fisher's
exact test, one-sided, at 5 %, divided by the number of splits that were tried (Bonferroni), with enough prints on
either side. Where none passes, none is named.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: Prints on either side of a split, and failures in all, before anything is said.
FEWEST, FAILURES = 5, 3
#: How often chance alone may name a setting.
CHANCE = 0.05
#: Settings of more kinds than this are texts of customers' own, and no regions.
MOST_KINDS = 12


@dataclass(frozen=True)
class Print:
    """One design that was printed, or failed to be."""

    values: Mapping[str, Any]
    failed: bool


@dataclass(frozen=True)
class Split:
    """One side of a setting on which prints fail more often, and the other."""

    where: str
    failed: int
    prints: int
    other_failed: int
    other_prints: int
    chance: float


@dataclass
class Region:
    """What is counted of one product."""

    title: str
    prints: list[Print] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def failed(self) -> int:
        """How many failed."""
        return sum(one.failed for one in self.prints)

    def words(self) -> str:
        """As one line: "Hook with wall < 2: 3 of 9 failed, of the others 0 of 31"."""
        total = f"{self.title}: {self.failed} of {len(self.prints)} failed"
        found = split(self.prints)
        if found is None:
            return total if self.failed < FAILURES else f"{total}; no setting tells them apart"
        return (
            f"{self.title} with {found.where}: {found.failed} of {found.prints} failed, "
            f"of the others {found.other_failed} of {found.other_prints}"
        )


def split(prints: Sequence[Print]) -> Split | None:
    """The split that tells failed prints apart best; None where none does more than chance."""
    failed = sum(one.failed for one in prints)
    if failed < FAILURES:
        return None
    found = []
    for where, inside in _sides(prints):
        count, hit = len(inside), sum(one.failed for one in inside)
        if min(count, len(prints) - count) >= FEWEST:
            found.append(
                Split(where, hit, count, failed - hit, len(prints) - count, _chance(hit, count, failed, len(prints)))
            )
    best = min(found, key=lambda one: one.chance, default=None)
    return best if best is not None and best.chance * len(found) <= CHANCE else None


def _sides(prints: Sequence[Print]) -> Iterator[tuple[str, list[Print]]]:
    """Every side that a single setting makes, in words, with the prints on it."""
    for name in sorted({name for one in prints for name in one.values}):
        having = [one for one in prints if name in one.values]
        kinds = {_plain(one.values[name]) for one in having}
        if all(isinstance(kind, int | float) and not isinstance(kind, bool) for kind in kinds):
            for low, high in itertools.pairwise(sorted(kinds)):
                at = _between(float(low), float(high))
                yield f"{name} < {at:g}", [one for one in having if one.values[name] < at]
                yield f"{name} ≥ {at:g}", [one for one in having if one.values[name] >= at]
        elif len(kinds) <= MOST_KINDS:
            for kind in sorted(kinds, key=str):
                yield f"{name} {_said(kind)}", [one for one in having if _plain(one.values[name]) == kind]


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | float | str) else str(value)


def _said(kind: Any) -> str:
    return {True: "on", False: "off"}[kind] if isinstance(kind, bool) else f"“{kind}”"


def _between(low: float, high: float) -> float:
    """The roundest number above `low` and not above `high`."""
    for digits in range(-3, 6):
        at = math.floor(high * 10.0**digits) / 10.0**digits
        if low < at <= high:
            return at
    return high


def _chance(hit: int, inside: int, failed: int, prints: int) -> float:
    """How often so many or more of the failed would lie inside by chance (hypergeometric tail)."""
    ways: int = sum(
        math.comb(inside, one) * math.comb(prints - inside, failed - one) for one in range(hit, min(inside, failed) + 1)
    )
    total: int = math.comb(prints, failed)
    return ways / total
