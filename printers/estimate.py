"""
Filament and time of one part before it is sliced, in some ten milliseconds.

The part is cut at the middle of every layer. Filament follows from geometry alone: a dense shell as wide as its
lines, dense floors and roofs, the rest filled thinly. Time adds speeds, the lines' ends and the cooling pause;
its few factors were measured against PrusaSlicer 2.5.0, see docs/estimate.md.
"""

import math
from dataclasses import dataclass

import manifold3d
import numpy as np
from numpy.typing import NDArray

from printers.cuts import cuts, layer_heights, length_of
from printers.profile import Profile
from printers.spiral import bead, spiral, spiralled

BRIDGE_GAP = 0.05  # mm between the threads of a bridge, as PrusaSlicer lays them

# What no length tells, in seconds or as factors: least squares over 88 slices (22 shapes in four profiles).
PER_CONTOUR = 0.8  # travel to it, lift, retraction
PER_LAYER = 0.23
BEFORE = 18.0  # purge line and parking, without heating
CORNERS = 1.11  # perimeters slow down at corners
TURNS = 3.5  # of the infill lines, in braking times
SPARSE = 1.85  # wavy lines never reach their speed


@dataclass(frozen=True)
class Estimate:
    """About so much; the tolerances are parts of the value and held by a test."""

    grams: float
    seconds: float
    grams_tolerance: float = 0.1
    seconds_tolerance: float = 0.2


@dataclass(frozen=True)
class Layers:
    """What each layer holds; arrays of (n,) float64, mm and mm²."""

    height: NDArray[np.float64]
    outline: NDArray[np.float64]  # length of all contours
    contours: NDArray[np.float64]  # how many
    shell: NDArray[np.float64]  # area under perimeters
    solid: NDArray[np.float64]  # area of dense infill
    sparse: NDArray[np.float64]  # area of thin infill


def estimate(
    vertices: NDArray[np.float64], faces: NDArray[np.int64], profile: Profile, line: float | None = None
) -> Estimate:
    """
    Grams and seconds for one copy; vertices (n, 3) float64 mm resting on Z = 0, faces (m, 3) int64.

    `line` is the width in mm of a part that is laid as one line. Raises `BrokenModel` when the mesh is not closed, or
    not one that a line can lay.
    """
    if line is not None:
        return _of_one_line(vertices, faces, profile, line)
    layers = layers_of(vertices, faces, profile)
    fill = _number(profile, "fill_density") / 100
    area = layers.shell + layers.solid + fill * layers.sparse
    volume = float((area * layers.height).sum()) + _skirt(vertices, profile)  # mm³
    return Estimate(
        grams=round(volume / 1000 * profile.material.density, 3),
        seconds=round(float(_seconds(layers, profile, fill).sum()) + BEFORE, 1),
    )


def _of_one_line(vertices: NDArray[np.float64], faces: NDArray[np.int64], profile: Profile, width: float) -> Estimate:
    """A floor that is laid as every other, and a line that never stops."""
    found = spiral("mesh", vertices, faces, width, profile)
    volume = found.volume + _skirt(vertices, profile)  # mm³
    seconds = BEFORE
    if found.floor:
        ground = layers_of(vertices, faces, spiralled(profile, width, found.floor), most=found.floor)
        seconds += float(_seconds(ground, profile, 0.0).sum())
    section = bead(width, found.heights[found.floor :])
    speed = np.minimum(_number(profile, "external_perimeter_speed"), profile.material.flow_maximum / section)
    pause = np.minimum(
        _number(profile, "slowdown_below_layer_time"), found.lengths / _number(profile, "min_print_speed")
    )
    seconds += float(np.maximum(CORNERS * found.lengths / speed, pause).sum())
    return Estimate(grams=round(volume / 1000 * profile.material.density, 3), seconds=round(seconds, 1))


