"""What a profile can print: the numbers a printability check needs, each with its source."""

from dataclasses import dataclass, fields

from printers.profile import Profile

_LEAST_AIR = 0.05  # mm per side: with less, two parts are one

Value = float | tuple[float, float, float]

_PRACTICE = "printing practice for 0.4 mm nozzles without supports"


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
    wall_error: Sourced
    wall_warning: Sourced
    floor_error: Sourced
    floor_warning: Sourced
    overhang_angle: Sourced
    overhang_tolerance: Sourced
    bridge_warning: Sourced
    bridge_error: Sourced
    cantilever_warning: Sourced
    cantilever_error: Sourced
    stroke_error: Sourced
    stroke_warning: Sourced
    gap_error: Sourced
    gap_warning: Sourced
    hole_minimum: Sourced
    tip_angle: Sourced
    slenderness: Sourced
    contact_area: Sourced
    clearance_loose: Sourced
    clearance_normal: Sourced
    clearance_tight: Sourced

    def to_json(self) -> dict[str, dict[str, object]]:
        """Plain data: {"wall_error": {"value", "unit", "source"}, ...}; the volume's value is a list."""
        return {item.name: _plain(getattr(self, item.name)) for item in fields(self)}


def limits(profile: Profile, clearance: float | None = None) -> Capability:
    """
    The limits of one profile; widths follow its line, floors its layer, the volume its machine.

    `clearance` is the air per side in mm that a normal fit was measured to need; tight and loose keep their distance.
    """
    machine, quality = profile.machine, profile.quality
    line, layer = quality.line_width, quality.layer_height
    by_line = f"{quality.title}: lines {line:g} mm wide"
    by_layer = f"{quality.title}: layers {layer:g} mm high"
    by_nozzle = f"{machine.title}: twice the nozzle of {machine.nozzle:g} mm"
    bed = (
        f"{machine.title}: bed {machine.bed[0]:g} x {machine.bed[1]:g} mm, {machine.margin:g} mm kept free at each edge"
    )
    air = profile.material.clearance
    shift = 0.0 if clearance is None else clearance - air.normal
    by_air = air.source if clearance is None else "measured by the shop with the clearance coupon"
    return Capability(
        volume=Sourced(machine.printable, "mm", bed),
        line_width=Sourced(line, "mm", by_line),
        layer_height=Sourced(layer, "mm", by_layer),
        spiral_width=Sourced(_round(2 * machine.nozzle), "mm", f"{by_nozzle}; its flat end spreads no wider a line"),
        wall_error=Sourced(line, "mm", f"{by_line}; one line"),
        wall_warning=Sourced(_round(2 * line), "mm", f"{by_line}; two lines"),
        floor_error=Sourced(layer, "mm", f"{by_layer}; one layer"),
        floor_warning=Sourced(_round(3 * layer), "mm", f"{by_layer}; three layers"),
        overhang_angle=Sourced(45.0, "°", _PRACTICE),
        overhang_tolerance=Sourced(2.0, "°", "a facet's angle on a curved surface"),
        bridge_warning=Sourced(10.0, "mm", _PRACTICE),
        bridge_error=Sourced(30.0, "mm", _PRACTICE),
        cantilever_warning=Sourced(1.0, "mm", _PRACTICE),
        cantilever_error=Sourced(3.0, "mm", _PRACTICE),
        stroke_error=Sourced(_round(0.75 * line), "mm", f"{by_line}; three quarters of a line vanish in slicing"),
        stroke_warning=Sourced(_round(2 * line), "mm", f"{by_line}; two lines"),
        gap_error=Sourced(0.2, "mm", _PRACTICE),
        gap_warning=Sourced(0.3, "mm", _PRACTICE),
        hole_minimum=Sourced(2.0, "mm", _PRACTICE),
        tip_angle=Sourced(10.0, "°", _PRACTICE),
        slenderness=Sourced(8.0, "", _PRACTICE),
        contact_area=Sourced(25.0, "mm²", _PRACTICE),
        clearance_loose=Sourced(_round(air.loose + shift), "mm", by_air),
        clearance_normal=Sourced(_round(air.normal + shift), "mm", by_air),
        clearance_tight=Sourced(_round(max(air.tight + shift, _LEAST_AIR)), "mm", by_air),
    )


def _round(value: float) -> float:
    # 3 x 0.2 is 0.6000000000000001 in binary, and a part drawn at exactly the limit must pass.
    return round(value, 6)


def _plain(number: Sourced) -> dict[str, object]:
    value = list(number.value) if isinstance(number.value, tuple) else number.value
    return {"value": value, "unit": number.unit, "source": number.source}
