"""The lines of a drawing: every kind of shape as curves, and curves as points."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np
import numpy.typing as npt
from fontTools.svgLib.path import parse_path

from generators.artwork.lengths import NUMBER, Frame, attribute, number
from generators.artwork.markup import name
from generators.errors import BadArtwork

Points = npt.NDArray[np.float64]  # (n, 2)
Point = tuple[float, float]

SHAPES = frozenset(("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"))
MOST_POINTS = 100_000  # of all paths as they are written, repeated ones counted again
_MOST_PIECES = 128  # straight pieces of one curve
_PATH = re.compile(r"[MmZzLlHhVvCcSsQqTtAaeE\d\s,.+-]*", re.ASCII)


@dataclass
class Line:
    """One stroke of the pen: from a start through straight lines (1 point) and cubic curves (3 points)."""

    start: Point
    steps: list[tuple[Point, ...]] = field(default_factory=list)
    closed: bool = False

    def poles(self) -> list[Point]:
        """Give all points that the line runs through or is drawn towards."""
        return [self.start, *(point for step in self.steps for point in step)]

    def flattened(self, tolerance: float) -> Points:
        """Give points that leave the true line by at most `tolerance`; a closed line does not repeat its first."""
        pieces = [np.array([self.start])]
        at = self.start
        for step in self.steps:
            pieces.append(np.array(step) if len(step) == 1 else _flat_curve(np.array([at, *step]), tolerance))
            at = step[-1]
        points: Points = np.concatenate(pieces)
        # What differs by the arithmetic's dust only would look like a line that crosses itself.
        dust = tolerance / 1000
        kept = np.ones(len(points), dtype=bool)
        kept[1:] = np.abs(points[1:] - points[:-1]).max(axis=1) > dust
        points = points[kept]
        back = self.closed and len(points) > 1 and np.abs(points[0] - points[-1]).max() <= dust
        return points[:-1] if back else points


class _Pen:
    """Collects lines from the reader of path data."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def moveTo(self, point: Point) -> None:  # noqa: N802  # the names are fontTools' own
        self.lines.append(Line(point))

    def lineTo(self, point: Point) -> None:  # noqa: N802
        self.lines[-1].steps.append((point,))

    def curveTo(self, first: Point, second: Point, end: Point) -> None:  # noqa: N802
        self.lines[-1].steps.append((first, second, end))

    def qCurveTo(self, pole: Point, end: Point) -> None:  # noqa: N802
        line = self.lines[-1]
        start = line.steps[-1][-1] if line.steps else line.start
        first = (start[0] + (pole[0] - start[0]) * 2 / 3, start[1] + (pole[1] - start[1]) * 2 / 3)
        second = (end[0] + (pole[0] - end[0]) * 2 / 3, end[1] + (pole[1] - end[1]) * 2 / 3)
        line.steps.append((first, second, end))

    def closePath(self) -> None:  # noqa: N802
        self.lines[-1].closed = True

    def endPath(self) -> None:  # noqa: N802
        """A line may stay open."""


def lines_of(element: Element, frame: Frame) -> list[Line]:
    """Give the lines of a shape in its own units; one without a size has none. Raises `BadArtwork`."""
    data = _data(element, frame)
    if not _PATH.fullmatch(data):
        raise _bad_path(data)
    words = NUMBER.findall(data)
    if len(words) > 2 * MOST_POINTS:
        raise too_many_points()
    for word in words:
        if len(word) > 9 or "e" in word or "E" in word:  # the others are in bounds
            number(word)
    pen = _Pen()
    try:
        # The reader knows no line breaks between the numbers of an arc, and no number that ends in its point.
        plain = re.sub(r"(?<=\d)\.(?=[eE])", "", " ".join(data.split()))
        parse_path(re.sub(r"(?<=\d)\.(?!\d)", " ", plain), pen)
        if not all(math.isfinite(value) for line in pen.lines for point in line.poles() for value in point):
            raise _bad_path(data)
    except (ValueError, IndexError, ArithmeticError, TypeError) as error:
        raise _bad_path(data) from error
    return [line for line in pen.lines if line.steps]


