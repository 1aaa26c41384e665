"""A customer's drawing as flat faces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cadquery as cq
from cadquery import func

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


def _wire(ring: Any, size: float, z: float) -> cq.Wire:
    return cq.Wire.makePolygon([cq.Vector(x * size, y * size, z) for x, y in list(ring.coords)[:-1]], close=True)
