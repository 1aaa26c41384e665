"""What goes wrong in one run of the chaos, and when: drawn from a seed, written as a line of JSON, made smaller."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from server.faults import POINTS

#: What may happen at a printer, with the least and the greatest size; what the size means stands behind it.
AT_PRINTER: dict[str, tuple[float, float]] = {
    "offline": (0.3, 4),  # its network is gone, s
    "slow": (0.2, 1.2),  # every answer waits so long, s, for three seconds
    "hang": (0.5, 4),  # no answer within the driver's patience, for so long, s
    "unavailable": (0.3, 4),  # its host answers, its machine does not, s
    "refuse_key": (0.3, 3),  # s
    "full_disk": (0.5, 3),  # s
    "cut_before": (1, 12),  # the so-manieth request never arrives
    "cut_after": (1, 12),  # the so-manieth request is done, its answer is lost
    "cut_upload": (1, 2),  # so many uploads end half way
    "mix_up": (1, 1),  # an upload is stored as something else
    "lose_answer": (1, 1),  # a start happens, its answer is lost
    "lose_request": (1, 1),  # a start never arrives
    "late_start": (0.5, 6),  # a start arrives so much later, s
    "power_cut": (0, 0),  # its host restarts and has forgotten the print in hand
    "fail_at": (0.05, 0.95),  # a print fails at this part of its way
    "stop_at": (0.05, 0.95),  # somebody stops a print at the machine, there
    "panel": (12, 16),  # somebody prints a file of their own at the machine, for so long, s
}
#: The same of the shop's own machine.
AT_SHOP: dict[str, tuple[float, float]] = {
    "kill": (0, 0),  # kill -9 of one of its processes
    "kill_at": (0, len(POINTS) - 1),  # the same at that named point of the next life
    "freeze": (1, 8),  # it stands still so long, s: beyond the lease, beyond what a start may be late
    "disk": (1, 4),  # its disk is full, s
    "clock": (-40, 40),  # its clock jumps so far, s, and back after three
    "database": (0, 0),  # kill -9 of the database's own server
}
#: Sizes of these are whole numbers.
COUNTED = ("cut", "mix", "lose_answer", "lose_request", "kill")
#: From when a mishap's delay is counted: the order placed, its file at the printer, its print begun.
SINCE = ("placed", "staged", "started")


@dataclass(frozen=True)
class Mishap:
    """One thing that goes wrong. `where` is a printer, by its number, or None for the shop."""

    kind: str
    size: float
    since: str
    delay: float
    where: int | None = None


@dataclass(frozen=True)
class Schedule:
    """One batch of orders, placed so many seconds after its beginning, and everything that goes wrong meanwhile."""

    seed: str
    orders: tuple[float, ...]
    mishaps: tuple[Mishap, ...] = field(default=())

    def to_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> Schedule:
        """What `to_json` wrote."""
        read = json.loads(line)
        mishaps = tuple(Mishap(**one) for one in read["mishaps"])
        return cls(read["seed"], tuple(read["orders"]), mishaps)


#: Kinds of mishap, each with its least and its greatest size.
Table = Mapping[str, tuple[float, float]]


def draw(seed: str, orders: int, printers: Sequence[Table], shop: Table, most: int = 4) -> Schedule:
    """A schedule from its seed: each printer meets one to `most` mishaps of its table, the shop as many of its own."""
    chance = random.Random(seed)  # to be repeated, not to be secret

    def one(table: Table, where: int | None) -> Mishap:
        kind = chance.choice(sorted(table))
        least, greatest = table[kind]
        counted = kind.startswith(COUNTED)
        size = (
            float(chance.randint(int(least), int(greatest))) if counted else round(chance.uniform(least, greatest), 2)
        )
        since = chance.choice(SINCE) if where is not None else "placed"
        longest = 12.0 if where is None else 2.0
        return Mishap(kind, size, since, round(chance.uniform(0, longest), 2), where)

    found = [one(table, n) for n, table in enumerate(printers) for _ in range(chance.randint(1, most))]
    if shop:
        found += [one(shop, None) for _ in range(chance.randint(1, most))]
    return Schedule(seed, tuple(round(chance.uniform(0, 2), 2) for _ in range(orders)), tuple(found))


def shrink(schedule: Schedule, breaks: Callable[[Schedule], bool], tries: int = 40) -> Schedule:
    """
    The smallest schedule found that still breaks: halves of the mishaps are left out, then quarters, then single ones.

    Every try is a run of the real thing, which is never quite the same twice: what comes out breaks at least once.
    """
    step = max(1, len(schedule.mishaps) // 2)
    while tries:
        for begin in range(0, len(schedule.mishaps), step):
            left = schedule.mishaps[:begin] + schedule.mishaps[begin + step :]
            smaller = Schedule(schedule.seed, schedule.orders, left)
            tries -= 1
            if breaks(smaller):
                schedule = smaller
                break
            if not tries:
                break
        else:
            if step == 1:
                break
            step = max(1, step // 2)
        step = min(step, max(1, len(schedule.mishaps)))
    return schedule
