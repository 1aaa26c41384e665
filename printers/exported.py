"""
A person's own settings, as the slicer's "Export config" writes them: machine, material and quality in one file.

    file:/home/me/config.ini     one file
    file:/home/me/configs        a folder of them, one for each material and quality
"""

from collections.abc import Mapping
from pathlib import Path

from printers.errors import BrokenProfile, UnknownProfile
from printers.flat import BOOKKEEPING, flat, profile_of
from printers.profile import Profile
from printers.slicers import Slicer
from printers.wishes import QUALITIES, nearest, number, type_of, types_of

FILE = "file:"
_BYTES = 1_000_000  # an export has 15 kB
#: Written besides what slices.
_NAMES = frozenset({"printer_settings_id", "print_settings_id", "filament_settings_id", "printer_technology"})
_NEEDED = ("nozzle_diameter", "layer_height", "temperature", "bed_shape", "start_gcode")


def exported_profile(place: Path, material: str, quality: str, slicer: Slicer) -> Profile:
    """The profile of a file, or of the fitting one of a folder. Raises `UnknownProfile`, `BrokenProfile`."""
    path = _chosen(place, material, quality) if place.is_dir() else place
    defaults = slicer.defaults()
    settings = read_config(path, defaults)
    kind, name = type_of(settings), settings.get("filament_settings_id", "").strip('"')
    if material.lower() != name.lower() and kind not in types_of(material):
        raise UnknownProfile("material", material, tuple(word for word in (kind, name) if word), kind or name)
    title = settings.get("print_settings_id", "").strip('"') or quality
    # The machine's id is the place that the shop named; of a folder every file is for the same machine.
    return profile_of(flat(defaults, settings, {}, {}), (f"{FILE}{place}", name or kind, title), path.name)


def read_config(path: Path, defaults: Mapping[str, str]) -> dict[str, str]:
    """The settings of one file; raises `BrokenProfile` for a key that the installed slicer does not know."""
    pairs = _pairs(path)
    known = defaults.keys() | BOOKKEEPING | _NAMES
    for key in pairs:
        # A filament may have a retraction of its own, under the printer's name for it.
        if key not in known and key.removeprefix("filament_") not in known:
            near = nearest(key, tuple(sorted(known)))
            hint = f'; the nearest known is "{near}"' if near else ""
            raise BrokenProfile(path.name, f'the setting "{key}" is not one of the slicer\'s{hint}', key)
    for key in _NEEDED:
        if key not in pairs:
            raise BrokenProfile(path.name, f'"{key}" is missing: it is not what "Export config" writes', key)
    return pairs


def _chosen(folder: Path, material: str, quality: str) -> Path:
    """Of a folder's files the one for this material whose name is the quality, or whose layers come nearest."""
    files = {file: _pairs(file) for file in sorted(folder.glob("*.ini"))}
    if not files:
        raise BrokenProfile(str(folder), "there is no .ini file in it")
    fitting: list[tuple[float, Path]] = []
    for file, pairs in files.items():
        own = pairs.get("filament_settings_id", "").strip('"').lower()
        if material.lower() != own and type_of(pairs) not in types_of(material):
            continue
        due = QUALITIES.get(quality.lower(), 0.0) * number(pairs.get("nozzle_diameter", ""))
        names = (file.stem.lower(), pairs.get("print_settings_id", "").strip('"').lower())
        away = abs(number(pairs.get("layer_height", "")) - due)
        if quality.lower() in names:
            fitting.append((-1.0, file))
        elif due:
            fitting.append((away, file))
    if not fitting:
        of_material = [file for file, pairs in files.items() if type_of(pairs) in types_of(material)]
        if of_material:
            choices = (*QUALITIES, *(file.stem for file in of_material))
            raise UnknownProfile("quality", quality, choices, nearest(quality, choices))
        kinds = tuple(sorted({type_of(pairs) for pairs in files.values()} - {""}))
        raise UnknownProfile("material", material, kinds, nearest(material, kinds))
    return min(fitting)[1]


def _pairs(path: Path) -> dict[str, str]:
    try:
        if path.stat().st_size > _BYTES:
            raise BrokenProfile(path.name, f"it has {path.stat().st_size} bytes, {_BYTES} is the limit")
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        near = nearest(path.name, tuple(other.name for other in path.parent.glob("*.ini")))
        raise BrokenProfile(str(path), f"there is no such file{f'; the nearest is {near}' if near else ''}") from None
    except (OSError, UnicodeDecodeError) as wrong:
        raise BrokenProfile(path.name, f"it cannot be read: {wrong}") from wrong
    pairs: dict[str, str] = {}
    for count, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip()[0] in "#;":
            continue
        if line.startswith("["):
            raise BrokenProfile(path.name, 'it holds several presets; "Export config" writes one')
        key, equals, value = line.partition("=")
        if not equals:
            raise BrokenProfile(path.name, f"line {count} is no setting")
        pairs[key.strip()] = value.strip()
    return pairs
