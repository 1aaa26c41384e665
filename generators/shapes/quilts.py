"""A solid put together by hand from faces that share their edges: nothing is searched, intersected or mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cadquery as cq
import numpy as np
import numpy.typing as npt
from OCP.BRep import BRep_Builder
from OCP.Geom import Geom_BSplineCurve, Geom_BSplineSurface, Geom_Line, Geom_Plane
from OCP.Geom2d import Geom2d_BSplineCurve
from OCP.gp import gp_Dir, gp_Lin, gp_Pnt, gp_Pnt2d
from OCP.TColgp import TColgp_Array1OfPnt, TColgp_Array1OfPnt2d, TColgp_Array2OfPnt
from OCP.TColStd import TColStd_Array1OfInteger, TColStd_Array1OfReal
from OCP.TopAbs import TopAbs_FORWARD, TopAbs_REVERSED
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS_Edge, TopoDS_Face, TopoDS_Shell, TopoDS_Solid, TopoDS_Vertex, TopoDS_Wire

Floats = npt.NDArray[np.float64]

_CLOSE = 1e-7  # mm: edges lie on their faces exactly, so the kernel's own precision does


@dataclass(frozen=True, eq=False)
class Rail:
    """
    A smooth curve over the parameter `knots`, (k,): cubic between them, through k points.

    `poles` are (2 k, 3) mm: a third of the slope before and after each inner point, and the two end points.
    """

    knots: Floats
    poles: Floats

    @classmethod
    def through(cls, knots: Floats, points: Floats, slopes: Floats) -> Rail:
        """Draw the curve through points (k, 3) in mm with slopes (k, 3) in mm per unit of the parameter."""
        third = np.diff(knots)[:, None] / 3
        poles = np.empty((2 * len(knots), 3))
        poles[0], poles[-1] = points[0], points[-1]
        poles[1:-1:2] = points[:-1] + slopes[:-1] * third
        poles[2:-1:2] = points[1:] - slopes[1:] * third
        return cls(knots, poles)


@dataclass(frozen=True, eq=False)
class Corner:
    """A vertex and where it is, (3,) mm."""

    vertex: Any
    point: Floats


@dataclass(frozen=True, eq=False)
class Side:
    """An edge, with the range of its parameter."""

    edge: Any
    first: float
    last: float


# A side of a face: the edge, where it begins and ends on the surface (u, v), and whether the walk follows it.
Step = tuple[Side, tuple[float, float], tuple[float, float], bool]


class Quilt:
    """Corners, then sides between them, then patches between those: each side must be walked once each way."""

    def __init__(self) -> None:
        self._builder = BRep_Builder()
        self._shell = TopoDS_Shell()
        self._builder.MakeShell(self._shell)
        self._lines: dict[tuple[Corner, Corner], Side] = {}

    def corner(self, point: Floats) -> Corner:
        """Set a corner, (3,) mm."""
        vertex = TopoDS_Vertex()
        self._builder.MakeVertex(vertex, gp_Pnt(*point.tolist()), _CLOSE)
        return Corner(vertex, point)

    def line(self, start: Corner, end: Corner) -> Side:
        """Give the straight side between two corners; it is drawn once."""
        key = (start, end)
        if key not in self._lines:
            way = end.point - start.point
            curve = Geom_Line(gp_Lin(gp_Pnt(*start.point.tolist()), gp_Dir(*way.tolist())))
            self._lines[key] = self._side(curve, 0, float(np.linalg.norm(way)), start, end)
        return self._lines[key]

    def curve(self, rail: Rail, start: Corner, end: Corner) -> Side:
        """Give the side along a rail."""
        poles = TColgp_Array1OfPnt(1, len(rail.poles))
        for index, pole in enumerate(rail.poles.tolist()):
            poles.SetValue(index + 1, gp_Pnt(*pole))
        curve = Geom_BSplineCurve(poles, *_along(rail.knots), 3)
        return self._side(curve, float(rail.knots[0]), float(rail.knots[-1]), start, end)

    def _side(self, curve: Any, first: float, last: float, start: Corner, end: Corner) -> Side:
        edge = TopoDS_Edge()
        self._builder.MakeEdge(edge, curve, _CLOSE)
        self._builder.Add(edge, start.vertex.Oriented(TopAbs_FORWARD))
        self._builder.Add(edge, end.vertex.Oriented(TopAbs_REVERSED))
        self._builder.Range(edge, first, last)
        return Side(edge, first, last)

    def patch(self, low: Rail, high: Rail, walk: Sequence[Step], *, turned: bool) -> None:
        """
        Span a face between two rails of the same knots; u runs along them, v from 0 on the low to 1 on the high.

        It looks toward `u x v`, or away from it where it is turned.
        """
        poles = TColgp_Array2OfPnt(1, len(low.poles), 1, 2)
        for index, (one, other) in enumerate(zip(low.poles.tolist(), high.poles.tolist(), strict=True)):
            poles.SetValue(index + 1, 1, gp_Pnt(*one))
            poles.SetValue(index + 1, 2, gp_Pnt(*other))
        knots, counts = _along(low.knots)
        across, ends = _reals([0, 1]), _integers([2, 2])
        surface = Geom_BSplineSurface(poles, knots, across, counts, ends, 3, 1)
        face, wire = TopoDS_Face(), TopoDS_Wire()
        self._builder.MakeFace(face, surface, TopLoc_Location(), _CLOSE)
        self._builder.MakeWire(wire)
        for side, start, end, ahead in walk:
            points = TColgp_Array1OfPnt2d(1, 2)
            points.SetValue(1, gp_Pnt2d(*start))
            points.SetValue(2, gp_Pnt2d(*end))
            trace = Geom2d_BSplineCurve(points, _reals([side.first, side.last]), _integers([2, 2]), 1)
            self._builder.UpdateEdge(side.edge, trace, surface, TopLoc_Location(), _CLOSE)
            self._builder.Range(side.edge, face, side.first, side.last)
            self._builder.Add(wire, side.edge.Oriented(TopAbs_FORWARD if ahead else TopAbs_REVERSED))
        self._close(face, [wire], turned)

    def flat(
        self, point: Floats, normal: Floats, wires: Sequence[Sequence[tuple[Side, bool]]], *, turned: bool
    ) -> None:
        """
        Span a flat face: its outline runs counter-clockwise seen against the normal, its holes clockwise.

        It looks along the normal, or against it where it is turned.
        """
        face = TopoDS_Face()
        plane = Geom_Plane(gp_Pnt(*point.tolist()), gp_Dir(*normal.tolist()))
        self._builder.MakeFace(face, plane, TopLoc_Location(), _CLOSE)
        outlines = []
        for walk in wires:
            wire = TopoDS_Wire()
            self._builder.MakeWire(wire)
            for side, ahead in walk:
                self._builder.Add(wire, side.edge.Oriented(TopAbs_FORWARD if ahead else TopAbs_REVERSED))
            outlines.append(wire)
        self._close(face, outlines, turned)

    def _close(self, face: Any, wires: Sequence[Any], turned: bool) -> None:
        for wire in wires:
            wire.Closed(True)
            self._builder.Add(face, wire)
        self._builder.Add(self._shell, face.Oriented(TopAbs_REVERSED if turned else TopAbs_FORWARD))

    def solid(self) -> cq.Solid:
        """Give the solid that all faces enclose."""
        self._shell.Closed(True)
        whole = TopoDS_Solid()
        self._builder.MakeSolid(whole)
        self._builder.Add(whole, self._shell)
        return cq.Solid(whole)


def _along(knots: Floats) -> tuple[Any, Any]:
    counts = [4, *[2] * (len(knots) - 2), 4]
    return _reals(knots.tolist()), _integers(counts)


def _reals(values: Sequence[float]) -> Any:
    array = TColStd_Array1OfReal(1, len(values))
    for index, value in enumerate(values):
        array.SetValue(index + 1, value)
    return array


def _integers(values: Sequence[int]) -> Any:
    array = TColStd_Array1OfInteger(1, len(values))
    for index, value in enumerate(values):
        array.SetValue(index + 1, value)
    return array
