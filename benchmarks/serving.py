"""Servers in processes of their own, and one plain HTTP client for all of them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Self

from benchmarks.measure import ROOT, Arm, NotMeasured


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Answer:
    """One answer, and the seconds from asking to its last byte."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


class Server:
    """A command that serves on a port. Its processes form one group, which goes with it."""

    def __init__(
        self, command: Sequence[str], port: int, log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.port = port
        self._log = log
        self._began = time.perf_counter()
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """One request over the connection that stays open."""
        began = time.perf_counter()
        self._connection.request("GET", path, headers=dict(headers or {}))
        response = self._connection.getresponse()
        body = response.read()
        took = time.perf_counter() - began
        return Answer(response.status, {name.lower(): text for name, text in response.getheaders()}, body, took)

    def awake(self, path: str) -> None:
        """Ask once for nothing, on a new connection where the server has closed the old one meanwhile."""
        try:
            self.get(path)
        except (OSError, HTTPException):
            self._connection.close()
            self.get(path)

    def since_start(self, path: str, good: Callable[[bytes], bool], seconds: float = 120) -> float:
        """Seconds from the start of the process until this path gives a good answer; asked every 5 ms."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise NotMeasured(f"the server ended by itself: {self._log.read_text(errors='replace')[-500:]}")
            try:
                answer = self.get(path)
                if answer.status == 200 and good(answer.body):
                    return time.perf_counter() - self._began
            except (OSError, HTTPException):
                self._connection.close()
            time.sleep(0.005)
        raise NotMeasured(f"no good answer from {path} within {seconds:g} s")

    def arm(self, path: Callable[[], str], headers: Mapping[str, str], status: int = 200) -> Arm:
        """An arm that asks for a path, newly made before the clock runs, and insists on the status."""

        def ask() -> float:
            answer = self.get(path(), headers)
            if answer.status != status:
                raise NotMeasured(f"{path()} answered {answer.status}: {answer.body[:200]!r}")
            return answer.seconds

        return ask


def geometry(body: bytes) -> bool:
    """Whether an answer of /healthz says that builds start at once."""
    return bool(json.loads(body)["geometry"])
