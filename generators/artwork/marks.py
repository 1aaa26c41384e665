"""What a drawing leaves on the paper: filled lines, and lines drawn with a pen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely
from fontTools.misc.transform import Transform

from generators.artwork.paths import Line, Points
from generators.artwork.styles import Paint


@dataclass(frozen=True)
class Pen:
    """How a line is drawn: its width in the line's own units, and the form of its ends and corners."""

    width: float
    cap: str
    join: str
    mitre: float


@dataclass(frozen=True)
class Clip:
    """A stencil: marks outside of its areas are cut off."""

    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Mark:
    """Lines in their own units with the way onto the paper, filled by `rule` or drawn with `pen`."""

    paint: Paint
    lines: Sequence[Line]
    matrix: Transform
    clips: tuple[Clip, ...]
    rule: str
    clip_rule: str
    pen: Pen | None = None

    @cached_property
    def scale(self) -> float:
        """Give how much larger the mark's longest direction gets on the paper: the larger singular value."""
        a, b, c, d, _x, _y = self.matrix
        squares = a * a + b * b + c * c + d * d
        turned = max(squares * squares - 4 * (a * d - b * c) ** 2, 0.0)
        return math.sqrt((squares + math.sqrt(turned)) / 2)

    def clipping(self) -> Mark:
        """Give the mark as part of a stencil, which has a rule of its own."""
        return replace(self, rule=self.clip_rule)

    def bounds(self) -> tuple[float, float, float, float] | None:
        """Give a box on the paper that holds the mark."""
        if self.scale == 0:
            return None
        points = self.placed(np.array([point for line in self.lines for point in line.poles()]))
        reach = self.pen.width / 2 * self.scale if self.pen else 0.0
        (left, low), (right, high) = points.min(axis=0) - reach, points.max(axis=0) + reach
        return float(left), float(low), float(right), float(high)

    def placed(self, points: Points) -> Points:
        """Put points (n, 2) where they lie on the paper."""
        a, b, c, d, x, y = self.matrix
        moved: Points = points @ np.array([[a, b], [c, d]]) + np.array([x, y])
        return moved

    def flattened(self, tolerance: float) -> list[Points]:
        """Give the lines as points in their own units, true to `tolerance` on the paper."""
        if self.scale == 0:
            return []
        least = 1 if self.pen else 3  # fewer points enclose nothing
        flat = (line.flattened(tolerance / self.scale) for line in self.lines)
        return [points for points in flat if len(points) >= least]

    def drawn(self, pen: Pen, tolerance: float) -> list[Points]:
        """Give the closed outlines of what the pen leaves, in the lines' own units; holes turn the other way."""
        if self.scale == 0:
            return []
        # The corners of a circle in n pieces lie off its chords by about (π / n)² / 2 of the radius.
        pieces = math.ceil(math.pi / 4 / math.sqrt(max(2 * tolerance / (pen.width / 2 * self.scale), 1e-3)))
        rings: list[Points] = []
        for line in self.lines:
            area = _path(line, tolerance / self.scale).buffer(
                pen.width / 2,
                quad_segs=min(max(pieces, 2), 24),
                cap_style=pen.cap,
                join_style=pen.join,
                mitre_limit=pen.mitre,
            )
            for polygon in shapely.get_parts(shapely.orient_polygons(area)):
                rings.extend(np.asarray(ring.coords)[:-1] for ring in (polygon.exterior, *polygon.interiors))
        return rings


def _path(line: Line, tolerance: float) -> shapely.Geometry:
    points = line.flattened(tolerance)
    if len(points) == 1:
        return shapely.Point(points[0])
    return shapely.LinearRing(points) if line.closed and len(points) > 2 else shapely.LineString(points)
