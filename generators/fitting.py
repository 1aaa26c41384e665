"""Whether a machine's volume takes a part, turned about the vertical as a plate turns it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
Volume = tuple[float, float, float]  # mm: width, depth, height

DUST = 1e-3  # mm by which a part that just fits may be larger
_STEP = 5  # degrees between the angles that are tried, as a plate is laid out
_NO_TURN = 0.01  # degrees


def fitting_turn(vertices: Floats, volume: Volume) -> float | None:
    """
    Give by how many degrees a part, (n, 3) mm, is turned to fit; None where it fits at no angle.

    Tried are the angles that a plate tries: as it lies, by a quarter, along and aslant to the smallest rectangle
    around it, and in steps of 5°.
    """
    if float(np.ptp(vertices[:, 2])) > volume[2] + DUST:
        return None
    width, depth = np.ptp(vertices[:, :2], axis=0).tolist()
    if width <= volume[0] + DUST and depth <= volume[1] + DUST:
        return 0.0
    hull = shapely.MultiPoint(vertices[:, :2]).convex_hull
    flat = shapely.get_coordinates(hull)
    for degrees in _angles(hull):
        width, depth = np.ptp(flat @ about_z(degrees)[:2, :2].T, axis=0).tolist()
        if width <= volume[0] + DUST and depth <= volume[1] + DUST:
            return degrees
    return None


def about_z(degrees: float) -> Floats:
    """Give the turn about the vertical, (3, 3)."""
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])


def _angles(hull: shapely.Geometry) -> Iterator[float]:
    """Give the angles worth trying, 0 to 180, the plainest first; a box turned by half a turn is the same."""
    yield 90.0
    yield from (float(degrees) for degrees in range(0, 180, _STEP))
    box = shapely.get_coordinates(shapely.minimum_rotated_rectangle(hull))
    if len(box) < 4:  # a part without any width
        return
    edge = max(np.diff(box, axis=0)[:2].tolist(), key=lambda along: float(np.hypot(*along)))
    least = -float(np.degrees(np.arctan2(edge[1], edge[0]))) % 90.0
    if min(least, 90.0 - least) > _NO_TURN:
        yield from ((least + more) % 180.0 for more in (0.0, 90.0, 45.0, 135.0))
