"""
Stopping the whole farm: whatever prints or heats is stopped, and whatever stands takes nothing.

A printer that is told to stop waits for a person as after any emergency stop. One that stood still is taken out of
service, so that the next job in the queue does not start there; all of these are brought back at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from printers.printer import RUNNING
from server import ledger, stops
from server.database import now
from server.equipment import PrinterSettings
from server.jobs import ON_A_PRINTER
from server.live import FARM, tell
from server.models import Job, PrinterRow

#: Why a printer that stood still takes nothing.
WHY = "the whole farm was stopped"


@dataclass(frozen=True)
class Halted:
    """The printers by what becomes of them, by their ids in order."""

    #: Told to stop, now or before.
    told: tuple[str, ...]
    #: They stood still, and start nothing.
    resting: tuple[str, ...]


def moving(row: PrinterRow, *, busy: bool) -> bool:
    """Whether something prints or heats there, as far as is known, or is about to. `busy`: a job of ours is on it."""
    return busy or row.snapshot["phase"] in RUNNING


def outlook(session: Session, printers: Mapping[str, PrinterSettings]) -> Halted:
    """What `halt` would do now."""
    jobs = sa.select(Job.printer_id).where(Job.state.in_(ON_A_PRINTER), Job.printer_id.isnot(None))
    busy = set(session.scalars(jobs))
    rows = _rows(session, printers)
    told = tuple(row.id for row in rows if moving(row, busy=row.id in busy) or _stopping(row))
    return Halted(told, tuple(row.id for row in rows if row.id not in told))


def halt(session: Session, printers: Mapping[str, PrinterSettings], who: str) -> Halted:
    """Write down that all are stopped; whoever talks to the printers (`stops.Stops`) does it."""
    found = outlook(session, printers)
    for row in _rows(session, printers):
        if row.id in found.resting:
            if row.maintenance is None:
                row.maintenance = {"why": WHY, "who": who, "at": now(session), "farm": True}
                ledger.remark(session, "printer", row.id, row.bed, who, f"out of service: {WHY}")
        elif not _stopping(row):
            stops.press(session, row, who, "emergency stop of the whole farm")
    tell(session, FARM)
    return found


def go_on(session: Session, printers: Mapping[str, PrinterSettings], who: str) -> tuple[str, ...]:
    """Bring back what a stop of the whole farm took out of service; what was stopped waits for a look all the same."""
    back = [row for row in _rows(session, printers) if row.maintenance is not None and row.maintenance.get("farm")]
    for row in back:
        row.maintenance = None
        ledger.remark(session, "printer", row.id, row.bed, who, "back in service")
    tell(session, FARM)
    return tuple(row.id for row in back)


def _rows(session: Session, printers: Mapping[str, PrinterSettings]) -> list[PrinterRow]:
    rows = session.scalars(sa.select(PrinterRow).where(PrinterRow.enabled).order_by(PrinterRow.id))
    return [row for row in rows if row.id in printers]


def _stopping(row: PrinterRow) -> bool:
    return row.stop is not None and not row.stop["over"]
