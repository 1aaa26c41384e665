"""A read drawing as polygons, the bytes it is kept in, and how thin it gets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generators.errors import BadArtwork

if TYPE_CHECKING:
    import shapely

GRID = 20_000  # steps along the longer side: 0.01 mm where the drawing is 200 mm long
_FINEST = 1 / 2000  # of the longer side: thinner is not told apart
_SHORTEST = 0.02  # of the longer side: a thin piece shorter than that is the end of something


def canonical(area: shapely.MultiPolygon) -> bytes:
    """Give the bytes of an area on the grid; equal areas give equal bytes, however they were drawn."""
    import numpy as np
    import shapely

    polygons = [
        [np.asarray(ring.coords)[:-1].astype(int).ravel().tolist() for ring in (one.exterior, *one.interiors)]
        for one in shapely.normalize(area).geoms
    ]
    return json.dumps({"polygons": polygons}, separators=(",", ":")).encode()


def outline(data: bytes) -> shapely.MultiPolygon:
    """Give the area of a read drawing in a box whose longer side is 1, its middle at 0, Y up."""
    import numpy as np
    import shapely

    try:
        polygons = json.loads(data)["polygons"]
        rings = [[np.array(ring, dtype=np.float64).reshape(-1, 2) for ring in polygon] for polygon in polygons]
        area = shapely.MultiPolygon([(outer, holes) for outer, *holes in rings])
    except (ValueError, TypeError, KeyError) as error:
        raise BadArtwork("not_a_drawing", "This artwork is a picture; a drawing is asked for here.") from error
    left, low, right, high = area.bounds
    middle = np.array([(left + right) / 2, (low + high) / 2])
    return shapely.transform(area, lambda points: (points - middle) / max(right - left, high - low))


def thinnest(area: shapely.MultiPolygon) -> float:
    """
    Give the width of the thinnest stroke as a share of the longer side.

    A stroke is thinner than a width when a round pen of that width leaves a piece of it blank that is at least
    2 % of the longer side long and half as long as the pen is wide. Pointed ends are thin over a part of that
    length only, until they are needles.
    """
    left, low, right, high = area.bounds
    longer = max(right - left, high - low)
    thin, thick = _FINEST * longer, longer
    if _lost(area, thin, longer):
        return _FINEST
    for _halving in range(14):
        middle = (thin * thick) ** 0.5
        thin, thick = (thin, middle) if _lost(area, middle, longer) else (middle, thick)
    return float(thin / longer)


def _lost(area: Any, width: float, longer: float) -> bool:
    """Whether a round pen of this width leaves a piece of the area blank that people would miss."""
    import shapely

    least = width * max(width / 2, _SHORTEST * longer)
    for polygon in area.geoms:
        reached = polygon.buffer(-width / 2)
        if reached.is_empty:
            return True
        # A little more than the pen, so that the roundness of its ends leaves no rests along straight edges.
        blank = polygon.difference(reached.buffer(width / 2 * 1.01, quad_segs=16))
        if any(piece.area > least for piece in shapely.get_parts(blank)):
            return True
    return False
