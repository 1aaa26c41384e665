"""
What a slicer must be told: machine, material and quality, resolved to one flat list of settings.

The facts live in TOML files under `profiles/`; a file there is found by its name. `[settings]` takes only
names listed in `keys`; code for the machine stands only in `start_gcode` and `end_gcode` of a machine.
Profiles from elsewhere end in the same dataclasses: see `vendors`.
"""

import difflib
import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as door

from printers.commands import NEVER, words_of
from printers.errors import BrokenProfile, UnknownProfile
from printers.keys import GIVEN

PROFILES = Path(__file__).parent / "profiles"

Setting = bool | int | float | str
_STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)


@door(frozen=True, config=_STRICT)
class Machine:
    """One kind of printer: mm, mm/s and degrees Celsius; the bed's front left corner is X 0, Y 0."""

    id: str
    title: str
    bed: tuple[float, float]
    height: float
    nozzle: float
    margin: float  # kept free at each edge for purge line and skirt
    travel: tuple[tuple[float, float], tuple[float, float], tuple[float, float]]  # where the head may go
    nozzle_maximum: float
    bed_maximum: float
    feed_maximum: float
    start_gcode: str
    end_gcode: str
    settings: Mapping[str, Setting] = field(default_factory=dict)
    outline: tuple[tuple[float, float], ...] = ()  # of a bed that is not a rectangle: its corners, counterclockwise

    @property
    def printable(self) -> tuple[float, float, float]:
        """The largest part in mm: the bed without its margins, and the height."""
        return self.bed[0] - 2 * self.margin, self.bed[1] - 2 * self.margin, self.height


@door(frozen=True, config=_STRICT)
class Clearance:
    """How much air mating parts need, mm per side, and who says so."""

    loose: float
    normal: float
    tight: float
    source: str


@door(frozen=True, config=_STRICT)
class Material:
    """One kind of filament: g/cm3, mm, degrees Celsius, mm3/s."""

    id: str
    title: str
    density: float
    diameter: float
    first_layer_temperature: int
    temperature: int
    first_layer_bed_temperature: int
    bed_temperature: int
    flow_maximum: float
    clearance: Clearance
    settings: Mapping[str, Setting] = field(default_factory=dict)


@door(frozen=True, config=_STRICT)
class Quality:
    """How finely a thing is printed: mm and counts."""

    id: str
    title: str
    layer_height: float
    first_layer_height: float
    line_width: float
    perimeters: int
    top_solid_layers: int
    bottom_solid_layers: int
    settings: Mapping[str, Setting] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """Machine, material and quality together, as flat slicer settings."""

    machine: Machine
    material: Material
    quality: Quality
    settings: Mapping[str, str]  # in the slicer's own form, line ends written as two letters

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything that decides what the slicer makes and what the guard allows."""
        facts = [
            TypeAdapter(type(part)).dump_python(part, mode="json")
            for part in (self.machine, self.material, self.quality)
        ]
        text = json.dumps([facts, dict(self.settings)], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def ini(self) -> str:
        """The settings in the slicer's own form, one per line."""
        # A line end in a value is written as two letters, so that no value can smuggle in a setting.
        lines = (f"{key} = {value}".replace("\n", "\\n") for key, value in sorted(self.settings.items()))
        return "".join(f"{line}\n" for line in lines)


def profile(machine_id: str, material_id: str, quality_id: str, folder: Path = PROFILES) -> Profile:
    """One profile from three names; raises `UnknownProfile` with the nearest known, or `BrokenProfile`."""
    machine, material, quality = (
        _read(Machine, machine_id, folder),
        _read(Material, material_id, folder),
        _read(Quality, quality_id, folder),
    )
    common = _settings(folder / "common.toml")
    return resolve(machine, material, quality, common)


