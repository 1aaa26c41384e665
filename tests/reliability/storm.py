"""
`python -m tests.reliability.storm`: so many orders under random schedules, and the figures of docs/reliability.md.

    --runs 500 --seed 1              on SQLite, one process
    --runs 50 --seed 1 --workers 2   on SQLite, a server and two workers
    --runs 100 --seed 1 --postgresql on PostgreSQL, a server and two workers, its own server killed too
    --runs 50 --seed 1 --hosts       on real hosts and models, all of them or those named, on one shop
    --runs 50 --seed 1 --only duet   all runs on hosts of this kind, two of them side by side; --machines says how many
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
from tests.reliability.machines import Machine, VirtualMachine
from tests.reliability.realhosts import HOSTS, real_hosts
from tests.reliability.schedule import AT_PRINTER, AT_SHOP, Schedule, Table, draw, shrink

#: Orders of a batch, each with a printer to go to.
BATCH = 10
#: The shop's whole disk, when it may become full, MB.
DISK = 192
#: Batches on one shop; then a new one begins, for its disk is small.
SHOP = 12


def at_shop(*, postgresql: bool) -> Table:
    """What can go wrong with the shop's machine here; a small disk and another clock want rights and a compiler."""
    left_out = {"disk" if postgresql else "database"}
    if os.geteuid() != 0:
        left_out.add("disk")
    if not CLOCKS:
        left_out.add("clock")
    return {kind: sizes for kind, sizes in AT_SHOP.items() if kind not in left_out}


@contextlib.contextmanager
def shop(
    folder: Path, machines: Sequence[Machine], server: PostgreSQL | None = None, workers: int = 0
) -> Iterator[Chaos]:
    """A shop with these printers, to be tormented; beside its server so many workers."""
    if server is None:
        chaos = Chaos(folder, machines, workers=workers, disk_mb=DISK if os.geteuid() == 0 else 0)
    else:

        def again() -> None:
            server.kill()
            server.start()

        database = server.create(folder.name.lower())
        chaos = Chaos(folder, machines, database=database, workers=workers or 2, kill_database=again)
    try:
        yield chaos
    finally:
        chaos.close()


def virtual(folder: Path, count: int) -> list[Machine]:
    """So many virtual printers."""
    return [VirtualMachine(f"p{n}", folder / "machines" / f"p{n}") for n in range(count)]


def storm(schedules: Sequence[Schedule], server: PostgreSQL | None, base: Path, workers: int = 0) -> Iterator[Outcome]:
    """Run them on virtual printers, a few on each shop; a shop in which a promise was broken is left."""
    waiting = list(schedules)
    while waiting:
        folder = Path(tempfile.mkdtemp(prefix="shop_", dir=base))
        with shop(folder, virtual(folder, len(waiting[0].orders)), server, workers) as chaos:
            for _ in range(min(SHOP, len(waiting))):
                yield (outcome := chaos.run(waiting.pop(0)))
                if outcome.broken:
                    break


def storm_at_hosts(schedules: Sequence[Schedule], names: Sequence[str], base: Path) -> Iterator[Outcome]:
    """Run them on real hosts, all on one shop."""
    folder = Path(tempfile.mkdtemp(prefix="hosts_", dir=base))
    with real_hosts(folder, names) as machines, shop(folder / "shop", machines) as chaos:
        for schedule in schedules:
            yield chaos.run(schedule)


def main(words: Sequence[str] | None = None) -> int:
    """Run, say how far it is, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--workers", type=int, default=0, help="beside the server; on PostgreSQL two unless said")
    parser.add_argument("--hosts", nargs="*", choices=list(HOSTS), help="real hosts, all of them or those named")
    parser.add_argument("--only", choices=list(HOSTS), help="every run at hosts of this kind")
    parser.add_argument("--machines", type=int, default=2, help="how many of --only stand side by side")
    parser.add_argument("--replay", type=Path)
    parser.add_argument("--shrink", action="store_true")
    parser.add_argument("--figures", type=Path, help="where the figures go, as JSON")
    given = parser.parse_args(words)
    names = [] if given.hosts is None else given.hosts or list(HOSTS)
    if given.only:
        names = [given.only] * given.machines
    if given.replay:
        schedules = [Schedule.from_json(line) for line in given.replay.read_text().splitlines()]
    else:
        printers = [HOSTS[name] for name in names] or [AT_PRINTER] * BATCH
        orders = 2 * len(names) or BATCH
        kinds = at_shop(postgresql=given.postgresql)
        schedules = [draw(f"{given.seed}:{n}", orders, printers, kinds) for n in range(-(-given.runs // orders))]
    outcomes: list[Outcome] = []
    # Whoever ends it ends the shops with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    base = Path(tempfile.mkdtemp(prefix="printwright-chaos-"))
    print(f"{len(schedules)} batches; the shops' folders stay in {base}", flush=True)
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(PostgreSQL()) if given.postgresql else None
        for outcome in (
            storm_at_hosts(schedules, names, base) if names else storm(schedules, server, base, given.workers)
        ):
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
                    return any(one.broken for one in storm([smaller], server, base, given.workers))

                print(f"  smaller: {shrink(outcome.schedule, breaks).to_json()}", flush=True)
    figures = {"seed": given.seed, "database": "postgresql" if given.postgresql else "sqlite", **summary(outcomes)}
    print(json.dumps(figures, indent=1))
    if given.figures:
        given.figures.write_text(json.dumps(figures, indent=1) + "\n")
    return int(bool(figures["broken"]))


if __name__ == "__main__":
    sys.exit(main())
