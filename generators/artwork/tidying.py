"""Making an inked area fit for plastic: no specks, no slivers, no parts that hang on a single point."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from generators.artwork.outlines import GRID
from generators.errors import BadArtwork

MOST_VERTICES = 4000
_SPECK = 1e-5  # of the longer side's square: 0.3 mm square where the drawing is 100 mm long
_SLIVER = 1e-3  # of the longer side
_MOST_CORNERS = 50_000  # before simplifying
_HAIR = 4  # grid steps that join two parts which touch in a point

SPECKS = "Specks and slivers too small to print were left out."
SIMPLER = "Fine detail was smoothed."
JOINED = "Parts that touched in a single point were joined by a hair."


def tidied(ink: Any) -> tuple[shapely.MultiPolygon, list[str]]:
    """
    Give a valid area on a grid of `GRID` steps along its longer side, centred, of at most 4000 corners; and notes.

    No two corners share a place, so what grows from the area is closed. Raises `BadArtwork` when nothing is left.
    """
    notes: list[str] = []
    area = _without_specks(_scaled(_polygons(ink)), notes)
    # Once more, for what was left out may have made the drawing longer than what is seen of it.
    area = _simplified(_snapped(_scaled(area)), notes)
    for attempt in range(6):
        if not _touches(area):
            break
        if JOINED not in notes:
            notes.append(JOINED)
        area = _snapped(area.buffer(_HAIR * 2**attempt / 2, join_style="mitre", mitre_limit=2))
    else:
        raise _too_detailed()
    area = _without_specks(area, notes)
    if _count(area) > 2 * MOST_VERTICES:
        raise _too_detailed()
    return area, notes


def _polygons(ink: Any) -> shapely.MultiPolygon:
    """Give an area of `manifold3d` as polygons: it lists each outline with its holes."""
    polygons = []
    plain = ink.simplify(1 / GRID)  # corners that the grid would swallow make what follows slow
    if plain.num_vert() > _MOST_CORNERS:
        raise _too_detailed()
    for piece in plain.decompose():
        if rings := piece.to_polygons():
            polygons.append(shapely.Polygon(rings[0], rings[1:]))
    return _areas(shapely.union_all([shapely.make_valid(polygon) for polygon in polygons]))


def _areas(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Give the polygons of any geometry; lines and points that a repair left over have no area."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon" and not part.is_empty])


def _scaled(area: shapely.MultiPolygon) -> shapely.MultiPolygon:
    if area.is_empty:
        raise _too_fine()
    left, low, right, high = area.bounds
    share = GRID / max(right - left, high - low)
    middle = np.array([(left + right) / 2, (low + high) / 2])
    return shapely.transform(area, lambda points: (points - middle) * share)


def _snapped(area: shapely.Geometry) -> shapely.MultiPolygon:
    return _areas(shapely.set_precision(area, 1.0))


def _without_specks(area: shapely.MultiPolygon, notes: list[str]) -> shapely.MultiPolygon:
    least, thin = _SPECK * GRID**2, _SLIVER * GRID / 2
    kept = []
    for polygon in area.geoms:
        if polygon.area < least or polygon.buffer(-thin).is_empty:
            continue
        holes = [ring for ring in polygon.interiors if shapely.Polygon(ring).area >= least]
        kept.append(shapely.Polygon(polygon.exterior, holes) if len(holes) < len(polygon.interiors) else polygon)
    if not kept:
        raise _too_fine()
    if (len(kept), sum(len(one.interiors) for one in kept)) != (
        len(area.geoms),
        sum(len(one.interiors) for one in area.geoms),
    ) and SPECKS not in notes:
        notes.append(SPECKS)
    return shapely.MultiPolygon(kept)


def _simplified(area: shapely.MultiPolygon, notes: list[str]) -> shapely.MultiPolygon:
    """Leave out corners: first those that nobody could see, then more until few enough are left."""
    tolerance = GRID / 8000
    simple = _snapped(area.simplify(tolerance))
    while _count(simple) > MOST_VERTICES:
        tolerance *= 2
        if tolerance > GRID / 100:
            raise _too_detailed()
        if SIMPLER not in notes:
            notes.append(SIMPLER)
        simple = _snapped(area.simplify(tolerance))
    return simple


def _touches(area: shapely.MultiPolygon) -> bool:
    """Whether two corners of all rings share a place."""
    corners = np.concatenate(
        [np.asarray(ring.coords)[:-1] for one in area.geoms for ring in (one.exterior, *one.interiors)]
    )
    return len(np.unique(corners, axis=0)) < len(corners)


def _count(area: shapely.MultiPolygon) -> int:
    rings = sum(1 + len(one.interiors) for one in area.geoms)
    return int(shapely.get_num_coordinates(area)) - rings


def _too_fine() -> BadArtwork:
    return BadArtwork("too_fine", "The drawing has only specks and slivers, too small to print.", _SLIVER)


def _too_detailed() -> BadArtwork:
    words = f"The drawing has too many details: simplified to {MOST_VERTICES} corners, it would look different."
    return BadArtwork("too_detailed", words, MOST_VERTICES)
