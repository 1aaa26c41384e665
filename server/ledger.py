"""
What is written down about jobs, attempts and plates: one guarded change each, inside the caller's transaction.

A change that finds the world other than it must be raises Superseded: somebody newer owns the job.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import filament, orders
from server.database import now
from server.errors import IllegalMove, NotFound, Superseded
from server.jobs import FINAL, OPEN_ATTEMPTS, AttemptState, JobState, attempt_name
from server.live import FARM, order_topic, tell
from server.models import Attempt, History, Job, JobItem, Order, PrinterRow
from server.orders import OrderState


def trouble(code: str, words: str) -> dict[str, Any]:
    """Why something does not go on, for people to read."""
    return {"code": code, "words": words}


def get_job(session: Session, job: str) -> Job:
    """The job. Raises NotFound."""
    found = session.get(Job, job)
    if found is None:
        raise NotFound(f"There is no job {job[:40]!r}.", field="job")
    return found


def get_order(session: Session, order: str) -> Order:
    """The order. Raises NotFound."""
    found = session.get(Order, order)
    if found is None:
        raise NotFound(f"There is no order {order[:40]!r}.", field="order")
    return found


def move_job(session: Session, job: Job, state: JobState, *, by: str = "", why: str = "", **changes: Any) -> None:
    """
    Move a job, with its order behind it. The database refuses a move that is not allowed.

    `by` is the person who decided it, nobody where the shop did; the reason is `why`, or else the words of its trouble.
    """
    before = job.state
    why = why or str((changes.get("trouble") or {}).get("words", ""))
    try:
        with session.begin_nested():
            for name, value in {"state": state, **changes}.items():
                setattr(job, name, value)
            session.flush()
    except sa.exc.DBAPIError as exc:
        if "illegal move" not in str(exc):
            raise
        session.refresh(job)
        raise IllegalMove(f"Job {job.id} is {job.state} and cannot become {state}.", code="illegal_move") from exc
    if before != state:
        sign(session, "job", job.id, who=by, why=why)
    served = orders_of(session, job.id)
    for order in served:
        follow_order(session, order, by, why)
    tell(session, FARM, *(order_topic(order) for order in served))


def sign(session: Session, kind: str, subject: str, *, who: str = "", why: str = "") -> None:
    """Write under the newest move of this subject who made it, or why; what is not said stays as it stands."""
    said = {name: value for name, value in (("who", who[:200]), ("why", why)) if value}
    if said:
        newest = sa.select(sa.func.max(History.id)).where(History.kind == kind, History.subject == subject)
        session.execute(
            sa.update(History)
            .where(History.id == newest.scalar_subquery())
            .values(said)
            .execution_options(synchronize_session=False)
        )


def remark(session: Session, kind: str, subject: str, state: str, who: str, why: str) -> None:
    """A line in the history that moves nothing: somebody said or did something about it."""
    session.add(History(kind=kind, subject=subject, old=state, new=state, at=now(session), who=who[:200], why=why))
    session.flush()


def orders_of(session: Session, job_id: str) -> list[str]:
    """Whose parts lie on this plate."""
    found = sa.select(JobItem.order_id).where(JobItem.job_id == job_id).distinct().order_by(JobItem.order_id)
    return list(session.scalars(found))


def jobs_of(session: Session, order_id: str) -> list[Job]:
    """The plates on which parts of this order lie, first laid out first."""
    on = sa.select(JobItem.job_id).where(JobItem.order_id == order_id)
    return list(session.scalars(sa.select(Job).where(Job.id.in_(on)).order_by(Job.created_at, Job.plate, Job.id)))


def replace_jobs(session: Session, jobs: Sequence[Job], by: str = "", why: str = "") -> bool:
    """Take these plates away, for their parts lie on others; False, with nothing changed, when one has moved on."""
    with session.begin_nested() as undo:
        for job in jobs:
            taken = session.execute(
                sa.update(Job)
                .where(Job.id == job.id, Job.state == job.state, Job.plate_3mf == job.plate_3mf)
                .values(state=JobState.REPLACED, trouble=None, gather_until=None)
                .returning(Job.id)
                .execution_options(synchronize_session=False)
            ).scalar()
            if taken is None:
                undo.rollback()
                return False
            session.execute(sa.delete(JobItem).where(JobItem.job_id == job.id))
            sign(session, "job", job.id, who=by, why=why)
    session.expire_all()
    return True


def follow_order(session: Session, order_id: str, by: str = "", why: str = "") -> None:
    """Let an order stand where its jobs stand."""
    order = session.get_one(Order, order_id)
    rows = jobs_of(session, order_id)
    if not rows or OrderState(order.state) in orders.FINAL:
        return
    state = orders.follow([JobState(row.state) for row in rows])
    if state is OrderState.RECEIVED:
        return
    if order.state != state:
        order.state = state
        session.flush()
        sign(session, "order", order_id, who=by, why=why)
    stopped = [row.trouble for row in rows if row.trouble and JobState(row.state) not in FINAL]
    order.trouble = stopped[0] if stopped and state is OrderState.HELD else None
    session.flush()


def claim(session: Session, job_id: str, owner: str, lease: float) -> int | None:
    """
    Take a job for this run by a lease and a new epoch; None when there is nothing to carry any more.

    A live lease is never pre-empted: raises Superseded while somebody else holds one.
    """
    at = now(session)
    epoch = session.execute(
        sa.update(Job)
        .where(
            Job.id == job_id,
            Job.state.in_((JobState.SENDING, JobState.STARTING, JobState.PRINTING)),
            Job.lease_until < at,
        )
        .values(epoch=Job.epoch + 1, lease_until=at + lease, lease_owner=owner, beat=at)
        .returning(Job.epoch)
    ).scalar()
    if epoch is not None:
        return int(epoch)
    state = session.execute(sa.select(Job.state).where(Job.id == job_id)).scalar()
    if state in (JobState.SENDING, JobState.STARTING, JobState.PRINTING):
        raise Superseded(f"Somebody else carries job {job_id}.")
    return None


def renew(session: Session, job_id: str, epoch: int, lease: float) -> Job:
    """Go on holding a job, and say that somebody works on it. Raises Superseded when it is ours no longer."""
    at = now(session)
    held = session.execute(
        sa.update(Job)
        .where(
            Job.id == job_id,
            Job.epoch == epoch,
            Job.state.in_((JobState.SENDING, JobState.STARTING, JobState.PRINTING)),
        )
        .values(lease_until=at + lease, beat=at)
        .returning(Job.id)
    ).scalar()
    if held is None:
        raise Superseded(f"Job {job_id} is at a newer epoch than {epoch}.")
    job = session.get_one(Job, job_id)
    session.refresh(job)
    return job


def past_attempts(session: Session, job_id: str, printer_id: str) -> list[Attempt]:
    """This job's attempts on this printer whose end is not known, oldest first."""
    return list(
        session.scalars(
            sa.select(Attempt)
            .where(Attempt.job_id == job_id, Attempt.printer_id == printer_id, Attempt.state.in_(OPEN_ATTEMPTS))
            .order_by(Attempt.epoch)
        )
    )


