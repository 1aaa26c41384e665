"""Processes of printer hosts: started on a free port, asked, waited for, killed."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Protocol, TypeVar

import pytest


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


class Running:
    """One process with its log, in a group of its own."""

    def __init__(self, words: list[str], log: Path, env: dict[str, str] | None = None) -> None:
        with log.open("ab") as said:
            self._process = subprocess.Popen(
                words,
                stdout=said,
                stderr=said,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                env={**os.environ, **(env or {})},
            )

    def __enter__(self) -> "Running":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def kill(self) -> None:
        """As a power cut does: no farewell."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Host(Protocol):
    """A host that runs as processes."""

    def start(self) -> None:
        """Until a print could be sent."""

    def remove(self) -> None:
        """Its processes end, and nothing stays."""


AHost = TypeVar("AHost", bound=Host)


@contextlib.contextmanager
def started(host: AHost) -> Iterator[AHost]:
    """Within: it runs."""
    try:
        host.start()
        yield host
    finally:
        host.remove()


def wait(what: str, true: Callable[[], bool], seconds: float) -> None:
    """Until it is true."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(0.1)


@contextlib.contextmanager
def small_disk(folder: Path, size: int) -> Iterator[None]:
    """Within: the folder is a real file system of so many bytes; skips where mounting is not allowed."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "printwright", str(folder)]
    tried = subprocess.run(mount, capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"a small disk needs the right to mount: {tried.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
