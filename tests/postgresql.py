"""A PostgreSQL server of one's own, from Debian's package, that may be killed like any other process."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

import psycopg

from tests.shop import free_port

_TRIES = 60


class PostgreSQL:
    """Started in a folder of its own; removed at the end of the block."""

    def __init__(self) -> None:
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        assert programs, "PostgreSQL is not installed; make test-long and make chaos install it"
        self.folder = Path(tempfile.mkdtemp(prefix="printwright-pg-"))
        self._as_user: list[str | Path] = []
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root; Debian's package brings a user for it.
            os.chown(self.folder, pwd.getpwnam("postgres").pw_uid, -1)
            self._as_user = ["runuser", "-u", "postgres", "--"]
        self.port = free_port()
        self.address = f"postgresql://printwright@127.0.0.1:{self.port}"
        data = self.folder / "data"
        subprocess.run(
            [*self._as_user, programs[-1] / "initdb", "-D", data, "-A", "trust", "-U", "printwright", "--no-sync"],
            check=True,
            capture_output=True,
        )
        self._control = [*self._as_user, programs[-1] / "pg_ctl", "-D", data, "-w"]

    def __enter__(self) -> PostgreSQL:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        subprocess.run([*self._control, "-m", "immediate", "stop"], check=False, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start, also after a kill, until it answers."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c max_connections=200"
        words = [*self._control, "-l", self.folder / "log", "-o", options, "start"]
        for _ in range(_TRIES):
            if subprocess.run(words, capture_output=True).returncode == 0:
                return
            # The last of those that were killed may still hold the memory that all shared.
            time.sleep(0.5)
        raise AssertionError((self.folder / "log").read_text(errors="replace")[-2000:])

    def kill(self) -> None:
        """`kill -9` of the server and all its children at once."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for one in (pid, *map(int, children)):
            try:
                os.kill(one, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def create(self, name: str) -> str:
        """A new, empty database; its address."""
        with psycopg.connect(f"{self.address}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return f"{self.address}/{name}"
