"""
One part laid as one line that climbs without an end: a closed floor, then a wall as wide as the line.

PrusaSlicer calls it "spiral vase". It takes a plate with one part, follows the largest outline of every layer above
the floor and lays nothing else there; the room inside the model is not looked at.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from printers.cuts import cuts, layer_heights, length_of
from printers.errors import BrokenModel
from printers.plate import Plate
from printers.profile import Profile

_DRAWN = 0.25  # share of the line's width by which the drawn wall may differ; a product's own check is stricter


@dataclass(frozen=True, eq=False)
class Spiral:
    """
    How a part is laid as one line `width` mm wide.

    heights: (n,) mm, of all layers; areas: (floor,) mm², of the closed ones; lengths: (n - floor,) mm of the line.
    """

    width: float
    heights: NDArray[np.float64]
    areas: NDArray[np.float64]
    lengths: NDArray[np.float64]

    @property
    def floor(self) -> int:
        """How many closed layers it stands on."""
        return len(self.areas)

    @cached_property
    def volume(self) -> float:
        """Plastic of floor and line, mm³."""
        ground, climb = self.heights[: self.floor], self.heights[self.floor :]
        return float((self.areas * ground).sum() + (self.lengths * bead(self.width, climb)).sum())


def spiral(
    name: str, vertices: NDArray[np.float64], faces: NDArray[np.int64], width: float, profile: Profile
) -> Spiral:
    """
    Follow a part's line; vertices (n, 3) float64 mm resting on Z = 0, faces (m, 3) int64.

    Raises `BrokenModel` for a mesh that is not closed, or that one line of this width does not lay.
    """
    heights = layer_heights(float(vertices[:, 2].max()), profile)
    sections = cuts(name, vertices, faces, heights)
    if sections[-1].is_empty():  # the rim is just at the middle of what would be one more layer
        heights, sections = heights[:-1], sections[:-1]
    floor = next((index for index, cut in enumerate(sections) if cut.num_contour() != 1), len(sections))
    if floor == len(sections):
        raise BrokenModel(name, "it has no room inside, so one line cannot lay it")
    lengths = []
    for number, cut in enumerate(sections[floor:], floor + 1):
        if cut.num_contour() != 2 or len(cut.decompose()) != 1:
            raise BrokenModel(name, f"it has more than one outline in layer {number}, so one line cannot lay it")
        lengths.append(length_of(cut) / 2)
        drawn = float(cut.area()) / lengths[-1]
        if abs(drawn - width) > _DRAWN * width:
            raise BrokenModel(name, f"its wall is {drawn:.2f} mm wide in layer {number}, the line {width:g} mm")
    areas = np.array([float(cut.area()) for cut in sections[:floor]])
    return Spiral(width, heights, areas, np.array(lengths))


def spiral_of(plate: Plate, profile: Profile) -> Spiral | None:
    """How a plate is laid as one line; None where it is laid layer by layer. Raises `BrokenModel`."""
    item = plate.alone
    if item is None or item.spiral is None:
        return None
    return spiral(item.name, item.vertices, item.faces, item.spiral, profile)


def spiralled(profile: Profile, width: float, floor: int) -> Profile:
    """The profile for a part laid as one line `width` mm wide on so many closed layers."""
    settings = {
        **profile.settings,
        "spiral_vase": "1",
        "perimeters": "1",
        "top_solid_layers": "0",
        "bottom_solid_layers": str(floor),
        "fill_density": "0%",
        "retract_layer_change": "0",
        "external_perimeter_extrusion_width": f"{width:g}",
    }
    quality = replace(profile.quality, perimeters=1, top_solid_layers=0, bottom_solid_layers=floor)
    return replace(profile, quality=quality, settings=MappingProxyType(settings))


def as_told(profile: Profile, settings: Mapping[str, str]) -> Profile:
    """The profile with which a G-code file was made, by the settings at its end: as one line or by layers."""
    if settings.get("spiral_vase") != "1":
        return profile
    width, floor = settings.get("external_perimeter_extrusion_width", ""), settings.get("bottom_solid_layers", "")
    return spiralled(profile, float(width), int(floor))


def is_spiral(profile: Profile) -> bool:
    """Whether this profile lays one line."""
    return profile.settings.get("spiral_vase") == "1"


def line_width(profile: Profile) -> float:
    """How wide the outermost line is, mm."""
    return float(profile.settings["external_perimeter_extrusion_width"])


def bead(width: float, height: NDArray[np.float64]) -> NDArray[np.float64]:
    """The section of a line in layers of these heights, mm²: its sides are round."""
    section: NDArray[np.float64] = height * (width - height * (1 - math.pi / 4))
    return section
