"""How warm each printer was of late: a ring of readings in the database, of the same size for ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.models import Reading

#: One reading is kept of so many seconds, for so many of them: four hours.
EVERY, SLOTS = 10.0, 1440
NAMES = ("nozzle", "nozzle_target", "bed", "bed_target")


def note(session: Session, printer_id: str, at: float, temperatures: Mapping[str, float]) -> None:
    """Keep a reading, °C, unless one of the same ten seconds is kept already; the oldest gives way."""
    if not temperatures:
        return
    turn = int(at // EVERY)
    kept = session.get(Reading, (printer_id, turn % SLOTS))
    if kept is not None and int(kept.at // EVERY) == turn:
        return
    values = {name: temperatures.get(name) for name in NAMES}
    session.merge(Reading(printer_id=printer_id, slot=turn % SLOTS, at=at, **values))


def curve(session: Session, printer_id: str, at: float) -> dict[str, Any]:
    """What is kept of a printer, oldest first: a list for each name of NAMES beside `at`, seconds since 1970."""
    rows = session.scalars(
        sa.select(Reading).where(Reading.printer_id == printer_id, Reading.at > at - EVERY * SLOTS).order_by(Reading.at)
    ).all()
    return {"every": EVERY, "at": [round(row.at, 1) for row in rows]} | {
        name: [getattr(row, name) for row in rows] for name in NAMES
    }


def warmest(session: Session, printer_id: str, since: float) -> dict[str, float]:
    """The highest that nozzle and bed were kept at since then, °C; what was never read is left out."""
    names = ("nozzle", "bed")
    highest = sa.select(*(sa.func.max(getattr(Reading, name)) for name in names))
    found = session.execute(highest.where(Reading.printer_id == printer_id, Reading.at >= since)).one()
    return {name: float(value) for name, value in zip(names, found, strict=True) if value is not None}
