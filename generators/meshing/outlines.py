"""The outline of a face, walked with the face on the left hand as it is seen from outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from OCP.BRep import BRep_Tool
from OCP.BRepTools import BRepTools_WireExplorer
from OCP.TopAbs import TopAbs_REVERSED
from OCP.TopoDS import TopoDS, TopoDS_Iterator

from generators.meshing.edges import Edges

Floats = npt.NDArray[np.float64]
Point = tuple[float, float, float]

_APART = 1e-3  # mm: ends of neighbouring edges that lie further apart are no outline


class UnusualOutline(Exception):
    """An outline that is not made of plain closed lines; OpenCASCADE's mesher has to take it."""


@dataclass(frozen=True, eq=False)
class Step:
    """One edge of an outline: where it starts, and the points along it, both ends too; None for a straight line."""

    start: Point
    points: Floats | None
    edge: Any  # TopoDS_Edge, as it is walked


def outlines(face: Any, edges: Edges) -> list[list[Step]]:
    """Give the closed lines around a face, each as its steps in order. Raises UnusualOutline."""
    return [_outline(TopoDS.Wire_s(wire), face, edges) for wire in _children(face)]


def ring(outline: list[Step]) -> Floats:
    """Give the points of an outline, (n, 3), the first not repeated."""
    runs: list[Any] = [(step.start,) if step.points is None else step.points[:-1] for step in outline]
    return np.concatenate([run for run in runs if len(run)], dtype=np.float64)


def _outline(wire: Any, face: Any, edges: Edges) -> list[Step]:
    steps: list[Step] = []
    walk = BRepTools_WireExplorer(wire, face)
    while walk.More():
        edge = walk.Current()
        start = BRep_Tool.Pnt_s(walk.CurrentVertex()).Coord()
        walk.Next()
        points = edges.along(edge)
        if points is not None and len(points):
            if edge.Orientation() == TopAbs_REVERSED:
                points = points[::-1]
            first = points[0].tolist()
            if max(abs(first[0] - start[0]), abs(first[1] - start[1]), abs(first[2] - start[2])) > _APART:
                raise UnusualOutline
        steps.append(Step(start, points, edge))
    # Where a line touches itself, the explorer leaves it.
    if not steps or len(steps) != wire.NbChildren():
        raise UnusualOutline
    return steps


def _children(shape: Any) -> Iterator[Any]:
    walk = TopoDS_Iterator(shape)
    while walk.More():
        yield walk.Value()
        walk.Next()
