"""Ruled surfaces: what is straight in one direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from OCP.Geom import (
    Geom_BSplineSurface,
    Geom_ConicalSurface,
    Geom_CylindricalSurface,
    Geom_RectangularTrimmedSurface,
    Geom_SurfaceOfLinearExtrusion,
)
from OCP.TopAbs import TopAbs_EDGE
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS, TopoDS_Iterator

from generators.meshing.edges import Edges
from generators.meshing.outlines import Point


@dataclass(frozen=True)
class Turned:
    """A cylinder or cone: a point of its axis, the axis' direction, and how much it opens along it, in radians."""

    origin: Point
    direction: Point
    slope: float


@dataclass(frozen=True)
class Drawn:
    """A wall under a drawn line: the direction of its straight lines."""

    direction: Point


@dataclass(frozen=True)
class Spanned:
    """A spline surface that is straight from one of its two outer lines to the other."""

    surface: Any  # Geom_BSplineSurface
    across_v: bool  # whether it is straight along v

    def ends(self, place: float) -> tuple[Point, Point]:
        """Give the two ends of the straight line at this place of the outer lines."""
        u0, u1, v0, v1 = self.surface.Bounds()
        pairs = ((place, v0), (place, v1)) if self.across_v else ((u0, place), (u1, place))
        one, other = (self.surface.Value(u, v).Coord() for u, v in pairs)
        return one, other


Ruled = Turned | Drawn | Spanned


def ruled(face: Any, surface: Any, edges: Edges) -> Ruled | None:
    """
    Give how a face is ruled; None where it is not, or is no strip between two straight edges.

    `surface` is its Geom_Surface. The two straight edges of a tube are its seam, seen from both sides.
    """
    if isinstance(surface, Geom_RectangularTrimmedSurface):
        surface = surface.BasisSurface()
    found: Ruled | None = None
    if isinstance(surface, Geom_CylindricalSurface | Geom_ConicalSurface):
        axis = surface.Axis()
        slope = surface.SemiAngle() if isinstance(surface, Geom_ConicalSurface) else 0.0
        found = Turned(axis.Location().Coord(), axis.Direction().Coord(), slope)
    elif isinstance(surface, Geom_SurfaceOfLinearExtrusion):
        found = Drawn(surface.Direction().Coord())
    elif isinstance(surface, Geom_BSplineSurface) and 2 in (surface.NbUPoles(), surface.NbVPoles()):
        found = Spanned(surface, surface.NbVPoles() == 2)
    if found is None:
        return None
    straight, count = _sides(face, edges)
    if isinstance(found, Spanned):
        return found if count == 4 and straight in (2, 4) else None
    return found if straight == 2 else None


def _sides(face: Any, edges: Edges) -> tuple[int, int]:
    """Count the straight edges of a face, and all; a face of several outlines has none."""
    wires = TopoDS_Iterator(face)
    wires.Next()
    if wires.More():
        return 0, 0
    straight = count = 0
    explorer = TopExp_Explorer(face, TopAbs_EDGE)
    while explorer.More():
        straight += edges.straight(TopoDS.Edge_s(explorer.Current()))
        count += 1
        explorer.Next()
    return straight, count
