"""
The filament as the guard follows it: how much is pushed, how fast, how far it is drawn back, and for which part.

Lengths mm of filament unless said otherwise; time s; flow mm³/s.
"""

import math

from printers.errors import GcodeRefused
from printers.profile import Profile

PUSH = 10.0  # in a move that goes nowhere; purge and retractions stay below
PURGE = 100.0  # in all of the start code: purge lines of common machines take 10 to 40
BACK = 0.05  # by which a retraction and its return may differ; both are rounded
SHORT = 0.5  # mm: shorter moves say little about flow, their numbers are rounded too coarsely
BLOB = 1.0  # mm³ that short moves may lay before their flow is known; a bead of 2 mm² is wider than any
FLOW_SLACK = 1.1


class Feeder:
    """What has gone through the nozzle."""

    __slots__ = (
        "_at",
        "_back",
        "_flow_maximum",
        "_run_push",
        "_run_seconds",
        "_run_way",
        "area",
        "farthest",
        "filament",
        "flow",
        "purged",
    )

    def __init__(self, profile: Profile) -> None:
        self.area = math.pi * profile.material.diameter**2 / 4  # mm²
        self._flow_maximum = profile.material.flow_maximum * FLOW_SLACK
        self._back = self.purged = self._run_push = self._run_seconds = self._run_way = 0.0
        self._at = 0.0
        self.farthest = (
            0.0  # mm of filament that went in, the profile's own code and all: what is drawn back comes again
        )
        self.filament = 0.0  # without the profile's own code
        self.flow = 0.0  # the greatest

    def moves(self, push: float) -> None:
        """Any move of the filament, in whatever code."""
        self._at += push
        self.farthest = max(self.farthest, self._at)

    def in_own_code(self, push: float, way: float, seconds: float, *, printed: bool, told: bool = False) -> None:
        """A move of start or end code; what the profile's own code has `told` as it stands is bounded in all only."""
        if told:
            self.purged += max(push, 0.0)
            if self.purged > PURGE:
                raise GcodeRefused(
                    None, f"start and end code push {self.purged:g} mm of filament, {PURGE:g} mm is the limit"
                )
            return
        if push <= 0:
            if not way and push < -PUSH:
                raise GcodeRefused(None, f"{-push:g} mm of filament are drawn back, {PUSH:g} mm is the limit")
            return
        if printed:
            raise GcodeRefused(None, "filament is pushed after the last layer")
        if not way and push > PUSH:
            raise GcodeRefused(None, f"{push:g} mm of filament are pushed on the spot, {PUSH:g} mm is the limit")
        self.purged += push
        if self.purged > PURGE:
            raise GcodeRefused(None, f"the start code pushes {self.purged:g} mm of filament, {PURGE:g} mm is the limit")
        if way:
            self._melt(push, way, seconds)

    def own_code_ends(self) -> None:
        """The start code is over; how far the filament is drawn back then is its own business."""
        self._back = 0.0

    def in_print(self, push: float, way: float, seconds: float) -> None:
        """A move between start and end code."""
        self.filament += push
        if push <= 0 or not way:
            self._back -= push
            if self._back > PUSH:
                raise GcodeRefused(None, f"{self._back:g} mm of filament are drawn back, {PUSH:g} mm is the limit")
            if self._back < -BACK:
                raise GcodeRefused(
                    None, f"{-self._back:g} mm of filament are pushed on the spot beyond what was drawn back"
                )
            if push > 0 and abs(self._back) <= BACK:
                self._back = 0.0  # what rounding leaves must not add up
            return
        if self._back > BACK:
            raise GcodeRefused(None, f"a line is begun with {self._back:.2f} mm of filament still drawn back")
        self._melt(push, way, seconds)

    def _melt(self, push: float, way: float, seconds: float) -> None:
        if way <= SHORT:
            push = self._run_push = self._run_push + push
            seconds = self._run_seconds = self._run_seconds + seconds
            way = self._run_way = self._run_way + way
            if way <= SHORT:
                if push * self.area > BLOB:
                    raise GcodeRefused(None, f"{push * self.area:.1f} mm³ are laid on {way:.2f} mm")
                return
            self._run_push = self._run_seconds = self._run_way = 0.0
        flow = push * self.area / seconds
        if flow > self.flow:
            if flow > self._flow_maximum:
                raise GcodeRefused(None, f"{flow:.1f} mm³/s are pushed, the material melts {self._flow_maximum:.1f}")
            self.flow = flow
