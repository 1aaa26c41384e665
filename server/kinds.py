"""
Which kinds of printer of the shop may print a plate, besides the one it was laid out and judged for.

Another kind takes it when all of it fits one of its plates, and when nothing it can do is coarser than what the designs
were judged by: what passed the checks for one nozzle says nothing of a wider one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from printers.errors import PrintersError
from printers.profile import Profile
from server import bridge
from server.database import Database
from server.equipment import PrinterSettings
from server.errors import ArtefactDamaged, NotFound
from server.laying import Laying, Lot
from server.models import Job, Order
from server.settings import Settings

#: What may be smaller, for then more can be printed; of a wall that is one line the widest and its tolerance may grow.
_FINER = ("wall_", "floor_", "stroke_", "gap_", "hole_")
_SPIRAL = ("spiral_width", "spiral_tolerance")
#: Asked otherwise: by laying the parts out, and by the numbers that follow from these.
_ASKED_BY_LAYING = ("volume_x", "volume_y", "volume_z", "line_width", "layer_height")


class Kinds:
    """Asks each kind of printer once for each plate."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        laying: Laying,
        printers: Mapping[str, PrinterSettings] | None = None,
    ) -> None:
        self._printers: Mapping[str, PrinterSettings] = settings.by_id() if printers is None else printers
        self._database = database
        self._laying = laying
        self._air = {material.id: material.clearance for material in settings.materials}

    def others(self, machine: str, material: str) -> list[str]:
        """The other kinds of printer that print this material, in the order of the settings."""
        found = [printer.machine for printer in self._printers.values() if material in printer.materials]
        return [other for other in dict.fromkeys(found) if other != machine]

    def asked(self, job: Job) -> dict[str, str]:
        """By kind of printer: nothing, or why it does not take this plate, in words that follow its name."""
        lot = Lot.of(job)
        return {
            machine: self._why_not(job, replace(lot, machine=machine))
            for machine in self.others(job.machine, job.material)
        }

    def _why_not(self, job: Job, lot: Lot) -> str:
        with self._database.read() as session:
            judged = replace(lot, machine=session.get_one(Order, job.order_id).machine)
        names = job.objects["names"]
        try:
            if words := coarser(self._numbers(judged), self._numbers(lot), spiral="spiral" in job.objects):
                return words
            plates = self._laying.count(lot, names)
        except (PrintersError, ArtefactDamaged, NotFound) as exc:
            return f"cannot take it: {exc}"
        return f"needs {plates} plates for it" if plates > 1 else ""

    def _numbers(self, lot: Lot) -> dict[str, float]:
        profile = bridge.find_profile(lot.machine, lot.material, lot.quality)
        return bridge.limits(profile, self._air.get(lot.material)).numbers()


def coarser(judged: Mapping[str, float], other: Mapping[str, float], *, spiral: bool) -> str:
    """What another kind of printer cannot do of what a design was judged by, in words; nothing where it can do all."""
    for name, value in judged.items():
        given = other[name]
        if name in _ASKED_BY_LAYING:
            continue
        if name in _SPIRAL:
            able = given >= value or not spiral
        elif name.startswith(_FINER):
            able = given <= value
        else:
            able = given == value
        if not able:
            what = name.replace("_", " ")
            return f"prints otherwise than this was judged for ({what} {given:g}, judged for {value:g})"
    return ""


def profile_of(lot: Lot, objects: Mapping[str, Any]) -> Profile:
    """The profile that a plate is sliced with. Raises printers.errors.PrintersError."""
    if line := objects.get("spiral"):
        return bridge.find_profile_of_line(lot.machine, lot.material, lot.quality, line["width"], line["floor"])
    return bridge.find_profile(lot.machine, lot.material, lot.quality)
