"""Slices pieces by the other workshop's own command, so that neither workshop has to know the other."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from generators.sweep.bench import Piece

# Cuts pieces into layers; gives why they were refused, or None. Raises SliceFailed.
Slice = Callable[[Sequence[Piece]], str | None]

_REFUSED_BY_PRINTERS = (1, 2)  # by the guard; for a plate that is too small
_SECONDS = 300


class SliceFailed(OSError):
    """The slicer could not be used at all, or gave no answer, which says nothing about the part."""


@cache
def machines() -> tuple[str, ...]:
    """Give the machines that can be sliced for. Raises SliceFailed."""
    done = subprocess.run(
        [sys.executable, "-m", "printers", "machines"], capture_output=True, text=True, timeout=120, check=False
    )
    if done.returncode:
        raise SliceFailed(f"slicing could not be tried: {done.stderr.strip()} Leave it out with --slice 0.")
    lines = [line for line in done.stdout.splitlines() if ":" in line]
    return tuple(line.split()[0] for line in lines)


def cutter(folder: Path, machine: str, seconds: float = _SECONDS) -> Slice:
    """Give what slices for this machine, in this folder, each piece in at most so many seconds."""

    def cut(pieces: Sequence[Piece]) -> str | None:
        for number, piece in enumerate(dict.fromkeys(pieces), 1):
            model = folder / f"part-{number}.stl"
            model.write_bytes(piece.stl)
            words = [
                "-m",
                "printers",
                "slice",
                str(model),
                "--machine",
                machine,
                "-o",
                str(model.with_suffix(".gcode")),
            ]
            if piece.spiral is not None:
                words += ["--spiral", f"{piece.spiral:g}"]
            try:
                done = subprocess.run(
                    [sys.executable, *words], capture_output=True, text=True, timeout=seconds, check=False
                )
            except subprocess.TimeoutExpired as error:
                raise SliceFailed(f"the slicer gave no answer in {seconds:g} seconds") from error
            said = done.stderr.strip() or done.stdout.strip()
            if done.returncode in _REFUSED_BY_PRINTERS:
                return said
            if done.returncode:
                raise SliceFailed(said)
        return None

    return cut
