"""
Whether a machine that prints is as warm as its material wants, by what its host reports.

This stands behind the firmware's own protection and is wider: Klipper's `verify_heater` gives a hot end 20 s to gain
2 °C and ends at 120 °C s of error beyond 5 °C; Marlin's thermal protection allows 4 °C for 40 s. What a host does not
report is not judged.
Sources: https://www.klipper3d.org/Config_Reference.html#verify_heater, THERMAL_PROTECTION_PERIOD and its neighbours in
Marlin's Configuration_adv.h.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from printers.printer import Phase, Snapshot
from printers.profile import Profile

#: So much beyond the hottest that the material is printed at needs no patience: filament burns and seals melt. °C
AT_ONCE = 45.0
#: From this part of its way on a print may have its heaters off: its end code cools the machine. 0 to 1
ENDING = 0.9


@dataclass(frozen=True)
class Range:
    """From the coolest to the hottest that a material is printed at, °C; 0 to 0 where it needs no heat."""

    low: float
    high: float


class Warmth:
    """The watch over one print's nozzle and bed. Feed it every reading, in order."""

    def __init__(self, profile: Profile, slack: float, seconds: float) -> None:
        material = profile.material
        self._material = material.title
        self._ranges = {
            "nozzle": _range(material.first_layer_temperature, material.temperature),
            "bed": _range(material.first_layer_bed_temperature, material.bed_temperature),
        }
        self._slack, self._seconds = slack, seconds
        self._reached: set[str] = set()
        self._wrong_since: dict[str, float] = {}

    def recall(self, warmest: Mapping[str, float]) -> None:
        """Know of what was seen of this print before: the highest that each of its heaters was at, °C."""
        for heater, value in warmest.items():
            if heater in self._ranges and value >= self._ranges[heater].low - self._slack:
                self._reached.add(heater)

    def judge(self, snapshot: Snapshot) -> str | None:
        """
        What is wrong with the temperatures, in words, once it has been so for long enough; None while all is well.

        Too cool counts only while it prints, after it was warm enough once, and not at the end, when it cools.
        """
        for heater, wanted in self._ranges.items():
            value = snapshot.temperatures.get(heater)
            words = None if value is None else self._wrong(snapshot, heater, value, wanted)
            if words is None:
                self._wrong_since.pop(heater, None)
                continue
            since = self._wrong_since.setdefault(heater, snapshot.at)
            assert value is not None
            if value > wanted.high + AT_ONCE or snapshot.at - since >= self._seconds:
                return words
        return None

    def _wrong(self, snapshot: Snapshot, heater: str, value: float, wanted: Range) -> str | None:
        printed_at = f"{self._material} is printed with it at {_words(wanted)}"
        if value > wanted.high + self._slack and wanted.high > 0:
            return f"The {heater} is at {value:.0f} °C; {printed_at}."
        if value >= wanted.low - self._slack:
            self._reached.add(heater)
            return None
        if snapshot.phase is not Phase.PRINTING or heater not in self._reached:
            return None
        target = snapshot.temperatures.get(f"{heater}_target")
        if not target and (snapshot.progress is None or snapshot.progress >= ENDING):
            return None
        return f"The {heater} has fallen to {value:.0f} °C; {printed_at}."


def _range(first: float, other: float) -> Range:
    warm = [float(one) for one in (first, other) if one > 0]
    return Range(min(warm, default=0.0), max(warm, default=0.0))


def _words(wanted: Range) -> str:
    return f"{wanted.low:g} °C" if wanted.low == wanted.high else f"{wanted.low:g} to {wanted.high:g} °C"
