"""
Slicers, one file each: a plate in, G-code out. A file here is found by its name.

`find_slicer` looks in the setting, in PRINTWRIGHT_SLICER, on the PATH, then where installers put it. A slicer's file
has `PROGRAMS` (names on the PATH), `PLACES` (where installers put it; `~` is the home folder) and `at(program)`, which
gives its `Slicer`, or None where the program is surely another's.
"""

import importlib
import os
import pkgutil
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from printers.errors import SlicerMissing
from printers.messages import Message
from printers.profile import Profile

VARIABLE = "PRINTWRIGHT_SLICER"


@dataclass(frozen=True)
class Sliced:
    """What a slicer made, and what it said while making it."""

    path: Path
    messages: tuple[Message, ...]
    version: str


class Slicer(Protocol):
    """One installed slicer."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def program(self) -> Path:
        """The file that is run."""

    def version(self) -> str:
        """Its version, as it says it; raises `SlicerError` when it is not what we take it for."""

    def bundles(self) -> Path | None:
        """The folder of the vendors' bundles that came with it; None where there is none."""

    def defaults(self) -> Mapping[str, str]:
        """Every setting it knows with its default, in its own form."""

    def slice(
        self, plate: Path, profile: Profile, output: Path, *, seconds: float = 120, memory_mb: int = 2048
    ) -> Sliced:
        """
        G-code for one plate, as it lies in our own 3MF.

        Raises `SlicerCrashed`, `SlicerTimedOut`, `SlicerRefused`; `output` is then not there.
        """


class Kind(Protocol):
    """A file in this folder."""

    PROGRAMS: Sequence[str]
    PLACES: Sequence[str]

    def at(self, program: Path) -> Slicer | None:
        """The slicer that this program is."""


def kinds() -> tuple[str, ...]:
    """The names of the slicers that there is a file for."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def find_slicer(setting: str | None = None, environment: Mapping[str, str] | None = None) -> Slicer:
    """The slicer to use; a place that was named by a person must hold it, and none is guessed instead."""
    named = setting or (os.environ if environment is None else environment).get(VARIABLE)
    found = _found(named, environment)
    if not found:
        raise SlicerMissing((named,) if named else tuple(place for kind in _all() for place in _candidates(kind)))
    return found[0]


def all_slicers(setting: str | None = None, environment: Mapping[str, str] | None = None) -> tuple[Slicer, ...]:
    """Every slicer of this computer, the one that is used first."""
    named = setting or (os.environ if environment is None else environment).get(VARIABLE)
    found = _found(named, environment)
    if named and not found:
        return ()
    # One program may be found under several names.
    by_program: dict[Path, Slicer] = {}
    for slicer in found + _found(None, environment):
        by_program.setdefault(slicer.program.resolve(), slicer)
    return tuple(by_program.values())


def _found(named: str | None, environment: Mapping[str, str] | None) -> list[Slicer]:
    path = None if environment is None else environment.get("PATH", "")
    found = []
    for kind in _all():
        for candidate in (named,) if named else _candidates(kind):
            program = shutil.which(candidate, path=path)
            slicer = kind.at(Path(program)) if program else None
            if slicer is not None:
                found.append(slicer)
    return found


def _candidates(kind: Kind) -> tuple[str, ...]:
    return (*kind.PROGRAMS, *(str(Path(place).expanduser()) if place[0] == "~" else place for place in kind.PLACES))


def _all() -> tuple[Kind, ...]:
    return tuple(cast(Kind, importlib.import_module(f"{__name__}.{name}")) for name in kinds())
