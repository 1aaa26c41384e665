"""
Nozzle, bed and fan as the guard follows them: the temperatures of this material, waited for, and off at the end.

Degrees Celsius; fan from 0 to 255 as G-code has it.
"""

import math
from collections.abc import Collection, Mapping

from printers.errors import GcodeRefused
from printers.profile import Profile

FAN_SLACK = 2.0  # of 255: the slicer rounds per cents


class Heat:
    """The heaters and the fan of a machine that has just been switched on."""

    __slots__ = ("_bed", "_bed_allowed", "_bed_waited", "_fan", "_fan_at", "_fan_from", "_fan_least",
                 "_fan_most", "_fan_off", "_fan_wanted", "_nozzle", "_nozzle_allowed", "hot")  # fmt: skip

    def __init__(self, profile: Profile) -> None:
        material, settings = profile.material, profile.settings
        self._nozzle_allowed = {0.0, float(material.first_layer_temperature), float(material.temperature)}
        self._bed_allowed = {0.0, float(material.first_layer_bed_temperature), float(material.bed_temperature)}
        self._nozzle = self._bed = self._fan = self._fan_at = 0.0
        self._fan_least, self._fan_most = math.inf, -math.inf  # while something was laid in this layer
        self._bed_waited = False
        self.hot = False
        self._fan_wanted = _least_fan(settings)
        self._fan_off = int(float(_first(settings, "disable_fan_first_layers")))
        self._fan_from = max(self._fan_off, int(float(_first(settings, "full_fan_speed_layer"))))

    def set_nozzle(self, target: float, *, wait: bool, printing: bool, told: bool = False) -> None:
        """
        A new target for the nozzle; raises `GcodeRefused` for one that is not this material's.

        The profile's own code may have it cooler for a while, as for levelling the bed; nothing is pushed then.
        """
        if target not in self._nozzle_allowed and not (
            told and not printing and 0 < target < max(self._nozzle_allowed)
        ):
            raise GcodeRefused(
                None, f"the nozzle is set to {target:g} °C, this material has {_list(self._nozzle_allowed)}"
            )
        if printing and not target:
            raise GcodeRefused(None, "the nozzle is switched off in the middle of printing")
        # Off, it cools: it has to be waited for again.
        self.hot = target > 0 and target in self._nozzle_allowed and (self.hot or wait)
        self._nozzle = target

    def set_bed(self, target: float, *, wait: bool, printing: bool, told: bool = False) -> None:
        """A new target for the bed."""
        if target not in self._bed_allowed and not (told and not printing and 0 < target < max(self._bed_allowed)):
            raise GcodeRefused(None, f"the bed is set to {target:g} °C, this material has {_list(self._bed_allowed)}")
        if printing and not target:
            raise GcodeRefused(None, "the bed is switched off in the middle of printing")
        self._bed_waited = target > 0 and target in self._bed_allowed and (self._bed_waited or wait)
        self._bed = target

    def check(self, given: Collection[float]) -> None:
        """The numbers of a macro; raises `GcodeRefused` where one could be a heat that this material does not stand."""
        if (hottest := max(given, default=0.0)) > max(self._nozzle_allowed):
            raise GcodeRefused(
                None, f"a macro is given {hottest:g}; this material has no more than {max(self._nozzle_allowed):g} °C"
            )

    def warmed(self, given: Collection[float]) -> None:
        """A macro has heated to those of its numbers that are this material's temperatures."""
        if nozzle := max((value for value in given if value > 0 and value in self._nozzle_allowed), default=0.0):
            self._nozzle, self.hot = nozzle, True
        if bed := max((value for value in given if value > 0 and value in self._bed_allowed), default=0.0):
            self._bed, self._bed_waited = bed, True

    def switched_off(self) -> None:
        """A macro has ended the print."""
        self._nozzle = self._bed = 0.0
        self.hot = False

    def set_fan(self, speed: float, laid: float) -> None:
        """A new speed; `laid`: mm of filament laid in this layer so far."""
        if not 0 <= speed <= 255:
            raise GcodeRefused(None, "the fan runs from 0 to 255")
        self._used(laid)
        self._fan = speed

    def _used(self, laid: float) -> None:
        if laid > self._fan_at:
            self._fan_least, self._fan_most = min(self._fan_least, self._fan), max(self._fan_most, self._fan)
            self._fan_at = laid

    def printing_begins(self) -> None:
        """The first layer begins."""
        if not self._bed_waited and max(self._bed_allowed) > 0:
            raise GcodeRefused(None, "printing begins before the bed was heated and waited for")

    def layer_ends(self, number: int, laid: float) -> None:
        """A layer, counted from 1, is over, in which so many mm of filament were laid."""
        self._used(laid)
        least, most = self._fan_least, self._fan_most
        self._fan_at, self._fan_least, self._fan_most = 0.0, math.inf, -math.inf
        if not self._fan_wanted:
            return
        if number <= self._fan_off and most > FAN_SLACK:
            raise GcodeRefused(None, f"the fan blows on layer {number}, this material wants it off there")
        if number > self._fan_from and least < self._fan_wanted - FAN_SLACK:
            raise GcodeRefused(
                None, f"the fan turns at {least:g} in layer {number}, this material needs {self._fan_wanted:.0f} of 255"
            )

    def finish(self) -> None:
        """The file is over."""
        for what, target in (("nozzle", self._nozzle), ("bed", self._bed)):
            if target:
                raise GcodeRefused(None, f"the {what} heater is left on at {target:g} °C")


def _least_fan(settings: Mapping[str, str]) -> float:
    """The least speed of a fan that always runs, of 255; 0 where nothing is asked."""
    # Overhangs may have a speed of their own in newer slicers.
    if _first(settings, "fan_always_on") != "1" or _first(settings, "enable_dynamic_fan_speeds") == "1":
        return 0.0
    speeds = [float(_first(settings, key)) for key in ("min_fan_speed", "bridge_fan_speed") if key in settings]
    return min(speeds, default=0.0) * 2.55


def _first(settings: Mapping[str, str], key: str) -> str:
    return settings.get(key, "0").split(",")[0] or "0"


def _list(values: set[float]) -> str:
    return ", ".join(f"{value:g}" for value in sorted(values)) + " °C"
