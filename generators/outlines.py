"""Lines of text as flat faces: the typeface's own curves, closed into outlines with their holes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
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

from generators.contours import Ring, filled, flattened, nested
from generators.lettering import Contour, Stroke, letters
from generators.typefaces import TYPEFACES

_LETTER_GAP = 0.45  # mm between two letters: one extrusion line, so that they stay two
_CLEAR = 0.05  # mm below which two outlines are joined into one
_REACH = 3  # letters back to which a tail or an arm may come close
_CREVICE = 0.3  # mm: a narrower gap is run across by plastic; inside what is joined it is filled at once
_NOTCH = 0.02  # mm² of such a gap in one letter from which on it counts


def outlined(text: str, size: float, z: float = 0, font: str = "sans") -> list[cq.Face]:
    """
    Give the faces of a line of text from x = 0, baseline at y = 0; `size` is the height of a capital in mm.

    Glyphs that overlap each other or themselves are joined first, so the faces never touch. Notches too sharp
    to stay open, as between the legs of a narrow M, are blunted.
    """
    placed, rings = _spaced(text, size, font)
    crowded = set(range(len(rings))) if TYPEFACES[font].joined else _crowded(rings)
    for number, letter in enumerate(letters(text, size, font)):
        if number not in crowded and _is_notched(letter.character, size, font):
            crowded.add(number)
    faces: list[cq.Face] = []
    for number, contours in enumerate(placed):
        if number not in crowded:
            for outer, holes in nested(rings[number]):
                inner = [_wire(contours[hole], z) for hole in holes]
                faces.append(func.face(_wire(contours[outer], z), *inner).face())
    joined = _joined([rings[number] for number in sorted(crowded)])
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


def _spaced(text: str, size: float, font: str) -> tuple[list[tuple[Contour, ...]], list[list[Ring]]]:
    """
    Set the letters of a line; where the typeface sets two closer than plastic can part, push on.

    Letters of a joined typeface that touch are meant to.
    """
    placed: list[tuple[Contour, ...]] = []
    rings: list[list[Ring]] = []
    x = 0.0
    for letter in letters(text, size, font):
        before = [_closed(ring) for near in rings[-_REACH:] for ring in near]
        for _try in range(4):
            contours = tuple(_shifted(contour, x) for contour in letter.contours)
            flat = [flattened(contour) for contour in contours]
            ink = shapely.MultiLineString([_closed(ring) for ring in flat])
            apart = float(shapely.distance(shapely.MultiLineString(before), ink)) if before else _LETTER_GAP
            short = _LETTER_GAP - apart
            if short <= 0 or (TYPEFACES[font].joined and apart == 0):
                break
            x += short
        placed.append(contours)
        rings.append(flat)
    return placed, rings


def _closed(ring: Ring) -> Ring:
    return np.concatenate([ring, ring[:1]])


def _crowded(rings: Sequence[Sequence[Ring]]) -> set[int]:
    """Give the numbers of the letters whose rings come close to each other, cross themselves or another's."""
    flat = [(number, ring) for number, letter in enumerate(rings) for ring in letter]
    lines = [shapely.LinearRing(ring) for _number, ring in flat]
    found = {number for (number, _ring), line in zip(flat, lines, strict=True) if not line.is_simple}
    if lines:
        first, second = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=_CLEAR)
        found.update(flat[index][0] for index in first[first != second].tolist())
    return found


@lru_cache(maxsize=4096)
def _is_notched(character: str, size: float, font: str) -> bool:
    """Say whether a letter, whose rings keep clear of each other, has a gap so sharp that it closes in print."""
    (letter,) = letters(character, size, font)
    rings = [flattened(contour) for contour in letter.contours]
    ink = shapely.union_all(
        [shapely.Polygon(rings[outer], [rings[hole] for hole in holes]) for outer, holes in nested(rings)]
    )
    # Corners come back from going out and in again, but for those too sharp for a mitre.
    there = ink.buffer(_CREVICE / 2, join_style="mitre")
    gaps = there.buffer(-_CREVICE / 2, join_style="mitre").difference(ink)
    return any(float(gap.area) > _NOTCH for gap in getattr(gaps, "geoms", [gaps]))


def _joined(lines: Sequence[Sequence[Ring]]) -> Iterator[Any]:
    """Give the polygons that letters cover together, crevices filled."""
    covered = shapely.union_all([filled(rings) for rings in lines])
    # Parts that touch in a single point would make an edge of four faces: a hair of width joins them.
    covered = covered.buffer((_CLEAR + _CREVICE) / 2, join_style="mitre").buffer(-_CREVICE / 2, quad_segs=4)
    covered = covered.simplify(0.01)
    yield from (one for one in getattr(covered, "geoms", [covered]) if not one.is_empty)


def _polygon_face(polygon: Any, z: float) -> cq.Face:
    def wire(ring: Any) -> cq.Wire:
        return cq.Wire.makePolygon([(x, y, z) for x, y in list(ring.coords)[:-1]], close=True)

    return func.face(wire(polygon.exterior), *(wire(ring) for ring in polygon.interiors)).face()
