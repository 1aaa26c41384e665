"""A customer's drawing as flat faces."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import cadquery as cq
from cadquery import func

from generators.artwork import thinnest
from generators.errors import FieldError, InvalidValues
from generators.shapes.kernel import as_face

if TYPE_CHECKING:
    import shapely


def drawing_faces(outline: shapely.MultiPolygon, size: float, z: float = 0) -> list[cq.Face]:
    """Give a drawing's faces at height z, scaled by `size`: its longer side in mm, as `values.outline` has it at 1."""
    if not size > 0:
        raise ValueError(f"size must be more than 0 mm, not {size}")
    return [
        as_face(func.face(*(_wire(ring, size, z) for ring in (polygon.exterior, *polygon.interiors))))
        for polygon in outline.geoms
    ]


_CREVICE = 0.34  # mm: a narrower gap is run across by plastic, so it is filled at once
_TIP = 0.5  # mm: a point is blunted where it gets thinner than a line of plastic


def printable_drawing(outline: shapely.MultiPolygon, size: float, bolder: float = 0) -> shapely.MultiPolygon:
    """
    Give a drawing in mm, its longer side `size`, as plastic can show it: strokes `bolder` mm wider, then gaps that
    would close filled, and points that would not print blunted. It may come out empty.
    """
    import shapely
    from shapely import affinity

    area = affinity.scale(outline, size, size, origin=(0, 0)).buffer((bolder + _CREVICE) / 2, 4)
    area = area.buffer(-(_CREVICE + _TIP) / 2, 4).buffer(_TIP / 2, 4).simplify(0.01)
    parts = [part for part in shapely.get_parts(area).tolist() if not part.is_empty]
    return shapely.MultiPolygon([shapely.Polygon(part.exterior, part.interiors) for part in parts])


def require_strokes(
    area: shapely.MultiPolygon, least: float, *, field: str, label: str, size: float, most: float, drawing: str
) -> None:
    """
    Refuse a drawing in mm whose thinnest stroke is below `least` mm: raises `InvalidValues`.

    The error is that of the size, named by `field` and `label`, with the nearest one that prints, to the next mm; or
    that of the field named `drawing` where none up to `most` does.
    """
    thin = 0.0
    if not area.is_empty:
        left, low, right, high = area.bounds
        thin = thinnest(area) * max(right - left, high - low)
    if thin >= least:
        return
    # A round pen is told by halving, so a hundredth more keeps clear of its error; a tip takes some length.
    needed = math.ceil(size * least / thin * 1.01 + 0.5) if thin else math.inf
    if needed <= most:
        words = f"{label} must be at least {needed:d} mm here: thinner strokes of this drawing would not print."
        raise InvalidValues([FieldError(field, "too_small", words, needed, float(needed), f"{size:g}")])
    words = f"This drawing has strokes too thin to print at {most:g} mm. Make its lines bolder, or take a simpler one."
    raise InvalidValues([FieldError(drawing, "strokes_too_thin", words, least)])


def _wire(ring: Any, size: float, z: float) -> cq.Wire:
    return cq.Wire.makePolygon([cq.Vector(x * size, y * size, z) for x, y in list(ring.coords)[:-1]], close=True)
