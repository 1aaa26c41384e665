"""The edges of a solid, cut into straight runs once, for the faces at both sides to meet."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.GCPnts import GCPnts_TangentialDeflection
from OCP.GeomAbs import GeomAbs_BezierCurve, GeomAbs_BSplineCurve, GeomAbs_Line
from OCP.TopAbs import TopAbs_EDGE
from OCP.TopExp import TopExp
from OCP.TopTools import TopTools_IndexedMapOfShape

Floats = npt.NDArray[np.float64]


class Edges:
    """The points along each edge: as a neighbour was given them, or cut here to `deflection` mm and `turn` radians."""

    def __init__(self, shape: Any, deflection: float, turn: float) -> None:
        self._deflection = deflection
        self._turn = turn
        self._numbers = TopTools_IndexedMapOfShape()
        TopExp.MapShapes_s(shape, TopAbs_EDGE, self._numbers)
        self._straight: dict[int, bool] = {}
        self._points: dict[int, Floats | None] = {}
        self._places: dict[int, list[float]] = {}

    def number(self, edge: Any) -> int:
        """Give the edge's number, the same whichever way it is walked."""
        found: int = self._numbers.FindIndex(edge)
        return found

    def known(self, number: int) -> bool:
        """Whether its points are settled."""
        return number in self._points

    def settle(self, number: int, points: Floats, places: list[float]) -> None:
        """Set the points (n, 3) along an edge, in the direction of its curve, and where on the curve they lie."""
        self._points[number] = points
        self._places[number] = places

    def straight(self, edge: Any) -> bool:
        """Whether the edge is a piece of a straight line."""
        number = self._numbers.FindIndex(edge)
        if number not in self._straight:
            self._straight[number] = not BRep_Tool.Degenerated_s(edge) and _straight(BRepAdaptor_Curve(edge))
        return self._straight[number]

    def along(self, edge: Any) -> Floats | None:
        """
        Give the points (n, 3) in the direction of the edge's curve; None for a straight line between its ends.

        An edge that is a single point of space, as the tip of a cone, has none.
        """
        number = self._numbers.FindIndex(edge)
        if number not in self._points:
            self._points[number] = self._cut(number, edge)
        return self._points[number]

    def places(self, edge: Any) -> list[float]:
        """Give where on its curve the points of an edge lie that is not straight."""
        return self._places[self._numbers.FindIndex(edge)]

    def _cut(self, number: int, edge: Any) -> Floats | None:
        if self.straight(edge):
            return None
        if BRep_Tool.Degenerated_s(edge):
            return np.empty((0, 3))
        cut = GCPnts_TangentialDeflection(BRepAdaptor_Curve(edge), self._turn, self._deflection)
        count = range(1, cut.NbPoints() + 1)
        self._places[number] = [cut.Parameter(one) for one in count]
        return np.array([cut.Value(one).Coord() for one in count], dtype=np.float64)


def _straight(curve: Any) -> bool:
    kind = curve.GetType()
    if kind == GeomAbs_Line:
        return True
    return kind in (GeomAbs_BezierCurve, GeomAbs_BSplineCurve) and curve.NbPoles() == 2
