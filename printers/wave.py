"""The wavy filling: how long its lines are, and how long a head takes along them."""

import functools
import math

import numpy as np

from printers.planner import Array, Axes, Path

#: A gyroid of density 1 has its waves pi apart where the slicer's unit is the line's spacing over 2.44 of the density.
DENSITY = 2.44
WITHIN = 0.2  # mm: how far a slicer's straight piece may leave the wave
_CUTS = 8  # heights within a quarter turn at which the wave is looked at


@functools.lru_cache(maxsize=256)
def wave_seconds(spacing: float, density: float, speed: float, acceleration: float, axes: Axes) -> float:
    """Seconds for one mm of the gyroid's lines at a density from 0 to 1, on average over the heights."""
    unit = spacing / (density * DENSITY)
    seconds = length = 0.0
    for turn in (np.arange(_CUTS) + 0.5) / _CUTS * math.pi / 4:
        for points in (_wave(unit, float(turn)), _wave(unit, float(turn))[:, ::-1]):
            path = Path.of_line(points)
            seconds += float(path.seconds(np.full(len(path.lengths), speed), acceleration, axes).sum())
            length += float(path.lengths.sum())
    return seconds / length


def _wave(unit: float, turn: float) -> Array:
    """Six periods of the gyroid cut at the height `turn`, as straight pieces, (n, 2) mm."""
    steps = np.arange(0, 12 * math.pi + 1e-9, math.pi / 2)
    while True:
        points = np.column_stack([steps, _side(steps, turn)]) * unit
        middle = (steps[:-1] + steps[1:]) / 2
        ideal = np.column_stack([middle, _side(middle, turn)]) * unit
        left, right = points[:-1] - ideal, points[1:] - ideal
        bent = np.abs(left[:, 0] * right[:, 1] - left[:, 1] * right[:, 0]) > WITHIN**2
        if not bent.any():
            return points
        steps = np.sort(np.concatenate([steps, middle[bent]]))


def _side(along: Array, turn: float) -> Array:
    """Where sin x cos y + sin y cos z + sin z cos x = 0 at the height z = `turn`, for each x: y."""
    one, other = np.sin(along), math.cos(turn)
    size = np.hypot(one, other)
    wanted = -math.sin(turn) * np.cos(along)
    found: Array = np.unwrap(np.arctan2(other, one) - np.arccos(np.clip(wanted / size, -1, 1)))
    return found
