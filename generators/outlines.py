"""Lines of text as flat faces: the typeface's own curves, closed into outlines with their holes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import cadquery as cq
import numpy as np
import shapely
from cadquery import func
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
from OCP.Geom import Geom_BSplineCurve
from OCP.gp import gp_Pnt
from OCP.TColgp import TColgp_Array1OfPnt
from OCP.TColStd import TColStd_Array1OfInteger, TColStd_Array1OfReal

from generators.lettering import Contour, Stroke, letters

_LETTER_GAP = 0.45  # mm between two letters: one extrusion line, so that they stay two
_CLEAR = 0.05  # mm below which two outlines are joined into one


def outlined(text: str, size: float, z: float = 0) -> list[cq.Face]:
    """
    Give the faces of a line of text from x = 0, baseline at y = 0; `size` is the height of a capital in mm.

    Glyphs that overlap each other or themselves are joined first, so the faces never touch.
    """
    placed, rings = _spaced(text, size)
    crowded = _crowded(rings)
    faces: list[cq.Face] = []
    for number, contours in enumerate(placed):
        if number not in crowded:
            for outer, holes in _nested(rings[number]):
                inner = [_wire(contours[hole], z) for hole in holes]
                faces.append(func.face(_wire(contours[outer], z), *inner).face())
    joined = _filled([ring for number in sorted(crowded) for ring in rings[number]])
    return faces + [_polygon_face(polygon, z) for polygon in joined]


def _shifted(contour: Contour, x: float) -> Contour:
    return tuple(Stroke(tuple((px + x, py) for px, py in stroke.poles)) for stroke in contour)


def _wire(contour: Contour, z: float) -> cq.Wire:
    return cq.Wire.assembleEdges([_edge(stroke, z) for stroke in contour])


def _edge(stroke: Stroke, z: float) -> cq.Edge:
    points = [gp_Pnt(x, y, z) for x, y in stroke.poles]
    if stroke.straight:
        return cq.Edge(BRepBuilderAPI_MakeEdge(points[0], points[1]).Edge())
    # A run of TrueType poles with the points between them left out is a uniform quadratic B-spline.
    spans = len(points) - 2
    poles = TColgp_Array1OfPnt(1, len(points))
    for index, point in enumerate(points, 1):
        poles.SetValue(index, point)
    knots, times = TColStd_Array1OfReal(1, spans + 1), TColStd_Array1OfInteger(1, spans + 1)
    for index in range(spans + 1):
        knots.SetValue(index + 1, float(index))
        times.SetValue(index + 1, 3 if index in (0, spans) else 1)
    return cq.Edge(BRepBuilderAPI_MakeEdge(Geom_BSplineCurve(poles, knots, times, 2)).Edge())


def _flattened(contour: Contour, pieces: int = 6) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Give a contour as points, (n, 2), closed by returning to the first."""
    points: list[tuple[float, float]] = []
    steps = np.linspace(0, 1, pieces, endpoint=False)
    for stroke in contour:
        poles = np.array(stroke.poles)
        if stroke.straight:
            points.append(stroke.poles[0])
            continue
        joints = [poles[0], *((poles[1:-2] + poles[2:-1]) / 2), poles[-1]]
        for start, pole, end in zip(joints, poles[1:-1], joints[1:], strict=False):
            for t in steps:
                x, y = (1 - t) ** 2 * start + 2 * t * (1 - t) * pole + t * t * end
                points.append((float(x), float(y)))
    return np.array(points)


def _spaced(text: str, size: float) -> tuple[list[tuple[Contour, ...]], list[list[Any]]]:
    """Set the letters of a line; where the typeface sets two closer than plastic can part, push on."""
    placed: list[tuple[Contour, ...]] = []
    rings: list[list[Any]] = []
    before = shapely.MultiPolygon()
    x = 0.0
    for letter in letters(text, size):
        for _try in range(4):
            contours = tuple(_shifted(contour, x) for contour in letter.contours)
            flat = [_flattened(contour) for contour in contours]
            ink = shapely.MultiLineString(flat)
            short = _LETTER_GAP - float(shapely.distance(before, ink)) if placed else 0.0
            if short <= 0:
                break
            x += short
        placed.append(contours)
        rings.append(flat)
        before = ink
    return placed, rings


def _crowded(rings: Sequence[Sequence[Any]]) -> set[int]:
    """Give the numbers of the letters whose rings come close to each other, cross themselves or another's."""
    flat = [(number, ring) for number, letter in enumerate(rings) for ring in letter]
    lines = [shapely.LinearRing(ring) for _number, ring in flat]
    found = {number for (number, _ring), line in zip(flat, lines, strict=True) if not line.is_simple}
    if lines:
        first, second = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=_CLEAR)
        found.update(flat[index][0] for index in first[first != second].tolist())
    return found


def _nested(rings: Sequence[Any]) -> list[tuple[int, list[int]]]:
    """Give each outer ring with its holes, for rings that keep clear of each other."""
    polygons = [shapely.Polygon(ring) for ring in rings]
    around: dict[int, list[int]] = {
        index: [other for other, big in enumerate(polygons) if other != index and big.contains(polygon)]
        for index, polygon in enumerate(polygons)
    }
    outers: dict[int, list[int]] = {index: [] for index, outside in around.items() if len(outside) % 2 == 0}
    for index, outside in around.items():
        if len(outside) % 2 == 1:
            outers[min(outside, key=lambda one: float(polygons[one].area))].append(index)
    return list(outers.items())


def _filled(rings: Sequence[Any]) -> Iterator[Any]:
    """Give the polygons that overlapping rings cover together: outlines turn one way and holes the other."""
    if not rings:
        return
    outlines: list[Any] = []
    holes: list[Any] = []
    for ring in rings:
        x, y = ring[:, 0], ring[:, 1]
        # TrueType: a clockwise ring adds, one that turns the other way takes away.
        turned = float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))
        (outlines if turned < 0 else holes).append(shapely.Polygon(ring).buffer(0))
    covered = shapely.union_all(outlines).difference(shapely.union_all(holes))
    # Parts that touch in a single point would make an edge of four faces: a hair of width joins them.
    covered = covered.buffer(_CLEAR / 2, join_style="mitre").simplify(0.01)
    yield from (one for one in getattr(covered, "geoms", [covered]) if not one.is_empty)


def _polygon_face(polygon: Any, z: float) -> cq.Face:
    def wire(ring: Any) -> cq.Wire:
        return cq.Wire.makePolygon([(x, y, z) for x, y in list(ring.coords)[:-1]], close=True)

    return func.face(wire(polygon.exterior), *(wire(ring) for ring in polygon.interiors)).face()
