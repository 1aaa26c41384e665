"""
A farm of twenty printers that lives through weeks in a second, and knows trouble that no promise foresees.

It is a world of its own: orders come by chance, operators call some of them pressing, give them a due date, put them
behind the others or hold them back, prints take longer than their slice says, fail and are printed again, printers
break down, and the one person who clears plates has lunch, is late now and then, and goes home at five.
"""

from __future__ import annotations

import bisect
import heapq
import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

HOUR, DAY = 3600.0, 86400.0
#: Monday, 5 January 2026, midnight UTC; weeks count from here.
BEGIN = 1767571200.0
PRINTERS = 20
#: The share of prints that fail; by how much a print takes longer than its slice says, on average and either way.
FAILURES, LONGER, EITHER_WAY = 0.06, 0.03, 0.04
#: Seconds between two breakdowns of a printer on average, and until it prints again, least and most.
BREAKS, DOWN = 20 * DAY, (4 * HOUR, 48 * HOUR)
#: Days on which the person comes three hours late, as a share; minutes that one plate takes.
LATE, CLEARING = 0.05, 5.0
#: Lunch, hours of the day.
LUNCH = (12.0, 12.75)
#: Shares of orders that an operator calls pressing, puts behind the others, gives a due date, or holds back; and after
#: how many hours at most it is said, and for how many hours an order is held back and has time until it is due, least
#: and most.
PRESSING, PUT_BACK, DUE, HELD = 0.05, 0.05, 0.05, 0.04
SAID, HELD_FOR, DUE_IN = 24.0, (4.0, 72.0), (24.0, 120.0)


@dataclass
class Plate:
    """One plate of an order, with the seconds that its slice says, and who may print it."""

    order: Order
    seconds: float
    printers: frozenset[str]
    number: int


@dataclass
class Order:
    """One order: when it came, by when it was promised, when it was ready."""

    came: float
    plates: list[Plate] = field(default_factory=list)
    promised: dict[str, float | None] = field(default_factory=dict)
    ready: float | None = None
    left: int = 0
    priority: int = 0
    due: float = float("inf")
    held: bool = False
    #: Whether an operator ever put it behind others or held it back: then the day that was named is theirs to break.
    put_back: bool = False


@dataclass
class Machine:
    """One printer as it stands: what it prints since when, whether its plate is clear, until when it is broken."""

    id: str
    plate: Plate | None = None
    since: float = 0.0
    clear: bool = True
    broken_until: float = 0.0


#: Asked when an order comes: the world as the shop knows it, and the order.
Promiser = Callable[["Farm", Order], float | None]


