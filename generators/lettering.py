"""
The typeface of all raised and engraved text: which characters it has, and their outlines.

The outlines come straight from the bundled font file. CadQuery's own text draws with whatever font the machine
happens to have when the one asked for is missing, so the same design would differ from machine to machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FONT = Path(__file__).parent / "fonts" / "DejaVuSans-Bold.ttf"

# Latin, Greek and Cyrillic letters, digits, punctuation, and the signs people do ask for. Scripts whose
# letters join or run right to left, and pictures, would need shaping that this lettering does not do.
_RANGES = (
    (0x20, 0x7E),
    (0xA1, 0xAC),
    (0xAE, 0x17F),
    (0x386, 0x3CE),
    (0x400, 0x45F),
    (0x490, 0x491),
    (0x1E80, 0x1E85),
    (0x1E9E, 0x1E9E),
    (0x2013, 0x2014),
    (0x2018, 0x201E),
    (0x2022, 0x2022),
    (0x2026, 0x2026),
    (0x20AC, 0x20AC),
    (0x2605, 0x2605),
    (0x2665, 0x2665),
)

Point = tuple[float, float]


@dataclass(frozen=True)
class Stroke:
    """A piece of an outline: a straight line (two poles) or a uniform quadratic B-spline; mm."""

    poles: tuple[Point, ...]

    @property
    def straight(self) -> bool:
        """Whether the piece is a line."""
        return len(self.poles) == 2


Contour = tuple[Stroke, ...]


@dataclass(frozen=True)
class Letter:
    """The closed contours of one character, where it stands in its line; mm, baseline at y = 0."""

    character: str
    contours: tuple[Contour, ...]


def is_available(character: str) -> bool:
    """Say whether the lettering has a shape for this character (a blank counts)."""
    code = ord(character)
    return any(first <= code <= last for first, last in _RANGES) and code in _font().characters


def advance(text: str, size: float) -> float:
    """Give how far a line of text reaches, in mm; `size` is the height of a capital letter."""
    font = _font()
    return sum(font.widths[font.characters[ord(character)]] for character in text) * size / font.capital


def letters(text: str, size: float) -> Iterator[Letter]:
    """Give each visible character of a line, set from x = 0; `size` is the height of a capital letter in mm."""
    font = _font()
    scale = size / font.capital
    x = 0.0
    for character in text:
        name = font.characters[ord(character)]
        contours = _outline(name)
        if contours:
            moved = tuple(
                tuple(Stroke(tuple((x + px * scale, py * scale) for px, py in stroke.poles)) for stroke in contour)
                for contour in contours
            )
            yield Letter(character, moved)
        x += font.widths[name] * scale


@dataclass(frozen=True)
class _Font:
    characters: dict[int, str]
    widths: dict[str, int]  # font units
    capital: float  # height of the letter H, font units
    glyphs: Any


@cache
def _font() -> _Font:
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.ttLib import TTFont

    file = TTFont(FONT, lazy=True)
    characters = dict(file.getBestCmap())
    glyphs = file.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[characters[ord("H")]].draw(pen)
    widths = {name: width for name, (width, _bearing) in file["hmtx"].metrics.items()}
    return _Font(characters, widths, float(pen.bounds[3]), glyphs)


@cache
def _outline(name: str) -> tuple[Contour, ...]:
    """Give the contours of a glyph in font units, TrueType's own curves kept exact."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    pen = DecomposingRecordingPen(_font().glyphs)
    _font().glyphs[name].draw(pen)
    contours: list[Contour] = []
    strokes: list[Stroke] = []
    start: Point | None = None
    here: Point = (0.0, 0.0)
    for verb, points in pen.value:
        if verb == "moveTo":
            start = here = points[0]
        elif verb == "qCurveTo" and points[-1] is None:
            # A contour without any point on the curve: begin halfway between two of its poles.
            first, last = points[0], points[-2]
            start = here = ((first[0] + last[0]) / 2, (first[1] + last[1]) / 2)
            strokes = [Stroke((here, *points[:-1], here))]
        elif verb in ("lineTo", "qCurveTo"):
            if len(points) > 1 or points[0] != here:
                strokes.append(Stroke((here, *points)))
            here = points[-1]
        elif verb == "closePath":
            if start is not None and here != start:
                strokes.append(Stroke((here, start)))
            if strokes:
                contours.append(tuple(strokes))
            strokes = []
    return tuple(contours)
