"""Open boxes with round corners, and what a lid has to know of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cadquery as cq

from generators.shapes.bounds import within
from generators.shapes.kernel import as_solid
from generators.shapes.rooms import hollowed
from generators.shapes.steps import rounded_outline

BEVEL = 0.6  # mm at the foot: kind to fingers, and no first-layer bulge
_SHARP = 0.1  # mm: the smallest corner radius, so that every outline has the same eight sides


@dataclass(frozen=True)
class Case:
    """
    An open box, standing on Z = 0 about the Z axis; all sizes are its outside, in mm.

    Raises `ValueError` for a size out of range.
    """

    width: float
    depth: float
    height: float
    wall: float = 2.0
    floor: float = 2.0
    radius: float = 5.0

    def __post_init__(self) -> None:
        """Refuse a box without room, or with walls that cannot be printed."""
        within("wall", self.wall, 0.8)
        within("floor", self.floor, 0.6)
        within("width", self.width, 2 * self.wall + 4)
        within("depth", self.depth, 2 * self.wall + 4)
        within("height", self.height, self.floor + 1)
        within("radius", self.radius, 0, min(self.width, self.depth) / 2 - 0.1)

    def outline(self, inset: float, z: float) -> cq.Wire:
        """Give the box's outline, smaller by `inset` mm all round, at height z."""
        radius = max(self.radius - inset, _SHARP)
        return rounded_outline(self.width - 2 * inset, self.depth - 2 * inset, radius, z)

    def block(self, steps: Sequence[tuple[float, float]]) -> cq.Solid:
        """Give the solid between outlines (inset, z), from the lowest up."""
        return as_solid(cq.Solid.makeLoft([self.outline(inset, z) for inset, z in steps], True))

    def box(self) -> cq.Solid:
        """Give the open box."""
        bevel = min(BEVEL, self.floor / 2, self.wall / 2)
        outside = self.block([(bevel, 0), (0, bevel), (0, self.height)])
        return hollowed(outside, [self.block([(self.wall, self.floor), (self.wall, self.height)])])

    def plate(self, thickness: float) -> cq.Solid:
        """Give a lid's plate, its outer side down on Z = 0."""
        bevel = min(BEVEL, thickness / 2)
        return self.block([(bevel, 0), (0, bevel), (0, thickness)])

    def upside_down(self, thickness: float) -> cq.Location:
        """Give the place of a lid on the box whose plate, printed outer side down, is `thickness` mm thick."""
        return cq.Location((0, 0, self.height + thickness), (1, 0, 0), 180)


def shell(width: float, depth: float, height: float, wall: float, floor: float, radius: float) -> cq.Solid:
    """Give an open box with round corners, standing on Z = 0; the sizes are its outside, in mm."""
    return Case(width, depth, height, wall, floor, radius).box()
