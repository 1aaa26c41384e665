"""
What the solid knows of each edge that is drawn: its kind, and its length, radius and centre as exact numbers.

The lines of the mesh only follow a curve; whoever measures is told of the curve itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.GCPnts import GCPnts_AbscissaPoint
from OCP.GeomAbs import GeomAbs_Circle, GeomAbs_Line
from OCP.TopAbs import TopAbs_EDGE, TopAbs_FACE
from OCP.TopExp import TopExp
from OCP.TopoDS import TopoDS
from OCP.TopTools import TopTools_IndexedDataMapOfShapeListOfShape, TopTools_IndexedMapOfShape
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from generators.topology import faces_of

if TYPE_CHECKING:
    import cadquery as cq

    from generators.mesh import Floats, Ints, Mesh

Point = tuple[float, float, float]

_known: WeakKeyDictionary[Mesh, tuple[Ints, list[Edge]]] = WeakKeyDictionary()

_EXACT = 1e-9  # mm, to which lengths are integrated
_SAME = 1e-6  # mm by which two arcs of one circle may differ
# Chords of a curve that turns by 0.25 rad each are 0.3% shorter than the curve; less is but a part of the edge.
_WHOLE = 0.98


class Kind(IntEnum):
    """What an edge is. The numbers stand in files: they never change their meaning."""

    LINE = 0
    CIRCLE = 1
    CURVE = 2
    UNKNOWN = 3


@dataclass(frozen=True)
class Edge:
    """One edge: of how many lines it is drawn, and its exact `length` in mm; of a circle also radius and centre."""

    kind: Kind
    lines: int
    length: float = 0.0
    radius: float = 0.0
    centre: Point = (0.0, 0.0, 0.0)

    def to_json(self) -> list[float]:
        """Give it as numbers: kind, lines, length, radius, centre, as far as it has them."""
        known: list[float] = [int(self.kind), self.lines]
        if self.kind is not Kind.UNKNOWN:
            known.append(round(self.length, 7))
        if self.kind is Kind.CIRCLE:
            known += [round(number, 7) + 0.0 for number in (self.radius, *self.centre)]
        return known


def edges_of(mesh: Mesh, solid: cq.Shape) -> tuple[Ints, list[Edge]]:
    """Give the order in which the mesh's lines stand edge by edge, (e,), and the edges in that order."""
    if mesh not in _known:  # a part that comes out of a stage has the mesh that it had before
        _known[mesh] = _told(mesh, solid)
    return _known[mesh]


def _told(mesh: Mesh, solid: cq.Shape) -> tuple[Ints, list[Edge]]:
    group, pairs = _groups(mesh)
    order = np.argsort(group, kind="stable")
    counts = np.bincount(group)
    drawn = np.bincount(group, np.linalg.norm(mesh.edges[:, 1] - mesh.edges[:, 0], axis=1))
    curves = _curves(solid, set(pairs)) if len(pairs) and not hasattr(solid, "triangulated") else {}
    members: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        members[pair].append(number)
    found: dict[int, Edge] = {}
    for pair, numbers in members.items():
        for number, own in _shared_out(curves.get(pair, []), numbers, mesh, group):
            edge = _edge(own, int(counts[number]))
            if edge is not None and _WHOLE < drawn[number] / edge.length < 1 / _WHOLE:
                found[number] = edge
    unknown = (Edge(Kind.UNKNOWN, int(count)) for count in counts)
    return order, [found.get(number, edge) for number, edge in enumerate(unknown)]


def _groups(mesh: Mesh) -> tuple[Ints, list[tuple[int, int]]]:
    """Give the edge of each line, (e,), and the two faces of each edge: lines that hang together between them."""
    if not len(mesh.ends):
        return np.zeros(0, dtype=np.int64), []
    between = mesh.sides[:, 0] * (int(mesh.face_of[-1]) + 1) + mesh.sides[:, 1]
    places = between[:, None] * len(mesh.vertices) + mesh.ends
    known, place = np.unique(places, return_inverse=True)
    place = place.reshape(-1, 2)
    graph = coo_array((np.ones(len(place)), (place[:, 0], place[:, 1])), shape=(len(known), len(known)))
    _, label = connected_components(graph, directed=False)
    _, first, group = np.unique(label[place[:, 0]], return_index=True, return_inverse=True)
    return group.reshape(-1).astype(np.int64), [(int(one), int(other)) for one, other in mesh.sides[first]]


