"""What happened to a job or a printer, line by line: what, when, by whom and why, out of the database's own history."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import ledger
from server.errors import NotFound
from server.farm import Farm
from server.jobs import WORDS, AttemptState, JobState
from server.models import Attempt, History, Job, JobItem, PrinterRow
from server.orders import WORDS as ORDERS
from server.orders import OrderState

#: The most lines that are told, the newest of them.
MOST = 200
#: What an attempt does, as the print room reads it. Staging alone is no news.
ATTEMPTS = {
    AttemptState.STAGED: "The file lies on the printer",
    AttemptState.STARTING: "The start was sent",
    AttemptState.PRINTING: "Seen printing",
    AttemptState.ENDED: "Seen ending",
    AttemptState.ABANDONED: "It never started",
    AttemptState.UNSURE: "Nobody knows whether it printed",
}
PLATES = {
    "clear": "The plate is clear",
    "occupied": "Something is on the plate",
    "unknown": "Nobody knows what is on the plate",
}


def of_job(session: Session, job_id: str, farm: Farm) -> list[dict[str, Any]]:
    """Every move of a job and of its attempts, newest first. Raises NotFound."""
    job = ledger.get_job(session, job_id)
    attempts = session.scalars(sa.select(Attempt).where(Attempt.job_id == job.id)).all()
    named = {one.name: one for one in attempts}
    found = _moves(session, {"job": [job.id], "attempt": list(named)})
    lines = []
    for row in found:
        if row.kind == "job":
            lines.append(_line(row, WORDS[JobState(row.new)]))
        elif words := _attempt(row, named[row.subject]):
            printer = farm.printers.get(named[row.subject].printer_id)
            lines.append(_line(row, f"{printer.name if printer else named[row.subject].printer_id}: {words}"))
    return lines


def of_order(session: Session, order_id: str) -> list[dict[str, Any]]:
    """Every move of an order and of all plates that were ever laid for it, newest first. Raises NotFound."""
    ledger.get_order(session, order_id)
    on = sa.select(JobItem.job_id).where(JobItem.order_id == order_id)
    plates = session.execute(sa.select(Job.id, Job.title).where(sa.or_(Job.order_id == order_id, Job.id.in_(on))))
    titles = {row.id: row.title for row in plates}
    lines = []
    for row in _moves(session, {"order": [order_id], "job": list(titles)}):
        if row.kind == "order":
            lines.append(_line(row, ORDERS[OrderState(row.new)]))
        else:
            lines.append({**_line(row, f"{titles[row.subject]}: {WORDS[JobState(row.new)]}"), "job": row.subject})
    return lines


def of_printer(session: Session, printer_id: str) -> list[dict[str, Any]]:
    """What became of a printer's plate and of every attempt on it, newest first. Raises NotFound."""
    if session.get(PrinterRow, printer_id) is None:
        raise NotFound(f"There is no printer {printer_id[:40]!r}.", field="printer")
    late = sa.select(Attempt).where(Attempt.printer_id == printer_id).order_by(Attempt.created_at.desc()).limit(MOST)
    named = {one.name: one for one in session.scalars(late)}
    wanted = sa.select(Job.id, Job.title).where(Job.id.in_({one.job_id for one in named.values()}))
    titles = {row.id: row.title for row in session.execute(wanted)}
    lines = []
    for row in _moves(session, {"printer": [printer_id], "attempt": list(named)}):
        if row.kind == "printer":
            lines.append(_line(row, PLATES.get(row.new, row.new)))
        elif words := _attempt(row, named[row.subject]):
            job = named[row.subject].job_id
            lines.append({**_line(row, f"{titles[job]}: {words}"), "job": job})
    return lines


def _moves(session: Session, subjects: dict[str, list[str]]) -> list[History]:
    wanted = sa.or_(*(sa.and_(History.kind == kind, History.subject.in_(names)) for kind, names in subjects.items()))
    return list(session.scalars(sa.select(History).where(wanted).order_by(History.id.desc()).limit(MOST)))


def _attempt(row: History, attempt: Attempt) -> str | None:
    words = ATTEMPTS.get(AttemptState(row.new))
    if words and row.new == AttemptState.ENDED and attempt.outcome:
        return f"{words}: {attempt.outcome}"
    return words


def _line(row: History, words: str) -> dict[str, Any]:
    # A remark moves nothing: what was said is the news.
    said, why = (row.why, "") if row.old == row.new else (words, row.why)
    return {"at": row.at, "words": said, "who": row.who, "why": why}
