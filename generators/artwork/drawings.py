"""Drawings: an SVG is walked as a browser would, and every mark it leaves on the paper is noted in order."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np
from fontTools.misc.transform import Transform

from generators.artwork.lengths import Frame, attribute, checked, fitted, frame_of, length, transformation
from generators.artwork.marks import Clip, Mark, Pen
from generators.artwork.markup import DEEPEST, MOST_ELEMENTS, name, parsed, target, too_deep
from generators.artwork.outlines import canonical, outline
from generators.artwork.painting import painted
from generators.artwork.paths import SHAPES, Line, lines_of, size_of, too_many_points
from generators.artwork.styles import Paint, Sheet, Style, paint
from generators.artwork.tidying import tidied
from generators.errors import BadArtwork

_GROUPS = frozenset(("g", "a", "svg", "switch"))
_MOST_CHARACTERS = 8 * 1024 * 1024  # of path data read, repeated shapes counted again
_BROWSER = Frame(0, 0, 300, 150)  # CSS 2.2, section 10.3.2: the window of a drawing that tells no size

_REFUSED = {
    "text": ("text", "The drawing holds text; please turn text into paths (in Inkscape: Path > Object to Path)."),
    "image": ("raster", "The drawing holds a picture made of pixels; please trace it, or upload it as a picture."),
    "foreignObject": ("raster", "The drawing holds a piece of a web page; please turn it into paths."),
}
_MASKED = "The drawing uses a mask; please cut the shapes themselves, or use a clipping path."

GRADIENT = "Gradients and patterns became one solid area."
FILTER = "Shadows and other effects were left out."
MARKER = "Arrowheads and other markers were left out."
DASHES = "Dashed lines were drawn through."
SHEET = "Some style rules are too complicated and were left out; please compare what you see."
MOVING = "The drawing moves; it is taken as it stands still."
FRAMELESS = "The drawing's frame has no size and was left out."


def traced(data: bytes) -> tuple[bytes, float, float, tuple[str, ...]]:
    """Give canonical polygons, width, height and notes of an uploaded SVG; raises `BadArtwork`."""
    walk = _Walk(parsed(data))
    try:
        with np.errstate(all="raise", under="ignore"):
            ink, more = painted(walk.marks(), walk.window)
    except FloatingPointError as error:
        raise BadArtwork("bad_number", "The drawing holds numbers that cannot be drawn.") from error
    area, changes = tidied(ink)
    kept = canonical(area)
    low_x, low_y, high_x, high_y = outline(kept).bounds
    notes = dict.fromkeys([*walk.notes, *more, *changes])
    return kept, round(high_x - low_x, 6), round(high_y - low_y, 6), tuple(notes)


class _Walk:
    """One walk through a drawing, with the budget that repeated pieces have to share."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.sheet = Sheet(root)
        self.notes: list[str] = [] if self.sheet.simple else [SHEET]
        self.pieces: dict[str, Element] = {}
        for element in root.iter():
            if identity := element.get("id"):
                self.pieces.setdefault(identity, element)
            if name(element) in ("animate", "animateTransform", "animateMotion", "set"):
                self.notes.append(MOVING)
        self.frame, self.window = self._frames()
        self._visits = 0
        self._characters = 0
        self._lines: dict[tuple[int, Frame], list[Line]] = {}
        self._moves: dict[int, Transform] = {}

    def marks(self) -> list[Mark]:
        """Give every mark of the drawing in the order of painting."""
        start = Transform()
        if self.window is not None and self.root.get("preserveAspectRatio", "").startswith("none"):
            wide = attribute(self.root, "width", self.frame, "x", self.frame.width)
            tall = attribute(self.root, "height", self.frame, "y", self.frame.height)
            if wide > 0 and tall > 0:
                start = checked(Transform(wide / self.frame.width, 0, 0, tall / self.frame.height, 0, 0))
                left, top = start.transformPoint((self.frame.x, self.frame.y))
                self.window = Frame(left, top, wide, tall)
        return list(self._inside(self.root, start, self.sheet.handed_down(self.root, {}), (), self.frame, 0))

    def _frames(self) -> tuple[Frame, Frame | None]:
        """Give the frame that percentages mean, and the one that is cut at: the same, or none."""
        frame = frame_of(self.root)
        if frame is not None:
            return frame, frame
        if self.root.get("viewBox") is not None:
            self.notes.append(FRAMELESS)
        wide = attribute(self.root, "width", _BROWSER, "x", _BROWSER.width)
        tall = attribute(self.root, "height", _BROWSER, "y", _BROWSER.height)
        return (Frame(0, 0, wide, tall) if wide > 0 and tall > 0 else _BROWSER), None

    def _inside(
        self, parent: Element, matrix: Transform, style: Style, clips: tuple[Clip, ...], frame: Frame, depth: int
    ) -> Iterator[Mark]:
        children: list[Element] = list(parent)
        if name(parent) == "switch":
            fit = [
                child for child in children if name(child) != "foreignObject" and not child.get("requiredExtensions")
            ]
            children = fit[:1]
        for child in children:
            yield from self._drawn(child, matrix, style, clips, frame, depth + 1)

    def _drawn(
        self, element: Element, matrix: Transform, parent: Style, clips: tuple[Clip, ...], frame: Frame, depth: int
    ) -> Iterator[Mark]:
        kind = name(element)
        if kind not in SHAPES and kind not in _GROUPS and kind != "use" and kind not in _REFUSED:
            return
        self._visits += 1
        if self._visits > MOST_ELEMENTS:
            words = f"The drawing shows more than {MOST_ELEMENTS} elements, repeated ones counted again."
            raise BadArtwork("too_many_elements", words, MOST_ELEMENTS)
        if depth > DEEPEST:
            raise too_deep()
        style = self.sheet.handed_down(element, parent)
        if style.get("display") == "none" or self._faded(style):
            return
        self._look_over(kind, style)
        matrix = self._moved(element, matrix)
        clips = clips + self._clip(style, matrix, frame, depth)
        if kind in SHAPES:
            yield from self._shape(element, matrix, style, clips, frame)
        elif kind == "use":
            yield from self._used(element, matrix, style, clips, frame, depth)
        elif kind == "svg":
            yield from self._nested(element, element, matrix, style, clips, frame, depth)
        else:
            yield from self._inside(element, matrix, style, clips, frame, depth)

    def _faded(self, style: Style) -> bool:
        """Whether the whole piece is too transparent to be seen."""
        return paint({"opacity": style.get("opacity", "1")}, "fill", "black")[0] is Paint.NONE

    def _look_over(self, kind: str, style: Style) -> None:
        """Refuse what cannot be drawn truly, and note what is left out."""
        if kind in _REFUSED and style.get("visibility") not in ("hidden", "collapse"):
            raise BadArtwork(*_REFUSED[kind])
        if style.get("mask", "none") != "none":
            raise BadArtwork("mask", _MASKED)
        if style.get("filter", "none") != "none":
            self.notes.append(FILTER)
        if any(style.get(key, "none") != "none" for key in ("marker", "marker-start", "marker-mid", "marker-end")):
            self.notes.append(MARKER)

    def _clip(self, style: Style, matrix: Transform, frame: Frame, depth: int) -> tuple[Clip, ...]:
        given = style.get("clip-path", "none")
        if given == "none":
            return ()
        piece = self.pieces.get(given.removeprefix("url(").removesuffix(")").strip("\"' ").removeprefix("#"))
        if piece is None or name(piece) != "clipPath":
            return ()
        if piece.get("clipPathUnits") == "objectBoundingBox":
            raise BadArtwork("mask", _MASKED)
        own = self._moved(piece, matrix)
        shown = {"fill": "black", "stroke": "none", "fill-rule": "nonzero"}
        marks = tuple(self._inside(piece, own, shown, (), frame, depth + 1))
        return (Clip(tuple(mark.clipping() for mark in marks if mark.pen is None)),)

    def _used(
        self,
        element: Element,
        matrix: Transform,
        style: Style,
        clips: tuple[Clip, ...],
        frame: Frame,
        depth: int,
    ) -> Iterator[Mark]:
        piece = self.pieces.get(target(element) or "")
        if piece is None:
            return
        move = Transform(1, 0, 0, 1, attribute(element, "x", frame, "x"), attribute(element, "y", frame, "y"))
        matrix = checked(matrix.transform(move))
        if name(piece) in ("symbol", "svg"):
            style = self.sheet.handed_down(piece, style)
            yield from self._nested(piece, element, matrix, style, clips, frame, depth)
        else:
            yield from self._drawn(piece, matrix, style, clips, frame, depth + 1)

    def _nested(
        self,
        element: Element,
        sized: Element,
        matrix: Transform,
        style: Style,
        clips: tuple[Clip, ...],
        frame: Frame,
        depth: int,
    ) -> Iterator[Mark]:
        """Give the marks of a drawing within the drawing; `sized` tells the size of its window."""
        if sized is element:
            corner = attribute(element, "x", frame, "x"), attribute(element, "y", frame, "y")
            matrix = checked(matrix.transform(Transform(1, 0, 0, 1, *corner)))
        wide = length(sized.get("width") or element.get("width") or "100%", frame, "x")
        tall = length(sized.get("height") or element.get("height") or "100%", frame, "y")
        inner = frame_of(element)
        if not (wide > 0 and tall > 0):
            return
        if inner is not None:
            matrix = checked(matrix.transform(fitted(element, inner, wide, tall)))
        yield from self._inside(element, matrix, style, clips, inner or Frame(0, 0, wide, tall), depth)

    def _shape(
        self, element: Element, matrix: Transform, style: Style, clips: tuple[Clip, ...], frame: Frame
    ) -> Iterator[Mark]:
        if style.get("visibility") in ("hidden", "collapse"):
            return
        self._characters += size_of(element)
        if self._characters > _MOST_CHARACTERS:
            raise too_many_points()
        fill, shaded = paint(style, "fill", "black")
        stroke, striped = paint(style, "stroke", "none")
        lines = self._known_lines(element, frame) if (fill, stroke) != (Paint.NONE, Paint.NONE) else []
        if lines and (shaded or striped):
            self.notes.append(GRADIENT)
        if lines and fill is not Paint.NONE and name(element) != "line":
            rule = style.get("fill-rule", "nonzero")
            yield Mark(fill, lines, matrix, clips, rule, style.get("clip-rule", "nonzero"))
        width = length(style.get("stroke-width", "1"), frame)
        if lines and stroke is not Paint.NONE and width > 0:
            if style.get("stroke-dasharray", "none") not in ("none", "0", ""):
                self.notes.append(DASHES)
            yield Mark(stroke, lines, matrix, clips, "nonzero", "nonzero", _pen(style, width))

    def _moved(self, element: Element, matrix: Transform) -> Transform:
        if id(element) not in self._moves:
            self._moves[id(element)] = transformation(element.get("transform", ""))
        return checked(matrix.transform(self._moves[id(element)]))

    def _known_lines(self, element: Element, frame: Frame) -> list[Line]:
        key = (id(element), frame)
        if key not in self._lines:
            self._lines[key] = lines_of(element, frame)
        return self._lines[key]


def _pen(style: Style, width: float) -> Pen:
    cap = {"round": "round", "square": "square"}.get(style.get("stroke-linecap", ""), "flat")
    join = {"round": "round", "bevel": "bevel"}.get(style.get("stroke-linejoin", ""), "mitre")
    given: Any = style.get("stroke-miterlimit", "4")
    try:
        limit = float(given)
    except ValueError:
        limit = 4.0
    return Pen(width, cap, join, min(max(limit, 1.0), 100.0) if math.isfinite(limit) else 4.0)
