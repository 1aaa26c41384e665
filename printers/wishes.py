"""The shop's words for a material and a quality, and what presets of the slicer say in their place."""

import difflib
import re
from collections.abc import Mapping, Sequence

#: Layer height as a share of the nozzle: 0.28, 0.2 and 0.12 mm for one of 0.4 mm, as our own qualities have it.
QUALITIES: Mapping[str, float] = {"draft": 0.7, "standard": 0.5, "fine": 0.3}
#: What filament_type may say for a kind; older bundles say PET for PETG.
_KINDS: Mapping[str, frozenset[str]] = {"petg": frozenset({"pet", "petg"})}


def types_of(material: str) -> frozenset[str]:
    """What `filament_type` says, in small letters, of this kind of material."""
    return _KINDS.get(material.lower(), frozenset({material.lower()}))


def type_of(preset: Mapping[str, str]) -> str:
    """The kind of filament a preset is for, in small letters."""
    return re.split("[;,]", preset.get("filament_type", ""))[0].strip('"').lower()


def number(raw: str) -> float:
    """The first number of a setting; 0 where there is none."""
    try:
        return float(raw.split(",")[0])
    except ValueError:
        return 0.0


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known name that looks most like the word, whatever the letters' case."""
    low = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), low, 1, 0.5)
    return low[near[0]] if near else None
