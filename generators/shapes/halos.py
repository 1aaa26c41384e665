"""A plate that follows the outlines of what stands on it, such as the letters of a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cadquery as cq
import numpy as np
import shapely
from cadquery import func
from numpy.typing import NDArray
from OCP.BRepOffsetAPI import BRepOffsetAPI_ThruSections

from generators.shapes.bounds import within
from generators.shapes.kernel import as_face, as_solid

_FINE = 0.04  # mm that the outline may be drawn off its true curve: less than a printer shows

_STEPS = [number / 24 for number in range(25)]  # along a curve


def haloed(faces: Sequence[cq.Face], margin: float, bridge: float = 5) -> cq.Face:
    """
    Give one flat face that reaches `margin` mm around flat faces; its holes are filled.

    Pieces that stay apart are joined by strips `bridge` mm wide. The face lies on Z = 0 and its outline is a
    polygon. Raises `ValueError` where there are no faces.
    """
    if not faces:
        raise ValueError("there is nothing to go around")
    grown = shapely.union_all([_rim(face).buffer(margin, 8) for face in faces])
    joined = _bridged(_filled(grown), bridge)
    # Closing fills notches too narrow to print and rounds the inner corners.
    return _face(_filled(joined.buffer(margin, 8).buffer(-margin, 8)).simplify(_FINE))


def bevelled(face: cq.Face, height: float, size: float) -> cq.Solid:
    """
    Give the straight prism of a polygon without holes, both its rims bevelled by `size` mm.

    Its corners must be so blunt, or its sides so long, that none vanishes in the bevel; where one would, the rims
    stay sharp. Raises `ValueError` where the bevels are higher than the prism.
    """
    within("the bevel", size, 0.01, height / 2 - 0.01)
    outline = np.array([vertex.toTuple()[:2] for vertex in face.outerWire().Vertices()])
    outline = np.array(shapely.Polygon(outline).normalize().exterior.coords)[:-1]  # (n, 2), clockwise
    inner = _inset(outline, size)
    if inner is None:
        return as_solid(func.extrude(face, (0, 0, height)))
    maker = BRepOffsetAPI_ThruSections(True, True)
    maker.CheckCompatibility(False)
    for points, z in ((inner, 0.0), (outline, size), (outline, height - size), (inner, height)):
        wire = cq.Wire.makePolygon([(x, y, z) for x, y in points.tolist()], close=True)
        maker.AddWire(wire.wrapped)
    maker.Build()
    return as_solid(cq.Shape.cast(maker.Shape()))


def _inset(outline: NDArray[np.float64], size: float) -> NDArray[np.float64] | None:
    """Move every side of a clockwise polygon (n, 2) inward by `size` mm; None where a side would turn round."""
    along = np.roll(outline, -1, axis=0) - outline
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    before = np.roll(along, 1, axis=0)
    inward = np.column_stack([along[:, 1], -along[:, 0]])
    inward_before = np.roll(inward, 1, axis=0)
    half = 1 + np.einsum("ij,ij->i", along, before)
    if (half < 0.1).any():
        return None
    inner: NDArray[np.float64] = outline + size * (inward + inward_before) / half[:, None]
    moved = np.roll(inner, -1, axis=0) - inner
    if (np.einsum("ij,ij->i", moved, along) < 1e-3).any() or not shapely.Polygon(inner).is_valid:
        return None
    return inner


def _rim(face: cq.Face) -> Any:
    """Give the outline of a face as one line of short straight pieces."""
    pieces = []
    for edge in face.outerWire().Edges():
        is_straight = edge.geomType() == "LINE"
        points = [edge.startPoint(), edge.endPoint()] if is_straight else edge.positions(_STEPS)
        # Neighbours share their ends to the last digit only once these are rounded.
        pieces.append([(round(point.x, 5), round(point.y, 5)) for point in points])
    return shapely.line_merge(shapely.MultiLineString(pieces)).simplify(_FINE / 4)


def _filled(shape: Any) -> Any:
    """Give a shape without its holes and what lies in them."""
    return shapely.union_all([shapely.Polygon(piece.exterior) for piece in getattr(shape, "geoms", [shape])])


def _bridged(shape: Any, width: float) -> Any:
    """Join the pieces of a shape, each to the nearest of the others."""
    while len(pieces := list(getattr(shape, "geoms", [shape]))) > 1:
        first, *others = sorted(pieces, key=lambda piece: (float(piece.bounds[0]), float(piece.bounds[1])))
        links = [_link(first, other) for other in others]
        nearest = min(links, key=lambda link: float(link.length))
        # The strip reaches into both pieces, so that round ends are not met in a point.
        shape = _filled(shapely.union_all([*pieces, nearest.buffer(width / 2, 8)]))
    return shape


def _link(one: Any, other: Any) -> Any:
    """Give the line between two pieces: level at half their common height where they stand side by side."""
    low, high = max(one.bounds[1], other.bounds[1]), min(one.bounds[3], other.bounds[3])
    if high > low:
        ends = (min(one.bounds[0], other.bounds[0]), max(one.bounds[2], other.bounds[2]))
        level = shapely.LineString([(end, (low + high) / 2) for end in ends])
        slices = [piece.intersection(level) for piece in (one, other)]
        if not any(slice.is_empty for slice in slices):
            return shapely.shortest_line(*slices)
    return shapely.shortest_line(one, other)


def _face(polygon: Any) -> cq.Face:
    points = [(x, y, 0.0) for x, y in list(polygon.exterior.coords)[:-1]]
    return as_face(func.face(cq.Wire.makePolygon(points, close=True)))
