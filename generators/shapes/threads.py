"""Screw threads that print: real helices with flanks of 45° and blunt crests, tapered off at both ends."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cadquery as cq

from generators.shapes.bounds import within
from generators.shapes.lathe import Ridge, turned

DEPTH, CREST = 0.3, 0.15  # of the pitch; what is left, 0.25, is the blunt root
LEAST_PITCH, MOST_PITCH = 1.5, 8.0  # mm: a finer ridge is lower than a line is wide
_NECK = 0.2  # mm of plain cylinder beyond each end of the ridge: one layer
_BLUNT = 0.02  # mm that the narrowest tooth keeps


@dataclass(frozen=True)
class Thread:
    """
    A right-handed thread: `diameter` is across the bolt's crests and `pitch` from turn to turn, both in mm.

    Bolt and nut keep `air` mm from each other on flanks, crests and roots alike. The nut has all of it: a bolt is
    the same whatever the fit. Raises `ValueError` for a size out of range.
    """

    diameter: float
    pitch: float
    air: float = 0.25

    def __post_init__(self) -> None:
        """Refuse a thread that cannot be printed."""
        within("pitch", self.pitch, LEAST_PITCH, MOST_PITCH)
        within("diameter", self.diameter, 4 + 2 * self.depth, 400)
        within("air", self.air, 0.05, (self._bolt_root - _BLUNT) / _narrowing(1))

    @property
    def depth(self) -> float:
        """The height of the ridge in mm."""
        return DEPTH * self.pitch

    @property
    def core(self) -> float:
        """The diameter across the bolt's roots in mm."""
        return self.diameter - 2 * self.depth

    @property
    def nut_root(self) -> float:
        """The diameter across the nut's roots, its widest, in mm."""
        return self.diameter + 2 * self.air

    @property
    def nut_crest(self) -> float:
        """The diameter across the nut's crests, its narrowest, in mm."""
        return self.core + 2 * self.air

    @property
    def shortest(self) -> float:
        """The least length in mm that has room for one whole turn and its ends."""
        return 2 * self.pitch + 2 * _NECK

    @property
    def _bolt_root(self) -> float:
        return (1 - 2 * DEPTH - CREST) * self.pitch

    def outer_ridge(self, length: float) -> Ridge:
        """Give the bolt's ridge on a cylinder of `length` mm."""
        return self._ridge(length, CREST * self.pitch, self.depth)

    def inner_ridge(self, length: float) -> Ridge:
        """Give the nut's ridge in a bore of `length` mm."""
        return self._ridge(length, self._bolt_root - _narrowing(self.air), -self.depth)

    def _ridge(self, length: float, crest: float, height: float) -> Ridge:
        within("length", length, self.shortest)
        half_turns = math.floor((length - 2 * _NECK) / (self.pitch / 2) + 1e-9) - 2
        covered = (half_turns + 2) * self.pitch / 2
        return Ridge(self.pitch, crest, height, (length - covered + self.pitch) / 2, half_turns)


def _narrowing(air: float) -> float:
    """Give what a tooth loses of its crest, in mm, when its crest and 45° flanks move by `air` along their normals."""
    return 2 * air * (math.sqrt(2) - 1)


def bolt(thread: Thread, length: float, bore: float = 0) -> cq.Solid:
    """Give a threaded rod standing on Z = 0, or a tube where there is a `bore`: its diameter in mm."""
    within("length", length, thread.shortest)
    radius = thread.core / 2
    ridge = {1: thread.outer_ridge(length)}
    if bore:
        within("bore", bore, 0.5, thread.core - 2)
        inner = bore / 2
        return turned([(inner, 0), (radius, 0), (radius, length), (inner, length)], ridge)
    return turned([(0, 0), (radius, 0), (radius, length), (0, length)], ridge)


def nut(thread: Thread, length: float, outer: float) -> cq.Solid:
    """
    Give a round ring of diameter `outer` with the thread inside, standing on Z = 0.

    A bolt of the same thread that stands on Z = 0 too is screwed into it as it is drawn.
    """
    within("length", length, thread.shortest)
    within("outer", outer, thread.nut_root + 1.8)
    inner = thread.nut_root / 2
    solid = turned([(inner, 0), (outer / 2, 0), (outer / 2, length), (inner, length)], {3: thread.inner_ridge(length)})
    # Half a turn sets the nut's teeth midway between the bolt's.
    return solid.rotate(cq.Vector(), cq.Vector(0, 0, 1), 180)
