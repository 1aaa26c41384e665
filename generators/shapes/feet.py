"""A block on many equal feet, stitched together along the edges in which the feet end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import cadquery as cq
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge, BRepBuilderAPI_MakeFace, BRepBuilderAPI_MakeWire
from OCP.BRepPrimAPI import BRepPrimAPI_MakePrism
from OCP.gp import gp_Dir, gp_Pln, gp_Pnt, gp_Vec

from generators.shapes.rooms import flat_face, stitched

Cell = tuple[int, int]  # column and row
Way = tuple[int, int]  # toward a side, as (1, 0), or a corner, as (1, -1)

# Counter-clockwise from the front: each side, and the corner after it.
_SIDES: tuple[Way, ...] = ((0, -1), (1, 0), (0, 1), (-1, 0))
_CORNERS: tuple[Way, ...] = ((1, -1), (1, 1), (-1, 1), (-1, -1))


class Feet:
    """
    The same foot under every cell of a grid centred on the Z axis.

    The foot's top is a rounded rectangle of four lines and four arcs. All feet are one foot seen at different
    places, so that they share its faces; what lies between them and above them is drawn on their own edges, and
    nothing is ever intersected.
    """

    def __init__(self, foot: cq.Solid, counts: tuple[int, int], pitches: tuple[float, float]) -> None:
        self._columns, self._rows = counts
        top = max(foot.Faces(), key=lambda face: face.Center().z)
        self._z = top.Center().z
        self._skin = [face.wrapped for face in foot.Faces() if not face.wrapped.IsSame(top.wrapped)]
        self._rim = {_way(edge): edge for edge in top.outerWire().Edges()}
        self._places: dict[Cell, cq.Location] = {
            (column, row): cq.Location(
                ((column - (self._columns - 1) / 2) * pitches[0], (row - (self._rows - 1) / 2) * pitches[1], 0)
            )
            for row in range(self._rows)
            for column in range(self._columns)
        }
        self._sides = {way: list(self._side(way)) for way in _SIDES}

    def block(self, height: float) -> cq.Solid:
        """Give feet and block in one: its top is one flat face at `height` mm."""
        feet = [face.Moved(place.wrapped) for place in self._places.values() for face in self._skin]
        return stitched([*feet, *self._underside(), *self._walls(height)])

    def _edge(self, cell: Cell, way: Way) -> cq.Edge:
        return self._rim[way].moved(self._places[cell])

    def _is_outside(self, cell: Cell, way: Way) -> bool:
        """Tell whether this edge of a foot is also an edge of the block."""
        ends = ({-1: 0, 1: self._columns - 1}, {-1: 0, 1: self._rows - 1})
        return all(step == 0 or cell[axis] == ends[axis][step] for axis, step in enumerate(way))

    def _side(self, way: Way) -> Iterator[cq.Edge]:
        """Give the edges along the foot of one wall, counter-clockwise: of a foot, of a gap, of a foot ..."""
        cells = [cell for cell in self._places if self._is_outside(cell, way)]
        if way in ((0, 1), (-1, 0)):
            cells.reverse()
        before: cq.Edge | None = None
        for cell in cells:
            edge = self._edge(cell, way)
            if before is not None:
                first, last = _ends(before, way)[1], _ends(edge, way)[0]
                yield cq.Edge(BRepBuilderAPI_MakeEdge(first.wrapped, last.wrapped).Edge())
            yield edge
            before = edge

    def _underside(self) -> Iterator[Any]:
        gaps = [edge for way in _SIDES for edge in self._sides[way][1::2]]
        islands: list[cq.Wire] = []
        loose = gaps
        for cell in self._places:
            edges = [self._edge(cell, way) for way in self._rim if not self._is_outside(cell, way)]
            if len(edges) == len(self._rim) and 0 < cell[0] < self._columns - 1 and 0 < cell[1] < self._rows - 1:
                islands.append(_wire(_chained(edges)[0]))
            else:
                loose = loose + edges
        for loop in _chained(loose):
            yield flat_face(_wire(loop), islands, self._z, up=False)

    def _walls(self, height: float) -> Iterator[Any]:
        """Give the four corners, the four sides and the top."""
        rise = gp_Vec(0, 0, height - self._z)
        uprights: list[dict[str, cq.Edge]] = []
        for way in _CORNERS:
            (cell,) = (cell for cell in self._places if self._is_outside(cell, way))
            face = cq.Face(BRepPrimAPI_MakePrism(self._edge(cell, way).wrapped, rise).Shape())
            yield face.wrapped if face.normalAt().dot(cq.Vector(*way)) > 0 else face.wrapped.Reversed()
            middle = face.Center()
            named = {"top": max(face.Edges(), key=lambda edge: edge.Center().z)}
            for edge in face.Edges():
                if edge.geomType() == "LINE":
                    # Counter-clockwise around the Z axis, a corner begins at one upright and ends at the other.
                    turn = middle.x * edge.Center().y - middle.y * edge.Center().x
                    named["end" if turn > 0 else "start"] = edge
            uprights.append(named)
        rim: list[cq.Edge] = []
        for number, way in enumerate(_SIDES):
            before, after = uprights[number - 1]["end"], uprights[number]["start"]
            top = cq.Edge(BRepBuilderAPI_MakeEdge(_upper(after).wrapped, _upper(before).wrapped).Edge())
            corner = before.Center()
            plane = gp_Pln(gp_Pnt(*corner.toTuple()), gp_Dir(*way, 0))
            outline = _wire([*self._sides[way], after, top, before])
            yield BRepBuilderAPI_MakeFace(plane, outline.wrapped, True).Face()
            rim.extend((top, uprights[number]["top"]))
        yield flat_face(_wire(rim), [], height, up=True)


def _way(edge: cq.Edge) -> Way:
    """Name an edge of a rim centred on the Z axis by the side or corner it lies at."""
    middle = edge.Center()
    straight = edge.geomType() == "LINE"
    x, y = (0 if abs(value) < 1e-6 and straight else (1 if value > 0 else -1) for value in (middle.x, middle.y))
    return x, y


def _ends(edge: cq.Edge, way: Way) -> tuple[cq.Vertex, cq.Vertex]:
    """Give the first and last vertex of a wall's edge, counter-clockwise around the block."""
    along = cq.Vector(-way[1], way[0], 0)
    first, last = sorted(edge.Vertices(), key=lambda vertex: along.dot(vertex.Center()))
    return first, last


