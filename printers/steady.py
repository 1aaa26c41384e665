"""Time that nobody can set: how much of it went by, whatever becomes of the clock of this computer."""

import contextlib
import os
import time
from pathlib import Path

from printers.printer import Clock

_BOOT = Path("/proc/sys/kernel/random/boot_id")


def running() -> float:
    """Seconds since this computer was switched on, its sleep counted in; where none are counted, since some moment."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def steady(folder: Path) -> Clock:
    """
    The clock of a machine that lives in this folder, the same for every process.

    It shows the computer's time of when it was first asked, and goes on evenly for as long as the computer runs.
    Where nothing tells one run of a computer from the next, it is the computer's own clock.
    """
    try:
        boot = _BOOT.read_text().strip()
    except OSError:
        return time.time
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"clock-{boot}"
    if not file.exists():
        mine = folder / f"clock-{boot}.{os.getpid()}"
        mine.write_text(repr(time.time() - running()))
        with contextlib.suppress(FileExistsError):  # another process was the first
            file.hardlink_to(mine)
        mine.unlink()
        for old in folder.glob("clock-*"):
            if boot not in old.name:
                old.unlink(missing_ok=True)
    began = float(file.read_text())
    return lambda: began + running()
