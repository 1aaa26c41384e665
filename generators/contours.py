"""Outlines as polygons: curves become short lines, rings find their holes, overlaps are filled once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from generators.lettering import Contour

Ring = NDArray[np.float64]  # (n, 2), mm; the way back from the last point to the first is meant


def flattened(contour: Contour, tolerance: float = 0.01) -> Ring:
    """Give a contour as points; the lines between them keep within `tolerance` mm of the curve."""
    points: list[tuple[float, float]] = []
    for stroke in contour:
        poles = np.array(stroke.poles)
        if stroke.straight:
            points.append(stroke.poles[0])
            continue
        joints = [poles[0], *((poles[1:-2] + poles[2:-1]) / 2), poles[-1]]
        for start, pole, end in zip(joints, poles[1:-1], joints[1:], strict=False):
            # A parabola cut into n equal pieces strays from its chords by a quarter of its bend over n squared.
            bend = float(np.hypot(*(start - 2 * pole + end)))
            pieces = max(2, math.ceil(math.sqrt(bend / (4 * tolerance))))
            t = (np.arange(pieces) / pieces)[:, None]
            points.extend(map(tuple, (1 - t) ** 2 * start + 2 * t * (1 - t) * pole + t * t * end))
    return np.array(points)


def nested(rings: Sequence[Ring]) -> list[tuple[int, list[int]]]:
    """Give the number of each outer ring with those of its holes, for rings that keep clear of each other."""
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


def filled(rings: Sequence[Ring]) -> Any:
    """
    Give what one letter's rings cover as a shapely geometry, whether or not they cross.

    The rule is TrueType's: ink is wherever the rings wind around at all, so overlapping strokes add up and a
    ring that turns the other way cuts a hole.
    """
    noded = shapely.union_all([shapely.LinearRing(ring) for ring in rings])
    cells = shapely.polygonize([noded]).geoms
    return shapely.union_all([cell for cell in cells if _winding(rings, cell.representative_point()) != 0])


def _winding(rings: Sequence[Ring], point: Any) -> int:
    """Count how often the rings turn around a point."""
    turns = 0
    for ring in rings:
        here = ring - (point.x, point.y)  # (n, 2)
        there = np.roll(here, -1, axis=0)
        side = here[:, 0] * there[:, 1] - here[:, 1] * there[:, 0]
        up = (here[:, 1] <= 0) & (there[:, 1] > 0) & (side > 0)
        down = (here[:, 1] > 0) & (there[:, 1] <= 0) & (side < 0)
        turns += int(up.sum()) - int(down.sum())
    return turns
