"""
Slicers, one file each: a plate in, G-code out.

`find_slicer` looks in the setting, in PRINTWRIGHT_SLICER, on the PATH, then where installers put it.
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from printers.errors import SlicerMissing
from printers.profile import Profile

VARIABLE = "PRINTWRIGHT_SLICER"
PROGRAMS = ("prusa-slicer", "PrusaSlicer", "prusa-slicer-console.exe")
PLACES = (
    "/usr/bin/prusa-slicer",
    "/Applications/PrusaSlicer.app/Contents/MacOS/PrusaSlicer",
    "/Applications/Original Prusa Drivers/PrusaSlicer.app/Contents/MacOS/PrusaSlicer",
    r"C:\Program Files\Prusa3D\PrusaSlicer\prusa-slicer-console.exe",
)


@dataclass(frozen=True)
class Sliced:
    """What a slicer made, and what it said while making it."""

    path: Path
    messages: tuple[str, ...]
    version: str


class Slicer(Protocol):
    """One installed slicer."""

    @property
    def program(self) -> Path:
        """The file that is run."""

    def version(self) -> str:
        """Its version, as it says it; raises `SlicerError` when it is not what we take it for."""

    def slice(
        self, plate: Path, profile: Profile, output: Path, *, seconds: float = 120, memory_mb: int = 2048
    ) -> Sliced:
        """
        G-code for one plate, as it lies in our own 3MF.

        Raises `SlicerCrashed`, `SlicerTimedOut`, `SlicerRefused`; `output` is then not there.
        """


def find_slicer(setting: str | None = None, environment: Mapping[str, str] | None = None) -> Slicer:
    """The slicer to use; a place that was named by a person must hold it, and none is guessed instead."""
    from printers.slicers.prusaslicer import PrusaSlicer

    named = setting or (os.environ if environment is None else environment).get(VARIABLE)
    candidates = (named,) if named else (*PROGRAMS, *PLACES)
    path = None if environment is None else environment.get("PATH", "")
    for candidate in candidates:
        found = shutil.which(candidate, path=path)
        if found:
            return PrusaSlicer(Path(found))
    raise SlicerMissing(candidates)
