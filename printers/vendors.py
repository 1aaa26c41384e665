"""
Profiles from outside of this house: of the installed slicer's own bundles, and of a person's exported config.ini.

    PrusaResearch/Original Prusa i3 MK3S & MK3S+     a bundle's printer, by the name the slicer shows
    prusa/MK3S 0.4                                   the same, shorter: vendor, model, nozzle
    file:/home/me/config.ini                         what "Export config" of the slicer wrote, or a folder of such files

A material is a preset's own name, or a kind (pla, petg, asa, ...); a quality is a preset's own name, or draft, standard
or fine, for which the preset with the fitting layer height is taken.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from printers.bundle import Bundle, bundles
from printers.errors import SlicerMissing, UnknownProfile
from printers.exported import FILE, exported_profile
from printers.flat import flat, profile_of
from printers.profile import Profile, profile
from printers.slicers import Slicer, find_slicer
from printers.wishes import QUALITIES, nearest, number, type_of, types_of

#: Of prints with the same layer height, the first of these goes before the others; what follows is not taken unasked.
_ORDER = ("STRUCTURAL", "QUALITY", "NORMAL", "OPTIMAL", "STANDARD", "SPEED", "DRAFT")
_SPECIAL = re.compile(r"SOLUBLE|SUPPORT|VASE|FULL|ULTRA|SUPER", re.IGNORECASE)


@dataclass(frozen=True)
class Listed:
    """One printer of a bundle, with what suits it."""

    machine: str  # its id
    short: str | None  # vendor, model and nozzle, where these name it too
    materials: tuple[str, ...]
    qualities: tuple[str, ...]


def is_foreign(machine: str) -> bool:
    """Whether a machine's id names something outside of our own profiles."""
    return machine.startswith(FILE) or "/" in machine


def find_profile(machine: str, material: str, quality: str) -> Profile:
    """A profile of ours, or from outside, by three names. Raises `ProfileError`; `SlicerError` where it needs one."""
    return foreign_profile(machine, material, quality) if is_foreign(machine) else profile(machine, material, quality)


def foreign_profile(machine: str, material: str, quality: str, slicer: Slicer | None = None) -> Profile:
    """The profile of three such names. Raises `UnknownProfile` with the nearest, `BrokenProfile`, `SlicerError`."""
    found = slicer or find_slicer()
    if machine.startswith(FILE):
        return exported_profile(Path(machine.removeprefix(FILE)), material, quality, found)
    bundle, printer = find_printer(machine, found)
    return _of_bundle(bundle, printer, material, quality, found.defaults())


def machine_title(machine: str, slicer: Slicer | None = None) -> str:
    """What a printer outside of our own profiles is called."""
    if machine.startswith(FILE):
        return Path(machine.removeprefix(FILE)).stem
    return find_printer(machine, slicer or find_slicer())[1]


def find_printer(machine: str, slicer: Slicer) -> tuple[Bundle, str]:
    """The bundle and the preset that a machine's id names. Raises `UnknownProfile`."""
    known_bundles = brought(slicer)
    vendor, _, name = machine.partition("/")
    fitting = [b for b in known_bundles if vendor.lower() in (b.id.lower(), b.vendor.lower())]
    fitting = fitting or [b for b in known_bundles if b.id.lower().startswith(vendor.lower())]
    if len(fitting) != 1:
        known = tuple(b.id for b in known_bundles)
        raise UnknownProfile("vendor", vendor, known, nearest(vendor, known))
    (bundle,) = fitting
    if name in bundle.printers:
        return bundle, name
    short = [printer for printer in bundle.printers if _short(bundle, printer).lower() == name.lower()]
    if not short:
        known = tuple(f"{bundle.id}/{printer}" for printer in bundle.printers)
        shorter = {f"{vendor}/{_short(bundle, p)}": f"{bundle.id}/{p}" for p in bundle.printers}
        near = nearest(machine, tuple(shorter)) or nearest(machine, known)
        raise UnknownProfile("machine", machine, known, near)
    # Of several presets for one model the first is the plain one.
    return bundle, short[0]


