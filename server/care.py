"""
When a machine or a print wants a person, how that is written down; what is out of service; how many may start at once.

A call is written on the printer's card and stays until somebody has looked. Nothing here ends a print: what is too cold
or too hot is paused, what takes too long goes on (`vigil.py` sees it).
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.database import now
from server.jobs import JobState
from server.live import FARM, tell
from server.models import Attempt, Job, PrinterRow
from server.settings import Starts

OVERTIME, TEMPERATURE = "overtime", "temperature"


def starts_left(session: Session, starts: Starts, at: float) -> float:
    """
    How many more jobs may be sent to printers now; infinite where nothing is set.

    A job that is on its way counts as a start to come. So at no time do more than `at_most` begin within the seconds:
    of any that did, the last was sent while all the others were on their way or had begun within them.
    """
    if not starts.at_most:
        return float("inf")
    sent = sa.select(sa.func.count()).select_from(Job).where(Job.state.in_((JobState.MATCHED, JobState.SENDING)))
    begun = sa.select(sa.func.count()).select_from(Attempt).where(Attempt.start_at > at - starts.seconds)
    return starts.at_most - int(session.scalar(sent) or 0) - int(session.scalar(begun) or 0)


def out_of_service(row: PrinterRow) -> str | None:
    """Why a printer takes nothing, as the end of a sentence about it; None while it is in service."""
    if row.stop is not None and not row.stop["over"]:
        return "is being stopped"
    if row.trouble is not None and row.trouble["code"] == "stopped":
        return "was stopped and waits for a person"
    return None if row.maintenance is None else f"is out of service: {row.maintenance['why']}"


def too_long(seconds: float | None, longest_hours: float | None) -> str | None:
    """Why a job is not for a printer that prints for so many hours at most."""
    if seconds is None or longest_hours is None or seconds <= longest_hours * 3600:
        return None
    return f"prints for {longest_hours:g} h at most; this takes {seconds / 3600:.1f} h"


def seconds_on(job: Job, machine: str) -> float | None:
    """How long a job takes on that kind of printer, by its slice for it where there is one, otherwise by its own."""
    return job.seconds_on.get(machine, job.seconds) if job.seconds_on else job.seconds


def call(session: Session, printer_id: str, attempt: str, code: str, words: str) -> bool:
    """Call a person to a printer; once for each reason and attempt, False when it was done before."""
    row = _locked(session, printer_id)
    before = row.call if row.call is not None and row.call["attempt"] == attempt else {"had": []}
    if code in before["had"]:
        return False
    row.call = {
        "attempt": attempt,
        "code": code,
        "words": words,
        "at": now(session),
        "had": [*before["had"], code],
        "seen": None,
        "told": before.get("told", 0.0),
    }
    tell(session, FARM)
    return True


def may_tell(session: Session, printer_id: str, at: float, again: float) -> bool:
    """
    Whether the caller is to tell the printer to pause now; nobody else is for so many seconds.

    To be asked once it has called; `at` is now, seconds since 1970 by the database's clock.
    """
    row = _locked(session, printer_id)
    if row.call is None or at - row.call.get("told", 0.0) < again:
        return False
    row.call = {**row.call, "told": at}
    return True


def wants_a_look(row: PrinterRow, *, busy: bool) -> dict[str, Any] | None:
    """The call that nobody has answered yet; that a print takes long is of no account when it is over."""
    if row.call is None or row.call["seen"] is not None or (row.call["code"] == OVERTIME and not busy):
        return None
    return dict(row.call)


def _locked(session: Session, printer_id: str) -> PrinterRow:
    """A printer's row as it stands now; of several processes that want it one waits for the other."""
    session.flush()
    row = session.get_one(PrinterRow, printer_id)
    session.refresh(row, with_for_update=True)
    return row
