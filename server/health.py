"""Whether the shop is well, part by part, in words."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from printers.errors import PrintersError
from printers.slicers import find_slicer
from server import outbox, sites
from server.database import now
from server.farm import STALE
from server.house import House
from server.models import PrinterRow

#: With less room than this an order may soon find no place, bytes.
ROOM = 500 << 20


@dataclass(frozen=True)
class Part:
    """One thing that a shop needs, and how it is."""

    name: str
    well: bool
    words: str


def look(house: House, *, operator: bool) -> dict[str, Any]:
    """How every part is; operators also read which messages do not leave."""
    parts = [_workers(house), _slicer(house), _disk(house), _settings(house)]
    try:
        with house.database.read() as session:
            parts += [_printers(house, session), _gateways(house, session), _messages(session, operator=operator)]
        parts.append(Part("database", True, "answers"))
    except SQLAlchemyError as exc:
        # What the driver says may hold an address; who looks from outside needs no more than that it is so.
        why = f" ({type(exc).__name__})"
        parts.append(Part("database", False, f"The database does not answer{why}; nothing can be ordered or printed."))
    missing = [part.words for part in parts if not part.well]
    slicer = next(part for part in parts if part.name == "slicer")
    return {
        "status": "degraded" if missing else "ok",
        "missing": missing,
        "geometry": house.workshop.ready,
        "slicer": {"ready": slicer.well, "words": slicer.words},
        "parts": [asdict(part) for part in parts],
    }


def slicer_of(house: House) -> dict[str, Any]:
    """Whether the shop can slice, and with what."""
    part = _slicer(house)
    return {"ready": part.well, "words": part.words}


def _slicer(house: House) -> Part:
    try:
        return Part("slicer", True, f"PrusaSlicer {find_slicer(house.settings.slicer or None).version()}")
    except PrintersError as exc:
        return Part("slicer", False, str(exc))


def _workers(house: House) -> Part:
    slots = house.workshop.slots
    if slots.failure:
        return Part("workers", False, slots.failure)
    if not house.workshop.ready:
        return Part("workers", False, "geometry is still loading")
    return Part("workers", True, f"{slots.free} of {slots.count} have nothing to do")


def _disk(house: House) -> Part:
    free = shutil.disk_usage(house.settings.data).free
    room = f"{free / 1e9:.1f} GB are free"
    return Part("disk", free >= ROOM, room if free >= ROOM else f"Only {room}; with none left no order is taken.")


def _settings(house: House) -> Part:
    words = house.read_files.words()
    return Part("settings", words is None, words or "as they were read at the start")


def _printers(house: House, session: Any) -> Part:
    at = now(session)
    seen = {row.id: row.seen_at for row in session.execute(sa.select(PrinterRow.id, PrinterRow.seen_at))}
    farm = list(house.farm.printers)
    silent = sum(at - seen.get(name, 0.0) > STALE for name in farm)
    if silent:
        return Part("printers", False, f"{silent} of {len(farm)} printers do not answer")
    return Part("printers", True, f"all {len(farm)} answer")


def _gateways(house: House, session: Any) -> Part:
    named = {printer.site for printer in house.farm.printers.values()}
    lost = sites.lost(session, named)
    if lost:
        return Part("gateways", False, f"{' '.join(lost.values())} What is to be printed there waits.")
    return Part("gateways", True, f"heard from {len(named)} of {len(named)} sites")


def _messages(session: Any, *, operator: bool) -> Part:
    failing = outbox.standing(session)["failing"]
    if not failing:
        return Part("messages", True, "none waits in vain")
    said = "; ".join(f"{channel}: {why}" for channel, why in failing.items()) if operator else "their receiver is away"
    return Part("messages", False, f"Messages do not leave: {said}")
