"""
What the guard asks of a line that climbs: it never stops, never sinks, and is as wide everywhere as it has to be.

Lengths mm. A slicer cuts the part into layers all the same, and lets each turn of the line rise by one of them.
PrusaSlicer 2.8 and newer end with one more turn that stays at the top and fades out, so that the rim is level.
"""

import math

import numpy as np

from printers.errors import GcodeRefused
from printers.profile import Profile
from printers.spiral import bead, line_width

SLACK = 0.002  # mm in Z, which is written in thousandths
REACHED = 0.01  # mm below its layer's height at which a turn may end
# mm: where one turn passes into the next, the head goes straight to where the first side of the next one ends
JOINT = 0.5
ROUNDING = 0.05  # mm by which any other side may be longer or shorter than it was reckoned
WIDTH = 0.85, 1.15  # share of what the line has to hold
FADED = 0.65  # of a full turn is the most that the closing turn holds, which fades evenly and so holds half of one


class Climb:
    """The line, turn by turn."""

    __slots__ = (
        "_area",
        "_first",
        "_floor",
        "_full",
        "_high",
        "_joint",
        "_low",
        "_section",
        "_step",
        "_turn",
        "_way",
        "_width",
        "_z",
        "begun",
        "closed",
        "closing",
    )

    def __init__(self, profile: Profile) -> None:
        quality = profile.quality
        self._area = math.pi * profile.material.diameter**2 / 4
        self._width, self._floor = line_width(profile), quality.bottom_solid_layers
        self._first, self._step = quality.first_layer_height, quality.layer_height
        self._low = self._high = self._section = self._z = 0.0
        self._turn = self._way = 0.0
        self._full = self._joint = self.begun = self.closed = False
        #: mm³ that the closing turn holds, over what the part needs.
        self.closing = 0.0

    def layer(self, number: int, z: float) -> None:
        """A layer begins, counted from 1, whose upper side is at z."""
        self.begun = number > self._floor
        self._full = number > self._floor + 1  # the first turn swells from nothing
        self._joint = True
        height = self._first if number == 1 else self._step
        self._low = self._z = z - height
        self._high = z
        self._section = float(bead(self._width, np.array(height)))

    def close(self) -> None:
        """One more turn begins at the height that the last one reached: nothing comes after it."""
        self.closed, self._full, self._joint = True, False, True
        self._low = self._high

    def holds(self, z: float) -> bool:
        """Whether the turn may be at this height."""
        return self._low - SLACK <= z <= self._high + SLACK

    def go(self, way: float, z: float, filament: float | None) -> None:
        """Follow one move of the part: so far in the plane, to this height, pushing so much filament."""
        if z < self._z - SLACK:
            raise GcodeRefused(None, f"the line sinks from Z {self._z:g} to Z {z:g}")
        self._z = z
        if not way:
            return
        slack, self._joint = JOINT if self._joint else ROUNDING, False
        laid = (filament or 0.0) * self._area
        self._way += way
        if self.closed:
            self.closing += max(laid, 0.0)
        if self._full and laid <= 0:
            raise GcodeRefused(None, f"the line is interrupted for {way:.2f} mm")
        if self._full and laid < WIDTH[0] * self._section * (way - slack):
            raise GcodeRefused(None, f"the line is too thin: {laid:.3f} mm³ on {way:.2f} mm")
        if laid > WIDTH[1] * self._section * (way + slack):
            raise GcodeRefused(None, f"the line is too thick: {laid:.3f} mm³ on {way:.2f} mm")

    def end(self) -> None:
        """The layer is over."""
        if self.begun and self._z < self._high - REACHED:
            raise GcodeRefused(None, f"the line stops at Z {self._z:g}, its turn has to reach Z {self._high:g}")
        most = FADED * self._section * (self._turn + JOINT)
        if self.closed and self.closing > most:
            raise GcodeRefused(None, f"the closing turn holds {self.closing:.2f} mm³, at most {most:.2f} fade out")
        self._turn, self._way = self._way, 0.0
