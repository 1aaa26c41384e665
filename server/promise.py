"""
By when an order will be ready: its queue played many times over, and the day by which nearly all of the plays end.

A play knows what the shop knows: prints in hand with the time they have left, the plates that wait and the order in
which operators want them, which printers take which, when somebody is there to clear plates, and how often prints fail.
It does not know of what nobody foresees: a printer that breaks down, a person who is ill; for these there is a day of
grace.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass

from server.opening import Opening

#: The share of orders that are to be ready by the day that was named; benchmarks/promise.py tries whether they are.
KEPT = 0.95
#: How often a queue is played, at least and at most, and how many prints all plays together may have.
FEWEST, MOST, PRINTS = 40, 120, 8_000
#: By how much a print takes longer or shorter than its slice says, as a share: heating, acceleration, a busy host.
SLOWER, FASTER = 0.12, 0.03


@dataclass(frozen=True)
class Standing:
    """A printer now. `busy` are the seconds that its print in hand has left, None where it has none."""

    id: str
    busy: float | None
    clear: bool


@dataclass(frozen=True)
class Print:
    """One plate: its seconds by the slice or by the estimate, by how much that may be off, who may print it."""

    seconds: float
    spread: float
    printers: frozenset[str]


@dataclass(frozen=True)
class Rules:
    """How the shop works: the share of prints that fail, and seconds that clearing a plate takes one person."""

    failures: float
    clearing: float
    people: int = 1
    #: Working days added to every promise beyond today, for what no play foresees. Without them 81 to 95 % were kept in
    #: the farm of benchmarks/workweek.py, and what was late was so by a day.
    grace: int = 1


def promise(
    at: float,
    printers: Sequence[Standing],
    queue: Sequence[Print],
    mine: Sequence[Print],
    opening: Opening,
    rules: Rules,
    seed: int = 0,
    behind: Sequence[Print] = (),
) -> float | None:
    """
    When the day ends by which all plates of `mine` are printed and taken off, seconds since 1970.

    `mine` come after everything in `queue`, and before what is `behind`, which prints where they do not. None where a
    plate has no printer, or where the end lies beyond what `opening` knows: then nothing can be promised.
    """
    able = {printer.id for printer in printers}
    waiting, later = ([one for one in some if one.printers & able] for some in (queue, behind))
    if not mine or any(not one.printers & able for one in mine):
        return None
    count = max(FEWEST, min(MOST, PRINTS // (len(waiting) + len(mine) + len(later) + len(printers))))
    chance = random.Random(seed)  # noqa: S311  # the same question has the same answer
    ends = sorted(_Play(at, printers, (waiting, mine, later), opening, rules, chance).end() for _ in range(count))
    end = ends[min(count - 1, int(KEPT * count))]
    if end < float("inf") and opening.day(end) > opening.day(at):
        for _ in range(rules.grace):
            end = opening.next(opening.end_of_day(end))
            if end == float("inf"):
                break
    return None if end == float("inf") else opening.end_of_day(end)


class _Play:
    """One way in which things may go."""

    def __init__(
        self,
        at: float,
        printers: Sequence[Standing],
        prints: tuple[Sequence[Print], Sequence[Print], Sequence[Print]],
        opening: Opening,
        rules: Rules,
        chance: random.Random,
    ) -> None:
        self._opening, self._rules, self._chance = opening, rules, chance
        queue, mine, behind = prints
        self._prints = [*queue, *mine, *behind]
        self._mine = range(len(queue), len(queue) + len(mine))
        self._left = len(mine)
        #: Who waits, by who may print it: the first of each comes first.
        self._groups: dict[frozenset[str], list[int]] = {}
        for number, one in enumerate(self._prints):
            self._groups.setdefault(one.printers, []).append(number)
        self._idle: set[str] = set()
        self._people = [at] * rules.people
        self._order = itertools.count()
        self._now = at
        #: (when, order of events, printer, print that ends then, whether it is whole)
        self._events: list[tuple[float, int, str, int | None, bool]] = []
        for printer in printers:
            if printer.busy is not None:
                left = printer.busy * (1 + chance.uniform(-FASTER, SLOWER))
                self._happen(at + left, printer.id, None, whole=True)
            elif printer.clear:
                self._idle.add(printer.id)
            else:
                self._happen(at, printer.id, None, whole=True)

    def end(self) -> float:
        """When the last of mine is off its plate; infinity when that never happens."""
        for printer in sorted(self._idle):
            self._take(printer, self._now)
        while self._left and self._events:
            ended, _, printer, number, whole = heapq.heappop(self._events)
            cleared = self._cleared(ended)
            if cleared == float("inf"):
                return cleared
            if number is not None and whole and number in self._mine:
                self._left -= 1
                self._now = cleared
            elif number is not None and not whole:
                heapq.heappush(self._groups[self._prints[number].printers], number)
                for other in sorted(self._idle & self._prints[number].printers):
                    self._take(other, cleared)
            self._idle.add(printer)
            self._take(printer, cleared)
        return self._now if not self._left else float("inf")

    def _cleared(self, at: float) -> float:
        """When somebody has cleared a plate on which a print ended then."""
        free = heapq.heappop(self._people)
        begun = self._opening.next(max(at, free))
        heapq.heappush(self._people, begun + self._rules.clearing)
        return begun + self._rules.clearing

    def _take(self, printer: str, at: float) -> None:
        """Have an idle printer take the first print that it may."""
        open_to = [group for group, numbers in self._groups.items() if numbers and printer in group]
        if printer not in self._idle or not open_to:
            return
        group = min(open_to, key=lambda one: self._groups[one][0])
        number = heapq.heappop(self._groups[group])
        self._idle.discard(printer)
        one = self._prints[number]
        slack = self._chance.uniform(-one.spread, one.spread) + self._chance.uniform(-FASTER, SLOWER)
        seconds = max(0.0, one.seconds * (1 + slack))
        whole = self._chance.random() >= self._rules.failures
        self._happen(at + (seconds if whole else seconds * self._chance.random()), printer, number, whole=whole)

    def _happen(self, at: float, printer: str, number: int | None, *, whole: bool) -> None:
        heapq.heappush(self._events, (at, next(self._order), printer, number, whole))