def _curves(solid: cq.Shape, wanted: set[tuple[int, int]]) -> dict[tuple[int, int], list[Any]]:
    """Give the curves of the solid's edges, by the numbers of the two faces that meet in them."""
    faces = TopTools_IndexedMapOfShape()
    TopExp.MapShapes_s(solid.wrapped, TopAbs_FACE, faces)
    curves: dict[tuple[int, int], list[Any]] = defaultdict(list)
    if len(faces_of(solid.wrapped)) != faces.Extent():
        return curves  # a face met twice: its number here is not that of the mesh
    known = TopTools_IndexedDataMapOfShapeListOfShape()
    TopExp.MapShapesAndAncestors_s(solid.wrapped, TopAbs_EDGE, TopAbs_FACE, known)
    for index in range(1, known.Extent() + 1):
        owners = known.FindFromIndex(index)
        if owners.Size() != 2:
            continue
        one, other = sorted((faces.FindIndex(owners.First()) - 1, faces.FindIndex(owners.Last()) - 1))
        if (one, other) in wanted:
            curves[one, other].append(BRepAdaptor_Curve(TopoDS.Edge_s(known.FindKey(index))))
    return curves


def _shared_out(curves: list[Any], numbers: list[int], mesh: Mesh, group: Ints) -> list[tuple[int, list[Any]]]:
    """Give each of these edges the curves that lie nearest to its lines."""
    if len(numbers) == 1:
        return [(numbers[0], curves)]
    lines = {number: mesh.edges[group == number] for number in numbers}
    own: dict[int, list[Any]] = defaultdict(list)
    for curve in curves:
        point = np.array(curve.Value((curve.FirstParameter() + curve.LastParameter()) / 2).Coord())
        own[min(numbers, key=lambda number: _away(lines[number], point))].append(curve)
    return list(own.items())


def _away(lines: Floats, point: npt.NDArray[np.float64]) -> float:
    """Give the distance in mm of a point from the nearest of lines (k, 2, 3)."""
    start, way = lines[:, 0], lines[:, 1] - lines[:, 0]
    along = np.einsum("ij,ij->i", point - start, way) / np.einsum("ij,ij->i", way, way)
    nearest = start + np.clip(along, 0, 1)[:, None] * way
    return float(np.linalg.norm(nearest - point, axis=1).min())


def _edge(curves: list[Any], lines: int) -> Edge | None:
    """Make one edge of a curve, or of several arcs of one circle; None where they are several things."""
    if not curves:
        return None
    edges = [_single(curve, lines) for curve in curves]
    first = edges[0]
    if len(edges) == 1:
        return first if first.length > 0 else None
    numbers = np.array([(edge.radius, *edge.centre) for edge in edges])
    if any(edge.kind is not Kind.CIRCLE for edge in edges) or np.ptp(numbers, axis=0).max() > _SAME:
        return None
    return Edge(Kind.CIRCLE, lines, sum(edge.length for edge in edges), first.radius, first.centre)


def _single(curve: Any, lines: int) -> Edge:
    kind, first, last = curve.GetType(), curve.FirstParameter(), curve.LastParameter()
    if kind == GeomAbs_Line:
        return Edge(Kind.LINE, lines, float(last - first))  # its parameter is a length
    if kind == GeomAbs_Circle:
        circle = curve.Circle()
        x, y, z = circle.Location().Coord()
        return Edge(Kind.CIRCLE, lines, float(circle.Radius() * (last - first)), float(circle.Radius()), (x, y, z))
    return Edge(Kind.CURVE, lines, float(GCPnts_AbscissaPoint.Length_s(curve, _EXACT)))
