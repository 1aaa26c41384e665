"""Triangles between two lines of points."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def zipped(one: Floats, other: Floats) -> Ints:
    """
    Give the triangles (m, 3) between two lines whose points lie at these rising places, (n,) each.

    The nearer of the next points comes first. The points of the second line are counted on from those of the first.
    """
    first = second = 0
    count = len(one)
    found = []
    while first < count - 1 or second < len(other) - 1:
        if second == len(other) - 1 or (first < count - 1 and one[first + 1] <= other[second + 1]):
            found.append((first, first + 1, count + second))
            first += 1
        else:
            found.append((first, count + second + 1, count + second))
            second += 1
    return np.array(found, dtype=np.int64)