def resolve(machine: Machine, material: Material, quality: Quality, common: Mapping[str, Setting]) -> Profile:
    """
    Flat settings from the facts of the three, wherever those were read from.

    The right one wins: common, machine, material, quality, then the facts themselves.
    """
    _needs_sense(machine, material)
    given: dict[str, Setting] = {**common, **machine.settings, **material.settings, **quality.settings}
    width, depth = machine.bed
    line = quality.line_width
    made: dict[str, Setting] = {
        "printer_settings_id": machine.id,
        "filament_settings_id": material.id,
        "print_settings_id": quality.id,
        "nozzle_diameter": machine.nozzle,
        "bed_shape": ",".join(
            f"{x:g}x{y:g}" for x, y in machine.outline or ((0, 0), (width, 0), (width, depth), (0, depth))
        ),
        "max_print_height": machine.height,
        "start_gcode": machine.start_gcode.strip(),
        "end_gcode": machine.end_gcode.strip(),
        # Counting filament anew at each layer keeps relative lengths exact; newer slicers insist on it.
        "before_layer_gcode": "G92 E0",
        "filament_density": material.density,
        "filament_diameter": material.diameter,
        "filament_max_volumetric_speed": material.flow_maximum,
        "first_layer_temperature": material.first_layer_temperature,
        "temperature": material.temperature,
        "first_layer_bed_temperature": material.first_layer_bed_temperature,
        "bed_temperature": material.bed_temperature,
        "layer_height": quality.layer_height,
        "first_layer_height": quality.first_layer_height,
        "perimeters": quality.perimeters,
        "top_solid_layers": quality.top_solid_layers,
        "bottom_solid_layers": quality.bottom_solid_layers,
        "top_infill_extrusion_width": machine.nozzle,
        **dict.fromkeys(
            (
                "extrusion_width",
                "external_perimeter_extrusion_width",
                "first_layer_extrusion_width",
                "infill_extrusion_width",
                "perimeter_extrusion_width",
                "solid_infill_extrusion_width",
            ),
            line,
        ),
    }
    flat = {key: _plain(value) for key, value in {**given, **made}.items()}
    return Profile(machine, material, quality, MappingProxyType(flat))


def machines(folder: Path = PROFILES) -> tuple[Machine, ...]:
    """Every machine there is a file for."""
    return tuple(_read(Machine, name, folder) for name in _names("machines", folder))


def materials(folder: Path = PROFILES) -> tuple[Material, ...]:
    """Every material there is a file for."""
    return tuple(_read(Material, name, folder) for name in _names("materials", folder))


def qualities(folder: Path = PROFILES) -> tuple[Quality, ...]:
    """Every quality there is a file for."""
    return tuple(_read(Quality, name, folder) for name in _names("qualities", folder))


_FOLDER_OF: Mapping[type, str] = {Machine: "machines", Material: "materials", Quality: "qualities"}
_Kind = TypeVar("_Kind", Machine, Material, Quality)


def _names(plural: str, folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (folder / plural).glob("*.toml")))


def _read(kind: type[_Kind], name: str, folder: Path) -> _Kind:
    plural = _FOLDER_OF[kind]
    known = _names(plural, folder)
    if name not in known:
        nearest = next(iter(difflib.get_close_matches(name, known, 1)), None)
        raise UnknownProfile(kind.__name__.lower(), name, known, nearest)
    path = folder / plural / f"{name}.toml"
    facts = _toml(path)
    facts["settings"] = _known(facts.get("settings", {}), path)
    try:
        part = TypeAdapter(kind).validate_python({"id": name, **facts})
    except ValidationError as wrong:
        first = wrong.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise BrokenProfile(path.name, f"{where}: {first['msg']}", where) from wrong
    if isinstance(part, Machine):
        for word in sorted(words_of(f"{part.start_gcode}\n{part.end_gcode}".splitlines()) & NEVER.keys()):
            raise BrokenProfile(path.name, f"its start or end code holds {word}, which {NEVER[word]}", word)
    return part


def _settings(path: Path) -> dict[str, Setting]:
    return _known(_toml(path).get("settings", {}), path)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise BrokenProfile(path.name, str(wrong)) from wrong


def _known(settings: object, path: Path) -> dict[str, Setting]:
    if not isinstance(settings, dict):
        raise BrokenProfile(path.name, "settings must be a table", "settings")
    for key, value in settings.items():
        if key not in GIVEN:
            nearest = next(iter(difflib.get_close_matches(key, GIVEN, 1)), None)
            hint = f'; the nearest known is "{nearest}"' if nearest else ""
            raise BrokenProfile(path.name, f'the setting "{key}" is not on our list{hint}', key)
        if not isinstance(value, bool | int | float | str) or (isinstance(value, str) and "\n" in value):
            raise BrokenProfile(path.name, f'the setting "{key}" is not one plain value', key)
    return settings


def _needs_sense(machine: Machine, material: Material) -> None:
    for what, hottest, maximum in (
        ("nozzle", max(material.temperature, material.first_layer_temperature), machine.nozzle_maximum),
        ("bed", max(material.bed_temperature, material.first_layer_bed_temperature), machine.bed_maximum),
    ):
        if hottest > maximum:
            reason = f"{material.title} needs a {what} of {hottest} °C, {machine.title} allows {maximum:g} °C"
            raise BrokenProfile(f"{material.id}.toml", reason, what)


def _plain(value: Setting) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).replace("\\", "\\\\").replace("\n", "\\n")
