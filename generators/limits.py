"""What a machine, its nozzle and a material can do: numbers for the checks, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

_PRACTICE = "common practice for a 0.4 mm nozzle"


@dataclass(frozen=True)
class Limit:
    """A number, its unit, and who says so."""

    value: float
    unit: str
    source: str


@dataclass(frozen=True)
class Limits:
    """
    Everything a check may ask of a printer.

    A measured value below an `_error` (or beyond it, for bridges and cantilevers) cannot be printed; one
    between `_error` and `_warning` prints, but not as drawn.
    """

    volume: tuple[float, float, float]  # mm: width, depth and height the machine reaches
    volume_source: str
    line_width: Limit
    layer_height: Limit
    spiral_width: Limit  # mm: the widest line of a wall that is one line
    spiral_tolerance: Limit  # the share by which such a wall may be drawn wider or narrower
    wall_error: Limit
    wall_warning: Limit
    floor_error: Limit
    floor_warning: Limit
    place_area: Limit  # mm²: smaller places are not told of
    overhang_angle: Limit  # degrees from the vertical that print without support
    overhang_tolerance: Limit
    steep_area: Limit  # mm² of a rough underside worth a word, and its width in mm
    steep_width: Limit
    island_area: Limit  # mm² of a layer that touches nothing, and that nothing holds
    hanging_area: Limit
    bridge_warning: Limit
    bridge_error: Limit
    cantilever_warning: Limit
    cantilever_error: Limit
    stroke_error: Limit
    stroke_warning: Limit
    gap_error: Limit
    gap_warning: Limit
    hole_warning: Limit
    hole_minimum: Limit  # mm: wider ones come out round and open
    tip_angle: Limit
    slenderness: Limit
    contact_area: Limit
    low_height: Limit  # mm: nothing this flat falls over
    warp_length: Limit
    warp_area: Limit
    warp_radius: Limit
    trapped_void: Limit  # mm³
    clearance_loose: Limit  # mm of air per side between mating parts
    clearance_normal: Limit
    clearance_tight: Limit

    def clearance(self, fit: str) -> float:
        """Give the air per side in mm of a fit: "loose", "normal" or "tight"."""
        limit: Limit = getattr(self, f"clearance_{fit}")
        return limit.value

    def numbers(self) -> dict[str, float]:
        """Give every number by name, the volume as volume_x, volume_y and volume_z."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        found = {name: limit.value for name, limit in named.items() if isinstance(limit, Limit)}
        return {**found, **dict(zip(("volume_x", "volume_y", "volume_z"), self.volume, strict=True))}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read limits from `{"wall_error": {"value", "unit", "source"}, ...}`; other names are passed over."""
        volume = data["volume"]
        width, depth, height = (float(size) for size in volume["value"])
        named = {
            field.name: Limit(float(data[field.name]["value"]), data[field.name]["unit"], data[field.name]["source"])
            for field in fields(cls)
            if not field.name.startswith("volume")
        }
        return cls(volume=(width, depth, height), volume_source=str(volume["source"]), **named)

    def to_json(self) -> dict[str, object]:
        """Give the limits in the form that `from_json` reads."""
        out: dict[str, object] = {"volume": {"value": list(self.volume), "unit": "mm", "source": self.volume_source}}
        for field in fields(self):
            limit = getattr(self, field.name)
            if isinstance(limit, Limit):
                out[field.name] = {"value": limit.value, "unit": limit.unit, "source": limit.source}
        return out

    @classmethod
    def generic(
        cls,
        volume: tuple[float, float, float] = (212.0, 212.0, 250.0),
        line_width: float = 0.45,
        layer_height: float = 0.2,
    ) -> Self:
        """Give the limits of an ordinary desktop printer with a 0.4 mm nozzle and PLA."""
        line, layer = line_width, layer_height
        return cls(
            volume=volume,
            volume_source="a 220 x 220 x 250 mm machine with 4 mm kept free at each edge of the bed",
            line_width=Limit(line, "mm", _PRACTICE),
            layer_height=Limit(layer, "mm", _PRACTICE),
            spiral_width=Limit(0.8, "mm", "twice the nozzle, whose flat end spreads no wider a line"),
            spiral_tolerance=Limit(0.15, "", "less than the nozzle's flat end spreads"),
            wall_error=Limit(line, "mm", "one extrusion line"),
            wall_warning=Limit(round(2 * line, 4), "mm", "two extrusion lines"),
            floor_error=Limit(layer, "mm", "one layer"),
            floor_warning=Limit(round(3 * layer, 4), "mm", "three layers"),
            place_area=Limit(1, "mm²", "less than this is a corner, not a wall"),
            overhang_angle=Limit(45, "°", "agreed by the printing services' design guides"),
            overhang_tolerance=Limit(2, "°", "designers use exactly 45°; meshes are flat to about a degree"),
            steep_area=Limit(20, "mm²", "a smaller rough patch is not seen"),
            steep_width=Limit(5, "mm", "hycubeworks design guide: bridges below 5 mm come out clean"),
            island_area=Limit(0.1, "mm²", "half a line squared: less is left out by the slicer"),
            hanging_area=Limit(0.3, "mm²", "less is drawn in by its neighbours"),
            bridge_warning=Limit(10, "mm", "design guides name 5 to 25 mm; PLA with a fan"),
            bridge_error=Limit(30, "mm", "design guides; PLA with a fan"),
            cantilever_warning=Limit(1, "mm", "about two lines with nothing below"),
            cantilever_error=Limit(3, "mm", "a free edge curls up beyond this"),
            stroke_error=Limit(round(0.75 * line, 4), "mm", "three quarters of a line"),
            stroke_warning=Limit(round(2 * line, 4), "mm", "two extrusion lines"),
            gap_error=Limit(0.2, "mm", "arti90 design clues: clearance 0.2"),
            gap_warning=Limit(0.3, "mm", "design guides: 0.3 mm and more stay open"),
            hole_warning=Limit(1, "mm", "cadxray's table widens holes by 0.2 to 0.35 mm: a third of this is lost"),
            hole_minimum=Limit(2, "mm", "arti90 and layer-one design guides"),
            tip_angle=Limit(10, "°", "stands when pushed a little"),
            slenderness=Limit(8, "", "height over the narrowest footing"),
            contact_area=Limit(25, "mm²", "first layer that holds on the bed"),
            low_height=Limit(5, "mm", "nothing this flat falls over"),
            warp_length=Limit(120, "mm", "rule of thumb for PLA; Materialise warns of flats of A4 size"),
            warp_area=Limit(2000, "mm²", "rule of thumb: a smaller footprint pulls less than it sticks"),
            warp_radius=Limit(3, "mm", "rule of thumb: rounder corners spread the pull"),
            trapped_void=Limit(1, "mm³", "a smaller hollow is filled by the lines around it"),
            clearance_loose=Limit(
                0.4, "mm", "design guides of layer-one (+0.3 loose) and jakemakes (0.4 to 0.5 loose)"
            ),
            clearance_normal=Limit(
                0.25, "mm", "design guides of layer-one (+0.2 slip) and jakemakes (0.2 to 0.3 sliding)"
            ),
            clearance_tight=Limit(
                0.15, "mm", "design guides of layer-one (+0.1 press) and replix3d (0.1 to 0.2 press)"
            ),
        )