def layers_of(
    vertices: NDArray[np.float64], faces: NDArray[np.int64], profile: Profile, most: int | None = None
) -> Layers:
    """Cut a part at the middle of every layer, or of the lowest only."""
    quality = profile.quality
    heights = layer_heights(float(vertices[:, 2].max()), profile)[:most]
    count = len(heights)
    width = shell_width(profile)
    shapes: list[_Shape] = []
    layers: list[_Shape] = []  # equal neighbours share one shape, so that a tower costs as much as a plate
    for cut in cuts("mesh", vertices, faces, heights):
        shape = _Shape(cut)
        if not shapes or shape.mark != shapes[-1].mark:
            shape.shrink(width)
            shapes.append(shape)
        layers.append(shapes[-1])
    known: dict[tuple[int, int], float] = {}
    top, bottom = quality.top_solid_layers, quality.bottom_solid_layers
    roofs = np.array([_bare(layers, index, top, known) for index in range(count)])
    floors = np.array([_bare(layers, index, -bottom, known) for index in range(count)])
    table = np.array([[s.area, s.outline, s.contours, s.core_area, s.core_outline] for s in layers])
    area, outline, contours, core, core_outline = table.T
    dense = np.minimum(core, roofs + floors)
    overlap = 1 + _number(profile, "infill_overlap") / 100 * quality.line_width * core_outline / np.maximum(core, 1)
    # The lowest roof layer bridges the thin infill with round threads, thicker than the layer.
    bridges = np.minimum(dense, np.maximum(0.0, np.diff(roofs, prepend=roofs[0])))
    thread = math.pi * profile.machine.nozzle**2 / 4 / (profile.machine.nozzle + BRIDGE_GAP)
    thick = bridges * np.maximum(0.0, thread / heights - 1)
    return Layers(heights, outline, contours, area - core, dense * overlap + thick, (core - dense) * overlap)


class _Shape:
    """One cut through a part: what is drawn there."""

    __slots__ = ("area", "contours", "core", "core_area", "core_outline", "cut", "mark", "outline")

    def __init__(self, cut: manifold3d.CrossSection) -> None:
        self.cut = cut
        self.area = float(cut.area())
        self.mark = (round(self.area, 3), cut.num_vert(), tuple(round(value, 3) for value in cut.bounds()))

    def shrink(self, width: float) -> None:
        """Find what lies inside of the perimeters."""
        self.contours = float(self.cut.num_contour())
        self.outline = length_of(self.cut)
        self.core = self.cut.offset(-width, manifold3d.JoinType.Miter, 2.0, 16)
        self.core_area = float(self.core.area())
        self.core_outline = length_of(self.core)


def _bare(layers: list[_Shape], index: int, reach: int, known: dict[tuple[int, int], float]) -> float:
    """The part of a layer's core that the layer `reach` further on does not cover, mm²."""
    here, there = layers[index], index + reach
    if not 0 <= there < len(layers):
        return here.core_area
    other = layers[there]
    if other is here:
        return 0.0
    pair = (id(here), id(other))
    if pair not in known:
        known[pair] = float((here.core - other.cut).area())
    return known[pair]


def shell_width(profile: Profile) -> float:
    """How far the perimeters reach inwards, mm: lines have round ends and lie closer than they are wide."""
    quality = profile.quality
    spacing = quality.line_width - quality.layer_height * (1 - math.pi / 4)
    return quality.line_width + (quality.perimeters - 1) * spacing


def _skirt(vertices: NDArray[np.float64], profile: Profile) -> float:
    """Volume in mm³ of the loops around the part's shadow in the first layer."""
    loops, distance = _number(profile, "skirts"), _number(profile, "skirt_distance")
    hull = manifold3d.CrossSection.hull_points(np.ascontiguousarray(vertices[:, :2]))
    around = length_of(hull) + 2 * math.pi * (distance + profile.quality.line_width / 2)
    return loops * around * profile.quality.line_width * profile.quality.first_layer_height


def _seconds(layers: Layers, profile: Profile, fill: float) -> NDArray[np.float64]:
    line = profile.quality.line_width
    spacing = line - layers.height * (1 - math.pi / 4)
    outer = layers.outline
    inner = np.maximum(0.0, layers.shell / spacing - outer)
    solid, sparse = layers.solid / spacing, fill * layers.sparse / line
    speed = {
        name: _number(profile, f"{name}_speed")
        for name in ("external_perimeter", "perimeter", "solid_infill", "infill", "first_layer", "min_print")
    }
    brake = speed["solid_infill"] / _number(profile, "default_acceleration")
    overhead = PER_CONTOUR * layers.contours + PER_LAYER
    drawn = (
        CORNERS * (outer / speed["external_perimeter"] + inner / speed["perimeter"])
        + solid / speed["solid_infill"]
        + TURNS * brake * np.sqrt(layers.solid) / spacing
        + SPARSE * sparse / speed["infill"]
    )
    length = outer + inner + solid + sparse
    drawn[0] = CORNERS * length[0] / speed["first_layer"]
    # Short layers wait to cool, but no slower than the slowest speed.
    pause = np.minimum(_number(profile, "slowdown_below_layer_time"), length / speed["min_print"] + overhead)
    pause[0] = 0.0
    seconds: NDArray[np.float64] = np.maximum(drawn + overhead, pause)
    return seconds


def _number(profile: Profile, key: str) -> float:
    return float(profile.settings[key].rstrip("%"))
