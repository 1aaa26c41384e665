"""Numbers of a drawing: lengths with their units, transformations, and the frame it is drawn in."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from generators.errors import BadArtwork

if TYPE_CHECKING:
    from fontTools.misc.transform import Transform

_LONGEST = 200  # characters of a length or frame, which are read again at each repetition of a piece
LARGEST = 1e9  # beyond it, the digits of a float no longer tell neighbouring points apart
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_LENGTH = re.compile(rf"\s*({NUMBER.pattern})\s*(px|pt|pc|mm|cm|in|em|ex|rem|q|%)?\s*", re.ASCII | re.IGNORECASE)
_CALL = re.compile(r"\s*,?\s*(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]*)\)\s*", re.ASCII)

# CSS Values and Units Module Level 4, section 6.2: 96 px to the inch. A letter's size is the browsers' own, 16 px.
_UNITS = {
    "": 1.0,
    "px": 1.0,
    "pt": 96 / 72,
    "pc": 16.0,
    "in": 96.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "q": 96 / 101.6,
    "em": 16.0,
    "rem": 16.0,
    "ex": 8.0,
}


@dataclass(frozen=True)
class Frame:
    """The window a drawing is seen through, in its own units; percentages are shares of it."""

    x: float
    y: float
    width: float
    height: float

    def share(self, axis: str) -> float:
        """Give what 100 % means along "x" or "y", or for sizes without a direction ("")."""
        across = math.hypot(self.width, self.height) / math.sqrt(2)
        return {"x": self.width, "y": self.height}.get(axis, across)


def number(text: str) -> float:
    """Read a plain number; raises `BadArtwork` for what is none, or beyond all use."""
    try:
        found = float(text) if NUMBER.fullmatch(text.strip()) else math.nan
    except ValueError as error:  # more digits than Python turns into a number
        raise _bad_number(text) from error
    if not abs(found) <= LARGEST:  # so that "not a number" is refused too
        raise _bad_number(text)
    return found


def numbers(text: str) -> list[float]:
    """Read numbers between blanks and commas."""
    return [number(word) for word in text.replace(",", " ").split()]


def length(text: str, frame: Frame, axis: str = "") -> float:
    """Read a length in the drawing's units; a percentage is a share of the frame along `axis`."""
    match = _LENGTH.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise _bad_number(text)
    unit = (match[2] or "").lower()
    found = number(match[1])
    return found / 100 * frame.share(axis) if unit == "%" else found * _UNITS[unit]


def attribute(element: Element, key: str, frame: Frame, axis: str = "", default: float = 0.0) -> float:
    """Give the length that an attribute tells, or the default where it is missing or "auto"."""
    given = element.get(key)
    return default if given is None or given.strip() in ("", "auto") else length(given, frame, axis)


def transformation(text: str) -> Transform:
    """Read a `transform` attribute."""
    from fontTools.misc.transform import Transform

    whole = Transform()
    at = 0
    text = text.strip()
    while at < len(text):
        call = _CALL.match(text, at)
        if call is None:
            raise _bad_transform(text)
        given = numbers(call[2])
        match call[1], given:
            case "matrix", [a, b, c, d, e, f]:
                step = Transform(a, b, c, d, e, f)
            case "translate", [x]:
                step = Transform(1, 0, 0, 1, x, 0)
            case "translate", [x, y]:
                step = Transform(1, 0, 0, 1, x, y)
            case "scale", [x]:
                step = Transform(x, 0, 0, x, 0, 0)
            case "scale", [x, y]:
                step = Transform(x, 0, 0, y, 0, 0)
            case "rotate", [turn]:
                step = Transform().rotate(math.radians(turn))
            case "rotate", [turn, x, y]:
                step = Transform().translate(x, y).rotate(math.radians(turn)).translate(-x, -y)
            case "skewX", [lean]:
                step = Transform(1, 0, math.tan(math.radians(lean)), 1, 0, 0)
            case "skewY", [lean]:
                step = Transform(1, math.tan(math.radians(lean)), 0, 1, 0, 0)
            case _:
                raise _bad_transform(text)
        whole = checked(whole.transform(step))
        at = call.end()
    return whole


def checked(matrix: Transform) -> Transform:
    """Refuse a transformation that leaves the numbers that can be drawn."""
    if not all(abs(value) <= LARGEST for value in matrix):
        raise _bad_transform("its scale is beyond all use")
    return matrix


def frame_of(element: Element) -> Frame | None:
    """Give the frame that a `viewBox` tells; None where there is none, or one without area."""
    given = element.get("viewBox")
    if given is None:
        return None
    if len(given) > _LONGEST:
        raise _bad_number(given)
    match numbers(given):
        case [x, y, width, height] if width > 0 and height > 0:
            return Frame(x, y, width, height)
    return None


def fitted(element: Element, frame: Frame, width: float, height: float) -> Transform:
    """Give the move of a frame's contents into a window of `width` by `height` at the origin."""
    from fontTools.misc.transform import Transform

    across, down = width / frame.width, height / frame.height
    align = element.get("preserveAspectRatio", "")[:_LONGEST].split()
    if align[:1] != ["none"]:
        across = down = max(across, down) if "slice" in align else min(across, down)
    words = align[0] if align else "xMidYMid"
    shares = {"Min": 0.0, "Mid": 0.5, "Max": 1.0}
    along_x, along_y = shares.get(words[1:4], 0.5), shares.get(words[5:8], 0.5)
    x = (width - across * frame.width) * along_x
    y = (height - down * frame.height) * along_y
    return checked(Transform(across, 0, 0, down, x - across * frame.x, y - down * frame.y))


def _bad_number(text: str) -> BadArtwork:
    return BadArtwork("bad_number", f"The drawing holds a number that cannot be drawn: “{text.strip()[:20]}”.", LARGEST)


def _bad_transform(text: str) -> BadArtwork:
    return BadArtwork("bad_number", f"The drawing holds a transformation that cannot be drawn: “{text[:40]}”.", LARGEST)
