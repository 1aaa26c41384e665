"""From starting the shop to its first answer and its first build, beside importing what it stands on."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import ROOT, Arm, Table, clock, interleaved, three
from benchmarks.serving import Server, free_port, geometry

ROUNDS = 5
#: What `make run` may take to its first answer when everything is set up, seconds.
PROMISE = 5.0
IMPORTS = "floor: python -c 'import fastapi, sqlalchemy, dbos'"
KERNEL = "floor: python -c 'import cadquery'"
ANSWER, READY = "serve, second start: first answer", "serve, second start: builds at once"
FIRST, MAKE = "serve, empty data folder: first answer", "make run, when set up: first answer"


def measure(rounds: int) -> Iterator[Table]:
    """Each start has the port and the data folder to itself, and the floors run between the starts."""
    with tempfile.TemporaryDirectory() as name:
        starts = _Starts(Path(name))
        arms = {IMPORTS: _python("import fastapi, sqlalchemy, dbos"), KERNEL: _python("import cadquery")}
        arms |= {FIRST: starts.first, ANSWER: starts.answer, READY: starts.ready}
        set_up = _set_up()
        if set_up:
            arms[MAKE] = starts.make
        timings = interleaved(arms, rounds)
    rows = [
        (arm, three(timings.median(arm)), three(max(timings.seconds[arm])), str(timings.ratio(arm, IMPORTS)))
        for arm in arms
    ]
    notes = [f"{rounds} rounds. The first answer is that of `/healthz`, asked every 5 ms."]
    if set_up:
        kept = "kept" if max(timings.seconds[MAKE]) < PROMISE else "NOT kept"
        notes.append(f"`make run` promises its first answer within {PROMISE:g} s once it is set up: {kept}.")
    else:
        rows.append((MAKE, "not measured", "", ""))
        notes.append("`make run` is not measured where it is not set up: run `make setup` first.")
    yield Table("Start", ("what", "median s", "longest s", "times the floor of imports"), rows, notes, timings.seconds)


class _Starts:
    """The ways to start the shop."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0
        self._ready = 0.0

    def first(self) -> float:
        """On an empty folder, where the tables are made."""
        self._count += 1
        return self._serve(self._folder / f"new-{self._count}")

    def answer(self) -> float:
        """On a folder that was served before."""
        return self._serve(self._folder / "kept", wait=True)

    def ready(self) -> float:
        """When the start just measured could build."""
        return self._ready

    def make(self) -> float:
        """As a person starts it."""
        port = free_port()
        command = ["make", "-s", "run", f"PORT={port}", f"DATA={self._folder / 'made'}"]
        with Server(command, port, self._folder / "make.log") as shop:
            return shop.since_start("/healthz", bool)

    def _serve(self, data: Path, *, wait: bool = False) -> float:
        port = free_port()
        command = [sys.executable, "-m", "server", "serve", "--port", str(port), "--data", str(data)]
        with Server(command, port, self._folder / "serve.log") as shop:
            first = shop.since_start("/healthz", bool)
            if wait:
                self._ready = shop.since_start("/healthz", geometry)
            return first


def _python(words: str) -> Arm:
    return clock(lambda: subprocess.run([sys.executable, "-c", words], cwd=ROOT, check=True))


def _set_up() -> bool:
    asked = ["make", "-q", ".venv/.ready", "server/static/.stamp"]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, check=False).returncode == 0
