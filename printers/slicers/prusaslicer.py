"""
PrusaSlicer 2.5 and later, run as a program of its own.

    prusa-slicer -g plate.3mf --load profile.ini --dont-arrange --output plate.gcode --loglevel 1

Its exit code is never trusted: 0 was seen with no file, with G-code off the bed and with settings it did not
know. Success is exit code 0, a file, and a footer that holds every setting we gave; the guard reads the rest.
Maker's document: https://github.com/prusa3d/PrusaSlicer/wiki/Command-Line-Interface
"""

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import printers
from printers.errors import SlicerCrashed, SlicerMissing, SlicerRefused, SlicerTimedOut
from printers.gcode import config
from printers.profile import Profile
from printers.slicers import Sliced

FILE_BYTES = 500_000_000  # a 70 mm cube in 0.1 mm layers makes 49 MB
SAID_BYTES = 64_000
LIMITED = Path(printers.__file__).parent / "limited.py"
_VERSION = re.compile(r"PrusaSlicer-(\d+\.\d+\.\d+\S*)")
_NOISE = re.compile(r"^\d+ => |^\[\d{4}-|^Slicing result exported|^print warning:\s*$|^\s*$|^Slic3r::")


@dataclass(frozen=True)
class PrusaSlicer:
    """One PrusaSlicer program."""

    program: Path

    def version(self) -> str:
        """As in "2.5.0+UNKNOWN"."""
        return _version(self.program)

    def slice(
        self, plate: Path, profile: Profile, output: Path, *, seconds: float = 120, memory_mb: int = 2048
    ) -> Sliced:
        """G-code for one plate; see `Slicer.slice`."""
        output = output.resolve()  # the slicer runs in a folder of its own
        output.unlink(missing_ok=True)
        with tempfile.TemporaryDirectory(prefix="slice-", dir=output.parent) as folder:
            work = Path(folder)
            ini, made = work / "profile.ini", work / "plate.gcode"
            ini.write_text(profile.ini(), encoding="utf-8")
            words = [
                *("-g", str(plate.resolve()), "--load", str(ini), "--dont-arrange"),
                *("--post-process", "", "--output", str(made), "--loglevel", "1"),
            ]
            code, said = _run(self.program, words, work, seconds, memory_mb)
            messages = tuple(_messages(said))
            if code < 0:
                raise SlicerCrashed(-code, messages)
            if code > 128:  # a wrapper script around the program reports its signal like this
                raise SlicerCrashed(code - 128, messages)
            if code != 0:
                raise SlicerRefused(messages)
            if not made.is_file():
                raise SlicerRefused((*messages, "it ended well, but wrote no file"))
            settings = config(made)
            if not settings:
                raise SlicerRefused((*messages, "its G-code has no end"))
            passed_over = sorted(profile.settings.keys() - settings.keys())
            if passed_over:
                raise SlicerRefused((*messages, f"it passed over our settings: {', '.join(passed_over)}"))
            made.replace(output)
        return Sliced(output, messages, self.version())


@lru_cache(maxsize=8)
def _version(program: Path) -> str:
    with tempfile.TemporaryDirectory(prefix="slice-") as folder:
        code, said = _run(program, ["--help"], Path(folder), 30, 2048)
    found = _VERSION.search(said)
    if code < 0:
        raise SlicerCrashed(-code, (f"{program} --help",))
    if not found:
        raise SlicerRefused((f"{program} does not say that it is PrusaSlicer",))
    return found[1]


def _run(program: Path, words: list[str], work: Path, seconds: float, memory_mb: int) -> tuple[int, str]:
    if not os.access(program, os.X_OK):
        raise SlicerMissing((str(program),))
    limits = (memory_mb << 20, FILE_BYTES, int(seconds * (os.cpu_count() or 1)) + 5)
    home = work / "home"
    home.mkdir()
    with (work / "said").open("w+b") as said:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(LIMITED), *map(str, limits), str(program.absolute()), *words],
            stdin=subprocess.DEVNULL,
            stdout=said,  # a file, not a pipe: its size is limited, and no reader is needed
            stderr=subprocess.STDOUT,
            cwd=work,
            env={"HOME": str(home), "LANG": "C.UTF-8", "TMPDIR": str(work), "PATH": "/usr/bin:/bin"},
            start_new_session=True,
        )
        try:
            code = process.wait(timeout=seconds)
        except subprocess.TimeoutExpired as late:
            raise SlicerTimedOut(seconds) from late
        finally:
            # The whole group goes: what the slicer started must not outlive it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        said.seek(0)
        return code, said.read(SAID_BYTES).decode("utf-8", "replace")


def _messages(said: str) -> Iterable[str]:
    seen: dict[str, None] = {}
    for line in said.splitlines():
        words = line.strip()
        if words and not _NOISE.match(words):
            seen.setdefault(words.removeprefix("print warning: "))
    return seen
