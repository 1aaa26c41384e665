"""Where a picture is taken from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

_LENS = np.radians(26.0)  # vertical angle of view
_FILL = 0.80  # share of the frame that the object fills

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Camera:
    """Where the picture is taken from: eye (3,), axes right, up and toward the eye as rows (3, 3)."""

    eye: npt.NDArray[np.float64]
    axes: npt.NDArray[np.float64]
    width: int
    height: int

    def ways(self, columns: npt.NDArray[Any], rows: npt.NDArray[Any]) -> Floats:
        """Give the unit direction through points of the frame, counted in fine samples."""
        half = np.tan(_LENS / 2)
        x = ((2 * (columns + 0.5) / self.width - 1) * half * self.width / self.height).astype(np.float32)
        y = ((1 - 2 * (rows + 0.5) / self.height) * half).astype(np.float32)
        scale = 1 / np.sqrt(x * x + y * y + 1)
        right, up, back = self.axes.astype(np.float32)
        out = np.empty((len(x), 3), dtype=np.float32)
        for axis in range(3):
            out[:, axis] = (x * right[axis] + y * up[axis] - back[axis]) * scale
        return out

    def seen(self, points: npt.NDArray[np.float64]) -> tuple[Any, Any, Any]:
        """Give column, row and distance from the eye of points (n, 3)."""
        from_eye = points - self.eye
        local = from_eye @ self.axes.T
        scale = self.height / 2 / np.tan(_LENS / 2) / -local[:, 2]
        columns = self.width / 2 + local[:, 0] * scale - 0.5
        rows = self.height / 2 - local[:, 1] * scale - 0.5
        return columns, rows, np.linalg.norm(from_eye, axis=1)


def framing(points: npt.NDArray[np.float64], width: int, height: int) -> Camera:
    """Stand where the whole object fills the frame; look down more steeply on flat things."""
    low, high = points.min(axis=0), points.max(axis=0)
    flatness = 1 - min(1.0, 1.6 * float(high[2] - low[2]) / float(max(high[:2] - low[:2])))
    tilt = np.radians(27.0 + 24.0 * flatness)
    turn = np.radians(32.0 - 12.0 * flatness)  # to the right of the front; less where there is text to read
    back = np.array([np.sin(turn) * np.cos(tilt), -np.cos(turn) * np.cos(tilt), np.sin(tilt)])
    right = np.array([np.cos(turn), np.sin(turn), 0.0])
    axes = np.stack([right, np.cross(back, right), back])
    target = (low + high) / 2
    tall = np.tan(_LENS / 2) * _FILL
    wide = tall * width / height
    distance = 1.0
    for _step in range(4):
        local = (points - target) @ axes.T
        distance = float(np.max(np.maximum(np.abs(local[:, 0]) / wide, np.abs(local[:, 1]) / tall) + local[:, 2]))
        depth = distance - local[:, 2]
        for axis in (0, 1):
            sides = local[:, axis] / depth
            target = target + axes[axis] * float(sides.max() + sides.min()) / 2 * distance
    return Camera(target + back * distance, axes, width, height)
