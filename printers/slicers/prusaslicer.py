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
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

import printers
from printers.errors import SlicerCrashed, SlicerMissing, SlicerRefused, SlicerTimedOut
from printers.gcode import config
from printers.messages import messages
from printers.profile import Profile
from printers.slicers import Sliced

FILE_BYTES = 500_000_000  # a 70 mm cube in 0.1 mm layers makes 49 MB
SAID_BYTES = 64_000
_POSIX = os.name == "posix"  # elsewhere there is only the time limit
LIMITED = Path(printers.__file__).parent / "limited.py"
FLATPAK = "com.prusa3d.PrusaSlicer"
PROGRAMS = ("prusa-slicer", "PrusaSlicer", "prusa-slicer-console.exe", FLATPAK)
#: Linux, Flatpak for all and for one, macOS now and before 2.3, Windows. The console program is the one that answers.
PLACES = (
    "/usr/bin/prusa-slicer",
    "/usr/local/bin/prusa-slicer",
    "/var/lib/flatpak/exports/bin/com.prusa3d.PrusaSlicer",
    "~/.local/share/flatpak/exports/bin/com.prusa3d.PrusaSlicer",
    "/Applications/PrusaSlicer.app/Contents/MacOS/PrusaSlicer",
    "/Applications/Original Prusa Drivers/PrusaSlicer.app/Contents/MacOS/PrusaSlicer",
    "~/Applications/PrusaSlicer.app/Contents/MacOS/PrusaSlicer",
    r"C:\Program Files\Prusa3D\PrusaSlicer\prusa-slicer-console.exe",
)
#: Where its profiles lie, seen from the folder of the program.
_BUNDLES = (
    "../share/PrusaSlicer/profiles",
    "../Resources/profiles",
    "resources/profiles",
    "../resources/profiles",
    "../../app/com.prusa3d.PrusaSlicer/current/active/files/share/PrusaSlicer/profiles",
)
_VERSION = re.compile(r"PrusaSlicer-(\d+\.\d+\.\d+\S*)")


@dataclass(frozen=True)
class PrusaSlicer:
    """One PrusaSlicer program."""

    program: Path
    title: ClassVar[str] = "PrusaSlicer"

    def version(self) -> str:
        """As in "2.5.0+UNKNOWN"."""
        return _version(self.program, _changed(self.program))

    def bundles(self) -> Path | None:
        """The vendors' bundles that came with it."""
        for program in (self.program.absolute(), self.program.resolve()):
            for place in _BUNDLES:
                if (folder := (program.parent / place).resolve()).is_dir():
                    return folder
        return None

    def defaults(self) -> Mapping[str, str]:
        """As `--save` writes them when nothing was loaded."""
        return _defaults(self.program, _changed(self.program))

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
            shutil.copyfile(plate, work / "in.3mf")  # where a Flatpak may look, too
            words = [
                *("-g", str(work / "in.3mf"), "--load", str(ini), "--dont-arrange"),
                *("--post-process", "", "--output", str(made), "--loglevel", "1"),
            ]
            code, said = _run(self.program, words, work, seconds, memory_mb)
            told = messages(said)
            said_words = tuple(str(message) for message in told)
            if code < 0:
                raise SlicerCrashed(-code, said_words)
            if code > 128:  # a wrapper script around the program reports its signal like this
                raise SlicerCrashed(code - 128, said_words)
            if code != 0:
                raise SlicerRefused(said_words)
            if not made.is_file():
                raise SlicerRefused((*said_words, "it ended well, but wrote no file"))
            settings = config(made)
            if not settings:
                raise SlicerRefused((*said_words, "its G-code has no end"))
            passed_over = sorted(profile.settings.keys() - settings.keys())
            if passed_over:
                raise SlicerRefused((*said_words, f"it passed over our settings: {', '.join(passed_over)}"))
            made.replace(output)
        return Sliced(output, told, self.version())


def at(program: Path) -> PrusaSlicer | None:
    """PrusaSlicer at this place; None for a program of another slicer's name."""
    return None if "orca" in program.name.lower() else PrusaSlicer(program)


def _changed(program: Path) -> int:
    # A program that was replaced is asked anew.
    try:
        return program.stat().st_mtime_ns
    except OSError:
        raise SlicerMissing((str(program),)) from None


@lru_cache(maxsize=8)
def _defaults(program: Path, changed: int) -> Mapping[str, str]:
    del changed
    with tempfile.TemporaryDirectory(prefix="slice-") as folder:
        made = Path(folder) / "all.ini"
        code, said = _run(program, ["--save", str(made), "--loglevel", "1"], Path(folder), 30, 2048)
        if code != 0 or not made.is_file():
            raise SlicerRefused((*map(str, messages(said)), "it did not say which settings it knows"))
        pairs = (line.partition(" =") for line in made.read_text(encoding="utf-8").splitlines() if line[:1] != "#")
        return MappingProxyType({key.strip(): value.strip() for key, equals, value in pairs if equals})


@lru_cache(maxsize=8)
def _version(program: Path, changed: int) -> str:
    del changed
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
    home = work / "home"
    home.mkdir()
    command, environment = _command(program, work, home)
    if _POSIX:
        limits = (memory_mb << 20, FILE_BYTES, int(seconds * (os.cpu_count() or 1)) + 5)
        command = [sys.executable, "-I", "-S", str(LIMITED), *map(str, limits), *command]
    with (work / "said").open("w+b") as said:
        process = subprocess.Popen(
            [*command, *words],
            stdin=subprocess.DEVNULL,
            stdout=said,  # a file, not a pipe: its size is limited, and no reader is needed
            stderr=subprocess.STDOUT,
            cwd=work,
            env=environment,
            start_new_session=True,
        )
        try:
            code = process.wait(timeout=seconds)
        except subprocess.TimeoutExpired as late:
            raise SlicerTimedOut(seconds) from late
        finally:
            # The whole group goes: what the slicer started must not outlive it.
            with contextlib.suppress(ProcessLookupError):
                if _POSIX:
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    process.kill()
            process.wait()
        said.seek(0)
        return code, said.read(SAID_BYTES).decode("utf-8", "replace")


def _command(program: Path, work: Path, home: Path) -> tuple[list[str], dict[str, str]]:
    environment = {"HOME": str(home), "LANG": "C.UTF-8", "TMPDIR": str(work), "PATH": "/usr/bin:/bin"}
    if program.name != FLATPAK:
        return [str(program.absolute())], environment
    # It sees no folder that it is not shown, and finds what a user installed for himself only from his home.
    kept = {name: os.environ[name] for name in ("HOME", "XDG_RUNTIME_DIR") if name in os.environ}
    flatpak = shutil.which("flatpak") or "/usr/bin/flatpak"
    return [flatpak, "run", f"--filesystem={work}", "--command=prusa-slicer", FLATPAK], environment | kept