def size_of(element: Element) -> int:
    """Give how many characters draw this shape: the measure of the work it makes."""
    return len(element.get("d", "")) + len(element.get("points", ""))


def too_many_points() -> BadArtwork:
    """Say that the drawing is too detailed to be read."""
    return BadArtwork("too_many_points", f"The drawing has more than {MOST_POINTS} points.", MOST_POINTS)


def _flat_curve(poles: Points, tolerance: float) -> Points:
    """Give the points of a cubic curve (4, 2) after its start."""
    bends = poles[:-2] - 2 * poles[1:-1] + poles[2:]
    most = float(np.sqrt((bends * bends).sum(axis=1).max()))
    # The chord of a curve leaves it by at most an eighth of its second derivative, six times the bend of its poles.
    count = min(_MOST_PIECES, math.ceil(math.sqrt(0.75 * most / tolerance)) or 1)
    t = np.linspace(0, 1, count + 1)[1:, None]
    s = 1 - t
    out: Points = s**3 * poles[0] + 3 * s * s * t * poles[1] + 3 * s * t * t * poles[2] + t**3 * poles[3]
    out[-1] = poles[3]
    return out


def _data(element: Element, frame: Frame) -> str:
    def along(key: str, axis: str = "", default: float = 0.0) -> float:
        return attribute(element, key, frame, axis, default)

    match name(element):
        case "path":
            return element.get("d", "")
        case "polyline":
            return _joined(element, "")
        case "polygon":
            return _joined(element, "Z")
        case "line":
            return f"M{along('x1', 'x')} {along('y1', 'y')}L{along('x2', 'x')} {along('y2', 'y')}"
        case "circle":
            radius = along("r")
            return _ellipse(along("cx", "x"), along("cy", "y"), radius, radius)
        case "ellipse":
            rx = along("rx", "x", math.nan)
            ry = along("ry", "y", math.nan)
            rx, ry = (ry if math.isnan(rx) else rx), (rx if math.isnan(ry) else ry)
            return _ellipse(along("cx", "x"), along("cy", "y"), rx, ry)
    rx, ry = along("rx", "x", math.nan), along("ry", "y", math.nan)
    rx, ry = (ry if math.isnan(rx) else rx), (rx if math.isnan(ry) else ry)
    return _rectangle(along("x", "x"), along("y", "y"), along("width", "x"), along("height", "y"), rx, ry)


def _joined(element: Element, end: str) -> str:
    points = element.get("points", "").strip()
    return f"M{points}{end}" if points else ""


def _ellipse(x: float, y: float, rx: float, ry: float) -> str:
    if not (rx > 0 and ry > 0):
        return ""
    return f"M{x + rx} {y}A{rx} {ry} 0 0 1 {x - rx} {y}A{rx} {ry} 0 0 1 {x + rx} {y}Z"


def _rectangle(x: float, y: float, width: float, height: float, rx: float, ry: float) -> str:
    if not (width > 0 and height > 0):
        return ""
    if not (rx > 0 and ry > 0):
        return f"M{x} {y}H{x + width}V{y + height}H{x}Z"
    rx, ry = min(rx, width / 2), min(ry, height / 2)
    return (
        f"M{x + rx} {y}H{x + width - rx}A{rx} {ry} 0 0 1 {x + width} {y + ry}V{y + height - ry}"
        f"A{rx} {ry} 0 0 1 {x + width - rx} {y + height}H{x + rx}A{rx} {ry} 0 0 1 {x} {y + height - ry}"
        f"V{y + ry}A{rx} {ry} 0 0 1 {x + rx} {y}Z"
    )


def _bad_path(data: Any) -> BadArtwork:
    return BadArtwork("bad_path", f"The drawing has a path that cannot be read: “{str(data).strip()[:40]}”.")
