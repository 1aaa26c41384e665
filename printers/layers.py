"""What each layer of a part holds, by geometry alone: perimeters, dense floors and roofs, thin filling, bridges."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import manifold3d
import numpy as np
from numpy.typing import NDArray

from printers.cuts import cuts, layer_heights, length_of
from printers.planner import Array, Path
from printers.profile import Profile

BRIDGE_GAP = 0.05  # mm between the threads of a bridge, as PrusaSlicer lays them
SHARP = math.radians(30)  # a corner at which lines of changing width break off
#: Dense lines run at 45° to the axes, to either side by turns.
NORMALS = np.array([[1.0, 1.0], [1.0, -1.0]]) / math.sqrt(2)  # across the lines

_Height = TypeVar("_Height", float, Array)


class Shape:
    """One cut through a part: what is drawn there."""

    __slots__ = (
        "area",
        "contours",
        "core",
        "core_across",
        "core_area",
        "core_outline",
        "cut",
        "mark",
        "outline",
        "path",
        "sharp",
    )

    def __init__(self, cut: manifold3d.CrossSection) -> None:
        self.cut = cut
        self.area = float(cut.area())
        self.mark = (round(self.area, 3), cut.num_vert(), tuple(round(value, 3) for value in cut.bounds()))

    def shrink(self, width: float) -> None:
        """Find its outlines, and what lies inside of the perimeters."""
        self.path = Path.of_loops(self.cut.to_polygons())
        self.contours = float(self.cut.num_contour())
        self.sharp = float((self.path.turns() > SHARP).sum())
        self.outline = float(self.path.lengths.sum())
        self.core = self.cut.offset(-width, manifold3d.JoinType.Miter, 2.0, 16)
        self.core_area = float(self.core.area())
        self.core_outline, self.core_across = outline_across(self.core)


@dataclass(frozen=True, eq=False)
class Layers:
    """
    What each layer holds; arrays of (n,) float64, mm and mm².

    `across` is how far dense lines side by side would reach: divided by their spacing it is their number.
    """

    height: Array
    shapes: tuple[Shape, ...]  # what differs from the layer below
    shape: NDArray[np.int64]  # (n,) which of them it is
    outline: Array  # length of all contours
    contours: Array  # how many
    shell: Array  # area under perimeters
    solid: Array  # area of dense infill, without top and bridges
    top: Array  # area of dense infill with nothing above it
    bridge: Array  # area of dense infill over thin infill
    across: Array  # of all dense infill
    sparse: Array  # area of the region of thin infill
    rim: Array  # length of that region's outline
    breaks: Array  # how often single lines in the middle of walls break off: at sharp corners
    thick: Array  # how much more a bridge holds than its layer is high, as area


def layers_of(
    vertices: NDArray[np.float64], faces: NDArray[np.int64], profile: Profile, most: int | None = None
) -> Layers:
    """
    Cut a part at the middle of every layer, or of the lowest only.

    Raises `BrokenModel` when the mesh is not closed.
    """
    quality = profile.quality
    heights = layer_heights(float(vertices[:, 2].max()), profile)[:most]
    count = len(heights)
    width = shell_width(profile)
    shapes: list[Shape] = []
    place = np.zeros(count, dtype=np.int64)  # equal neighbours share one shape: a tower costs as much as a plate
    for index, cut in enumerate(cuts("mesh", vertices, faces, heights)):
        shape = Shape(cut)
        if not shapes or shape.mark != shapes[-1].mark:
            shape.shrink(width)
            shapes.append(shape)
        place[index] = len(shapes) - 1
    layers = [shapes[index] for index in place]
    known: dict[tuple[int, int], tuple[float, float]] = {}
    top, bottom = quality.top_solid_layers, quality.bottom_solid_layers
    roofs = np.array([_bare(layers, index, top, known) for index in range(count)]) if top else np.zeros((count, 2))
    floors = (
        np.array([_bare(layers, index, -bottom, known) for index in range(count)]) if bottom else np.zeros((count, 2))
    )
    bare = np.array([_bare(layers, index, 1, known) for index in range(count)]) if top else np.zeros((count, 2))
    table = np.array(
        [[s.area, s.outline, s.contours, s.core_area, s.core_outline, s.core_across, s.sharp] for s in layers]
    )
    area, outline, contours, core, core_outline, core_across, sharp = table.T
    dense = np.minimum(core, roofs[:, 0] + floors[:, 0])
    across = np.where(dense >= core, core_across, roofs[:, 1] + floors[:, 1])
    overlap = 1 + _overlap(profile) * core_outline / np.maximum(core, 1)
    # The lowest roof layer bridges the thin infill with round threads, thicker than the layer.
    fresh = np.maximum(0.0, np.diff(roofs[:, 0], prepend=roofs[0, 0]))
    bridge = np.where(np.arange(count) > 0, np.minimum(dense, fresh), 0.0)
    thread = math.pi * profile.machine.nozzle**2 / 4 / (profile.machine.nozzle + BRIDGE_GAP)
    # A room narrower than a line stays empty.
    sparse = np.where(2 * core < quality.line_width * core_outline, 0.0, core - dense)
    above = np.minimum(bare[:, 0], np.maximum(0.0, dense - bridge))
    share = np.divide(core - dense, core, out=np.zeros(count), where=core > 0)
    # Lines have round sides: what these leave out is not filled.
    shell = area - core - (quality.line_width - spacing(quality.line_width, heights)) / 2 * (outline + core_outline)
    return Layers(
        height=heights,
        shapes=tuple(shapes),
        shape=place,
        outline=outline,
        contours=contours,
        shell=shell,
        solid=np.maximum(0.0, dense - bridge - above) * overlap,
        top=above * overlap,
        bridge=bridge * overlap,
        across=across,
        sparse=sparse * overlap,
        rim=np.where(sparse > 0, core_outline * np.sqrt(share), 0.0),
        breaks=sharp
        * _middle(outline, contours, area - core, core_outline, width, spacing(quality.line_width, heights)),
        thick=bridge * np.maximum(0.0, thread / heights - 1),
    )


def _middle(outline: Array, contours: Array, shell: Array, core_outline: Array, width: float, apart: Array) -> Array:
    """
    How much of the outline belongs to walls with a single line in their middle, as a part of one.

    A wall that perimeters fill alone holds lines in pairs; where their number is odd, one runs along the middle.
    """
    thin = np.maximum(0.0, outline - core_outline - 2 * math.pi * width * contours)
    thin = np.where(core_outline == 0, outline, thin)
    area = np.maximum(0.0, shell - core_outline * width)
    lines = np.divide(2 * area, thin * apart, out=np.zeros(len(thin)), where=thin > 0)
    odd = (lines > 2) & (np.round(lines) % 2 == 1)
    return np.where(odd, np.divide(thin, outline, out=np.zeros(len(thin)), where=outline > 0), 0.0)


def _overlap(profile: Profile) -> float:
    """How far infill reaches into the perimeters, mm."""
    given = profile.settings.get("infill_overlap") or "25%"
    return float(given.rstrip("%")) / 100 * profile.quality.line_width if given.endswith("%") else float(given)


def _bare(
    layers: Sequence[Shape], index: int, reach: int, known: dict[tuple[int, int], tuple[float, float]]
) -> tuple[float, float]:
    """The part of a layer's core that the layer `reach` further on does not cover: its area, and its width across."""
    here, there = layers[index], index + reach
    if not 0 <= there < len(layers):
        return here.core_area, here.core_across
    other = layers[there]
    if other is here:
        return 0.0, 0.0
    pair = (id(here), id(other))
    if pair not in known:
        rest = here.core - other.cut
        known[pair] = float(rest.area()), outline_across(rest)[1]
    return known[pair]


def outline_across(region: manifold3d.CrossSection) -> tuple[float, float]:
    """The length of a region's contours, and how far it reaches across the dense lines, both in mm."""
    outline = across = 0.0
    for contour in region.to_polygons():
        steps = np.diff(contour, axis=0, append=contour[:1])
        outline += float(np.hypot(steps[:, 0], steps[:, 1]).sum())
        # Each line crosses two edges: the edges' shadows, halved, count a line wherever it begins anew.
        across += float(np.abs(steps @ NORMALS.T).sum()) / 4
    return outline, across


def shell_width(profile: Profile) -> float:
    """How far the perimeters reach inwards, mm: lines have round ends and lie closer than they are wide."""
    quality = profile.quality
    return quality.line_width + (quality.perimeters - 1) * spacing(quality.line_width, quality.layer_height)


def spacing(width: float, height: _Height) -> _Height:
    """How far apart lines of this width lie, mm: their sides are round."""
    return width - height * (1 - math.pi / 4)


def shadow(vertices: NDArray[np.float64]) -> float:
    """The length of a line around a part seen from above, mm."""
    return length_of(manifold3d.CrossSection.hull_points(np.ascontiguousarray(vertices[:, :2])))
