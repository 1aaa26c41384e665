"""The shop's own machine under chaos: its processes, its disk, its clock, its database's server."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

from server.faults import POINTS
from tests.shop import ROOT, free_port

#: Whether the clock of the shop's processes can be set off: its few lines of C want a compiler.
CLOCKS = shutil.which("cc") is not None

#: Last words of a process that could not start for want of disk or database.
_CANNOT_START = ("disk is full", "No space left", "disk I/O error", "connection failed", "server closed the connection")


class Program:
    """One process of the shop, with all that it starts; started again after every death."""

    def __init__(self, words: list[str], environment: dict[str, str], folder: Path, name: str) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        self.held = folder / f"{name}.held"
        self._words = [sys.executable, "-m", "server", *words]
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self.deaths = 0

    def start(self, hold_at: str = "") -> None:
        """Start, to be held where that is asked for."""
        self.held.unlink(missing_ok=True)
        hold = {"PRINTWRIGHT_HOLD_AT": hold_at, "PRINTWRIGHT_HOLD_FILE": str(self.held)} if hold_at else {}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._words,
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**os.environ, **self._environment, **hold},
                start_new_session=True,
            )

    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """To it and all that it started."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)

    def kill(self) -> None:
        """As a power cut does: no farewell."""
        self.deaths += 1
        self.signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()


class Ground:
    """The machine on which the shop runs."""

    def __init__(self, folder: Path, printers: str, *, database: str = "", workers: int = 0, disk_mb: int = 0) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.data.mkdir(parents=True, exist_ok=True)
        self._small = disk_mb > 0
        if disk_mb:
            size = f"size={disk_mb}m"
            subprocess.run(["mount", "-t", "tmpfs", "-o", size, "printwright-chaos", self.data], check=True)
        (self.data / "settings.toml").write_text(
            "poll_seconds = 0.3\nsettle_seconds = 2\nlease_seconds = 3\nretry_seconds = 1\n"
            f'quality = "draft"\nslice_ahead = false\n{printers}'
        )
        self._clock = folder / "clock"
        self.jump(0)
        environment = {"PRINTWRIGHT_DATA": str(self.data), "PRINTWRIGHT_ROLES": '["compute", "gateway"]'}
        if database:
            environment["PRINTWRIGHT_DATABASE_URL"] = database
        self.environment = dict(environment)
        if CLOCKS:
            library = folder / "clock.so"
            source = Path(__file__).with_name("clock.c")
            subprocess.run(["cc", "-O2", "-fPIC", "-shared", "-o", library, source, "-ldl"], check=True)
            environment |= {"LD_PRELOAD": str(library), "CHAOS_CLOCK": str(self._clock)}
        serve = ["serve", "--port", str(self.port)]
        self.programs = [Program(serve, environment, folder, "server")]
        self.programs += [Program(["work"], environment, folder, f"worker-{n}") for n in range(1, workers + 1)]
        self._thaw: dict[Program, float] = {}
        self._room: float | None = None
        self._back: float | None = None

    def start(self) -> None:
        """Start every process."""
        for program in self.programs:
            program.start()

    def strike(self, kind: str, size: float, which: int, now: float) -> None:
        """Let it happen to one of the processes, or to the machine under all."""
        program = self.programs[which % len(self.programs)]
        match kind:
            case "kill":
                program.kill()
                program.start()
            case "kill_at":
                program.kill()
                program.start(POINTS[int(size)])
            case "freeze":
                program.signal(signal.SIGSTOP)
                self._thaw[program] = now + size
            case "disk":
                self._fill()
                self._room = now + size
            case "clock":
                self.jump(size)
                self._back = now + 3
            case _:
                raise ValueError(kind)

    def pass_by(self, now: float) -> None:
        """End what lasts only for a while; whoever is held where they were to die, dies."""
        for program in [program for program, until in self._thaw.items() if until <= now]:
            del self._thaw[program]
            program.signal(signal.SIGCONT)
        if self._room is not None and self._room <= now:
            self._room = None
            (self.data / "filler").unlink(missing_ok=True)
        if self._back is not None and self._back <= now:
            self._back = None
            self.jump(0)
        for program in self.programs:
            if program.held.exists():
                program.kill()
                program.start()

    def well(self) -> None:
        """End everything that goes wrong here; holds that were not reached are lifted."""
        self.pass_by(float("inf"))

    def dead(self) -> list[str]:
        """
        Who ended without having been killed: their names and last words.

        They are started again, as whatever watches over services does it. Without room on the disk, and without its
        database, none can start.
        """
        found = []
        for program in self.programs:
            if not program.alive():
                words = program.log.read_text(errors="replace")[-1500:]
                if not any(why in words for why in _CANNOT_START):
                    found.append(f"{program.name} ended by itself: {words}")
                program.start()
        return found

    def jump(self, seconds: float) -> None:
        """Set the machine's clock so far off."""
        # Written in place: every process has it mapped.
        with self._clock.open("r+b" if self._clock.exists() else "w+b") as file:
            file.write(struct.pack("d", seconds))

    def _fill(self) -> None:
        with contextlib.suppress(OSError), (self.data / "filler").open("wb") as file:
            while True:
                file.write(b"\0" * 4096)
                file.flush()

    def close(self) -> None:
        """End everything that was started."""
        self.well()
        for program in self.programs:
            program.signal(signal.SIGCONT)
            program.kill()
        if self._small:
            time.sleep(0.2)
            # For whoever wants to know why a promise was broken.
            for file in self.data.glob("printwright.db*"):
                shutil.copy(file, self.folder)
            subprocess.run(["umount", "-l", self.data], check=True)