def left_behind(session: Session, printer_id: str) -> list[str]:
    """Files that attempts, all closed, left on this printer."""
    return list(
        session.scalars(
            sa.select(Attempt.name).where(
                Attempt.printer_id == printer_id, Attempt.left_behind, Attempt.state.notin_(OPEN_ATTEMPTS)
            )
        )
    )


def open_attempt(session: Session, job: Job) -> Attempt:
    """A new name for this epoch. The database refuses a second open attempt on the printer."""
    assert job.printer_id is not None
    attempt = Attempt(
        name=attempt_name(job.id, job.epoch),
        job_id=job.id,
        printer_id=job.printer_id,
        epoch=job.epoch,
        state=AttemptState.STAGING,
        created_at=now(session),
        left_behind=True,
    )
    session.add(attempt)
    session.flush()
    return attempt


def move_attempt(session: Session, name: str, state: AttemptState, *, by: str = "", **changes: Any) -> Attempt:
    """Move an attempt to where the evidence says it stands; moving it to where it stands already is nothing."""
    attempt = session.get_one(Attempt, name)
    for key, value in changes.items():
        setattr(attempt, key, value)
    if attempt.state != state:
        attempt.state = state
        session.flush()
        sign(session, "attempt", name, who=by, why=str(changes.get("why") or ""))
    session.flush()
    filament.follow(session, attempt)
    return attempt


def occupy_bed(session: Session, printer_id: str, why: str) -> tuple[str, float]:
    """
    Use up the confirmation that the plate is clear; returns who gave it and when.

    Raises IllegalMove when there is none to use.
    """
    given = session.get_one(PrinterRow, printer_id)
    session.refresh(given)
    confirmed = (given.bed_by, given.bed_at)
    used = session.execute(
        sa.update(PrinterRow)
        .where(PrinterRow.id == printer_id, PrinterRow.bed == "clear")
        .values(bed="occupied", bed_by="", bed_at=now(session), bed_why=why)
        .returning(PrinterRow.id)
    ).scalar()
    if used is None:
        raise IllegalMove("Nobody has confirmed that the plate is clear.", code="bed_not_clear", printer=printer_id)
    return confirmed


def set_bed(session: Session, printer_id: str, bed: str, who: str, why: str) -> None:
    """Write down what is known of a plate, by whom."""
    session.execute(
        sa.update(PrinterRow)
        .where(PrinterRow.id == printer_id)
        .values(bed=bed, bed_by=who, bed_at=now(session), bed_why=why[:300])
    )
    tell(session, FARM)


def void_word(session: Session, printer_id: str) -> None:
    """Something else was seen printing there: a confirmation that a start has used up is not given back any more."""
    session.execute(
        sa.update(Attempt)
        .where(Attempt.printer_id == printer_id, Attempt.state == AttemptState.STARTING, Attempt.cleared_at.isnot(None))
        .values(cleared_at=None)
    )


def give_back_bed(session: Session, attempt: Attempt) -> None:
    """Let a person's confirmation stand again: the start that it was used for is proven never to have happened."""
    if attempt.state != AttemptState.STARTING or attempt.cleared_at is None:
        return
    session.execute(
        sa.update(PrinterRow)
        .where(PrinterRow.id == attempt.printer_id, PrinterRow.bed == "occupied")
        .values(bed="clear", bed_by=attempt.cleared_by, bed_at=attempt.cleared_at, bed_why="the start never happened")
    )
    tell(session, FARM)
