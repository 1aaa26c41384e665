"""Promised days: 1,000 orders on 20 printers, beside a plain reckoning and a fixed week."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence

from benchmarks.measure import Table
from benchmarks.workweek import CLEARING, DAY, HOUR, Farm, Order, Plate, Promiser, shares, turn
from server.opening import Opening, opening
from server.promise import Print, Rules, Standing, promise

LONG = True
ORDERS = 1000
SEED = 20260105
ROUNDS = 1
LOADS = (0.5, 0.75, 0.95)
HOURS = ("mon-fri 09:00-17:00",)


class ByPlay:
    """What the shop does: `server.promise`, of what the shop knows."""

    def __init__(self, *, in_turn: bool = True) -> None:
        """in_turn: whether what operators said of the orders counts; otherwise the oldest of all come first."""
        self._in_turn = in_turn
        self._there: dict[float, Opening] = {}
        self.seconds: list[float] = []

    def __call__(self, farm: Farm, order: Order) -> float | None:
        """By when."""
        began = time.perf_counter()
        day = farm.now // DAY
        there = self._there.setdefault(day, opening(HOURS, "UTC", farm.now))
        printers = [
            Standing(
                machine.id,
                max(0.0, machine.since + machine.plate.seconds - farm.now) if machine.plate else None,
                machine.clear,
            )
            for machine in farm.machines.values()
            if machine.broken_until <= farm.now
        ]
        before, behind = self._queue(farm, order)
        mine = [Print(plate.seconds, 0.1, plate.printers) for plate in order.plates]
        rules = Rules((farm.failed + 1) / (farm.ended + 20), CLEARING * 60)
        found = promise(farm.now, printers, before, mine, there, rules, behind=behind)
        self.seconds.append(time.perf_counter() - began)
        return found

    def _queue(self, farm: Farm, order: Order) -> tuple[list[Print], list[Print]]:
        """What comes before an order that was just placed, and what behind it."""
        if not self._in_turn:
            return [_print(plate) for plate in sorted(farm.queue, key=lambda one: one.number)], []
        waiting, first = farm.waiting(), turn(order.plates[0])
        before = [_print(plate) for plate in waiting if turn(plate) < first]
        return before, [_print(plate) for plate in waiting if turn(plate) > first]


def _print(plate: Plate) -> Print:
    return Print(plate.seconds, 0.0, plate.printers)


def plainly(farm: Farm, order: Order) -> float:
    """The plain reckoning: all that waits, shared by all printers day and night, to the end of that working day."""
    running = [
        max(0.0, machine.since + machine.plate.seconds - farm.now)
        for machine in farm.machines.values()
        if machine.plate
    ]
    waits = sum(plate.seconds for plate in farm.queue) + sum(running)
    end = farm.now + waits / len(farm.machines) + max(plate.seconds for plate in order.plates)
    return opening(HOURS, "UTC", farm.now).end_of_day(opening(HOURS, "UTC", farm.now).next(end))


def in_a_week(_farm: Farm, order: Order) -> float:
    """What a shop without a reckoning writes on its page."""
    return order.came + 7 * DAY


def measure(rounds: int) -> list[Table]:
    """One year's beginning at three loads; `rounds` are worlds, each with a seed of its own."""
    rows: list[Sequence[str]] = []
    samples: dict[str, object] = {}
    for load in LOADS:
        play = ByPlay()
        orders: list[Order] = []
        for world in range(rounds):
            asked: dict[str, Promiser] = {"played": play, "plainly reckoned": plainly, "in a week": in_a_week}
            orders += Farm(SEED + world, ORDERS, load, asked).run()
        took = [(order.ready - order.came) / DAY for order in orders if order.ready is not None]
        for name in ("played", "plainly reckoned", "in a week"):
            kept, promised, slack = shares(orders, name)
            late = [-days for days in slack if days < 0]
            rows.append(
                (
                    f"{load:.0%}, {name}",
                    f"{kept:.1%}",
                    _days(promised),
                    _days(took),
                    f"{statistics.median(slack):.1f}",
                    f"{statistics.median(late):.1f}" if late else "-",
                )
            )
            samples[f"{load} {name}"] = {"promised": promised, "slack": slack}
        rows.append(
            (f"{load:.0%}, ms for one promise", f"{1000 * statistics.median(play.seconds):.0f}", "", "", "", "")
        )
    return [
        Table(
            "Promised days",
            ("how busy, and how it was promised", "kept", "days promised", "days it took", "ready before", "late by"),
            rows,
            (
                f"{ORDERS} orders on 20 printers for each load, plates of {1 * HOUR / HOUR:g} to 20 h, one person from "
                "nine to five on working days.",
                "Operators call one order in twenty pressing, put one behind the others, give one a due date, and hold "
                "one in 25 back, within a day after it came; those that they put back or held are not counted.",
                "Days: median, and what one in twenty exceeds. Ready before, and late by: median, days.",
                "What no promise knows of: 6 % of prints fail, prints take 3 % longer than their slices say, printers "
                "break down, the person has lunch and is three hours late on one day in twenty.",
            ),
            samples,
        )
    ]


def _days(values: Sequence[float]) -> str:
    ranked = sorted(values)
    return f"{statistics.median(ranked):.1f}, {ranked[int(0.95 * len(ranked))]:.1f}"
