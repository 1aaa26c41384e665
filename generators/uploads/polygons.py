"""Polygons in space, cut into triangles along their own corners."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely

from generators.uploads.brought import Floats

Triangle = tuple[int, int, int]


def cut(corners: Floats) -> list[Triangle]:
    """Give the triangles of a polygon (n, 3) as numbers of its corners, wound as it is."""
    fan = [(0, one, other) for one, other in pairwise(range(1, len(corners)))]
    onward = np.roll(corners, -1, axis=0)
    normal = np.cross(corners - corners[0], onward - corners[0]).sum(axis=0)
    axis = int(np.argmax(np.abs(normal)))
    flat = np.delete(corners, axis, axis=1)
    # Seen so that the polygon runs anticlockwise; leaving out Y turns the other two round.
    if (normal[axis] < 0) != (axis == 1):
        flat = flat * (-1.0, 1.0)
    if _convex(flat):
        return fan
    number = {(x, y): place for place, (x, y) in enumerate(flat.tolist())}
    polygon = shapely.Polygon(flat)
    if len(number) < len(flat) or not polygon.is_valid:
        return fan  # it crosses or touches itself: no cut is better than another, and the checks will tell
    found = []
    for triangle in shapely.constrained_delaunay_triangles(polygon).geoms:
        a, b, c = (number[x, y] for x, y in triangle.exterior.coords[:3])
        found.append((a, b, c) if shapely.is_ccw(triangle.exterior) else (a, c, b))
    return found


def _convex(flat: Floats) -> bool:
    steps = np.roll(flat, -1, axis=0) - flat
    onward = np.roll(steps, -1, axis=0)
    return bool((steps[:, 0] * onward[:, 1] - steps[:, 1] * onward[:, 0] >= 0).all())
