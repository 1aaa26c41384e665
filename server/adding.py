"""Adding a printer on the page: what answers at an address, which profile fits, and the row that keeps it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from printers import finding, neighbours
from printers.drivers import drivers
from printers.errors import Denied, DriverError, PrintersError, SlicerError
from printers.finding import Found, Proposal
from printers.printer import Printer
from printers.profile import machines
from printers.slicers import find_slicer
from printers.vendors import listed
from server import reach
from server.bridge import find_profile
from server.database import Database
from server.equipment import PrinterSettings
from server.errors import IllegalMove, InvalidInput, NotFound, Refused, field_error
from server.farm import PHASE_WORDS, new_row
from server.fleet import Fleet, keep
from server.jobs import ON_A_PRINTER, OPEN_ATTEMPTS
from server.live import FARM, tell
from server.models import Attempt, Job, PrinterRow
from server.settings import Settings

#: A driver whose printer is a folder of this computer: nothing that a page may name.
_HERE = "virtual"
_MOST = 12  # machines that a search names


class Adding:
    """Looks before it keeps anything. What is asked of a printer here changes nothing on it."""

    def __init__(self, settings: Settings, database: Database, fleet: Fleet) -> None:
        self._settings = settings
        self._database = database
        self._fleet = fleet

    async def look(self, address: str, key: str, serial: str = "") -> dict[str, Any]:
        """
        What answers at an address, whether the key is good, and which machines it may be.

        serial: of a Bambu Lab printer, which cannot be asked without it. Raises `InvalidInput`.
        """
        await reach.check(address, self._settings.printer_networks)
        try:
            found = await self._found(address, key, serial)
        except Denied:
            found = Found("bambu", address)
        except DriverError as nobody:
            raise _wrong("address", "no_printer", f"{nobody}.", address) from nobody
        likely = self._likely(found)
        return {
            "driver": found.driver,
            "address": found.address,
            "key": "good" if found.identity else "refused" if key else "missing",
            "software": found.identity and f"{found.identity.software} {found.identity.version}",
            "phase_words": PHASE_WORDS[found.phase] if found.phase else None,
            "says": str(found.capabilities) if found.capabilities else None,
            "machines": [{"id": one.machine, "why": one.why} for one in likely],
        }

    async def near(self, group: tuple[str, int] = neighbours.GROUP) -> list[dict[str, str]]:
        """
        Printers that announce themselves on the shop's network and that are not the shop's yet, by name and address.

        Empty where the network carries no such question, and of what lies outside of `printer_networks` nothing.
        """
        try:
            heard = await neighbours.neighbours(group=group)
        except OSError:
            return []
        allowed = [one for one in heard if await self._allowed(one)]
        mine = {printer.address.rstrip("/") for printer in self._fleet.values() if printer.address}
        found = [(one, host) for one, host in await neighbours.known(allowed) if not {one.address, host.address} & mine]
        return [{"name": one.name, "driver": host.driver, "address": host.address} for one, host in found]

    async def _allowed(self, neighbour: neighbours.Neighbour) -> bool:
        try:
            await reach.check(neighbour.address, self._settings.printer_networks)
        except InvalidInput:
            return False
        return True

    def machines(self, query: str) -> list[dict[str, str]]:
        """Machines whose name holds every word of the query: our own, and those that the slicer brings."""
        words = query.lower().split()
        own = [one for one in machines() if all(word in f"{one.id} {one.title}".lower() for word in words)]
        found = [{"id": one.id, "title": one.title} for one in own if not one.id.startswith(_HERE)]
        if words:
            found += [{"id": one.short or one.machine, "title": one.machine} for one in _brought(query)]
        return found[:_MOST]

    def add(self, wish: Mapping[str, Any]) -> str:
        """
        Keep a printer for good and begin to watch it; gives its id. Its plate has to be looked at before it prints.

        Raises `InvalidInput`. The address was checked by the caller (`reach`).
        """
        printer = self._judged(wish)
        with self._database.begin() as session:
            if session.get(PrinterRow, printer.id) is not None or printer.id in self._fleet:
                words = f"There is, or was, a printer {printer.id!r} already. An id is never given to another machine."
                taken = set(session.scalars(sa.select(PrinterRow.id))) | set(self._fleet)
                nearest = next(name for name in _numbered(printer.id) if name not in taken)
                raise _wrong("id", "taken", words, printer.id, nearest=nearest)
            row = new_row(session, printer)
            session.add(row)
            session.flush()
            keep(session, row, printer)
            tell(session, FARM)
        self._fleet.refresh()
        return printer.id

    def remove(self, printer_id: str) -> None:
        """Take an added printer away; its history stays, and so its id is not free again. Raises `Refused`."""
        with self._database.begin() as session:
            if printer_id not in self._fleet:
                known = ", ".join(sorted(self._fleet))
                raise NotFound(f"There is no printer {printer_id[:40]!r}. There are: {known}.", field="printer")
            if not self._fleet.was_added(printer_id):
                raise Refused(
                    f"{self._fleet[printer_id].name} stands in the settings file; take it out there.",
                    code="in_settings",
                )
            busy = session.scalars(
                sa.select(Job.title).where(Job.printer_id == printer_id, Job.state.in_(ON_A_PRINTER))
            ).first()
            open_ = session.scalars(
                sa.select(Attempt.name).where(Attempt.printer_id == printer_id, Attempt.state.in_(OPEN_ATTEMPTS))
            ).first()
            if busy or open_:
                raise IllegalMove(
                    f"{busy or open_} is on this printer; it can be taken away when that is over.", code="printer_busy"
                )
            row = session.get_one(PrinterRow, printer_id)
            row.given = None
            row.enabled = False
            tell(session, FARM)
        self._fleet.refresh()

    async def _found(self, address: str, key: str, serial: str) -> Found:
        if not serial:
            return await finding.find(address, key, machines())
        printer = Printer("found", "found", "bambu", "", address, key, options={"serial": serial})
        return await finding.look(printer, machines())

    def _likely(self, found: Found) -> Sequence[Proposal]:
        """First what the slicer brings under the name that the host says, then our own."""
        can, material = found.capabilities, self._settings.materials[0].id
        if can is None or not can.model:
            return found.proposals
        named = []
        for one in _brought(f"{can.model} {can.nozzle:g}" if can.nozzle else can.model)[:_MOST]:
            try:
                machine = find_profile(one.machine, material, self._settings.quality).machine
            except PrintersError:
                continue
            if finding.fits(machine, replace(can, model=None)):
                named.append(Proposal(one.short or one.machine, f'the host calls its machine "{can.model}"'))
        return [*named, *found.proposals]

    def _judged(self, wish: Mapping[str, Any]) -> PrinterSettings:
        name = str(wish["name"]).strip()
        if wish["driver"] == _HERE or wish["driver"] not in drivers():
            known = [driver for driver in drivers() if driver != _HERE]
            words = f"There is no driver {wish['driver']!r}; known are: {', '.join(known)}."
            near = difflib.get_close_matches(str(wish["driver"]), known, 1)
            raise _wrong("driver", "not_on_the_list", words, wish["driver"], nearest=near[0] if near else None)
        if str(wish["machine"]).startswith("file:"):
            words = "A profile in a file of this computer can only be named in the settings file."
            raise _wrong("machine", "not_here", words, wish["machine"])
        offered = {material.id: material.title for material in self._settings.materials}
        for material in wish["materials"]:
            if material not in offered:
                words = f"The shop has no material {material!r}; it has: {', '.join(offered)}."
                raise _wrong("materials", "not_on_the_list", words, material)
            try:
                find_profile(wish["machine"], material, self._settings.quality)
            except PrintersError as wrong:
                field = "materials" if getattr(wrong, "kind", "") == "material" else "machine"
                nearest = getattr(wrong, "nearest", None)
                raise _wrong(field, "no_profile", f"{wrong}", wish["machine"], nearest=nearest) from wrong
        options = {"serial": wish["serial"]} if wish.get("serial") else {}
        return PrinterSettings(
            id=wish.get("id") or plain(name),
            name=name,
            driver=wish["driver"],
            machine=wish["machine"],
            address=wish["address"],
            key=wish["key"],
            materials=tuple(wish["materials"]),
            options=options,
        )


def plain(name: str) -> str:
    """An id out of a name: short, lower case, without anything that would have to be quoted."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:28] or "printer"


def _numbered(name: str) -> Sequence[str]:
    return [f"{name[:26]}-{number}" for number in range(2, 10_000)]


def _brought(query: str) -> list[Any]:
    try:
        return list(listed(find_slicer(), query))
    except SlicerError:
        return []  # without a slicer there are only our own


def _wrong(field: str, code: str, words: str, given: object, nearest: object = None) -> InvalidInput:
    return InvalidInput([field_error(field, code, words, nearest=nearest, given=str(given)[:200])])
