"""Reliefs: solids between two nets of points, such as a photo turned into thickness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cadquery as cq
import numpy as np
import numpy.typing as npt
from OCP.BRep import BRep_Builder
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge, BRepBuilderAPI_MakeFace, BRepBuilderAPI_MakeVertex
from OCP.Geom import Geom_BSplineCurve, Geom_BSplineSurface
from OCP.Geom2d import Geom2d_Line
from OCP.gp import gp_Dir, gp_Dir2d, gp_Pln, gp_Pnt, gp_Pnt2d
from OCP.TColgp import TColgp_Array1OfPnt, TColgp_Array2OfPnt
from OCP.TColStd import TColStd_Array1OfInteger, TColStd_Array1OfReal
from OCP.TopoDS import TopoDS_Face, TopoDS_Shell, TopoDS_Solid, TopoDS_Wire
from scipy.ndimage import gaussian_filter, map_coordinates

from generators.meshing import Facets
from generators.meshing.zipped import zipped

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_TOLERANCE = 1e-6  # mm
_BLUR = 0.6  # mm: a line of plastic shows nothing finer
_SHARE = 0.5  # percent of the pixels at each end of the tones that may be lost


class Relief(cq.Solid):
    """
    A solid of six faces that brings its triangles along: as many as the net has meshes, whatever fineness is asked.

    The kernel would take minutes to find them. Moved or cut it is a plain solid again, so draw it where it prints.
    """

    triangulated: Facets | None = None

    def Volume(self, tol: float | None = None) -> float:  # noqa: N802  # CadQuery's name
        """Give the volume in mm³, from the triangles: the kernel looks at 61 x 61 points of a face at most."""
        if self.triangulated is None:
            return float(super().Volume(tol))
        corners = self.triangulated.nodes[self.triangulated.triangles]
        return float(np.einsum("ij,ij->", corners[:, 0], np.cross(corners[:, 1], corners[:, 2]))) / 6


def relief(front: Floats, back: Floats) -> Relief:
    """
    Give the solid between two nets of points in mm, (rows, columns, 3) from below upward and from left to right.

    The front looks to -Y where the columns run along X. Both have the same columns; all columns lie in upright
    planes, and their points rise from row to row. The lowest rows lie on one height, and so do the highest ones.
    The outer columns must be so straight that the strip between front and back covers them.
    """
    if front.shape[1:] != back.shape[1:] or front.shape[2] != 3 or min(*front.shape[:2], *back.shape[:2]) < 2:
        raise ValueError(f"front {front.shape} and back {back.shape} are not two nets with the same columns")
    solid = Relief(_brep(front, back))
    solid.triangulated = _facets(front, back)
    return solid


def shades(picture: Floats, width: float, height: float, pitch: float) -> Floats:
    """
    Give a photo's tones at the points of a net, (rows, columns) from the lowest row upward: 0 darkest to 1 lightest.

    The photo fills `width` x `height` mm, cut at two sides where it has another shape. What a line of plastic cannot
    show is blurred, and the tones are spread over the whole range.
    """
    columns, rows = max(round(width / pitch), 2) + 1, max(round(height / pitch), 2) + 1
    high, wide = picture.shape
    scale = max(width / wide, height / high)  # mm to a pixel
    soft = gaussian_filter(picture, _BLUR / scale, mode="nearest")
    across = (wide - 1) / 2 + np.linspace(-0.5, 0.5, columns) * (width / scale - 1)
    down = (high - 1) / 2 - np.linspace(-0.5, 0.5, rows) * (height / scale - 1)
    found = map_coordinates(soft, np.array(np.meshgrid(down, across, indexing="ij")), order=1, mode="nearest")
    darkest, lightest = np.percentile(found, (_SHARE, 100 - _SHARE))
    spread: Floats = ((found - darkest) / max(float(lightest - darkest), 1e-3)).clip(0, 1)
    return spread


def framed_relief(heights: Floats, width: float, height: float, frame: float, rim: float) -> Floats:
    """Give heights (rows, columns) in mm within a frame `rim` high and `frame` mm wide, sloping inward at 45°."""
    rows, columns = heights.shape
    x = np.minimum(*(np.abs(np.linspace(0, width, columns) - end) for end in (0, width)))
    z = np.minimum(*(np.abs(np.linspace(0, height, rows) - end) for end in (0, height)))
    inside = np.minimum(x[None, :], z[:, None]) - frame
    bevelled: Floats = np.maximum(heights, rim - np.maximum(inside, 0))
    bevelled[inside <= 0] = rim
    return bevelled


def lithophane(
    picture: Floats,
    size: tuple[float, float],
    thickness: tuple[float, float],
    *,
    frame: float,
    pitch: float,
    form: str,
    turn: float = 0,
    foot: tuple[float, float] = (0, 0),
    negative: bool = False,
) -> Relief:
    """
    Give a photo as a plate to be lit from behind: thin where it is light, thick where it is dark; mm and degrees.

    `form` is "lying" with its back on the bed, "upright" on a foot (depth, height), or "curved" by `turn` degrees of
    a cylinder around the light; the relief is outside.
    """
    width, height = size
    thin, thick = thickness
    tones = shades(picture, width, height, pitch)
    dark = tones if negative else 1 - tones
    depth = framed_relief(thin + (thick - thin) * dark, width, height, frame, thick)
    rows, columns = depth.shape
    x = np.broadcast_to(np.linspace(-width / 2, width / 2, columns), depth.shape)
    z = np.broadcast_to(np.linspace(0, height, rows)[:, None], depth.shape)
    if form == "lying":
        # Front becomes top: the photo's upper edge lies toward +Y.
        front = np.stack([x, z - height / 2, depth], axis=2)
        back = np.stack([x, z - height / 2, np.zeros_like(depth)], axis=2)[[0, -1]]
    elif form == "curved":
        radius = width / np.radians(turn)
        at = x / radius
        front, back = (
            np.stack([(radius + out) * np.sin(at), -(radius + out) * np.cos(at), z], axis=2)
            for out in (depth, np.zeros_like(depth))
        )
        back = back[[0, -1]]
    else:
        deep, up = foot
        edge = min(2.0, up / 2)
        front = np.stack([x, -depth, z + up], axis=2)
        back = np.stack([x, np.zeros_like(depth), z + up], axis=2)[[0, -1]]
        middle = -thick / 2
        for side, net in ((-1, front), (1, back)):
            low = np.repeat(net[:1], 2, axis=0)
            low[:, :, 1] = middle + side * deep / 2
            low[:, :, 2] = np.array([[0.0], [edge]])
            if side < 0:
                front = np.concatenate([low, net])
            else:
                back = np.concatenate([low, net])
    return relief(front, back)


def _brep(front: Floats, back: Floats) -> TopoDS_Solid:
    """Give the solid with its true surfaces: bent over the nets in front and behind, flat around."""
    ends = [(0, 0), (0, -1), (-1, -1), (-1, 0)]
    corners = [
        [BRepBuilderAPI_MakeVertex(gp_Pnt(*net[end].tolist())).Vertex() for end in ends] for net in (front, back)
    ]
    rims = [_rim(net, points) for net, points in zip((front, back), corners, strict=True)]
    across = [BRepBuilderAPI_MakeEdge(one, other).Edge() for one, other in zip(corners[0], corners[1], strict=True)]
    builder = BRep_Builder()
    shell = TopoDS_Shell()
    builder.MakeShell(shell)
    builder.Add(shell, _bent(front, rims[0]))
    builder.Add(shell, _bent(back, rims[1]).Reversed())
    half = front.shape[1] // 2
    outward = [
        _facing(back[0, 0] - front[0, 0], front[0, half] - front[0, 0]),
        _facing(back[0, -1] - front[0, -1], front[-1, -1] - front[0, -1]),
        _facing(front[-1, half] - front[-1, 0], back[-1, 0] - front[-1, 0]),
        _facing(front[-1, 0] - front[0, 0], back[0, 0] - front[0, 0]),
    ]
    for side, way in enumerate(outward):
        after = (side + 1) % 4
        builder.Add(shell, _flat(front[ends[side]], way, [rims[0][side], across[after], rims[1][side], across[side]]))
    shell.Closed(True)
    whole = TopoDS_Solid()
    builder.MakeSolid(whole)
    builder.Add(whole, shell)
    return whole


def _facing(one: Floats, other: Floats) -> Sequence[float]:
    """Give the way a plane looks in which two directions lie, the second to the left of the first."""
    x, y, z = np.cross(one, other).tolist()
    return x, y, z


def _knots(count: int) -> tuple[Any, Any]:
    knots, times = TColStd_Array1OfReal(1, count), TColStd_Array1OfInteger(1, count)
    for index in range(count):
        knots.SetValue(index + 1, float(index))
        times.SetValue(index + 1, 2 if index in (0, count - 1) else 1)
    return knots, times


def _rim(net: Floats, corners: Sequence[Any]) -> list[Any]:
    """Give the edges of a net: below, right, above, left; each runs as its rows or columns do."""
    lines = [(net[0], 0, 1), (net[:, -1], 1, 2), (net[-1], 3, 2), (net[:, 0], 0, 3)]
    edges = []
    for points, first, last in lines:
        poles = TColgp_Array1OfPnt(1, len(points))
        for index, point in enumerate(points.tolist(), 1):
            poles.SetValue(index, gp_Pnt(*point))
        curve = Geom_BSplineCurve(poles, *_knots(len(points)), 1)
        edges.append(BRepBuilderAPI_MakeEdge(curve, corners[first], corners[last], 0.0, len(points) - 1.0).Edge())
    return edges


def _bent(net: Floats, rim: Sequence[Any]) -> TopoDS_Face:
    """Give the face over a net, looking to the front, with its four edges."""
    rows, columns = net.shape[:2]
    poles = TColgp_Array2OfPnt(1, columns, 1, rows)
    for row, points in enumerate(net.tolist(), 1):
        for column, point in enumerate(points, 1):
            poles.SetValue(column, row, gp_Pnt(*point))
    (u_knots, u_times), (v_knots, v_times) = _knots(columns), _knots(rows)
    surface = Geom_BSplineSurface(poles, u_knots, v_knots, u_times, v_times, 1, 1)
    builder = BRep_Builder()
    face = TopoDS_Face()
    builder.MakeFace(face, surface, _TOLERANCE)
    level, upright = gp_Dir2d(1, 0), gp_Dir2d(0, 1)
    starts = ((0, 0, level), (columns - 1, 0, upright), (0, rows - 1, level), (0, 0, upright))
    wire = TopoDS_Wire()
    builder.MakeWire(wire)
    for number, (edge, (u, v, way)) in enumerate(zip(rim, starts, strict=True)):
        builder.UpdateEdge(edge, Geom2d_Line(gp_Pnt2d(u, v), way), face, _TOLERANCE)
        builder.Add(wire, edge if number < 2 else edge.Reversed())
    builder.Add(face, wire)
    return face


def _flat(point: Floats, outward: Sequence[float], edges: Sequence[Any]) -> Any:
    """Give the flat face within four edges that looks outward."""
    wire = cq.Wire.assembleEdges([cq.Edge(edge) for edge in edges])
    return BRepBuilderAPI_MakeFace(gp_Pln(gp_Pnt(*point.tolist()), gp_Dir(*outward)), wire.wrapped, True).Face()


def _facets(front: Floats, back: Floats) -> Facets:
    rows, columns = front.shape[:2]
    strip = np.stack([front[0], back[0]]), np.stack([front[-1], back[-1]])
    below, above = _grid(2, columns), _grid(2, columns)
    left, right = _between(front[:, 0], back[:, 0]), _between(front[:, -1], back[:, -1])
    faces = (
        (front.reshape(-1, 3), _grid(rows, columns)),
        (back.reshape(-1, 3), _grid(len(back), columns)[:, ::-1]),
        (strip[0].reshape(-1, 3), below[:, ::-1]),
        (strip[1].reshape(-1, 3), above),
        (np.concatenate([front[:, 0], back[:, 0]]), left),
        (np.concatenate([front[:, -1], back[:, -1]]), right[:, ::-1]),
    )
    return Facets.joined([_face(number, *face) for number, face in enumerate(faces)])


def _grid(rows: int, columns: int) -> Ints:
    """Give the triangles of a net (n, 3): its meshes cut in two."""
    first = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    corners = np.stack([first, first + 1, first + columns + 1, first + columns], axis=1)
    return np.concatenate([corners[:, [0, 1, 2]], corners[:, [0, 2, 3]]]).astype(np.int64)


def _between(front: Floats, back: Floats) -> Ints:
    """Give the triangles (n, 3) between two rising lines of points, the lower of the next points first."""
    along = front[-1] - front[0] + back[-1] - back[0]
    heights = [(points - front[0]) @ along / float(np.linalg.norm(along)) for points in (front, back)]
    return zipped(*heights)


def _face(number: int, nodes: Floats, triangles: Ints) -> Facets:
    """Give triangles with the mean normals of those around each point."""
    a, b, c = (nodes[triangles[:, corner]] for corner in range(3))
    crosses = np.cross(b - a, c - a)
    normals = np.zeros_like(nodes)
    for corner in range(3):
        np.add.at(normals, triangles[:, corner], crosses)
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    normals = np.divide(normals, lengths, out=np.zeros_like(normals), where=lengths > 0)
    return Facets.of_face(number, nodes, normals, triangles)
