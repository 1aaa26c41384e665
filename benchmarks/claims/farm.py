"""A gateway's printers: what watching one costs, by shops with none, 50 and 200 virtual printers."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import ROOT, NotMeasured, Table, three
from tests.shop import free_port

LONG = True
ROUNDS = 1
COUNTS = (0, 50, 200)
#: Seconds until a shop has settled, and for which it is then measured.
SETTLE, MEASURE = 20.0, 40.0
_TICKS = os.sysconf("SC_CLK_TCK")


def measure(rounds: int) -> list[Table]:
    """CPU time and memory of a process that carries work and watches so many printers, all idle."""
    if not Path("/proc/self/stat").exists():
        raise NotMeasured("what a process uses is read from /proc")
    found = {count: [_watching(count) for _ in range(rounds)] for count in COUNTS}
    least = {count: min(values) for count, values in found.items()}
    rows = []
    for count in COUNTS:
        cpu, memory, oldest = least[count]
        each_cpu = (cpu - least[0][0]) / count if count else 0.0
        each_memory = (memory - least[0][1]) / count if count else 0.0
        rows.append(
            (
                str(count),
                three(cpu),
                three(memory),
                three(oldest) if count else "-",
                three(each_cpu) if count else "-",
                three(each_memory) if count else "-",
            )
        )
    return [
        Table(
            "Watching printers",
            ("printers", "CPU ms/s", "MB", "oldest reading, s", "CPU ms/s for each", "MB for each"),
            rows,
            (
                f"{rounds} of each, the least; {MEASURE:g} s after {SETTLE:g} s. Roles `compute`, `gateway`; SQLite; "
                "virtual printers that stand still.",
                "The virtual printer is a host in the same process: its own life is part of the figure.",
            ),
            {str(count): found[count] for count in COUNTS},
        )
    ]


def _watching(count: int) -> tuple[float, float, float]:
    """CPU milliseconds per second, megabytes, seconds since the oldest of the last readings."""
    with tempfile.TemporaryDirectory(prefix="printwright-bench-") as name:
        data = Path(name)
        one = (
            '[[printers]]\nid = "p{n}"\nname = "P{n}"\ndriver = "virtual"\nmachine = "virtual-220"\n'
            'materials = ["pla"]\nplate_starts_clear = true\n'
        )
        printers = "".join(one.format(n=n) for n in range(count)) or "printers = []\n"
        (data / "settings.toml").write_text(printers)
        roles = {"PRINTWRIGHT_ROLES": '["compute", "gateway"]', "PRINTWRIGHT_DATA": name}
        with (data / "log").open("wb") as log:
            words = [sys.executable, "-m", "server", "serve", "--port", str(free_port())]
            process = subprocess.Popen(words, cwd=ROOT, env={**os.environ, **roles}, stdout=log, stderr=log)
        try:
            while _oldest(data) is None:
                if process.poll() is not None:
                    raise NotMeasured((data / "log").read_text()[-500:])
                time.sleep(1)
            time.sleep(SETTLE)
            before, began = _cpu(process.pid), time.monotonic()
            time.sleep(MEASURE)
            spent = time.monotonic() - began
            return (_cpu(process.pid) - before) * 1000 / spent, _memory(process.pid), _oldest(data) or 0.0
        finally:
            process.terminate()
            process.wait(30)


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _cpu(pid: int) -> float:
    fields = [Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split() for one in _family(pid)]
    return sum(int(each[11]) + int(each[12]) for each in fields) / _TICKS


def _memory(pid: int) -> float:
    """Proportional set size: what several processes share is counted once."""
    total = 0.0
    for one in _family(pid):
        lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        total += next(float(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return total


def _oldest(data: Path) -> float | None:
    """Seconds since that printer was seen which was seen longest ago; None until the shop has registered them."""
    with (
        contextlib.suppress(sqlite3.OperationalError),
        sqlite3.connect(data / "printwright.db", timeout=30) as database,
    ):
        seen = [at for (at,) in database.execute("SELECT seen_at FROM printers")]
        return time.time() - min(seen, default=time.time())
    return None
