"""What a profile can print: the numbers a printability check needs, each with its source."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from printers.margins import margins, reach
from printers.profile import Profile

_TABLE = Path(__file__).with_suffix(".toml")
_LEAST_AIR = 0.05  # mm per side: with less, two parts are one

Value = float | tuple[float, float, float]


@dataclass(frozen=True)
class Sourced:
    """One number with its unit and where it comes from."""

    value: Value
    unit: str
    source: str


@dataclass(frozen=True)
class Capability:
    """What can be printed; lengths in mm, angles in degrees from the vertical, areas in mm²."""

    volume: Sourced
    line_width: Sourced
    layer_height: Sourced
    spiral_width: Sourced
    spiral_tolerance: Sourced
    wall_error: Sourced
    wall_warning: Sourced
    floor_error: Sourced
    floor_warning: Sourced
    place_area: Sourced
    stroke_error: Sourced
    stroke_warning: Sourced
    gap_error: Sourced
    gap_warning: Sourced
    hole_warning: Sourced
    hole_minimum: Sourced
    overhang_angle: Sourced
    overhang_tolerance: Sourced
    steep_area: Sourced
    steep_width: Sourced
    bridge_warning: Sourced
    bridge_error: Sourced
    cantilever_warning: Sourced
    cantilever_error: Sourced
    island_area: Sourced
    hanging_area: Sourced
    tip_angle: Sourced
    slenderness: Sourced
    contact_area: Sourced
    low_height: Sourced
    warp_length: Sourced
    warp_area: Sourced
    warp_radius: Sourced
    trapped_void: Sourced
    clearance_loose: Sourced
    clearance_normal: Sourced
    clearance_tight: Sourced

    def to_json(self) -> dict[str, dict[str, object]]:
        """Plain data: {"wall_error": {"value", "unit", "source"}, ...}; the volume's value is a list."""
        return {item.name: _plain(getattr(self, item.name)) for item in fields(self)}


def limits(profile: Profile, clearance: float | None = None) -> Capability:
    """
    The limits of one profile: those of `limits.toml`, by its nozzle, line, layer and kind of filament.

    `clearance` is the air per side in mm that a normal fit was measured to need; tight and loose keep their distance.
    """
    machine, quality = profile.machine, profile.quality
    edge = margins(profile).edge
    bed = f"{machine.title}: bed {machine.bed[0]:g} x {machine.bed[1]:g} mm, {edge:g} mm kept free at each edge"
    air = profile.material.clearance
    shift = 0.0 if clearance is None else clearance - air.normal
    by_air = air.source if clearance is None else "measured by the shop with the clearance coupon"
    measures = {
        "line": (quality.line_width, f"{quality.title}: lines {quality.line_width:g} mm wide"),
        "layer": (quality.layer_height, f"{quality.title}: layers {quality.layer_height:g} mm high"),
        "nozzle": (machine.nozzle, f"{machine.title}: nozzle of {machine.nozzle:g} mm"),
    }
    table = _table()
    kind = table["materials"].get(str(profile.settings.get("filament_type", "")).upper(), {})
    named = {
        name: _sourced(fact, kind.get(name, {}), measures, profile.material.title)
        for name, fact in table.items()
        if name != "materials"
    }
    return Capability(
        volume=Sourced(reach(profile), "mm", bed),
        line_width=Sourced(measures["line"][0], "mm", measures["line"][1]),
        layer_height=Sourced(measures["layer"][0], "mm", measures["layer"][1]),
        clearance_loose=Sourced(_round(air.loose + shift), "mm", by_air),
        clearance_normal=Sourced(_round(air.normal + shift), "mm", by_air),
        clearance_tight=Sourced(_round(max(air.tight + shift, _LEAST_AIR)), "mm", by_air),
        **named,
    )


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


def _sourced(
    fact: Mapping[str, Any], own: Mapping[str, Any], measures: Mapping[str, tuple[float, str]], material: str
) -> Sourced:
    """One number of the table, by what it is a multiple of; what the material says of it wins."""
    if own:
        return Sourced(float(own["value"]), fact["unit"], f"{material}: {own['source']}")
    if "of" not in fact:
        return Sourced(float(fact["value"]), fact["unit"], fact["source"])
    measure, words = measures[fact["of"]]
    value = _round(max(fact["value"] * measure, fact.get("least", 0.0)))
    return Sourced(value, fact["unit"], f"{words}; {fact['source']}")


def _round(value: float) -> float:
    # 3 x 0.2 is 0.6000000000000001 in binary, and a part drawn at exactly the limit must pass.
    return round(value, 6)


def _plain(number: Sourced) -> dict[str, object]:
    value = list(number.value) if isinstance(number.value, tuple) else number.value
    return {"value": value, "unit": number.unit, "source": number.source}