def listed(slicer: Slicer, query: str = "") -> Sequence[Listed]:
    """Printers whose vendor, name, model or nozzle hold every word of the query."""
    words = query.lower().split()
    found = []
    for bundle in brought(slicer):
        for printer in bundle.printers:
            own = bundle.preset("printer", printer)
            short = f"{bundle.id}/{word}" if (word := _short(bundle, printer)) else None
            text = f"{bundle.id}/{printer} {bundle.vendor} {word}".lower()
            if all(word in text for word in words):
                settings = {**slicer.defaults(), **own}
                found.append(
                    Listed(
                        machine=f"{bundle.id}/{printer}",
                        short=short if short and find_printer(short, slicer)[1] == printer else None,
                        materials=bundle.compatible("filament", printer, settings),
                        qualities=bundle.compatible("print", printer, settings),
                    )
                )
    return found


def _of_bundle(bundle: Bundle, printer: str, material: str, quality: str, defaults: Mapping[str, str]) -> Profile:
    own = bundle.preset("printer", printer)
    settings = {**defaults, **own}
    filaments = bundle.compatible("filament", printer, settings)
    filament = _filament(bundle, filaments, material, own, defaults)
    prints = bundle.compatible("print", printer, settings)
    chosen = _print(bundle, prints, quality, float(own.get("nozzle_diameter", "0.4").split(",")[0]))
    made = flat(defaults, bundle.preset("print", chosen), bundle.preset("filament", filament), own)
    made = {key: value for key, value in made.items() if key in defaults}
    hottest = [_temperature(bundle.preset("filament", name), "temperature") for name in filaments]
    warmest = [_temperature(bundle.preset("filament", name), "bed_temperature") for name in filaments]
    return profile_of(
        made,
        (f"{bundle.id}/{printer}", filament, chosen),
        f"{bundle.path.name} [{printer}]",
        hottest=max(hottest),
        hottest_bed=max(warmest),
    )


def _filament(
    bundle: Bundle, known: tuple[str, ...], wanted: str, printer: Mapping[str, str], defaults: Mapping[str, str]
) -> str:
    by_name = {name.lower(): name for name in known}
    if wanted.lower() in by_name:
        return by_name[wanted.lower()]
    # A preset that does not say its kind is of the kind that the slicer takes it for.
    types = {name: type_of({**defaults, **bundle.preset("filament", name)}) for name in known}
    of_kind = [name for name in known if types[name] in types_of(wanted)]
    if not of_kind:
        choices = tuple(sorted({*types.values()} - {""})) + known
        raise UnknownProfile("material", wanted, choices, nearest(wanted, choices))
    own = printer.get("default_filament_profile", "").strip('"')
    return min(of_kind, key=lambda n: (not n.lower().startswith("generic"), n != own, of_kind.index(n)))


def _print(bundle: Bundle, known: tuple[str, ...], wanted: str, nozzle: float) -> str:
    by_name = {name.lower(): name for name in known}
    if wanted.lower() in by_name:
        return by_name[wanted.lower()]
    if wanted.lower() not in QUALITIES:
        choices = (*QUALITIES, *known)
        raise UnknownProfile("quality", wanted, choices, nearest(wanted, choices))
    plainer = [name for name in known if not _SPECIAL.search(name)] or list(known)
    if not plainer:
        raise UnknownProfile("quality", wanted, ())
    due = QUALITIES[wanted.lower()] * nozzle

    def rank(name: str) -> tuple[float, int, int]:
        height = float(bundle.preset("print", name).get("layer_height", "0.3"))
        order = next((number for number, word in enumerate(_ORDER) if word in name.upper()), 2)
        return round(abs(height - due), 4), order, plainer.index(name)

    return min(plainer, key=rank)


def _short(bundle: Bundle, printer: str) -> str:
    own = bundle.preset("printer", printer)
    return f"{own.get('printer_model', '')} {own.get('printer_variant', '')}".strip()


def _temperature(preset: Mapping[str, str], key: str) -> float:
    return max(number(preset.get(key, "0")), number(preset.get(f"first_layer_{key}", "0")))


def brought(slicer: Slicer) -> tuple[Bundle, ...]:
    """The vendors' bundles of a slicer that hold printers for filament."""
    folder = slicer.bundles()
    if folder is None:
        raise SlicerMissing((f"{slicer.program}, whose bundles were not found beside it",))
    return _read(folder)


@lru_cache(maxsize=4)
def _read(folder: Path) -> tuple[Bundle, ...]:
    return tuple(bundle for bundle in bundles(folder) if bundle.printers)
