"""
`python -m tests.reliability.storm`: so many orders under random schedules, and the figures of docs/reliability.md.

    --runs 500 --seed 1              on SQLite, one process
    --runs 100 --seed 1 --postgresql on PostgreSQL, a server and two workers, its own server killed too
    --replay FILE                    schedules from a file, one a line, as a run that failed wrote them
    --shrink                         make a schedule that breaks a promise smaller, as far as it still breaks it

Exit codes: 0 every promise kept, 1 one broken.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.postgresql import PostgreSQL
from tests.reliability.chaos import Chaos, Outcome, summary
from tests.reliability.ground import CLOCKS
from tests.reliability.schedule import AT_PRINTER, AT_SHOP, Schedule, draw, shrink

#: Orders of a batch, each with a printer to go to.
BATCH = 10
#: The shop's whole disk, when it may become full, MB.
DISK = 192
#: Batches on one shop; then a new one begins, for its disk is small.
SHOP = 12


def at_shop(*, postgresql: bool) -> list[str]:
    """What can go wrong with the shop's machine here; a small disk and another clock want rights and a compiler."""
    left_out = {"database"} if not postgresql else {"disk", "clock"}
    if os.geteuid() != 0:
        left_out.add("disk")
    if not CLOCKS:
        left_out.add("clock")
    return [kind for kind in AT_SHOP if kind not in left_out]


@contextlib.contextmanager
def shop(folder: Path, printers: int, server: PostgreSQL | None) -> Iterator[Chaos]:
    """A shop to be tormented."""
    if server is None:
        chaos = Chaos(folder, printers, disk_mb=DISK if os.geteuid() == 0 else 0)
    else:

        def again() -> None:
            server.kill()
            server.start()

        database = server.create(f"chaos_{folder.name.lower()}")
        chaos = Chaos(folder, printers, database=database, workers=2, kill_database=again)
    try:
        yield chaos
    finally:
        chaos.close()


def storm(schedules: Sequence[Schedule], server: PostgreSQL | None, base: Path) -> Iterator[Outcome]:
    """Run them, a few on each shop."""
    for begin in range(0, len(schedules), SHOP):
        folder = Path(tempfile.mkdtemp(prefix="shop_", dir=base))
        with shop(folder, len(schedules[begin].orders), server) as chaos:
            for schedule in schedules[begin : begin + SHOP]:
                outcome = chaos.run(schedule)
                yield outcome
                if outcome.broken:
                    break


def main(words: Sequence[str] | None = None) -> int:
    """Run, say how far it is, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--replay", type=Path)
    parser.add_argument("--shrink", action="store_true")
    parser.add_argument("--figures", type=Path, help="where the figures go, as JSON")
    given = parser.parse_args(words)
    kinds = at_shop(postgresql=given.postgresql)
    if given.replay:
        schedules = [Schedule.from_json(line) for line in given.replay.read_text().splitlines()]
    else:
        count = -(-given.runs // BATCH)
        schedules = [draw(f"{given.seed}:{number}", BATCH, list(AT_PRINTER), kinds) for number in range(count)]
    outcomes: list[Outcome] = []
    # Whoever ends it ends the shops with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    base = Path(tempfile.mkdtemp(prefix="printwright-chaos-"))
    print(f"{len(schedules)} batches; the shops' folders stay in {base}", flush=True)
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(PostgreSQL()) if given.postgresql else None
        for outcome in storm(schedules, server, base):
            outcomes.append(outcome)
            done = sum(len(one.orders) for one in outcomes)
            struck = sum(outcome.struck.values())
            print(
                f"{outcome.schedule.seed}: {done} runs, {struck} mishaps, {outcome.starts} starts, "
                f"{outcome.seconds:.0f} s {'; '.join(outcome.broken) or 'kept'}",
                flush=True,
            )
            if outcome.broken:
                print(f"  again with --replay: {outcome.schedule.to_json()}", flush=True)
        if given.shrink:
            for outcome in [outcome for outcome in outcomes if outcome.broken][:1]:

                def breaks(smaller: Schedule) -> bool:
                    return bool(next(storm([smaller], server, base)).broken)

                print(f"  smaller: {shrink(outcome.schedule, breaks).to_json()}", flush=True)
    figures = {"seed": given.seed, "database": "postgresql" if given.postgresql else "sqlite", **summary(outcomes)}
    print(json.dumps(figures, indent=1))
    if given.figures:
        given.figures.write_text(json.dumps(figures, indent=1) + "\n")
    return int(bool(figures["broken"]))


if __name__ == "__main__":
    sys.exit(main())
