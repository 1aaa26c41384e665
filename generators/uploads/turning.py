"""How a brought model lies on the bed: which side is below, and a little tilt."""

from __future__ import annotations

import math

import cadquery as cq
import numpy as np
from OCP.gp import gp_Trsf

from generators.errors import Value
from generators.uploads.brought import Floats

#: Whole quarter turns without dust of cosines, by the side that comes to lie below.
SIDES: dict[str, tuple[tuple[int, int, int], ...]] = {
    "bottom": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "top": ((1, 0, 0), (0, -1, 0), (0, 0, -1)),
    "front": ((1, 0, 0), (0, 0, -1), (0, 1, 0)),
    "back": ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
    "left": ((0, 0, -1), (0, 1, 0), (1, 0, 0)),
    "right": ((0, 0, 1), (0, 1, 0), (-1, 0, 0)),
}


def turned(side: str, tilt_x: float, tilt_y: float) -> Floats:
    """Give the rotation (3, 3): first the side below, then tilted by degrees about X, then about Y."""
    x, y = math.radians(tilt_x), math.radians(tilt_y)
    about_x = [[1, 0, 0], [0, math.cos(x), -math.sin(x)], [0, math.sin(x), math.cos(x)]]
    about_y = [[math.cos(y), 0, math.sin(y)], [0, 1, 0], [-math.sin(y), 0, math.cos(y)]]
    found: Floats = np.array(about_y) @ np.array(about_x) @ np.array(SIDES[side], dtype=np.float64)
    return found


def settings(rotation: Floats) -> dict[str, Value]:
    """Give side and tilts (degrees) that bring the same direction down as a rotation (3, 3) does."""
    down = -rotation[2]  # the direction of the model that comes to look down
    found: dict[str, Value] = {}
    side = max(SIDES, key=lambda name: float(-np.array(SIDES[name])[2] @ down))
    x, y, z = (np.array(SIDES[side]) @ down).tolist()  # near (0, 0, -1)
    tilt_x = math.degrees(math.atan2(-y, -z))
    tilt_y = math.degrees(math.atan2(x, math.hypot(y, z)))
    found.update(side=side, tilt_x=round(tilt_x, 2) + 0.0, tilt_y=round(tilt_y, 2) + 0.0)
    return found


def rested(solid: cq.Shape, rotation: Floats) -> cq.Shape:
    """Turn a solid, and lay it on Z = 0 with its middle over the origin."""
    move = gp_Trsf()
    move.SetValues(*np.column_stack([rotation, np.zeros(3)]).reshape(-1).tolist())
    upright = solid.moved(cq.Location(move))
    box = upright.BoundingBox()
    return upright.moved(cq.Location((-(box.xmin + box.xmax) / 2, -(box.ymin + box.ymax) / 2, -box.zmin)))
