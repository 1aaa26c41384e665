"""Ten thousand builds of a light product and a thousand of a heavy one in one worker: does its memory grow?"""

from __future__ import annotations

import asyncio
import statistics
import sys
from collections.abc import Collection, Iterator
from itertools import count
from pathlib import Path

from benchmarks.claims.shelf import slider
from benchmarks.measure import NotMeasured, Table, three
from benchmarks.products import CHOICE
from generators.library import load
from server import slots
from server.slots import Slots

LONG = True  # about twenty minutes on an idle machine
#: Each round is so many builds; after each the memory is read.
BUILDS = {"keychain": 500, "enclosure": 50}
ROUNDS = 20


def measure(rounds: int, only: Collection[str] = ()) -> Iterator[Table]:
    """Both products, or only those named, each in a worker of its own that is never replaced."""
    unknown = set(only) - BUILDS.keys()
    if unknown:
        raise NotMeasured(f"there is no {sorted(unknown)[0]!r} here; there are {', '.join(BUILDS)}")
    if sys.platform != "linux":
        raise NotMeasured("memory is read from /proc, which only Linux has")
    slots.RECYCLE = sys.maxsize  # otherwise a worker is replaced after some hundred builds
    rows, samples = [], {}
    for slug, builds in BUILDS.items():
        if only and slug not in only:
            continue
        resident = asyncio.run(_resident(slug, builds, rounds))
        samples[slug] = resident
        half = resident[len(resident) // 2 :]
        total = builds * rounds
        late = builds * (len(half) - 1)
        slope = statistics.linear_regression(range(len(half)), half).slope / builds * 1024 if late else 0.0
        rows.append(
            (
                slug,
                str(total),
                *(f"{megabytes:.0f}" for megabytes in (resident[0], resident[1], resident[-1], max(resident))),
                f"{resident[-1] - resident[1]:+.1f}",
                f"{three(slope)} over {late}",
            )
        )
    yield Table(
        "Resident memory of one worker",
        (
            *("product", "builds", "MB at first", "after the first round", "at the end", "most"),
            *("grown since the first round, MB", "KB a build, in the second half"),
        ),
        rows,
        (
            "Resident set from /proc/PID/statm. Every build is judged: modelling, mesh, checks, estimate, GLB, STL; "
            f"values go along one slider, each request new. A round is {BUILDS['keychain']} builds of the light "
            f"product or {BUILDS['enclosure']} of the heavy one. In a shop a worker is replaced long before.",
        ),
        samples,
    )


async def _resident(slug: str, builds: int, rounds: int) -> list[float]:
    """MB after the first build, and after each round."""
    template = load().template(slug)
    found = slider(template)
    assert found is not None, f"{slug} has no slider"
    name, places = found
    alone = Slots(1, memory_mb=4096, queue=10, templates=())
    await alone.start()
    try:
        (worker,) = alone._all
        turn = count()

        async def build() -> None:
            values = {name: places[next(turn) % len(places)]}
            head = {"do": "model", "slug": slug, "values": values, "choice": vars(CHOICE)}
            answer, _ = await alone.run(head, seconds=120, early=lambda _head, _bodies: True)
            if "error" in answer:
                raise NotMeasured(f"{slug} with {values}: {answer['error']}")

        await build()
        resident = [_megabytes(worker.pid)]
        for number in range(rounds):
            for _ in range(builds):
                await build()
            resident.append(_megabytes(worker.pid))
            print(f"{slug}: {builds * (number + 1)} builds, {resident[-1]:.0f} MB", file=sys.stderr, flush=True)
        if alone._all != {worker}:
            raise NotMeasured(f"the worker of {slug} was replaced on the way")
        return resident
    finally:
        await alone.stop()


def _megabytes(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / (1 << 20)
