"""
The machine as the guard follows it: where the head is and what it lays there; it refuses what it must.

Lengths mm, feed mm/min as G-code has it. A file has three parts: the profile's start code, the print, its end code.
"""

import math
from collections.abc import Mapping

from printers.arcs import from_letters
from printers.climbing import Climb
from printers.errors import GcodeRefused
from printers.feeder import Feeder
from printers.heat import Heat
from printers.owncode import begins, ends
from printers.profile import Profile
from printers.spiral import is_spiral

DWELL = 60.0  # s, at once
DWELLS = 300.0  # s, in all
CREEP = 30.0  # mm/min: no slicer goes so slowly, and a print of 1 h would take days
Z_SLACK = 0.001
STEP_TOLERANCE = 0.002  # mm, in the height of a layer
#: What may be laid beside the parts; any other line belongs to one.
BESIDE = frozenset({"Skirt/Brim", "Skirt", "Brim", "Wipe tower", "Custom"})


class Toolhead:
    """A head on a machine that has just been switched on."""

    __slots__ = (
        "_absolute_filament", "_begun", "_beside", "_climb", "_custom", "_dwelt", "_e", "_feed", "_feed_maximum",
        "_homed", "_in_layer", "_in_this_layer", "_least", "_lowest", "_most", "_object", "_printable",
        "_pushed_in_layer", "_steps", "_told", "_travel", "acceleration_maximum", "ended", "feeder", "heat",
        "layers", "objects", "relative", "seconds", "x", "y", "z",
    )  # fmt: skip

    def __init__(self, profile: Profile) -> None:
        machine, quality = profile.machine, profile.quality
        self.feeder, self.heat = Feeder(profile), Heat(profile)
        self._travel = machine.travel
        self._printable = machine.bed
        self._steps = quality.first_layer_height, quality.layer_height
        self._feed_maximum = machine.feed_maximum * 60
        self.acceleration_maximum = max(
            float(value.split(",")[0])
            for key, value in profile.settings.items()
            if key.startswith("machine_max_acceleration_")
        )
        self.x = self.y = self.z = self._e = self._feed = self._dwelt = 0.0
        self._absolute_filament: bool | None = True  # None: firmwares differ in what it is now
        self.relative = False
        self._homed: set[str] = set()
        self._told = False  # by the profile's own code, as it stands
        self._custom = True  # before the first feature stands the start code
        self.ended = False  # what follows is the end code
        self._object: str | None = None
        self._beside = True
        self._begun: set[str] = set()  # parts that got filament in this layer
        self._in_this_layer = False
        self._in_layer: float | None = None
        self._lowest = -math.inf
        self._pushed_in_layer = 0.0
        self._least = [math.inf] * 2
        self._most = [-math.inf] * 2
        self.seconds = 0.0  # without acceleration
        self.layers: list[float] = []
        self.objects: dict[str, float] = {}  # mm of filament for each part
        self._climb = Climb(profile) if is_spiral(profile) else None

    @property
    def own_code(self) -> bool:
        """Whether what comes now is the profile's own start or end code."""
        return self._custom

    @property
    def between(self) -> bool:
        """Whether printing is under way: the start code is over, the end code has not begun."""
        return bool(self.layers) and not self.ended

    def move(self, x: float, y: float, z: float, filament: float | None) -> None:
        """Go to x, y, z in a straight line and push `filament`, counted as the file counts it."""
        (x0, x1), (y0, y1), (z0, z1) = self._travel
        if not (x0 <= x <= x1 and y0 <= y <= y1 and z0 <= z <= z1):
            raise GcodeRefused(None, f"X{x:g} Y{y:g} Z{z:g} is outside of where this machine's head may go")
        if len(self._homed) < 3 and not (self._told and not self._homed and (x, y) == (self.x, self.y)):
            # The profile's own code may lift the nozzle off the bed first.
            raise GcodeRefused(None, "the head moves before it was homed")
        if self._feed <= 0:
            raise GcodeRefused(None, "the head moves before a feed rate was given")
        if z < self._lowest:
            raise GcodeRefused(None, f"the head sinks to Z {z:g}, into what is printed already")
        way = math.hypot(x - self.x, y - self.y)
        push = 0.0
        if filament is not None:
            push = self._counted(filament)
        seconds = (way or abs(z - self.z) or abs(push)) / self._feed * 60
        self.seconds += seconds
        if filament is not None:
            self._push(push, way, seconds, x, y, z)
        if self._climb and self._climb.begun and self._object is not None:
            self._climb.go(way, z, None if filament is None else push)
        self.x, self.y, self.z = x, y, z

    def _counted(self, filament: float) -> float:
        if self._absolute_filament:
            push, self._e = filament - self._e, filament
            return push
        if self._absolute_filament is None:
            raise GcodeRefused(None, "filament is pushed without saying (M82, M83) how it is counted after G90 or G91")
        return filament

    def _push(self, push: float, way: float, seconds: float, x: float, y: float, z: float) -> None:
        if push > 0 and not self.heat.hot:
            raise GcodeRefused(None, "filament is pushed before the nozzle was heated and waited for")
        self.feeder.moves(push)
        if self._custom:
            self.feeder.in_own_code(push, way, seconds, printed=self.ended, told=self._told)
            return
        self.feeder.in_print(push, way, seconds)
        if self._object is not None:
            self.objects[self._object] += push
        if push <= 0 or not way:
            return
        self._pushed_in_layer += push
        if self._in_layer is None or not self._may_lie_at(z, self._in_layer):
            raise GcodeRefused(None, f"filament is laid at Z {z:g}, outside of its layer at {self._in_layer}")
        if self._object is None:
            if not self._beside:
                raise GcodeRefused(None, "something is printed that belongs to no part")
        elif not self._in_this_layer:
            self._in_this_layer = True
            if self._object in self._begun:
                raise GcodeRefused(None, f"{self._object} is printed twice in one layer")
            self._begun.add(self._object)
        self._reach(x, y)

    def _reach(self, x: float, y: float) -> None:
        least, most = self._least, self._most
        for index, (a, b) in enumerate(((x, self.x), (y, self.y))):
            if a > b:
                a, b = b, a  # noqa: PLW2901  # the smaller first
            if a < least[index] or b > most[index]:
                if a < 0 or b > self._printable[index]:
                    raise GcodeRefused(None, f"a line leaves the bed at {'XY'[index]} {a if a < 0 else b:g}")
                least[index] = min(least[index], a)
                most[index] = max(most[index], b)

    def _may_lie_at(self, z: float, layer: float) -> bool:
        if self._climb and self._climb.begun:
            return self._climb.holds(z)
        return abs(z - layer) <= Z_SLACK

    def feed_rate(self, feed: float) -> None:
        """Set the feed in mm/min."""
        if not CREEP <= feed <= self._feed_maximum:
            raise GcodeRefused(None, f"a feed of {feed:g} mm/min is outside of {CREEP:g} to {self._feed_maximum:g}")
        self._feed = feed

    def do(self, word: str, given: Mapping[str, float | None], *, told: bool = False) -> None:
        """Follow one command that is on the list, or that the profile's own code has `told` as it stands."""
        self._told = told
        if word in ("G0", "G1", "G2", "G3"):
            self._go(word, given)
        elif word == "G28":
            self._home({axis for axis in "XYZ" if axis in given} or set("XYZ"))
        elif word in ("G90", "G91"):
            self._count_lengths(relative=word == "G91")
        elif word in ("M104", "M109"):
            self.heat.set_nozzle(_target(given), wait=word == "M109", printing=self.between, told=told)
        elif word in ("M140", "M190"):
            self.heat.set_bed(_target(given), wait=word == "M190", printing=self.between, told=told)
        elif word == "G92":
            self._e = _number(given, "E")
        elif word in ("M82", "M83"):
            self._absolute_filament = word == "M82"
        elif word in ("M106", "M107"):
            speed = _number(given, "S") if word == "M106" else 0.0
            self.heat.set_fan(speed, self._pushed_in_layer)
        elif word == "M84":
            self._homed -= set(given) or set("XYZ")  # without current the head may be anywhere
        elif word == "G4":
            self._wait((given.get("S") or 0.0) + (given.get("P") or 0.0) / 1000)
        elif word == "M204" and not all(
            value is not None and 0 < value <= self.acceleration_maximum for value in given.values()
        ):
            raise GcodeRefused(None, f"an acceleration is above {self.acceleration_maximum:g}")

    def macro(self, word: str, given: tuple[float, ...]) -> None:
        """
        A macro of the machine, called by the profile's own code: what it does is the machine's own business.

        One that begins a print homes, and heats to the numbers that it is given; one that ends it switches off.
        """
        self.heat.check(given)
        if begins(word) and not self.layers:
            self._homed |= set("XYZ")
            self.heat.warmed(given)
        elif ends(word) and self.ended:
            self.heat.switched_off()

    def _go(self, word: str, given: Mapping[str, float | None]) -> None:
        if (feed := given.get("F")) is not None:
            self.feed_rate(feed)
        letters = {letter: value for letter, value in given.items() if value is not None and letter != "F"}
        if len(letters) < len(given.keys() - {"F"}) or ("F" in given and feed is None):
            raise GcodeRefused(None, "a letter has no number")
        if not letters:
            return
        here = self.x, self.y, self.z
        if self.relative:
            letters |= {axis: letters[axis] + at for axis, at in zip("XYZ", here, strict=True) if axis in letters}
        if word in ("G2", "G3"):
            self._swing(word, here, letters)
            return
        x, y, z = (letters.get(axis, at) for axis, at in zip("XYZ", here, strict=True))
        self.move(x, y, z, letters.get("E"))

    def _swing(self, word: str, here: tuple[float, float, float], letters: Mapping[str, float]) -> None:
        try:
            points = from_letters(word, here, letters)
        except ValueError as wrong:
            raise GcodeRefused(None, str(wrong)) from None
        filament = letters.get("E")
        begin = self._e if self._absolute_filament else 0.0
        told = 0.0
        for x, y, z, share in points:
            if filament is None:
                self.move(x, y, z, None)
            elif self._absolute_filament:
                self.move(x, y, z, begin + (filament - begin) * share)
            else:
                self.move(x, y, z, filament * (share - told))
            told = share

    def _home(self, axes: set[str]) -> None:
        if self.layers and (not self.ended or "Z" in axes):
            raise GcodeRefused(None, "the head is homed where something is printed already")
        self._homed |= axes
        self.x, self.y, self.z = (
            0.0 if axis in axes else at for axis, at in zip("XYZ", (self.x, self.y, self.z), strict=True)
        )

    def _count_lengths(self, *, relative: bool) -> None:
        if not self._custom:
            if relative or self._absolute_filament is False:
                # Some firmwares count filament anew after these words, too, and others do not.
                raise GcodeRefused(None, "how lengths are counted is changed in the middle of printing")
            return
        self.relative = relative
        self._absolute_filament = False if relative else (True if self._absolute_filament else None)

    def _wait(self, seconds: float) -> None:
        self._dwelt += seconds
        if not 0 <= seconds <= DWELL or self._dwelt > DWELLS:
            raise GcodeRefused(None, f"a wait is longer than {DWELL:g} s, or all of them longer than {DWELLS:g} s")

    def feature(self, name: str) -> None:
        """A run of moves of one kind begins; "Custom" is the profile's own code and counts as no part."""
        if name == "Custom":
            self.ended = bool(self.layers)
        elif self.ended:
            raise GcodeRefused(None, "printing goes on after the end code has begun")
        elif self._custom:
            if self.relative:
                raise GcodeRefused(None, "printing begins with lengths counted from where the head is")
            self.feeder.own_code_ends()
        self._custom = name == "Custom"
        self._beside = name in BESIDE

    def object(self, name: str | None) -> None:
        """A part begins, or ends."""
        self._object = name
        self._in_this_layer = False
        if name is not None:
            self.objects.setdefault(name, 0.0)

    def layer_begins(self) -> None:
        """The next layer begins; its height comes with the next line."""
        if self.ended:
            raise GcodeRefused(None, "a layer begins after the end code has begun")
        self._end_layer()
        self._in_layer = None
        self._pushed_in_layer = 0.0
        self._begun.clear()
        self._in_this_layer = False

    def layer_is_at(self, z: float) -> None:
        """The Z of this layer in mm."""
        if self._climb and self._climb.begun:
            if self._climb.closed:
                raise GcodeRefused(None, "a layer follows the turn that closes the line")
            if abs(z - self.layers[-1]) <= STEP_TOLERANCE:
                self._climb.close()
                self._in_layer = z
                return
        first, step = self._steps
        due = first + len(self.layers) * step
        if abs(z - due) > STEP_TOLERANCE:
            raise GcodeRefused(None, f"layer {len(self.layers) + 1} lies at Z {z:g}, it must lie at Z {due:g}")
        if self.layers:
            # The head may still be on the layer below, but not in it.
            self._lowest = self.layers[-1] - Z_SLACK - (step if self._climb else 0.0)
        else:
            self.heat.printing_begins()
        self.layers.append(z)
        self._in_layer = z
        if self._climb:
            self._climb.layer(len(self.layers), z)

    def finish(self) -> None:
        """The file is over: heaters must be off, and every layer must have been printed."""
        self._end_layer()
        self.heat.finish()

    @property
    def closing(self) -> float:
        """mm³ in the turn that closes a climbing line, which the part itself does not need."""
        return self._climb.closing if self._climb else 0.0

    def bounds(self) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
        """Least and greatest X, Y, Z of what is printed."""
        (x0, y0), (x1, y1) = self._least, self._most
        return (x0, x1), (y0, y1), (0.0, self.layers[-1] if self.layers else 0.0)

    def _end_layer(self) -> None:
        if not self.layers:
            return
        if self._pushed_in_layer <= 0:
            raise GcodeRefused(None, f"layer {len(self.layers)} is empty")
        self.heat.layer_ends(len(self.layers), self._pushed_in_layer)
        if self._climb:
            self._climb.end()


def _target(given: Mapping[str, float | None]) -> float:
    # M109 R waits in both directions, M109 S only while it heats.
    return _number(given, "R" if "R" in given and "S" not in given else "S")


def _number(given: Mapping[str, float | None], letter: str) -> float:
    value = given.get(letter)
    if value is None:
        raise GcodeRefused(None, f"{letter} has no number")
    return value
