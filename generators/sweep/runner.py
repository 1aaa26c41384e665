"""Workers that try settings under limits: one that hangs, crashes or eats memory costs its setting and is replaced."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import resource
import signal
import sys
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from generators.errors import TemplateError
from generators.limits import Limits
from generators.sweep.bench import Drawn, Told
from generators.sweep.verdict import Outcome, Trial, Values, failed

Task = Literal["judge", "draw"]
Way = Literal["forkserver", "spawn"]

_PR_SET_PDEATHSIG = 1
_PATIENCE = 6
_LOOK = 0.5  # seconds between two looks at what a busy worker has used
_COME_UP = 300.0  # seconds that a fresh worker may take to load the geometry kernel and the template


@dataclass(frozen=True)
class Allowance:
    """
    What one build may use: the processor's time in seconds, and the memory in MB beyond what a warm worker holds.

    A build that waits instead of working is given up after `_PATIENCE` times as long: on a busy machine, the clock on
    the wall says little about a template.
    """

    seconds: float = 20.0
    memory: int = 2048


class WorkerFailed(TemplateError):
    """A worker could not be started, or could not load the template."""


class Runner:
    """A bench of worker processes; to be used in a `with` statement, which ends them."""

    def __init__(
        self, path: Path, limits: Limits, workers: int | None = None, allowance: Allowance | None = None
    ) -> None:
        self._path = path
        self._limits = limits
        self._count = workers or os.cpu_count() or 1
        self._allowance = allowance or Allowance()
        self._idle: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._dismiss()

    def judge(self, settings: Sequence[Values], told: Told | None = None) -> list[Trial]:
        """Try settings, several at a time."""
        return self._all("judge", settings, told)

    def again(self, settings: Sequence[Values]) -> list[Trial]:
        """
        Try settings anew in a fresh interpreter.

        Forked workers share the seed of Python's hashes, and with it the order of sets; a fresh interpreter does not.
        """
        self._dismiss()
        try:
            return self._all("judge", settings, None, "spawn")
        finally:
            self._dismiss()

    def drawn(self, settings: Sequence[Values]) -> list[Drawn | None]:
        """Draw settings."""
        return [one if isinstance(one, Drawn) else None for one in self._all("draw", settings, None)]

    def _dismiss(self) -> None:
        for worker in self._idle:
            worker.end()
        self._idle = []

    def _all(self, task: Task, settings: Sequence[Values], told: Told | None, way: Way = "forkserver") -> list[Any]:
        answers: list[Any] = [None] * len(settings)
        waiting = deque(enumerate(settings))
        busy: dict[_Worker, int] = {}
        done = 0
        most = self._count if way == "forkserver" else 1
        try:
            while waiting or busy:
                while waiting and len(busy) < most:
                    worker = self._idle.pop() if self._idle else self._hired(way)
                    number, values = waiting.popleft()
                    busy[worker] = number
                    worker.ask(task, values)
                for worker in _finished(busy):
                    number = busy.pop(worker)
                    answers[number], usable = worker.answer(settings[number])
                    if usable:
                        self._idle.append(worker)
                    else:
                        worker.end()
                    done += 1
                    if told is not None:
                        told(done, len(settings))
        finally:
            for worker in busy:
                worker.end()
        return answers

    def _hired(self, way: Way) -> _Worker:
        return _Worker(self._path, self._limits, self._allowance, way)


class _Worker:
    """One process, the pipe to it, and until when its answer is due."""

    def __init__(self, path: Path, limits: Limits, allowance: Allowance, way: Way) -> None:
        context = multiprocessing.get_context(way)
        if way == "forkserver":
            context.set_forkserver_preload(["generators.sweep.warm"])
        self._allowance = allowance
        self.pipe, far = context.Pipe()
        # A context is typed without its Process, which every kind of context has.
        self._process = context.Process(target=_serve, args=(far, path, limits, allowance.memory), daemon=True)  # type: ignore[attr-defined]
        self._process.start()
        far.close()
        try:
            ready = self.pipe.recv() if self.pipe.poll(_COME_UP) else "it did not come up"
        except EOFError:
            ready = "it ended while it was loading the template"
        if ready:
            self.end()
            raise WorkerFailed(f"{path.name}: no worker can try it: {ready}")

    def ask(self, task: Task, values: Values) -> None:
        self._asked = time.monotonic()
        self._used = _processor_seconds(self._process.pid)
        with suppress(BrokenPipeError, ConnectionResetError):  # a worker that is gone says so when it should answer
            self.pipe.send((task, dict(values)))

    @property
    def late(self) -> bool:
        """Whether the build has used up its time."""
        most = self._allowance.seconds
        waited = time.monotonic() - self._asked
        return waited > most and (
            waited > _PATIENCE * most or _processor_seconds(self._process.pid) - self._used >= most
        )

    def answer(self, values: Values) -> tuple[Any, bool]:
        """Give the answer, or the trial of a setting that never gave one; and whether the worker can go on."""
        if not self.pipe.poll():
            words = f"It gave no answer in {self._allowance.seconds:g} seconds."
            return failed(values, Outcome.HANG, words), False
        try:
            answer = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            self._process.join(5)
            return failed(values, Outcome.CRASH, _how(self._process.exitcode)), False
        memory = isinstance(answer, Trial) and answer.outcome is Outcome.MEMORY
        return answer, not memory

    def end(self) -> None:
        self._process.kill()
        self._process.join(5)
        self.pipe.close()


def _finished(busy: dict[_Worker, int]) -> list[_Worker]:
    """Wait for the first that answers, ends or is late, and give all such."""
    pipes = {worker.pipe: worker for worker in busy}
    while True:
        ready = [pipes[pipe] for pipe in wait(list(pipes), _LOOK) if isinstance(pipe, Connection)]
        found = ready or [worker for worker in busy if worker.late]
        if found:
            return found


def _processor_seconds(pid: int | None) -> float:
    """Give what a process has used so far; where nobody tells, the clock on the wall has to do."""
    if sys.platform != "linux":
        return time.monotonic()
    try:
        # proc(5): fields 14 and 15 are user and system time in ticks; the name in field 2 may hold blanks.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        return f"The build process was ended by {signal.Signals(-code).name}."
    return f"The build process ended with exit code {code}."


def _serve(pipe: Connection, path: Path, limits: Limits, memory: int) -> None:
    """What a worker does: load the template, confine itself, answer until the far end closes."""
    from generators.library import load_file
    from generators.sweep import warm
    from generators.sweep.bench import draw
    from generators.sweep.verdict import judged

    _die_with_parent()
    _be_quiet()
    warm.up()
    try:
        template = load_file(path)
    except BaseException as error:  # a maker's file may raise anything
        pipe.send(f"{type(error).__name__}: {error}")
        return
    _confine(memory)
    pipe.send("")
    while True:
        try:
            task, values = pipe.recv()
        except EOFError:
            return
        pipe.send((judged if task == "judge" else draw)(template, values, limits))


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _be_quiet() -> None:
    """Send what templates and the kernel print nowhere: a thousand builds would bury the report."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _confine(memory: int) -> None:
    """Bound the memory beyond what the worker holds now, and write no core files; the time is kept from outside."""
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if sys.platform == "linux" else 0
    most = pages * resource.getpagesize() + (memory << 20)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
