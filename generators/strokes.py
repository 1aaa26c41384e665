"""
How wide the strokes of a text are: whether it prints is decided by the stroke, not by the letter's height.

At each point of an outline lies the largest disk that fits inside and touches there. Where its other touch is on
the far side of the stroke, the disk's diameter is the stroke's width; where it is round a corner, it says nothing.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

from generators.findings import Severity
from generators.lettering import letters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from generators.limits import Limits

PLAIN = string.ascii_letters + string.digits

_STEP = 0.0125  # share of the capital height between two points that are measured
_FINE = 5e-4  # share of the capital height by which curves may be cut short
_FACING = -0.906  # cosine: two sides of one stroke face each other within 25 degrees, as for a wall
_THIN = 0.05  # share of the outline that may be thinner than the smallest width told: tips and notches


@dataclass(frozen=True)
class Strokes:
    """The widths of the strokes of a text in mm: all but a twentieth of the outline is wider than `minimum`."""

    minimum: float
    median: float


def strokes(text: str, size: float, font: str = "sans") -> Strokes | None:
    """Measure the strokes of a text whose capitals are `size` mm high; None when nothing of it is visible."""
    import numpy as np

    found = [_widths(character, font) for character in sorted(text) if not character.isspace()]
    if not found:
        return None
    widths = np.concatenate([width for width, _length in found])
    lengths = np.concatenate([length for _width, length in found])
    return Strokes(_share(widths, lengths, _THIN) * size, _share(widths, lengths, 0.5) * size)


def thinnest(font: str = "sans", text: str = PLAIN) -> float:
    """Give the least width that the strokes of any one of these characters have, as a share of the capital height."""
    return min(one.minimum for character in text if (one := strokes(character, 1, font)) is not None)


def narrowest_bridge(font: str, text: str = PLAIN) -> float | None:
    """
    Give the width of the narrowest strip between two pieces of one letter, as a share of the capital height.

    None when every letter is of one piece. Cut through a plate, these strips hold the middles of the letters.
    """
    apart: list[float] = []
    for character in text:
        if not character.isspace():
            pieces = list(getattr(_ink(character, font), "geoms", []))
            apart += [float(one.distance(other)) for one, other in combinations(pieces, 2)]
    return min(apart, default=None)


def islands(character: str, font: str) -> int:
    """Count what would fall out of a plate if this character were cut through it."""
    if character.isspace():
        return 0
    shape = _ink(character, font)
    return sum(len(polygon.interiors) for polygon in getattr(shape, "geoms", [shape]))


def verdict(text: str, size: float, limits: Limits, font: str = "sans") -> Severity | None:
    """
    Say whether the strokes of a text print: "error" if they come out as blots or not at all, "warning" if fat.

    Source: `stroke_error` (three quarters of an extrusion line) and `stroke_warning` (two lines) of the limits.
    """
    measured = strokes(text, size, font)
    if measured is None or measured.minimum >= limits.stroke_warning.value:
        return None
    return "error" if measured.minimum < limits.stroke_error.value else "warning"


@cache
def _widths(character: str, font: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give stroke widths around a letter with the length of outline that has each, as shares of the capital height."""
    import numpy as np

    points, inward, lengths = _sampled(_ink(character, font))
    across = points[None] - points[:, None]  # (n, n, 2)
    depth = np.einsum("ijk,ik->ij", across, inward)
    with np.errstate(divide="ignore", invalid="ignore"):
        radius = np.where(depth > 1e-9, (across**2).sum(axis=2) / (2 * depth), np.inf)  # (n, n)
    touch = radius.argmin(axis=1)
    facing = np.einsum("ij,ij->i", inward, inward[touch]) < _FACING
    return 2 * radius.min(axis=1)[facing], lengths[facing]


@cache
def _ink(character: str, font: str) -> Any:
    """Give what a letter covers, as a shapely geometry; its capitals are 1 high."""
    from generators.contours import filled, flattened

    return filled([flattened(contour, _FINE) for letter in letters(character, 1, font) for contour in letter.contours])


def _sampled(shape: Any) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Give points on the outline (n, 2), the directions into the ink there (n, 2), and the lengths they stand for."""
    import numpy as np
    import shapely

    points, inward, lengths = [], [], []
    for polygon in getattr(shape, "geoms", [shape]):
        turned = shapely.orient_polygons(polygon)  # ink is on the left of every ring
        for ring in (turned.exterior, *turned.interiors):
            corners = np.asarray(ring.coords)
            for start, end in pairwise(corners):
                length = float(np.hypot(*(end - start)))
                count = max(1, round(length / _STEP))
                along = (np.arange(count) + 0.5)[:, None] / count
                points.append(start + along * (end - start))
                inward.append(np.repeat([[start[1] - end[1], end[0] - start[0]]], count, axis=0) / length)
                lengths.append(np.full(count, length / count))
    return np.concatenate(points), np.concatenate(inward), np.concatenate(lengths)


def _share(widths: NDArray[np.float64], lengths: NDArray[np.float64], share: float) -> float:
    """Give the width below which this share of the outline lies."""
    import numpy as np

    order = np.argsort(widths)
    passed = np.cumsum(lengths[order])
    return float(widths[order][np.searchsorted(passed, share * passed[-1])])
