"""
The machine as the guard follows it: where the head is, how hot, what it has pushed; it refuses what it must.

Lengths mm, feed mm/min as G-code has it, degrees Celsius.
"""

import math
from collections.abc import Mapping

from printers.climbing import Climb
from printers.errors import GcodeRefused
from printers.profile import Profile
from printers.spiral import is_spiral

PUSH = 10.0  # mm of filament in a move that goes nowhere; our purge and retractions stay below
DWELL = 60.0  # s
SHORT = 0.5  # mm: shorter moves say nothing about flow, their numbers are rounded too coarsely
FLOW_SLACK = 1.1
Z_SLACK = 0.001


class Toolhead:
    """A head on a machine that has just been switched on."""

    __slots__ = (
        "_absolute_filament", "_area", "_bed", "_bed_allowed", "_bed_waited", "_climb", "_custom", "_e",
        "_feed", "_feed_maximum", "_flow_maximum", "_homed", "_hot", "_in_layer", "_least",
        "_most", "_nozzle", "_nozzle_allowed", "_object", "_printable", "_pushed_in_layer",
        "_travel", "_waited", "acceleration_maximum", "filament", "flow", "layers", "objects",
        "x", "y", "z",
    )  # fmt: skip

    def __init__(self, profile: Profile) -> None:
        machine, material = profile.machine, profile.material
        self._travel = machine.travel
        self._printable = (*machine.bed, machine.height)
        self._nozzle_allowed = {0.0, float(material.first_layer_temperature), float(material.temperature)}
        self._bed_allowed = {
            0.0,
            float(material.first_layer_bed_temperature),
            float(material.bed_temperature),
        }
        self._feed_maximum = machine.feed_maximum * 60
        self._flow_maximum = material.flow_maximum * FLOW_SLACK
        self.acceleration_maximum = max(
            float(value) for key, value in profile.settings.items() if key.startswith("machine_max_acceleration_")
        )
        self._area = math.pi * material.diameter**2 / 4
        self.x = self.y = self.z = self._e = self._feed = 0.0
        self._absolute_filament = True
        self._homed = self._hot = self._waited = self._bed_waited = False
        self._nozzle = self._bed = 0.0
        self._custom = True  # before the first feature stands the start code
        self._object: str | None = None
        self._in_layer: float | None = None
        self._pushed_in_layer = 0.0
        self._least = [math.inf] * 3
        self._most = [-math.inf] * 3
        self.filament = self.flow = 0.0
        self.layers: list[float] = []
        self.objects: dict[str, float] = {}  # mm of filament for each part
        self._climb = Climb(profile) if is_spiral(profile) else None

    def move(self, x: float, y: float, z: float, filament: float | None) -> None:
        """Go to x, y, z in a straight line and push `filament`, counted as the file counts it."""
        (x0, x1), (y0, y1), (z0, z1) = self._travel
        if not (x0 <= x <= x1 and y0 <= y <= y1 and z0 <= z <= z1):
            raise GcodeRefused(None, f"X{x:g} Y{y:g} Z{z:g} is outside of where this machine's head may go")
        if not self._homed:
            raise GcodeRefused(None, "the head moves before it was homed")
        if self._feed <= 0:
            raise GcodeRefused(None, "the head moves before a feed rate was given")
        if filament is not None:
            if self._absolute_filament:
                push, self._e = filament - self._e, filament
            else:
                push = filament
            self._push(push, x, y, z)
            if self._climb and self._climb.begun and self._object is not None:
                self._climb.go(math.hypot(x - self.x, y - self.y), z, push)
        elif self._climb and self._climb.begun and self._object is not None:
            self._climb.go(math.hypot(x - self.x, y - self.y), z, None)
        self.x, self.y, self.z = x, y, z

    def _push(self, push: float, x: float, y: float, z: float) -> None:
        if push > 0 and not self._hot:
            raise GcodeRefused(None, "filament is pushed before the nozzle was heated and waited for")
        if not self._custom:
            self.filament += push
        way = math.hypot(x - self.x, y - self.y)
        if not way:
            if abs(push) > PUSH:
                raise GcodeRefused(None, f"{push:g} mm of filament are pushed on the spot, {PUSH:g} mm is the limit")
            if self._object is not None:
                self.objects[self._object] += push
            return
        if self._object is not None:
            self.objects[self._object] += push
        if push <= 0:
            return
        if way > SHORT:
            flow = push * self._area / way * self._feed / 60
            if flow > self.flow:
                if flow > self._flow_maximum:
                    raise GcodeRefused(
                        None, f"{flow:.1f} mm³/s are pushed, the material melts {self._flow_maximum:.1f}"
                    )
                self.flow = flow
        if self._custom:
            return
        self._pushed_in_layer += push
        if self._in_layer is None or not self._may_lie_at(z, self._in_layer):
            raise GcodeRefused(None, f"filament is laid at Z {z:g}, outside of its layer at {self._in_layer}")
        least, most = self._least, self._most
        for index, (a, b) in enumerate(((x, self.x), (y, self.y))):
            if a > b:
                a, b = b, a  # noqa: PLW2901  # the smaller first
            if a < least[index]:
                least[index] = a
            if b > most[index]:
                most[index] = b

    def _may_lie_at(self, z: float, layer: float) -> bool:
        if self._climb and self._climb.begun:
            return self._climb.holds(z)
        return abs(z - layer) <= Z_SLACK

    def feed_rate(self, feed: float) -> None:
        """Set the feed in mm/min."""
        if not 0 < feed <= self._feed_maximum:
            raise GcodeRefused(None, f"a feed of {feed:g} mm/min is outside of 0 to {self._feed_maximum:g}")
        self._feed = feed

    def do(self, word: str, given: Mapping[str, float | None]) -> None:
        """Follow one command that is on the list, with letters that are on its list."""
        if word in ("G0", "G1"):
            if (feed := given.get("F")) is not None:
                self.feed_rate(feed)
            goal = [given.get(letter, now) for letter, now in (("X", self.x), ("Y", self.y), ("Z", self.z))]
            if any(value is None for value in given.values()):
                raise GcodeRefused(None, "a letter has no number")
            if given.keys() - {"F"}:
                self.move(goal[0] or 0.0, goal[1] or 0.0, goal[2] or 0.0, given.get("E"))
        elif word == "G28":
            if given:
                raise GcodeRefused(None, "only some axes are homed")
            self._homed = True
            self.x = self.y = self.z = 0.0
        elif word in ("M104", "M109"):
            self._heat_nozzle(_number(given, "S"), wait=word == "M109")
        elif word in ("M140", "M190"):
            self._heat_bed(_number(given, "S"), wait=word == "M190")
        elif word == "G92":
            self._e = _number(given, "E")
        elif word in ("M82", "M83"):
            self._absolute_filament = word == "M82"
        elif word == "M106":
            if not 0 <= _number(given, "S") <= 255:
                raise GcodeRefused(None, "the fan runs from 0 to 255")
        elif word == "G4":
            if not 0 <= (given.get("S") or 0.0) + (given.get("P") or 0.0) / 1000 <= DWELL:
                raise GcodeRefused(None, f"a wait is longer than {DWELL:g} s")
        elif word == "M204" and not all(
            value is not None and 0 < value <= self.acceleration_maximum for value in given.values()
        ):
            raise GcodeRefused(None, f"an acceleration is above {self.acceleration_maximum:g}")

    def _heat_nozzle(self, target: float, *, wait: bool) -> None:
        if target not in self._nozzle_allowed:
            raise GcodeRefused(
                None, f"the nozzle is set to {target:g} °C, this material has {_list(self._nozzle_allowed)}"
            )
        self._nozzle = target
        self._waited = self._waited or wait
        self._hot = target > 0 and self._waited

    def _heat_bed(self, target: float, *, wait: bool) -> None:
        if target not in self._bed_allowed:
            raise GcodeRefused(None, f"the bed is set to {target:g} °C, this material has {_list(self._bed_allowed)}")
        self._bed = target
        self._bed_waited = self._bed_waited or (wait and target > 0)

    def feature(self, name: str) -> None:
        """A run of moves of one kind begins; "Custom" is the profile's own code and counts as no part."""
        self._custom = name == "Custom"

    def object(self, name: str | None) -> None:
        """A part begins, or ends."""
        self._object = name
        if name is not None:
            self.objects.setdefault(name, 0.0)

    def layer_begins(self) -> None:
        """The next layer begins; its height comes with the next line."""
        self._end_layer()
        self._in_layer = None
        self._pushed_in_layer = 0.0

    def layer_is_at(self, z: float) -> None:
        """The Z of this layer in mm."""
        self.layers.append(z)
        self._in_layer = z
        if self._climb:
            self._climb.layer(len(self.layers), z)
        if len(self.layers) == 1 and not self._bed_waited and max(self._bed_allowed) > 0:
            raise GcodeRefused(None, "printing begins before the bed was heated and waited for")

    def finish(self) -> None:
        """The file is over: heaters must be off, and every layer must have been printed."""
        self._end_layer()
        for what, target in (("nozzle", self._nozzle), ("bed", self._bed)):
            if target:
                raise GcodeRefused(None, f"the {what} heater is left on at {target:g} °C")

    def bounds(self) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
        """Least and greatest X, Y, Z of what is printed."""
        (x0, y0, _), (x1, y1, _) = self._least, self._most
        if x0 < 0 or y0 < 0 or x1 > self._printable[0] or y1 > self._printable[1]:
            raise GcodeRefused(None, f"printed from X{x0:g} Y{y0:g} to X{x1:g} Y{y1:g}: that leaves the bed")
        return (x0, x1), (y0, y1), (0.0, self.layers[-1] if self.layers else 0.0)

    def _end_layer(self) -> None:
        if self.layers and self._pushed_in_layer <= 0:
            raise GcodeRefused(None, f"layer {len(self.layers)} is empty")
        if self._climb and self.layers:
            self._climb.end()


def _number(given: Mapping[str, float | None], letter: str) -> float:
    value = given.get(letter)
    if value is None:
        raise GcodeRefused(None, f"{letter} has no number")
    return value


def _list(values: set[float]) -> str:
    return ", ".join(f"{value:g}" for value in sorted(values)) + " °C"
