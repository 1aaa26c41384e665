"""
What prints take of the spools they are printed from, and whether a spool has enough for one.

The slice says how much a whole print takes. It is booked when the print is seen to run, and corrected by its end: a
print that stopped on its way took what its file takes until there (`printers.spending`). While nobody knows whether an
attempt printed, it has taken nothing. A spool that is weighed starts anew: what was booked before is in the weight.
What is left is never below zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from printers.printer import Snapshot, Way
from printers.spending import Spending
from server.database import now
from server.equipment import Material
from server.jobs import AttemptState
from server.models import Attempt, Job, Spool, SpoolUse

#: An attempt in one of these is at its spool now.
_AT_WORK = (AttemptState.STARTING, AttemptState.PRINTING)


@dataclass(frozen=True)
class Loaded:
    """The spool on a printer, and the grams left on it with the print that runs taken off already."""

    spool: int
    material: str
    colour: str
    left: float


def left(session: Session, spool: Spool) -> float:
    """Grams that are left, all that is booked taken off."""
    booked = session.scalar(
        sa.select(sa.func.sum(SpoolUse.grams)).where(SpoolUse.spool_id == spool.id, SpoolUse.weighing == spool.weighing)
    )
    return max(0.0, spool.weighed - (booked or 0.0))


def loaded(session: Session) -> dict[str, Loaded]:
    """The spool of each printer on which one is registered, by the printer's id."""
    spools = session.scalars(sa.select(Spool).where(Spool.printer_id.isnot(None)))
    return {
        spool.printer_id: Loaded(spool.id, spool.material, spool.colour, left(session, spool))
        for spool in spools
        if spool.printer_id is not None
    }


def why_not(
    found: Loaded | None, material: str, colour: str, grams: float | None, plastics: Mapping[str, Material]
) -> str | None:
    """
    Why a print of that plastic and weight is not made from this spool, as the end of a sentence about its printer.

    None where nothing speaks against it, or where nothing is known: no spool is registered, a colour or a weight was
    never said.
    """
    if found is None:
        return None
    have, want = plastic(plastics, found.material, found.colour), plastic(plastics, material, colour)
    if found.material != material or (found.colour and colour and found.colour != colour):
        return f"has {have} on it; this needs {want}"
    if grams is not None and found.left < grams:
        return f"has {found.left:.0f} g of {have} left on spool {found.spool}; this needs {grams:.0f} g"
    return None


def plastic(plastics: Mapping[str, Material], material: str, colour: str) -> str:
    """A material and its colour in the shop's words; `plastics` are the shop's materials by id."""
    known = plastics.get(material)
    if known is None:
        return " ".join(filter(None, (colour, material)))
    shade = next((one.title for one in known.colours if one.id == colour), colour)
    return " ".join(filter(None, (shade, known.title)))


def follow(session: Session, attempt: Attempt) -> None:
    """Book what an attempt takes, as it stands now. To be called at each of its moves; any number of times."""
    job = session.get_one(Job, attempt.job_id)
    state = AttemptState(attempt.state)
    use = _open(session, attempt.name)
    if use is None:
        before = session.scalar(sa.select(SpoolUse.id).where(SpoolUse.attempt == attempt.name).limit(1))
        spool = session.scalars(sa.select(Spool).where(Spool.printer_id == attempt.printer_id)).first()
        # Its spool was taken off in mid-print and no other was named: where the rest comes from is not known.
        if before is not None or spool is None or job.grams is None or state not in _AT_WORK:
            return
        use = _begin(session, spool, attempt, job.grams, 0.0)
    if state is AttemptState.PRINTING:
        use.grams = use.total * (1 - use.since)
    elif state in (AttemptState.ENDED, AttemptState.ABANDONED):
        share = 1.0 if attempt.outcome == "done" else _taken(job)
        use.grams = use.total * max(0.0, share - use.since)
        use.until = max(share, use.since)
    else:
        use.grams = 0.0
    session.flush()


def note(job: Job, spending: Spending | None, snapshot: Snapshot, way: Way) -> None:
    """Write down what a running print has taken by now, where its file's own figures tell; it never takes back."""
    share = None if spending is None else spending.share(snapshot, way)
    if share is not None and share > (job.spent or 0.0):
        job.spent = round(share, 4)


def take_off(session: Session, spool: Spool) -> None:
    """A spool leaves its printer, perhaps in mid-print: what was printed until now came from it."""
    for use, attempt, job in _at_work(session, SpoolUse.spool_id == spool.id):
        _end_at(use, attempt, job)
    spool.printer_id = None
    session.flush()


def put_on(session: Session, spool: Spool, printer_id: str) -> None:
    """A spool comes onto a printer on which there is none, perhaps in mid-print: the rest comes from it."""
    spool.printer_id = printer_id
    session.flush()
    running = sa.select(Attempt, Job).join(Job, Job.id == Attempt.job_id)
    running = running.where(Attempt.printer_id == printer_id, Attempt.state.in_(_AT_WORK))
    for attempt, job in session.execute(running):
        if job.grams is not None and _open(session, attempt.name) is None:
            share = _taken(job)
            use = _begin(session, spool, attempt, job.grams, share)
            use.grams = use.total * (1 - share) if attempt.state == AttemptState.PRINTING else 0.0
    session.flush()


def weigh(session: Session, spool: Spool, grams: float, who: str) -> None:
    """From now on only what is printed after this moment is taken off these grams."""
    spool.weighed, spool.weighed_by, spool.weighed_at = grams, who, now(session)
    spool.weighing += 1
    for use, attempt, job in _at_work(session, SpoolUse.spool_id == spool.id):
        share = _end_at(use, attempt, job)
        rest = _begin(session, spool, attempt, use.total, share)
        rest.grams = rest.total * (1 - share) if attempt.state == AttemptState.PRINTING else 0.0
    session.flush()


def _taken(job: Job) -> float:
    """The share of its filament that a print has taken: by its file where that is known, otherwise by its progress."""
    return min(1.0, job.progress if job.spent is None else job.spent)


def _open(session: Session, attempt: str) -> SpoolUse | None:
    return session.scalars(sa.select(SpoolUse).where(SpoolUse.attempt == attempt, SpoolUse.until.is_(None))).first()


def _at_work(session: Session, which: sa.ColumnElement[bool]) -> list[tuple[SpoolUse, Attempt, Job]]:
    found = (
        sa.select(SpoolUse, Attempt, Job)
        .join(Attempt, Attempt.name == SpoolUse.attempt)
        .join(Job, Job.id == Attempt.job_id)
        .where(which, SpoolUse.until.is_(None), Attempt.state.in_(_AT_WORK))
    )
    return [(use, attempt, job) for use, attempt, job in session.execute(found)]


def _end_at(use: SpoolUse, attempt: Attempt, job: Job) -> float:
    """End a use where its print is now; returns that share."""
    share = max(use.since, _taken(job)) if attempt.state == AttemptState.PRINTING else use.since
    use.grams = use.total * (share - use.since)
    use.until = share
    return share


def _begin(session: Session, spool: Spool, attempt: Attempt, total: float, since: float) -> SpoolUse:
    use = SpoolUse(
        spool_id=spool.id,
        attempt=attempt.name,
        weighing=spool.weighing,
        total=total,
        since=since,
        grams=0.0,
        at=now(session),
    )
    session.add(use)
    return use
