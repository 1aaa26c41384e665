"""
The files by which this process prints: settings and profiles. They are read once; a later change has to be told.

Prices, limits and designs hang on them in every process of the shop, so nothing of them changes in the middle of its
work: what is new counts after the next start.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from printers.exported import FILE
from printers.profile import PROFILES
from server.settings import Settings, settings_file

#: So many are named; of more their number is told.
NAMED = 3


class ReadFiles:
    """What they were when the process began."""

    def __init__(self, settings: Settings) -> None:
        self._known = {path: _state(path) for path in _read(settings)}

    def changed(self) -> list[str]:
        """The names of those that are other ones now, or gone."""
        return [str(path) for path, (when, digest) in self._known.items() if _state(path, when, digest)[1] != digest]

    def words(self) -> str | None:
        """That some have changed, for people to read; None while none has."""
        changed = [Path(name).name for name in self.changed()]
        if not changed:
            return None
        named = ", ".join(changed[:NAMED]) + (f" and {len(changed) - NAMED} more" if len(changed) > NAMED else "")
        have = "has" if len(changed) == 1 else "have"
        return f"{named} {have} changed since the shop was started; what is new there counts after the next start."


def _read(settings: Settings) -> Iterator[Path]:
    yield settings_file(settings.data)
    yield from sorted(PROFILES.rglob("*.toml"))
    for printer in settings.printers:
        if printer.machine.startswith(FILE):
            place = Path(printer.machine.removeprefix(FILE))
            yield from sorted(place.glob("*.ini")) if place.is_dir() else [place]


def _state(path: Path, when: tuple[int, int] | None = None, digest: str = "") -> tuple[tuple[int, int] | None, str]:
    """
    Time and size, and SHA-256, empty where there is no such file.

    when, digest: of the look before; a file that seems untouched is not read again.
    """
    try:
        found = path.stat()
        now = found.st_mtime_ns, found.st_size
        return now, digest if now == when else hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None, ""
