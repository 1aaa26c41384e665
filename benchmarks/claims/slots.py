"""The warm build processes: dispatch, replacement and memory, beside multiprocessing's pool."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.measure import ROOT, NotMeasured, Table, Timings, interleaved, milliseconds
from benchmarks.products import CHOICE
from server.errors import BuildError
from server.slots import Slots

ROUNDS = 9
CALLS = 300  # of each kind in a round
PATIENCE = 3.0  # seconds that a pool with a killed worker is waited for
OURS, POOL = "ours: Slots.run", "peer: multiprocessing.Pool.apply"
NOTHING = {"do": "nothing"}  # a request that no worker knows: the shortest way there and back
MODEL = {"do": "model", "slug": "box", "values": {}, "choice": vars(CHOICE)}


def measure(rounds: int) -> Iterator[Table]:
    """One worker each. The pool is forked first, while this process is small."""
    with multiprocessing.get_context("fork").Pool(1) as pool, asyncio.Runner() as runner:
        slots = Slots(1, memory_mb=1024, queue=10, templates=())
        runner.run(slots.start())
        try:

            def ours() -> float:
                return runner.run(_asked(slots, NOTHING))

            def peer() -> float:
                began = time.perf_counter()
                pool.apply(_nothing)
                return time.perf_counter() - began

            timings = interleaved({OURS: ours, POOL: peer}, rounds * CALLS, unrecorded=50)
            yield _dispatch(timings)
            yield _replacement(slots, runner, rounds)
            yield _memory(slots, runner)
        finally:
            runner.run(slots.stop())


def _nothing() -> None:
    """The least that a pool can be asked."""


async def _asked(slots: Slots, head: Mapping[str, object]) -> float:
    began = time.perf_counter()
    await slots.run(dict(head), seconds=60)
    return time.perf_counter() - began


def _dispatch(timings: Timings) -> Table:
    rows = [
        (
            arm,
            milliseconds(timings.median(arm)),
            milliseconds(timings.percentile(arm, 99)),
            str(timings.ratio(arm, POOL)),
        )
        for arm in (OURS, POOL)
    ]
    notes = (
        f"{len(timings.seconds[OURS])} calls of each, one by one in turn. Ours carries JSON over a socket pair; the "
        "pool pickles.",
    )
    return Table("Dispatch of an empty request", ("what", "p50 ms", "p99 ms", "times the pool"), rows, notes)


def _replacement(slots: Slots, runner: asyncio.Runner, rounds: int) -> Table:
    """A worker is killed from outside; then it is asked until there is an answer."""

    async def until_answered() -> tuple[float, int]:
        os.kill(_worker(), signal.SIGKILL)
        began, refused = time.perf_counter(), 0
        while True:
            try:
                await slots.run(NOTHING, seconds=60)
                return time.perf_counter() - began, refused
            except BuildError:
                refused += 1

    answered, refused, first, warm = [], 0, [], []
    runner.run(_asked(slots, MODEL))
    for _ in range(rounds):
        warm.append(runner.run(_asked(slots, MODEL)))
        took, lost = runner.run(until_answered())
        answered.append(took)
        refused += lost
        first.append(runner.run(_asked(slots, MODEL)))
        runner.run(_asked(slots, MODEL))
    timings = Timings({"answered": tuple(answered), "first": tuple(first), "warm": tuple(warm)})
    pool = sum(_pool_answers() for _ in range(2))
    return Table(
        "A worker is killed (SIGKILL) while idle",
        ("what", "median ms", "longest ms"),
        [
            ("ours: killed, then an empty request answered by the next", *_two(timings, "answered")),
            ("ours: a default box from a warm worker", *_two(timings, "warm")),
            ("ours: the first default box of a new worker", *_two(timings, "first")),
            (f"peer: multiprocessing.Pool, answers within {PATIENCE:g} s", f"{pool} of 2", ""),
        ],
        (
            f"{rounds} kills; {refused} requests were refused with a reason in between. The pool starts another "
            "process, but the killed one may have held the lock of their common queue.",
        ),
        timings.seconds,
    )


def _two(timings: Timings, arm: str) -> tuple[str, str]:
    return milliseconds(timings.median(arm)), milliseconds(max(timings.seconds[arm]))


def _pool_answers() -> bool:
    """Tried in a process group of its own, for a pool that hangs can also not be ended."""
    near, far = multiprocessing.Pipe()
    trial = multiprocessing.get_context("fork").Process(target=_pool_trial, args=(far,))
    trial.start()
    far.close()
    try:
        return bool(near.poll(PATIENCE + 5) and near.recv())
    finally:
        os.killpg(trial.ident or 0, signal.SIGKILL)
        trial.join()


def _pool_trial(answer: Connection) -> None:
    os.setsid()
    pool = multiprocessing.get_context("fork").Pool(1)
    child = int(pool.apply(os.getpid))
    time.sleep(0.2)
    os.kill(child, signal.SIGKILL)
    try:
        pool.apply_async(_nothing).get(PATIENCE)
        answer.send(True)
    except multiprocessing.TimeoutError:
        answer.send(False)
    time.sleep(60)  # to be ended from outside


def _memory(slots: Slots, runner: asyncio.Runner) -> Table:
    rows = [("ours: a worker after its first builds", *_private(_worker()))]
    for _ in range(30):
        runner.run(_asked(slots, MODEL))
    rows.append(("ours: the same after 30 more", *_private(_worker())))
    rows.append(("ours: the warm parent, once for all", *_private(_parent())))
    code = "import cadquery, sys; print(flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as fresh:
        assert fresh.stdout is not None
        fresh.stdout.readline()
        rows.append(("peer: a fresh process with `import cadquery`", *_private(fresh.pid)))
        fresh.kill()
    return Table(
        "Memory of a worker",
        ("what", "private MB", "proportional MB", "resident MB"),
        rows,
        ("From /proc/PID/smaps_rollup. Private is what one more worker costs.",),
    )


def _private(pid: int) -> tuple[str, str, str]:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return ("not readable", "", "")
    found = {line.split(":")[0]: int(line.split()[1]) for line in text.splitlines()[1:]}
    private = found["Private_Clean"] + found["Private_Dirty"]
    return tuple(f"{kilobytes / 1024:.0f}" for kilobytes in (private, found["Pss"], found["Rss"]))  # type: ignore[return-value]


def _parent() -> int:
    return next(pid for pid in _children(os.getpid()) if b"server.zygote" in Path(f"/proc/{pid}/cmdline").read_bytes())


def _worker() -> int:
    return _children(_parent())[-1]


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += map(int, (task / "children").read_text().split())
    if not found:
        raise NotMeasured("the kernel does not say which processes a process started (/proc/PID/task/*/children)")
    return sorted(found)
