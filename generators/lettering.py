"""
The letters of all raised, engraved and cut text: which characters a typeface has, their widths and outlines.

The outlines come straight from the bundled font files. CadQuery's own text draws with whatever font the machine
happens to have when the one asked for is missing, so the same design would differ from machine to machine.
`font` is always the id of one of `TYPEFACES`; a `KeyError` names one that is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

from generators.typefaces import TYPEFACES

FONT = TYPEFACES["sans"].file

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


def is_available(character: str, font: str = "sans") -> bool:
    """Say whether the typeface has a shape for this character (a blank counts)."""
    code = ord(character)
    if not any(first <= code <= last for first, last in _RANGES):
        return False
    name = _font(font).characters.get(code)
    return name is not None and (character == " " or bool(_outline(font, name)))


def advance(text: str, size: float, font: str = "sans") -> float:
    """Give how far a line of text reaches, in mm; `size` is the height of a capital letter."""
    return sum(_share(character, font) for character in text) * size


def letters(text: str, size: float, font: str = "sans") -> Iterator[Letter]:
    """Give each visible character of a line, set from x = 0; `size` is the height of a capital letter in mm."""
    face = _font(font)
    scale = size / face.capital
    x = 0.0
    for character in text:
        name = face.characters[ord(character)]
        contours = _outline(font, name)
        if contours:
            moved = tuple(
                tuple(Stroke(tuple((x + px * scale, py * scale) for px, py in stroke.poles)) for stroke in contour)
                for contour in contours
            )
            yield Letter(character, moved)
        x += face.widths[name] * scale


def available(font: str = "sans") -> str:
    """Give all characters that the typeface has a shape for, the blank first."""
    return "".join(
        chr(code) for first, last in _RANGES for code in range(first, last + 1) if is_available(chr(code), font)
    )


def metrics(font: str = "sans") -> dict[str, object]:
    """
    Give what a page needs to reckon with a typeface, as JSON.

    `capital` is the height of a capital as a share of the em, so a page's font size is size / capital. `stroke`
    and each of the `advances` are shares of the height of a capital. The sum of a text's advances, in the order
    of its characters, times the size is exactly what `advance` gives.
    """
    face = _font(font)
    return {
        "capital": round(face.capital / face.em, 6),
        "stroke": TYPEFACES[font].stroke,
        "advances": dict(_advances(font)),
    }


@cache
def _advances(font: str) -> dict[str, float]:
    return {character: _share(character, font) for character in available(font)}


def _share(character: str, font: str) -> float:
    """Give a character's advance over the height of a capital; six digits, so that a page is sent no dust."""
    face = _font(font)
    return round(face.widths[face.characters[ord(character)]] / face.capital, 6)


@dataclass(frozen=True)
class _Font:
    characters: dict[int, str]
    widths: dict[str, int]  # font units
    capital: float  # height of the letter H, font units
    em: int  # font units
    glyphs: Any


@cache
def _font(font: str) -> _Font:
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.ttLib import TTFont

    # From memory: a file left open would be shared, with its place in it, by processes forked later.
    file = TTFont(BytesIO(TYPEFACES[font].file.read_bytes()), lazy=True)
    characters = {code: name for code, name in file.getBestCmap().items() if name != ".notdef"}
    glyphs = file.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[characters[ord("H")]].draw(pen)
    widths = {name: width for name, (width, _bearing) in file["hmtx"].metrics.items()}
    return _Font(characters, widths, float(pen.bounds[3]), file["head"].unitsPerEm, glyphs)


@cache
def _outline(font: str, name: str) -> tuple[Contour, ...]:
    """Give the contours of a glyph in font units, TrueType's own curves kept exact."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    pen = DecomposingRecordingPen(_font(font).glyphs)
    _font(font).glyphs[name].draw(pen)
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
