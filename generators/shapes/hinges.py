"""A hinge that is printed in one go, flat and without support, and moves when it comes off the bed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import cadquery as cq
from cadquery import func

from generators.shapes.bounds import within
from generators.shapes.kernel import as_solid

_RIM = 1.0  # mm of knuckle around a cone's foot
_TIP = 0.6  # mm: the radius of a cone's blunt tip
_SLANT = math.sqrt(2) - 1  # what an edge between a flat and a 45° slope shifts along the flat, per mm of air
_FOOT = math.tan(math.pi / 8)  # half the flat under a round that is tangent to 45° slopes, in radii
_CORNER = math.hypot(1, _FOOT)  # how far the ends of that flat are from the axis, in radii


@dataclass(frozen=True)
class Hinge:
    """
    Two leaves on Z = 0 that meet in knuckles along the X axis, with cones of 45° in hollows of 45° to hold them.

    `width` is along the axis; each leaf reaches `leaf` mm from it and is `thickness` mm thick. Nothing of one leaf is
    nearer than `air` mm to the other; closed, they lie `air` apart too. Raises `ValueError` for a size out of range.
    """

    width: float
    leaf: float
    thickness: float = 3.0
    knuckles: int = 3
    air: float = 0.4

    def __post_init__(self) -> None:
        """Refuse knuckles that would print as one, or have no room for their cones."""
        within("air", self.air, 0.3, 0.8)
        within("thickness", self.thickness, 2.5, 12)
        within("knuckles", self.knuckles, 3, 31)
        if self.knuckles % 2 == 0:
            raise ValueError(f"knuckles is {self.knuckles}, but must be odd")
        within("leaf", self.leaf, self._clear + 4)
        within("width", self.width, self.knuckles * (2 * self._cone + 1.2) + (self.knuckles - 1) * self.air)

    @property
    def radius(self) -> float:
        """The radius of the knuckles in mm; their axis lies that high."""
        return self.thickness + self.air / 2

    @property
    def _cone(self) -> float:
        return self.radius - _RIM - _TIP

    @property
    def _clear(self) -> float:
        """How far from the axis a leaf ends where it faces the other's knuckles: their edges pass as it turns."""
        return _CORNER * self.radius + self.air

    @property
    def _knuckle(self) -> float:
        return (self.width - (self.knuckles - 1) * self.air) / self.knuckles

    def leaves(self) -> tuple[cq.Solid, cq.Solid]:
        """
        Give the leaf toward -Y, which has the cones, and the leaf toward +Y, which has the hollows.

        Where a printer squeezes its first layer wide, `softened(leaf, 0.3, at=0)` keeps the gaps open there too.
        """
        starts = [index * (self._knuckle + self.air) - self.width / 2 for index in range(self.knuckles)]
        cones = []
        hollows = []
        for index in range(1, self.knuckles, 2):
            left, right = starts[index], starts[index] + self._knuckle
            for face, way in ((left, 1), (right, -1)):
                cones.append(self._frustum(face - way * self.air, way, 0))
                hollows.append(self._frustum(face, way, _SLANT * self.air))
        first = self._bare(starts[::2]).fuse(*cones)
        turn = cq.Location((0, 0, 0), (0, 0, 1), 180)
        second = self._bare([-start - self._knuckle for start in starts[1::2]]).moved(turn).cut(*hollows)
        return as_solid(first), as_solid(second)

    def printed(self) -> cq.Compound:
        """Give both leaves as the one part they are printed as."""
        return cq.Compound.makeCompound(self.leaves())

    def _bare(self, starts: list[float]) -> cq.Solid:
        """Give a leaf toward -Y with its knuckles, each from x = `start` on."""
        plate = cq.Solid.makeBox(
            self.width, self.leaf - self._clear, self.thickness, cq.Vector(-self.width / 2, -self.leaf, 0)
        )
        radius, half = self.radius, self.radius * math.sqrt(0.5)
        top = math.pi + math.asin(self.air / 2 / radius)
        over = (top - math.pi / 4) / 2

        def at(angle: float) -> cq.Vector:
            return cq.Vector(0, radius * math.cos(angle), radius + radius * math.sin(angle))

        corners = [
            at(top),
            cq.Vector(0, -self._clear, self.thickness),
            cq.Vector(0, -self._clear, 0),
            cq.Vector(0, _FOOT * radius, 0),
            cq.Vector(0, half, radius - half),
        ]
        edges = [cq.Edge.makeLine(one, other) for one, other in pairwise(corners)]
        edges.append(cq.Edge.makeThreePointArc(corners[-1], at(over), corners[0]))
        section = func.face(cq.Wire.assembleEdges(edges))
        knuckles = [func.extrude(section.moved(cq.Location((start, 0, 0))), (self._knuckle, 0, 0)) for start in starts]
        return as_solid(func.clean(plate.fuse(*knuckles)))

    def _frustum(self, x: float, way: int, wider: float) -> cq.Solid:
        """Give the blunt cone on the axis whose foot is at x and whose tip is toward x * `way`."""
        foot, tip = self._cone + _TIP + wider, _TIP + wider
        return cq.Solid.makeCone(foot, tip, self._cone, cq.Vector(x, 0, self.radius), cq.Vector(way, 0, 0))