def _upper(edge: cq.Edge) -> cq.Vertex:
    return max(edge.Vertices(), key=lambda vertex: vertex.Center().z)


def _wire(edges: Iterable[cq.Edge]) -> cq.Wire:
    """Join edges that follow each other; they are kept as they are, for others share them."""
    maker = BRepBuilderAPI_MakeWire()
    for edge in edges:
        maker.Add(edge.wrapped)
    return cq.Wire(maker.Wire())


def _chained(edges: Iterable[cq.Edge]) -> list[list[cq.Edge]]:
    """Sort edges into closed loops; at each of their ends exactly two of them meet."""
    met: dict[tuple[float, float], list[int]] = {}
    ends: list[tuple[tuple[float, float], tuple[float, float]]] = []
    edges = list(edges)
    for number, edge in enumerate(edges):
        first, last = ((round(point.X, 5), round(point.Y, 5)) for point in edge.Vertices())
        ends.append((first, last))
        for point in (first, last):
            met.setdefault(point, []).append(number)
    loops: list[list[cq.Edge]] = []
    left = dict.fromkeys(range(len(edges)))
    while left:
        following: int | None = next(iter(left))
        loop: list[int] = []
        here = ends[next(iter(left))][0]
        while following is not None:
            del left[following]
            loop.append(following)
            first, last = ends[following]
            here = last if here == first else first
            following = next((other for other in met[here] if other in left), None)
        loops.append([edges[number] for number in loop])
    return loops
