"""What the shop offers: materials and colours, kinds of printer, quantities, and the price of a wish."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from server import bridge
from server.choice import Bed, Choice
from server.equipment import Colour, Material, PrinterSettings
from server.errors import InvalidInput, Refused, field_error
from server.packing import copies_per_plate, plates_of_one
from server.prices import Price, Work, price
from server.ranking import rank_of
from server.refusing import unsuited
from server.settings import Settings


class Offer:
    """Each method gives what was asked for, or raises InvalidInput with what there is instead."""

    def __init__(self, settings: Settings, printers: Mapping[str, PrinterSettings] | None = None) -> None:
        self._settings = settings
        self._printers = {printer.id: printer for printer in settings.printers} if printers is None else printers

    @property
    def _beds(self) -> tuple[Bed, ...]:
        known = {
            (printer.machine, material.id): Bed(printer.name, printer.machine, material.id, material.title)
            for printer in reversed(list(self._printers.values()))
            for material in self._settings.materials
            if material.id in printer.materials
        }
        return tuple(reversed(known.values()))

    def material(self, material: str, field: str = "material") -> Material:
        """The material of that id. Raises InvalidInput with the nearest."""
        for found in self._settings.materials:
            if found.id.lower() == material.strip().lower():
                return found
        known = [found.id for found in self._settings.materials]
        raise InvalidInput([_not_listed(field, material, known, "material")])

    def colour(self, material: Material, colour: str | None, field: str = "colour") -> Colour:
        """The colour of that id, or the material's first where none is asked for."""
        if not colour:
            return material.colours[0]
        for found in material.colours:
            if found.id == colour:
                return found
        raise InvalidInput([_not_listed(field, colour, [found.id for found in material.colours], "colour")])

    def machines(self, material: Material) -> list[str]:
        """The kinds of printer that orders in this material may be prepared for, in the order of the settings."""
        found = [printer.machine for printer in self._printers.values() if material.id in printer.materials]
        if found:
            return list(dict.fromkeys(found))
        raise Refused(
            f"No printer of the shop is loaded with {material.title} at the moment.",
            field="material",
            code="no_printer",
        )

    def suited(self, material: Material, wants: Mapping[str, Any]) -> None:
        """Raise Refused where no printer with this material has what a design asks for besides."""
        rank = rank_of([(0, None, wants)])
        printers = [printer for printer in self._printers.values() if material.id in printer.materials]
        missing = [(printer.name, unsuited(rank, printer)) for printer in printers]
        if missing and all(words for _, words in missing):
            said = "; ".join(f"{name} {words}" for name, words in missing)
            raise Refused(f"No printer of the shop can print this: {said}.", code="no_printer", wants=dict(wants))

    def machine_for(self, material: Material, stls: Sequence[bytes], before: str, quality: str) -> str:
        """
        The kind of printer for parts that were printed before: the same while the shop has it.

        Otherwise the first that takes them. Raises Refused where none does.
        """
        known = self.machines(material)
        for machine in [before] if before in known else known:
            if machine == before or bridge.takes(stls, bridge.find_profile(machine, material.id, quality)):
                return machine
        raise Refused(
            f"No printer of the shop that prints in {material.title} has room for it any more.",
            field="material",
            code="no_printer",
        )

    def choice(self, material: Material, machine: str | None = None) -> Choice:
        """What a design in this material is judged for: the first machine that takes it, or the one that is named."""
        first, *others = [machine] if machine else self.machines(material)
        quality = self._settings.quality
        return Choice(first, material.id, quality, material.clearance, tuple(others), self._beds)

    def price(
        self, material: Material, machine: str, report: Mapping[str, Any], figures: Mapping[str, Any], quantity: int
    ) -> Price:
        """The price of so many copies of a reported design; `figures` are grams and seconds of one copy."""
        pieces = [(part["sizes"], part["quantity"]) for part in report["parts"]]
        work = Work(figures["grams"], figures["seconds"], pieces=sum(count for _, count in pieces))
        if self._settings.prices.plate:
            boxes = tuple((sizes["x"], sizes["y"], sizes["z"], count) for sizes, count in pieces)
            profile = (machine, material.id, self._settings.quality)
            plates = plates_of_one(boxes, profile)
            held = copies_per_plate(boxes, profile, self._settings.quantity_limit) if plates == 1 else 1
            work = replace(work, plates=plates, copies_per_plate=held)
        return price(self._settings.prices, material, work, quantity=quantity, machine=machine)

    def quantity(self, quantity: int, field: str = "quantity") -> int:
        """The quantity, if it may be ordered."""
        most = self._settings.quantity_limit
        if not 1 <= quantity <= most:
            nearest = min(max(quantity, 1), most)
            words = f"Between 1 and {most} copies can be ordered at once."
            limit = 1 if quantity < 1 else most
            raise InvalidInput(
                [
                    field_error(
                        field,
                        "too_small" if quantity < 1 else "too_big",
                        words,
                        limit=limit,
                        nearest=nearest,
                        given=quantity,
                    )
                ]
            )
        return quantity


def _not_listed(field: str, given: str, known: Sequence[str], what: str) -> dict[str, Any]:
    near = difflib.get_close_matches(given.lower(), known, n=1, cutoff=0.0)
    return field_error(
        field,
        "not_on_the_list",
        f"The shop has no {what} called {given[:40]!r}. It has: {', '.join(known)}.",
        limit=list(known),
        nearest=near[0] if near else None,
        given=given[:80],
    )
