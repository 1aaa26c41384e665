"""A lid that slides into a box from one side, held by a dovetail that prints without support."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import cadquery as cq
from cadquery import func

from generators.shapes.bounds import within
from generators.shapes.cases import Case
from generators.shapes.kernel import as_solid
from generators.shapes.lids import LEAST_AIR, MOST_AIR

_BEHIND = 0.9  # mm of wall that stays behind the groove: two lines
_DEEPEST = 1.2  # mm: more groove holds no better
_LEDGE = 0.2  # mm of wall that the lid at least rests on
_SHARP = 0.1  # mm: the smallest corner radius
_ABOVE = 1.0  # mm that the cut goes on above the box
_TOUCHING = 1e-6  # mm
_NEARLY_SHARP = 0.25  # mm: a groove this little round is drawn with corners, which come no nearer to the outside


@dataclass(frozen=True)
class SlidingLid:
    """
    A lid that slides in along X from the right, under rims that lean in by 45° on the three other sides.

    It is flush with the box's top and front, and keeps `air` mm from the box on every side, below too.
    Raises `ValueError` for a size out of range.
    """

    case: Case
    air: float = 0.25
    thickness: float = 2.4

    def __post_init__(self) -> None:
        """Refuse walls too thin for the groove, and a box too small for the lid."""
        case = self.case
        within("air", self.air, LEAST_AIR, MOST_AIR)
        within("thickness", self.thickness, 1.6, 6)
        within("wall", case.wall, _BEHIND + _LEDGE + (1 + math.sqrt(2)) * self.air)
        within("depth", case.depth, 2 * (case.wall + self.thickness) + 8)
        within("width", case.width, case.wall + self.thickness + max(case.radius, case.wall + 1) + 8)
        within("height", case.height, case.floor + self.thickness + 1)

    @property
    def groove(self) -> float:
        """How deep the groove is cut into the wall, in mm."""
        return min(self.case.wall - _BEHIND, _DEEPEST)

    @property
    def _rims_end(self) -> float:
        """The x at which the rims end and the lid's head begins: before the corners begin to turn."""
        return self.case.width / 2 - max(self.case.radius, self.case.wall + 1)

    def box(self) -> cq.Solid:
        """Give the box, open at the right above the lid's bed."""
        case = self.case
        bed = case.height - self.thickness
        low, high = (self._outline(0, rise, bed + rise, case.width / 2 + 1) for rise in (0, self.thickness + _ABOVE))
        room = cq.Solid.makeLoft([low, high], True)
        front = cq.Solid.makeBox(
            case.width, case.depth + 2, self.thickness + _ABOVE, cq.Vector(self._rims_end, -case.depth / 2 - 1, bed)
        )
        return as_solid(case.box().cut(room, front))

    def lid(self) -> cq.Solid:
        """Give the lid as it is printed, its wide side on Z = 0."""
        high = self.thickness - self.air
        head_begins = self._rims_end + self.air
        head = func.extrude(func.face(self._head(head_begins)), (0, 0, high))
        # The lid's bottom is `air` above the bed; 45° sides are `air` apart where they are √2 times as far level.
        shift, front = math.sqrt(2) * self.air, head_begins + 0.2
        low, top = (self._outline(shift, self.air + rise, rise, front) for rise in (0, high))
        tail = cq.Solid.makeLoft([low, top], True)
        return as_solid(func.clean(func.fuse(head, tail)))

    @property
    def place(self) -> cq.Location:
        """Where the lid sits in the box."""
        return cq.Location((0, 0, self.case.height - self.thickness + self.air))

    def _head(self, begin: float) -> cq.Wire:
        """Draw what lies in front of x = `begin` of the box's outline."""
        case = self.case
        radius = max(case.radius, _SHARP)
        front, side = case.width / 2, case.depth / 2
        turn = max(front - radius, begin)  # the x at which the walk meets the corner's arc
        angle = math.asin((turn - (front - radius)) / radius)

        def on_arc(way: int, angle: float) -> cq.Vector:
            along, across = radius * math.sin(angle), radius * math.cos(angle)
            return cq.Vector(front - radius + along, way * (side - radius + across))

        arcs = [[on_arc(way, angle + share * (math.pi / 2 - angle)) for share in (0, 0.5, 1)] for way in (-1, 1)]
        (first, first_middle, first_end), (last, last_middle, last_end) = arcs
        edges = [
            cq.Edge.makeThreePointArc(first, first_middle, first_end),
            cq.Edge.makeLine(first_end, last_end),
            cq.Edge.makeThreePointArc(last_end, last_middle, last),
        ]
        corners = [last, cq.Vector(begin, last.y), cq.Vector(begin, first.y), first]
        for one, other in pairwise(corners):
            if (other - one).Length > _TOUCHING:
                edges.append(cq.Edge.makeLine(one, other))
        return cq.Wire.assembleEdges(edges)

    def _outline(self, inset: float, rise: float, z: float, front: float) -> cq.Wire:
        """
        Draw at height z the groove's outline `rise` mm above the bed, or one `inset` mm within it, up to x = `front`.

        Both have the same corner radius, so that the inner one is farther away in the corners, never nearer.
        """
        case = self.case
        within_box = case.wall - self.groove
        inward = within_box + rise + inset
        back, side = case.width / 2 - inward, case.depth / 2 - inward
        widest = case.radius - within_box
        if widest < _NEARLY_SHARP:
            return func.polygon((front, -side, z), (front, side, z), (-back, side, z), (-back, -side, z))
        above = self.thickness + _ABOVE
        radius = min(widest + (max(widest - above, _SHARP) - widest) * rise / above, side - _SHARP)
        middle = radius * (1 - math.sqrt(0.5))
        a, b, c, d, e, f, g, h = (
            cq.Vector(x, y, z)
            for x, y in (
                (front, -side),
                (front, side),
                (radius - back, side),
                (middle - back, side - middle),
                (-back, side - radius),
                (-back, radius - side),
                (middle - back, middle - side),
                (radius - back, -side),
            )
        )
        return cq.Wire.assembleEdges(
            [
                cq.Edge.makeLine(a, b),
                cq.Edge.makeLine(b, c),
                cq.Edge.makeThreePointArc(c, d, e),
                cq.Edge.makeLine(e, f),
                cq.Edge.makeThreePointArc(f, g, h),
                cq.Edge.makeLine(h, a),
            ]
        )
