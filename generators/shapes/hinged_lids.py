"""A lid that turns on a hinge behind the box; a piece of filament is its pin."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cadquery as cq

from generators.shapes.bounds import within
from generators.shapes.cases import BEVEL, Case
from generators.shapes.kernel import as_solid
from generators.shapes.lids import LEAST_AIR, MOST_AIR
from generators.shapes.pillars import standing
from generators.shapes.plates import bent, extruded, softened
from generators.shapes.rooms import hollowed

TAB = 3.0  # mm that the lid's tab stands out in front, for a thumb
LEAST_KNUCKLE = 4.0  # mm: shorter ones break off
_KNUCKLE = 15.0  # mm that a knuckle is long where there is room
_MOST_KNUCKLES = 9
_TAB_WIDTH = 24.0  # mm
_AROUND = 0.9  # mm of knuckle around the pin's room: two lines
_SNUG = 0.1  # mm that the holes which hold the pin are wider than it
_LEAD = 0.4  # mm of bevel that finds the opening
_SOFT = 0.3  # mm off the feet of the lid's knuckles, so that the first layer does not bulge into the gaps
_INTO = 0.4  # mm that knuckles reach into the wall
_UNDER = 1.0  # mm that knuckles and tab reach into the lid's plate, past its bevel
_FOOT = math.tan(math.pi / 8)  # half the flat under a round that is tangent to 45° slopes, in radii
_HALF = math.sqrt(0.5)


@dataclass(frozen=True)
class HingedLid:
    """
    A lid that turns about a pin behind the box's back wall (+Y), and a box with the other half of the hinge.

    The pin lies at the height of the rim; the knuckles' radius is the lid's `thickness`, so that they are flush with
    the closed lid and lie on the bed with it. Knuckles keep `air` mm from one another, from the wall and from the
    lid at every angle, and the pin, `pin` mm thick, has as much around it. Only the two outermost knuckles are
    tight: they hold it, and it need not be forced through the others. A rim `lip` mm thick reaches `reach` mm into
    the box. It opens by 225° and a little: there the lid's edge lies along the slopes under the box's knuckles.
    Raises `ValueError` for a size out of range.
    """

    case: Case
    air: float = 0.25
    thickness: float = 3.0
    reach: float = 2.0
    lip: float = 2.0
    pin: float = 1.75

    def __post_init__(self) -> None:
        """Refuse a box without room for knuckles or rim, and knuckles without room for the pin."""
        case = self.case
        within("air", self.air, LEAST_AIR, MOST_AIR)
        within("pin", self.pin, 1, 4)
        within("thickness", self.thickness, math.sqrt(2) * (self.pin / 2 + self.air) + _AROUND, 10)
        within("lip", self.lip, 1.2, min(case.width, case.depth) / 2 - case.wall - self.air - 1)
        within("reach", self.reach, 1.5, min(case.height - case.floor, case.depth / 4))
        within("width", case.width, case.width - self.length + 3 * LEAST_KNUCKLE + 2 * self.air)
        within("depth", case.depth, 2 * case.radius + 1)
        within("height", case.height, math.sqrt(2) * self.thickness + self.behind + 2 * BEVEL)

    @property
    def length(self) -> float:
        """How long the hinge and its pin are, in mm: as the straight part of the back wall."""
        return self.case.width - 2 * max(self.case.radius, 1)

    @property
    def knuckles(self) -> int:
        """How many knuckles there are: the box has the outermost and every second one."""
        return min(max(2 * round((self.length / _KNUCKLE - 1) / 2) + 1, 3), _MOST_KNUCKLES)

    @property
    def behind(self) -> float:
        """How far the pin's axis is behind the wall, in mm."""
        return self.thickness + self.air

    @property
    def place(self) -> cq.Location:
        """Where the closed lid sits on the box."""
        return self.opened(0)

    def opened(self, angle: float) -> cq.Location:
        """Give the lid's place when it is open by an angle in degrees."""
        axis = cq.Location((0, self.case.depth / 2 + self.behind, self.case.height))
        return axis * cq.Location((0, 0, 0), (1, 0, 0), -angle) * axis.inverse * self.case.upside_down(self.thickness)

    def box(self) -> cq.Solid:
        """Give the box; slopes of 45° carry its knuckles."""
        case, into = self.case, self.behind + _INTO
        below = [(into, -math.sqrt(2) * self.thickness - into)]
        knuckles = []
        for index in range(0, self.knuckles, 2):
            tight = index in (0, self.knuckles - 1)
            room = (self.pin + _SNUG) / 2 if tight else self.pin / 2 + self.air
            knuckles.append(self._prism(index, into, below, room))
        turn = cq.Location((0, case.depth / 2 + self.behind, case.height), (0, 0, 1), 180)
        return as_solid(case.box().fuse(*(knuckle.moved(turn) for knuckle in knuckles)).clean())

    def lid(self) -> cq.Solid:
        """Give the lid as it is printed, its plate on Z = 0 and its knuckles toward -Y."""
        case, into = self.case, self.behind + _UNDER
        below = [(-_FOOT * self.thickness, -self.thickness), (into, -self.thickness)]
        shift = cq.Location((0, -case.depth / 2 - self.behind, self.thickness))
        knuckles = [
            softened(self._prism(index, into, below, self.pin / 2 + self.air).moved(shift), _SOFT, at=0)
            for index in range(1, self.knuckles, 2)
        ]
        plate = as_solid(case.plate(self.thickness).fuse(self._tab()).clean())
        return as_solid(standing(plate, [self._rim()]).fuse(*knuckles).clean())

    def _rim(self) -> cq.Solid:
        """
        Give the rim that finds the opening.

        As the lid turns, the rim's front swings outward before it is clear: so much farther back it begins.
        """
        case, outer = self.case, self.case.wall + self.air
        front = case.depth + self.behind - outer
        swing = front - math.sqrt(front**2 - self.reach**2)
        smaller = replace(case, depth=case.depth - swing)
        low, high = self.thickness, self.thickness + self.reach
        block = smaller.block([(outer, low), (outer, high - _LEAD), (outer + _LEAD, high)])
        ring = hollowed(block, [smaller.block([(outer + self.lip, low), (outer + self.lip, high)])])
        return as_solid(ring.moved(cq.Location((0, -swing / 2, 0))))

    def _tab(self) -> cq.Solid:
        """Give the tab that a thumb lifts, in front of the plate."""
        half, back = min(_TAB_WIDTH, self.length) / 2, self.case.depth / 2
        corners = [(-half, back - _UNDER), (half, back - _UNDER), (half, back + TAB), (-half, back + TAB)]
        return softened(extruded(bent(corners, [0, 0, TAB - 1, TAB - 1]), self.thickness), BEVEL, at=0)

    def _prism(self, index: int, into: float, below: Sequence[tuple[float, float]], room: float) -> cq.Solid:
        """
        Give a knuckle whose axis is the X axis, with a hole of radius `room`, and what joins it to its half at +Y.

        Its section is flat at Z = 0 from y = `into` to the round; `below` are the corners (y, z) that follow on it.
        """
        radius = self.thickness
        long = (self.length - (self.knuckles - 1) * self.air) / self.knuckles
        start = index * (long + self.air) - self.length / 2
        over = 5 * math.pi / 8
        corners = [
            cq.Vector(start, y, z) for y, z in ((-_HALF * radius, -_HALF * radius), *below, (into, 0), (radius, 0))
        ]
        middle = cq.Vector(start, radius * math.cos(over), radius * math.sin(over))
        edges = [cq.Edge.makeLine(one, other) for one, other in pairwise(corners)]
        outer = cq.Wire.assembleEdges([*edges, cq.Edge.makeThreePointArc(corners[-1], middle, corners[0])])
        # The hole's roof is two slopes of 45°: a round one would sag onto the pin.
        right, left = (cq.Vector(start, way * _HALF * room, _HALF * room) for way in (1, -1))
        peak, lowest = cq.Vector(start, 0, room / _HALF), cq.Vector(start, 0, -room)
        round_ = cq.Edge.makeThreePointArc(left, lowest, right)
        hole = cq.Wire.assembleEdges([round_, cq.Edge.makeLine(right, peak), cq.Edge.makeLine(peak, left)])
        return cq.Solid.extrudeLinear(outer, [hole], cq.Vector(long, 0, 0))