class Farm:
    """The world. `run` lives through it."""

    def __init__(self, seed: int, orders: int, load: float, promisers: dict[str, Promiser]) -> None:
        self._chance = random.Random(seed)
        self._promisers = promisers
        self.now = BEGIN
        self.machines = {f"p{n:02}": Machine(f"p{n:02}") for n in range(PRINTERS)}
        names = list(self.machines)
        self._kinds = (frozenset(names[:12]), frozenset(names[12:]), frozenset(names))
        self.queue: list[Plate] = []
        self.ended = self.failed = 0
        self._numbers = itertools.count()
        self._order = itertools.count()
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._person = BEGIN
        self.there = self._hours(400)
        self.orders = self._drawn(orders, load)

    def run(self) -> list[Order]:
        """Until the last order is ready; returns all of them."""
        for order in self.orders:
            self._at(order.came, lambda order=order: self._comes(order))  # type: ignore[misc]  # bound as it is now
        for machine in self.machines.values():
            self._at(BEGIN + self._chance.expovariate(1 / BREAKS), lambda m=machine: self._breaks(m))  # type: ignore[misc]
        while any(order.ready is None for order in self.orders) and self._events:
            self.now, _, happens = heapq.heappop(self._events)
            happens()
        return self.orders

    def _hours(self, days: int) -> list[tuple[float, float]]:
        """When the person is really there."""
        found = []
        for day in range(days):
            if day % 7 >= 5:
                continue
            comes = 9.0 + (3.0 if self._chance.random() < LATE else 0.0)
            midnight = BEGIN + day * DAY
            for begin, end in ((comes, LUNCH[0]), (max(comes, LUNCH[1]), 17.0)):
                if begin < end:
                    found.append((midnight + begin * HOUR, midnight + end * HOUR))
        return found

    def _drawn(self, count: int, load: float) -> list[Order]:
        """Orders, so many that the printers are busy for that share of the time in which anything can be printed."""
        found = []
        for _ in range(count):
            order = Order(0.0)
            kind = self._kinds[self._chance.choices((0, 1, 2), (5, 3, 2))[0]]
            for _ in range(self._chance.choices((1, 2, 3, 5), (70, 18, 8, 4))[0]):
                seconds = min(20.0, max(0.3, self._chance.lognormvariate(0.9, 0.8))) * HOUR
                order.plates.append(Plate(order, seconds, kind, next(self._numbers)))
            order.left = len(order.plates)
            found.append(order)
        # A printer that is cleared in working hours alone gives about 70 hours of printing in a week.
        work = sum(plate.seconds for order in found for plate in order.plates)
        span = work / (load * PRINTERS * 70 * HOUR) * 7 * DAY
        moments: list[float] = []
        while len(moments) < count:
            at = self._chance.uniform(0, span)
            # Fewer at night.
            if 7 <= at % DAY / HOUR <= 23 or self._chance.random() < 0.2:
                moments.append(at)
        for order, at in zip(found, sorted(moments), strict=True):
            order.came = BEGIN + at
        return found

    def _at(self, when: float, happens: Callable[[], None]) -> None:
        heapq.heappush(self._events, (when, next(self._order), happens))

    def _comes(self, order: Order) -> None:
        order.promised = {name: ask(self, order) for name, ask in self._promisers.items()}
        self.queue += order.plates
        self._match()
        what = self._chance.random()
        at = self.now + self._chance.uniform(0, SAID) * HOUR
        if what < PRESSING + PUT_BACK + DUE + HELD:
            self._at(at, lambda: self._said(order, what))

    def _said(self, order: Order, what: float) -> None:
        """An operator says something of an order, as they do of some at some time."""
        if what < PRESSING:
            order.priority = 1
        elif what < PRESSING + PUT_BACK:
            order.priority, order.put_back = -1, True
        elif what < PRESSING + PUT_BACK + DUE:
            order.due = self.now + self._chance.uniform(*DUE_IN) * HOUR
        else:
            order.held = order.put_back = True
            self._at(self.now + self._chance.uniform(*HELD_FOR) * HOUR, lambda: self._let_go(order))

    def _let_go(self, order: Order) -> None:
        order.held = False
        self._match()

    def waiting(self) -> list[Plate]:
        """What waits and is not held back, as its turn comes."""
        return sorted((one for one in self.queue if not one.order.held), key=turn)

    def _match(self) -> None:
        """Each free printer takes the first plate that fits it, as in the shop."""
        waiting = self.waiting()
        for machine in self.machines.values():
            if machine.plate or not machine.clear or machine.broken_until > self.now:
                continue
            plate = next((one for one in waiting if machine.id in one.printers), None)
            if plate is not None:
                waiting.remove(plate)
                self.queue.remove(plate)
                self._starts(machine, plate)

    def _starts(self, machine: Machine, plate: Plate) -> None:
        machine.plate, machine.since, machine.clear = plate, self.now, False
        takes = plate.seconds * max(0.8, self._chance.gauss(1 + LONGER, EITHER_WAY))
        whole = self._chance.random() >= FAILURES
        end = self.now + (takes if whole else takes * self._chance.random())
        self._at(end, lambda: self._ends(machine, plate, whole))

    def _ends(self, machine: Machine, plate: Plate, whole: bool) -> None:
        if machine.plate is not plate:
            return  # it broke down meanwhile
        machine.plate = None
        self.ended += 1
        self.failed += not whole
        self._at(self._cleared(), lambda: self._clear(machine, plate, whole))

    def _clear(self, machine: Machine, plate: Plate, whole: bool) -> None:
        machine.clear = True
        if whole:
            plate.order.left -= 1
            if plate.order.left == 0:
                plate.order.ready = self.now
        else:
            self.queue.append(plate)
        self._match()

    def _breaks(self, machine: Machine) -> None:
        machine.broken_until = self.now + self._chance.uniform(*DOWN)
        plate, machine.plate = machine.plate, None
        if plate is not None:
            self.ended += 1
            self.failed += 1
            machine.clear = True
            self.queue.append(plate)
        self._at(machine.broken_until, self._match)
        self._at(machine.broken_until + self._chance.expovariate(1 / BREAKS), lambda: self._breaks(machine))
        self._match()

    def _cleared(self) -> float:
        """When the person has cleared one more plate."""
        at = max(self.now, self._person)
        number = bisect.bisect_right(self.there, (at, float("inf"))) - 1
        if number < 0 or at >= self.there[number][1]:
            at = self.there[number + 1][0]
        self._person = at + CLEARING * 60
        return self._person


def turn(plate: Plate) -> tuple[float, float, int]:
    """By which what waits is sorted, as the shop does it."""
    return -plate.order.priority, plate.order.due, plate.number


def shares(orders: Sequence[Order], name: str) -> tuple[float, list[float], list[float]]:
    """
    Of one promiser: the share kept, the days promised, and the days that a promise lay behind the truth.

    Of the orders that no operator has put back; one without a promise counts as broken.
    """
    counted = [order for order in orders if not order.put_back]
    asked = [(order, by) for order in counted if (by := order.promised[name]) is not None]
    ready = [(order, by, order.ready) for order, by in asked if order.ready is not None]
    kept = sum(end <= by for _, by, end in ready) / len(counted)
    return kept, [(by - order.came) / DAY for order, by, _ in ready], [(by - end) / DAY for _, by, end in ready]
