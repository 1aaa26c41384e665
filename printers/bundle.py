"""
A vendor's bundle as the slicer installs it: presets of printers, prints and filaments, with what they inherit.

A bundle is an INI file: `[printer:NAME]`, `[print:NAME]`, `[filament:NAME]`, `[vendor]`. A name in asterisks is only
there to inherit from; of several names under `inherits` the right one wins.
Source: PrusaSlicer wiki, "Vendor bundles".
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from printers.condition import holds
from printers.errors import BrokenProfile

Kind = Literal["printer", "print", "filament"]
_OF_PRESETS = frozenset({"inherits", "renamed_from", "renamed_From"})
_BYTES = 20_000_000  # the largest that ships has 2 MB


@dataclass(frozen=True, eq=False)
class Bundle:
    """One vendor's file."""

    path: Path
    sha256: str
    sections: Mapping[str, Mapping[str, str]]
    _resolved: dict[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The name of the file: what stands before the slash in a machine's id."""
        return self.path.stem

    @property
    def vendor(self) -> str:
        """What the vendor is called."""
        return self.sections.get("vendor", {}).get("name", self.id)

    @cached_property
    def printers(self) -> tuple[str, ...]:
        """Printers that melt filament, in the file's order."""
        names = self.names("printer")
        return tuple(name for name in names if self.preset("printer", name).get("printer_technology", "FFF") == "FFF")

    def names(self, kind: Kind) -> tuple[str, ...]:
        """Presets that can be chosen, in the file's order."""
        head = f"{kind}:"
        names = (name.removeprefix(head) for name in self.sections if name.startswith(head))
        return tuple(name for name in names if not name.startswith("*"))

    def preset(self, kind: Kind, name: str) -> Mapping[str, str]:
        """All settings of a preset with what it inherits. Raises `BrokenProfile`."""
        return self._resolve(kind, name, ())

    def _resolve(self, kind: Kind, name: str, above: tuple[str, ...]) -> Mapping[str, str]:
        key = f"{kind}:{name}"
        if key in self._resolved:
            return self._resolved[key]
        if key not in self.sections:
            heir = f", which [{above[-1]}] inherits" if above else ""
            raise BrokenProfile(self.path.name, f"there is no [{key}]{heir}")
        if key in above:
            raise BrokenProfile(self.path.name, f"[{key}] inherits itself")
        own = self.sections[key]
        found: dict[str, str] = {}
        for parent in own.get("inherits", "").split(";"):
            if parent.strip():
                found.update(self._resolve(kind, parent.strip().strip('"'), (*above, key)))
        found.update({name: value for name, value in own.items() if name not in _OF_PRESETS})
        self._resolved[key] = found
        return found

    def compatible(self, kind: Kind, printer: str, settings: Mapping[str, str]) -> tuple[str, ...]:
        """The prints or filaments that suit a printer with these settings; one whose condition fails is left out."""
        found = []
        for name in self.names(kind):
            preset = self.preset(kind, name)
            only = [part.strip().strip('"') for part in preset.get("compatible_printers", "").split(";")]
            if any(only):
                suits = printer in only
            else:
                try:
                    suits = holds(preset.get("compatible_printers_condition", ""), settings)
                except BrokenProfile:
                    suits = False
            if suits:
                found.append(name)
        return tuple(found)


def bundles(folder: Path) -> tuple[Bundle, ...]:
    """Every bundle of a folder, by name."""
    return tuple(_read(path, path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(folder.glob("*.ini")))


@lru_cache(maxsize=128)
def _read(path: Path, changed: int, size: int) -> Bundle:
    del changed  # part of the name under which it is remembered
    if size > _BYTES:
        raise BrokenProfile(path.name, f"it has {size} bytes, {_BYTES} is the limit")
    data = path.read_bytes()
    sections: dict[str, dict[str, str]] = {}
    section: dict[str, str] | None = None
    for line in data.decode("utf-8", "replace").splitlines():
        text = line.strip()
        if not text or text[0] in "#;":
            continue
        if text[0] == "[" and text[-1] == "]":
            section = sections.setdefault(text[1:-1], {})
        elif section is not None and "=" in text:
            key, _, value = text.partition("=")
            section[key.strip()] = value.strip()
    return Bundle(path, hashlib.sha256(data).hexdigest(), sections)
