"""Areas and volumes by formula: what a corpus part must hold, reckoned without any kernel. All in mm."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from generators.typefaces import TYPEFACES

#: The typeface that every peer sets its text in.
FONT = TYPEFACES["sans"].file


def rounded_area(width: float, depth: float, radius: float) -> float:
    """Give the area of a rectangle with four round corners."""
    return width * depth - (4 - math.pi) * radius**2


def stepped_volume(width: float, depth: float, radius: float, steps: Sequence[tuple[float, float]]) -> float:
    """
    Give the volume between outlines (inset, z): rounded rectangles, each `inset` smaller all round, at height z.

    The area is quadratic in the inset and the inset linear in z, so Simpson's rule is exact.
    """

    def area(inset: float) -> float:
        return rounded_area(width - 2 * inset, depth - 2 * inset, radius - inset)

    return sum(
        (top - low) / 6 * (area(one) + 4 * area((one + other) / 2) + area(other))
        for (one, low), (other, top) in pairwise(steps)
    )


def fillet_loss(width: float, depth: float, radius: float, fillet: float) -> float:
    """
    Give what a fillet all round the foot of a rounded block takes away.

    The area inset by o is A - B o + π o²; it is integrated along the quarter circle.
    """
    around = 2 * (width + depth) - 2 * (4 - math.pi) * radius
    return around * fillet**2 * (1 - math.pi / 4) - math.pi * fillet**3 * (5 / 3 - math.pi / 2)


def integral(height: Callable[[float], float], low: float, high: float, count: int = 400) -> float:
    """Give an integral by Simpson's rule over `count` (even) pieces."""
    step = (high - low) / count
    inner = sum((4 if number % 2 else 2) * height(low + number * step) for number in range(1, count))
    return (height(low) + inner + height(high)) * step / 3


def polygon_area(points: Sequence[tuple[float, float]]) -> float:
    """Give the area inside a closed polygon."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True))) / 2


def text_area(text: str, em: float) -> float:
    """Give the area of a line of text whose em is so many mm, from the outlines in the typeface's file."""
    from fontTools.pens.areaPen import AreaPen
    from fontTools.ttLib import TTFont

    font = TTFont(FONT)
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    area = 0.0
    for character in text:
        pen = AreaPen(glyphs)
        glyphs[names[ord(character)]].draw(pen)
        area += abs(pen.value)
    return area * float(em / font["head"].unitsPerEm) ** 2
