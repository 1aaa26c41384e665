"""Lids that are pushed on from above: one that is held by friction, and one that snaps in."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cadquery as cq
from cadquery import func

from generators.shapes.bounds import within
from generators.shapes.cases import Case
from generators.shapes.kernel import as_solid
from generators.shapes.pillars import standing
from generators.shapes.rooms import hollowed

LEAST_AIR, MOST_AIR = 0.05, 1.0  # mm per side
_LEAD = 0.4  # mm of bevel that finds the opening
_LAND = 0.4  # mm of flat on the top of a snap's bump
_BEHIND = 0.6  # mm of wall that stays behind a snap's groove: more than one line
_SLANT = math.sqrt(2) - 1  # what an edge between a flat and a 45° slope shifts along the flat, per mm of air
# A tab bends across its layers, where printed PLA breaks at 1 % (ASTM D638, Pro3D Composites' PLA data sheet).
_STRAIN = 0.01


@dataclass(frozen=True)
class DropLid:
    """
    A lid whose lip drops into a box and is held there by friction, `air` mm from the wall on each side.

    The lip reaches `reach` mm into the box and is `lip` mm thick; the plate rests on the rim.
    Raises `ValueError` for a size out of range.
    """

    case: Case
    air: float = 0.25
    reach: float = 4.0
    lip: float = 1.6
    thickness: float = 2.0

    def __post_init__(self) -> None:
        """Refuse a lip that finds no room."""
        case = self.case
        within("air", self.air, LEAST_AIR, MOST_AIR)
        within("thickness", self.thickness, 0.8)
        within("lip", self.lip, 1.2, min(case.width, case.depth) / 2 - case.wall - self.air - 1)
        within("reach", self.reach, 1.5, case.height - case.floor)

    def box(self) -> cq.Solid:
        """Give the box."""
        return self.case.box()

    def lid(self) -> cq.Solid:
        """Give the lid as it is printed, its plate on Z = 0."""
        outer, low, high = self.case.wall + self.air, self.thickness, self.thickness + self.reach
        block = self.case.block([(outer, low), (outer, high - _LEAD), (outer + _LEAD, high)])
        ring = hollowed(block, [self.case.block([(outer + self.lip, low), (outer + self.lip, high)])])
        return standing(self.case.plate(self.thickness), [ring])

    @property
    def place(self) -> cq.Location:
        """Where the lid sits on the box."""
        return self.case.upside_down(self.thickness)


@dataclass(frozen=True)
class SnapLid:
    """
    A lid with four springy tabs whose bumps catch `engagement` mm deep in grooves of the box's walls.

    Tabs and bumps keep `air` mm from the box when closed. All slopes are 45°, so it opens by a firm pull. The tabs
    are as long as they must be to bend that far without breaking. Raises `ValueError` for a size out of range.
    """

    case: Case
    air: float = 0.25
    engagement: float = 0.5
    thickness: float = 2.0
    tab: float = 1.2  # mm thick

    def __post_init__(self) -> None:
        """Refuse a wall too thin for the groove, and a box too small for the tabs."""
        case = self.case
        within("air", self.air, LEAST_AIR, MOST_AIR)
        within("thickness", self.thickness, 1.2)
        within("tab", self.tab, 0.9, 3)
        within("engagement", self.engagement, 0.3, 0.8)
        within("wall", case.wall, self.engagement + self.air + _BEHIND)
        within("height", case.height, case.floor + self.reach + 0.5)
        least = 16 + 2 * max(case.radius, case.wall)
        within("width", case.width, least)
        within("depth", case.depth, least)

    @property
    def arm(self) -> float:
        """
        How far from the plate the middle of a bump is, in mm.

        Source: the strain of a bent tab is 1.5 x thickness x way / arm² (Bayer, Snap-Fit Joints for Plastics).
        """
        return math.sqrt(1.5 * self.tab * self.engagement / _STRAIN)

    @property
    def reach(self) -> float:
        """How far a tab reaches into the box, in mm."""
        return self.arm + _LAND / 2 + self.air + self.engagement

    def box(self) -> cq.Solid:
        """Give the box, with its grooves."""
        case, deep = self.case, self.engagement + self.air
        middle, land = case.height - self.arm, _LAND / 2 + _SLANT * self.air
        groove = [
            (-1, middle - land - deep),
            (0, middle - land - deep),
            (deep, middle - land),
            (deep, middle + land),
            (0, middle + land + deep),
            (-1, middle + land + deep),
        ]
        return as_solid(case.box().cut(*self._around(groove, case.wall, 2 * self.air)))

    def lid(self) -> cq.Solid:
        """Give the lid as it is printed, its plate on Z = 0."""
        high = self.engagement + self.air
        middle = self.thickness + self.arm
        side = [
            (-self.tab, self.thickness),
            (0, self.thickness),
            (0, middle - _LAND / 2 - high),
            (high, middle - _LAND / 2),
            (high, middle + _LAND / 2),
            (0, middle + _LAND / 2 + high),
            (-self.tab, middle + _LAND / 2 + high),
        ]
        return standing(self.case.plate(self.thickness), self._around(side, self.case.wall + self.air, 0))

    @property
    def place(self) -> cq.Location:
        """Where the lid sits on the box."""
        return self.case.upside_down(self.thickness)

    def _around(self, side: list[tuple[float, float]], inset: float, longer: float) -> list[cq.Solid]:
        """
        Give a prism on the middle of each of the four walls.

        `side` is its section (out, z): mm outward from the plane that is `inset` mm within the box's outside.
        """
        case, found = self.case, []
        for along, across, turn in ((case.width, case.depth, 0), (case.depth, case.width, 90)):
            length = min(40, (along - 2 * max(case.radius, case.wall)) / 2) + longer
            for half in (0, 180):
                section = func.face(func.polygon(*[(-length / 2, -(across / 2 - inset) - out, z) for out, z in side]))
                prism = func.extrude(section, (length, 0, 0))
                found.append(as_solid(prism.moved(cq.Location((0, 0, 0), (0, 0, 1), turn + half))))
        return found
