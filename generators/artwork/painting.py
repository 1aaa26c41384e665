"""Laying marks over each other as paint does: ink joins, paper colour covers, stencils cut."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import manifold3d
import numpy as np
import shapely

from generators.artwork.lengths import Frame
from generators.artwork.marks import Clip, Mark
from generators.artwork.paths import Points
from generators.artwork.styles import Paint
from generators.errors import BadArtwork

_FINE = 4000  # curves are true to this share of the longer side
_MOST_CORNERS = 150_000  # of all flattened lines together
_MOST_MEETINGS = 300_000  # of pieces that may cross each other, beyond the ordinary neighbours
_MOST_WORK = 1_000_000  # corners laid over each other, all layers together
_UNNOTICED = 1e-6  # of the longer side's square: not worth a word when it is cut off
_SMALLEST = 1e-9  # longer side in the drawing's own units: what is smaller has no size

Box = tuple[float, float, float, float]

CROSSED = "Lines that cross themselves were joined into one area."
OPEN = "Open lines were closed where they are filled."
STROKES = "Lines became areas as wide as they are drawn."
COVERED = "White shapes cover what lies beneath them; white on its own was left out."
INVERTED = "The drawing is white; its white was taken as the shape."
CUT = "What lies outside of the drawing's frame was left out."


def painted(marks: Sequence[Mark], window: Frame | None) -> tuple[Any, list[str]]:
    """
    Give the inked area as a `manifold3d.CrossSection`, about 1 wide or high with Y up, and notes.

    Raises `BadArtwork` when nothing is left, or when the lines are too many or too tangled.
    """
    notes: list[str] = []
    if not any(mark.paint is Paint.INK for mark in marks) and marks:
        notes.append(INVERTED)
        wanted = Paint.WHITE
    else:
        wanted = Paint.INK
        if any(mark.paint is Paint.WHITE for mark in marks):
            notes.append(COVERED)
    box = _around([mark for mark in marks if mark.paint is wanted], window)
    paper = _Paper(box, notes)
    ink = manifold3d.CrossSection()
    for is_ink, group in groupby(marks, key=lambda mark: mark.paint is wanted):
        areas = [area for mark in group if not (area := paper.area(mark)).is_empty()]
        ink = paper.laid(ink, areas, "Add" if is_ink else "Subtract")
    if window is not None:
        frame = paper.fitted(_corners(window.x, window.y, window.x + window.width, window.y + window.height))
        seen = ink ^ manifold3d.CrossSection([frame], manifold3d.FillRule.NonZero)
        if ink.area() - seen.area() > _UNNOTICED:
            notes.append(CUT)
        ink = seen
    if ink.is_empty():
        raise _nothing()
    return ink, notes


class _Paper:
    """The sheet that marks are brought onto, scaled so that all of them fit into a box of about 1."""

    def __init__(self, box: Box, notes: list[str]) -> None:
        left, low, right, high = box
        self.longer = max(right - left, high - low)
        self.middle = np.array([(left + right) / 2, (low + high) / 2])
        self.notes = notes
        self._corners = 0
        self._work = 0
        self._stencils: dict[int, Any] = {}

    def fitted(self, points: Points) -> Points:
        """Scale points onto the sheet; a drawing counts Y downwards, a part upwards."""
        scaled: Points = (points - self.middle) / self.longer * np.array([1.0, -1.0])
        # What lies far outside is cut off anyway; whole numbers of the arithmetic end beyond it.
        return scaled.clip(-1000.0, 1000.0)

    def area(self, mark: Mark) -> Any:
        """Give the area of one mark, cut by its stencils."""
        rings = self._rings(mark)
        rule = manifold3d.FillRule.EvenOdd if mark.rule == "evenodd" else manifold3d.FillRule.NonZero
        area = manifold3d.CrossSection(rings, rule) if rings else manifold3d.CrossSection()
        for clip in mark.clips:
            stencil = self._stencil(clip)
            self._worked(area.num_vert() + stencil.num_vert())
            area = area ^ stencil
        return area

    def laid(self, ink: Any, areas: Sequence[Any], way: str) -> Any:
        """Lay areas of one colour over the ink."""
        if not areas:
            return ink
        self._worked(ink.num_vert() + sum(area.num_vert() for area in areas))
        _check_tangle([ring for area in (ink, *areas) for ring in area.to_polygons()])
        return manifold3d.CrossSection.batch_boolean([ink, *areas], getattr(manifold3d.OpType, way))

    def _worked(self, corners: int) -> None:
        self._work += corners
        if self._work > _MOST_WORK:
            raise _too_detailed()

    def _stencil(self, clip: Clip) -> Any:
        # The clip lives as long as the mark that holds it, so its identity names it.
        found = self._stencils.get(id(clip))
        if found is None:
            areas = [self.area(mark) for mark in clip.marks]
            found = self._stencils[id(clip)] = self.laid(manifold3d.CrossSection(), areas, "Add")
        return found

    def _rings(self, mark: Mark) -> list[Points]:
        tolerance = self.longer / _FINE
        rings = [self.fitted(mark.placed(points)) for points in self._counted(mark.flattened(tolerance))]
        _check_tangle(rings)
        if mark.pen is not None:
            rings = [self.fitted(mark.placed(ring)) for ring in self._counted(mark.drawn(mark.pen, tolerance))]
            _check_tangle(rings)
            self._note(STROKES)
        elif rings:
            if not all(line.closed or line.steps[-1][-1] == line.start for line in mark.lines):
                self._note(OPEN)
            if not all(shapely.LinearRing(ring).is_simple for ring in rings):
                self._note(CROSSED)
        return rings

    def _counted(self, found: list[Points]) -> list[Points]:
        self._corners += sum(len(points) for points in found)
        if self._corners > _MOST_CORNERS:
            raise _too_detailed()
        return found

    def _note(self, words: str) -> None:
        if words not in self.notes:
            self.notes.append(words)


def _around(marks: Sequence[Mark], window: Frame | None) -> Box:
    """Give the box of what is seen through the window."""
    boxes = np.array([box for mark in marks if (box := mark.bounds()) is not None])
    if not len(boxes):
        raise _nothing()
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    if window is not None:
        low, high = (
            np.maximum(low, [window.x, window.y]),
            np.minimum(high, [window.x + window.width, window.y + window.height]),
        )
    if np.any(high < low) or not np.max(high - low) > _SMALLEST:
        raise _nothing()
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _corners(left: float, low: float, right: float, high: float) -> Points:
    return np.array([(left, low), (right, low), (right, high), (left, high)])


def _check_tangle(rings: Sequence[Points]) -> None:
    """
    Refuse lines of which each piece may cross most others: joining them would take the square of their number.

    Counted by boxes around the pieces and in portions, so that neither time nor memory depends on the tangle.
    """
    count = sum(len(ring) for ring in rings)
    if count > 2 * _MOST_CORNERS:
        raise _too_detailed()
    if count < 500:
        return
    ends = np.concatenate([np.stack([ring, np.roll(ring, -1, axis=0)], axis=1) for ring in rings])
    tree = shapely.STRtree(shapely.linestrings(ends))
    boxes = shapely.box(*ends.min(axis=1).T, *ends.max(axis=1).T)
    met = 0
    for start in range(0, count, 64):
        met += tree.query(boxes[start : start + 64]).shape[1]
        if met > _MOST_MEETINGS + 4 * count:
            raise BadArtwork("tangled", "The drawing's lines cross each other too often.", _MOST_MEETINGS)


def _nothing() -> BadArtwork:
    return BadArtwork("nothing_drawn", "The drawing shows nothing: no area and no line with a colour.")


def _too_detailed() -> BadArtwork:
    return BadArtwork("too_detailed", "The drawing has too many details; please simplify it.", _MOST_CORNERS)
