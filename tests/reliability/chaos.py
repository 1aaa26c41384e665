"""
Whole orders under random schedules: the real shop in processes of its own, printers that misbehave, and a witness.

One run is one order's life under one schedule: what goes wrong at the printers while it is sent and printed, and what
goes wrong at the shop's machine, which it shares with the other orders of its batch.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

from server.database import Database
from server.models import PrinterRow
from server.settings import Settings
from tests.reliability.ground import Ground
from tests.reliability.machines import Machine
from tests.reliability.people import Customer, Keeper
from tests.reliability.schedule import Mishap, Schedule
from tests.reliability.seed import sow
from tests.reliability.witness import broken, onto_something, read
from tests.shop import wait

#: An order that came to no end within this after everything was well again is lost, s. Nothing else here is timed.
PATIENCE = 1200.0
#: What waits for a file or a print so long after the last order was placed waits in vain, s.
_NEVER = 20.0
_TICK = 0.1
_ROUND = 0.5
_ANSWER = 3.0


@dataclass
class Outcome:
    """What came of one batch."""

    schedule: Schedule
    orders: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)
    decided: Counter[str] = field(default_factory=Counter)
    #: By printer, how many orders were printed there at last.
    machines: Counter[str] = field(default_factory=Counter)
    starts: int = 0
    attempts: int = 0
    seconds: float = 0.0


class Chaos:
    """A shop with these printers, on which schedules are run one after the other."""

    def __init__(
        self,
        folder: Path,
        machines: Sequence[Machine],
        *,
        database: str = "",
        workers: int = 0,
        disk_mb: int = 0,
        kill_database: Callable[[], None] | None = None,
    ) -> None:
        self.machines = machines
        tables = "".join(machine.settings() for machine in self.machines)
        self.ground = Ground(folder, tables, database=database, workers=workers, disk_mb=disk_mb)
        self._kill_database = kill_database
        url = database or f"sqlite:///{(self.ground.data / 'printwright.db').resolve()}"
        first, token, key = sow(_settings(self.ground))
        self._seed = first, token
        self._database = Database(url)
        # Nobody waits long for an answer: while the shop stands still, what is due for it goes on here.
        self._operator = httpx.Client(
            base_url=self.ground.url, timeout=_ANSWER, headers={"Authorization": f"Bearer {key}"}
        )
        self._customer = httpx.Client(base_url=self.ground.url, timeout=_ANSWER)
        self.ground.start()
        # Whoever vouches for a plate in the settings does so until the shop looks for itself.
        wait("the shop to see its printers", self._seen, 600)

    def _seen(self) -> bool:
        with self._database.read() as session:
            seen = list(session.scalars(sa.select(PrinterRow.seen_at)))
        return len(seen) == len(self.machines) and all(seen) and self.ground.dead() == []

    def run(self, schedule: Schedule) -> Outcome:
        """One batch, until every order is at its end and every late start has arrived."""
        clock = time.monotonic
        began = clock()
        outcome = Outcome(schedule)
        for machine in self.machines:
            machine.struck.clear()
        customers = [Customer(self._customer, *self._seed) for _ in schedule.orders]
        keeper = Keeper(self._operator, {machine.name: machine for machine in self.machines})
        due = _Due(schedule, self.machines)
        calm: float | None = None
        round_at = 0.0
        while True:
            now = clock() - began
            for mishap in due.now(now):
                self._strike(mishap, now, outcome)
            for thing in (*self.machines, self.ground):
                thing.pass_by(now)
            outcome.broken += self.ground.dead()
            if now >= round_at:
                waiting = [c for c, at in zip(customers, schedule.orders, strict=True) if c.order is None and at <= now]
                if all(customer.ask() for customer in waiting):
                    keeper.look()
                round_at = clock() - began + _ROUND
            placed = [customer.order for customer in customers if customer.order]
            if calm is None and due.over(now):
                self.ground.well()
                for machine in self.machines:
                    machine.well()
                calm = now
            if calm is not None:
                over = len(placed) == len(customers) and self._ended(placed)
                if (over and not any(machine.late() for machine in self.machines)) or now - calm > PATIENCE:
                    break
            time.sleep(_TICK)
        outcome.seconds = clock() - began
        outcome.machines = Counter(self._machine_of(order) for order in placed)
        self._judge(placed, len(customers), keeper, outcome)
        return outcome

    def _judge(self, placed: Sequence[str], wanted: int, keeper: Keeper, outcome: Outcome) -> None:
        outcome.orders = list(placed)
        said = read(self._database, placed)
        if len(placed) < wanted:
            outcome.broken.append(f"{wanted - len(placed)} customers never got an answer")
        for order in placed:
            outcome.broken += broken(said, order, self.machines)
        if len(set(placed)) < len(placed):
            outcome.broken.append("two customers were given one order")
        for machine in self.machines:
            outcome.broken += onto_something(machine)
            outcome.struck.update(machine.struck)
        outcome.decided = Counter(keeper.decided)
        outcome.attempts = sum(len(attempts) for attempts in said.attempts.values())
        ours = tuple(f"{order}-" for order in placed)
        outcome.starts = sum(one.name.startswith(ours) for machine in self.machines for one in machine.prints())

    def _machine_of(self, order: str) -> str:
        ours = [
            machine.name
            for machine in self.machines
            for one in machine.prints()
            if one.name.startswith(f"{order}-") and one.outcome == "done"
        ]
        return ours[-1] if ours else "none"

    def _strike(self, mishap: Mishap, now: float, outcome: Outcome) -> None:
        if mishap.where is not None:
            self.machines[mishap.where % len(self.machines)].strike(mishap, now)
            return
        outcome.struck[mishap.kind] += 1
        if mishap.kind == "database":
            assert self._kill_database is not None
            self._kill_database()
        else:
            self.ground.strike(mishap.kind, mishap.size, int(mishap.delay * 10), now)

    def _ended(self, orders: Sequence[str]) -> bool:
        try:
            said = read(self._database, orders)
        except Exception:  # the database's server was killed a moment ago
            return False
        return all(said.orders.get(order) in ("done", "cancelled") for order in orders)

    def close(self) -> None:
        """End everything that was started."""
        self._operator.close()
        self._customer.close()
        self._database.close()
        self.ground.close()


class _Due:
    """Which mishaps are due: their clocks begin with the batch, with a file at a printer, or with a print there."""

    def __init__(self, schedule: Schedule, machines: Sequence[Machine]) -> None:
        self._left = list(schedule.mishaps)
        self._machines = machines
        self._placed = max(schedule.orders)
        self._before = [(set(machine.files()), len(machine.prints())) for machine in machines]
        self._since: dict[tuple[str, int], float] = {}

    def now(self, now: float) -> list[Mishap]:
        """Those whose moment has come; each once."""
        self._notice(now)
        found = [mishap for mishap in self._left if self._at(mishap) <= now]
        self._left = [mishap for mishap in self._left if mishap not in found]
        return found

    def over(self, now: float) -> bool:
        """Whether nothing more will go wrong: what waits for a print that never comes is left out in the end."""
        waits = any(self._at(mishap) < float("inf") for mishap in self._left)
        return not self._left or (not waits and now > self._placed + _NEVER)

    def _at(self, mishap: Mishap) -> float:
        if mishap.since == "placed":
            return mishap.delay
        assert mishap.where is not None
        return self._since.get((mishap.since, mishap.where % len(self._machines)), float("inf")) + mishap.delay

    def _notice(self, now: float) -> None:
        for number, (machine, (files, prints)) in enumerate(zip(self._machines, self._before, strict=True)):
            if ("staged", number) not in self._since and set(machine.files()) - files:
                self._since["staged", number] = now
            if ("started", number) not in self._since and len(machine.prints()) > prints:
                self._since["started", number] = now


def _settings(ground: Ground) -> Settings:
    """The settings of the shop on that ground, as its processes read them."""
    import os

    before = dict(os.environ)
    os.environ.update(ground.environment)
    try:
        return Settings()
    finally:
        os.environ.clear()
        os.environ.update(before)


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The figures of a run."""
    struck: Counter[str] = sum((outcome.struck for outcome in outcomes), Counter())
    decided: Counter[str] = sum((outcome.decided for outcome in outcomes), Counter())
    return {
        "runs": sum(len(outcome.orders) for outcome in outcomes),
        "batches": len(outcomes),
        "mishaps": sum(struck.values()),
        "struck": dict(sorted(struck.items())),
        "attempts": sum(outcome.attempts for outcome in outcomes),
        "starts": sum(outcome.starts for outcome in outcomes),
        "machines": dict(sorted(sum((outcome.machines for outcome in outcomes), Counter()).items())),
        "decided": dict(sorted(decided.items())),
        "broken": [words for outcome in outcomes for words in outcome.broken],
        "seconds": round(sum(outcome.seconds for outcome in outcomes)),
    }
