"""What only a person may decide: that a plate is clear, whether something printed, and what becomes of a held job."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import ledger
from server.database import Database
from server.engine import Engine
from server.errors import IllegalMove, NotFound
from server.farm import Farm
from server.flow import again, release
from server.jobs import FINAL, AttemptState, JobState
from server.live import FARM, tell
from server.models import Attempt, Job, Order, PrinterRow
from server.people import Operator

#: What an operator may do with a job that stands there.
ACTIONS: dict[JobState, tuple[str, ...]] = {
    JobState.GATHERING: ("now", "cancel"),
    JobState.PLANNED: ("cancel",),
    JobState.SLICING: ("cancel",),
    JobState.QUEUED: ("cancel",),
    JobState.MATCHED: ("cancel",),
    JobState.SENDING: ("cancel",),
    JobState.STARTING: ("cancel",),
    JobState.PRINTING: ("cancel",),
    JobState.HELD: ("retry", "cancel"),
    JobState.FAILED: ("retry", "cancel"),
    JobState.UNSURE: ("printed", "not_printed"),
    JobState.DONE: (),
    JobState.CANCELLED: (),
    JobState.REPLACED: (),
}


class Decisions:
    """Each is one transaction with the name of who decided."""

    def __init__(self, database: Database, engine: Engine, farm: Farm) -> None:
        self._database = database
        self._engine = engine
        self._farm = farm

    def bed_clear(self, printer_id: str, operator: Operator) -> None:
        """
        Somebody looked at the plate: it is empty. Good for one start.

        Raises NotFound, and IllegalMove while the printer is printing or a job on it is undecided.
        """
        with self._database.begin() as session:
            row = session.get(PrinterRow, printer_id)
            if row is None or printer_id not in self._farm.printers:
                known = ", ".join(sorted(self._farm.printers))
                raise NotFound(f"There is no printer {printer_id[:40]!r}. There are: {known}.", field="printer")
            on_it = session.scalars(
                sa.select(Job).where(
                    Job.printer_id == printer_id,
                    Job.state.in_((JobState.STARTING, JobState.PRINTING, JobState.UNSURE)),
                )
            ).first()
            if on_it is not None:
                what = "is undecided" if on_it.state == JobState.UNSURE else "is still on it"
                raise IllegalMove(
                    f"{on_it.title} {what}; the plate can be cleared when that is over.",
                    code="plate_in_use",
                    job=on_it.id,
                )
            row.trouble = None
            session.flush()
            ledger.set_bed(session, printer_id, "clear", operator.who, "a person looked")

    def act(self, job_id: str, action: str, operator: Operator) -> None:
        """Do one of ACTIONS in the operator's name. Raises IllegalMove, naming what may be done instead."""
        with self._database.begin() as session:
            job = ledger.get_job(session, job_id)
            allowed = ACTIONS[JobState(job.state)]
            if action not in allowed:
                hint = f"what can be done: {', '.join(allowed)}" if allowed else "nothing more can be done with it"
                raise IllegalMove(f"Job {job.id} is {job.state}; {hint}.", code="illegal_action", allowed=list(allowed))
            was = job.state
            getattr(self, f"_{action}")(session, job)
            if job.state == was:
                ledger.remark(session, "job", job.id, was, operator.who, f"asked: {action}")
            else:
                ledger.sign(session, "job", job.id, who=operator.who)

    def _cancel(self, session: Session, job: Job) -> None:
        if job.state in (JobState.SENDING, JobState.STARTING, JobState.PRINTING):
            # The one who carries it looks at this and stops the printer; nobody else may.
            job.cancel = True
            tell(session, FARM)
            return
        ledger.move_job(session, job, JobState.CANCELLED, trouble=None)

    def _now(self, session: Session, job: Job) -> None:
        release(self._engine, session, job)

    def _retry(self, session: Session, job: Job) -> None:
        if job.state == JobState.FAILED:
            ledger.move_job(session, job, JobState.QUEUED, printer_id=None, progress=0.0, trouble=None, lease_until=0.0)
            return
        again(self._engine, session, session.get_one(Order, job.order_id), lambda other: other.id == job.id)

    def _printed(self, session: Session, job: Job) -> None:
        self._settle(session, job, AttemptState.ENDED)
        ledger.move_job(session, job, JobState.DONE, progress=1.0, seconds_left=0, trouble=None)

    def _not_printed(self, session: Session, job: Job) -> None:
        self._settle(session, job, AttemptState.ABANDONED)
        ledger.move_job(session, job, JobState.QUEUED, printer_id=None, progress=0.0, trouble=None, lease_until=0.0)

    def _settle(self, session: Session, job: Job, state: AttemptState) -> None:
        for attempt in session.scalars(
            sa.select(Attempt).where(Attempt.job_id == job.id, Attempt.state == AttemptState.UNSURE)
        ):
            outcome = "done" if state is AttemptState.ENDED else None
            ledger.move_attempt(session, attempt.name, state, outcome=outcome, why="a person looked and said so")

    def live_jobs(self, session: Session) -> list[Job]:
        """All jobs that are not at their end, oldest first."""
        return list(session.scalars(sa.select(Job).where(Job.state.notin_(FINAL)).order_by(Job.created_at, Job.id)))
