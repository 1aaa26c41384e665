"""What only a person may decide: that a plate is clear, whether something printed, and what becomes of a held job."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import ledger, stops
from server.database import Database
from server.engine import Engine
from server.errors import IllegalMove, NotFound
from server.farm import Farm
from server.flow import again, release
from server.jobs import AttemptState, JobState
from server.live import FARM, tell
from server.models import Attempt, Job, Order, PrinterRow
from server.people import Operator

#: The trouble of a job that a person holds back.
HELD_BACK = "held_back"
#: What an operator may do with a job that stands there.
ACTIONS: dict[JobState, tuple[str, ...]] = {
    JobState.GATHERING: ("now", "hold", "cancel"),
    JobState.PLANNED: ("hold", "cancel"),
    JobState.SLICING: ("hold", "cancel"),
    JobState.QUEUED: ("hold", "cancel"),
    JobState.MATCHED: ("hold", "cancel"),
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


def actions(job: Job) -> tuple[str, ...]:
    """What an operator may do with this job now."""
    allowed = ACTIONS[JobState(job.state)]
    if job.state == JobState.HELD and (job.trouble or {}).get("code") == HELD_BACK:
        return ("release", *(action for action in allowed if action != "retry"))
    return allowed


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
            stops.looked(session, row)
            row.trouble = None
            session.flush()
            ledger.set_bed(session, printer_id, "clear", operator.who, "a person looked")

    def act(self, job_id: str, action: str, operator: Operator, why: str = "") -> None:
        """Do one of `actions`, for a reason where one is given. Raises IllegalMove, naming what may be done instead."""
        with self._database.begin() as session:
            job = ledger.get_job(session, job_id)
            allowed = actions(job)
            if action not in allowed:
                hint = f"what can be done: {', '.join(allowed)}" if allowed else "nothing more can be done with it"
                raise IllegalMove(f"Job {job.id} is {job.state}; {hint}.", code="illegal_action", allowed=list(allowed))
            getattr(self, f"_{action}")(session, job, operator.who, " ".join(why.split()))

    def _cancel(self, session: Session, job: Job, by: str, why: str) -> None:
        if job.state in (JobState.SENDING, JobState.STARTING, JobState.PRINTING):
            # The one who carries it looks at this and stops the printer; nobody else may.
            job.cancel = True
            ledger.remark(session, "job", job.id, job.state, by, f"asked: cancel. {why}" if why else "asked: cancel")
            tell(session, FARM)
            return
        ledger.move_job(session, job, JobState.CANCELLED, by=by, why=why, trouble=None)

    def _now(self, session: Session, job: Job, by: str, why: str) -> None:
        release(self._engine, session, job, by=by, why=why)

    def _hold(self, session: Session, job: Job, by: str, why: str) -> None:
        words = f"{by} holds it back" + (f": {why}" if why else ".")
        ledger.move_job(
            session,
            job,
            JobState.HELD,
            by=by,
            why=why,
            printer_id=None,
            gather_until=None,
            trouble=ledger.trouble(HELD_BACK, words),
        )

    def _release(self, session: Session, job: Job, by: str, why: str) -> None:
        self._retry(session, job, by, why)

    def _retry(self, session: Session, job: Job, by: str, why: str) -> None:
        if job.state == JobState.FAILED:
            self._requeue(session, job, by, why)
            return
        order = session.get_one(Order, job.order_id)
        again(self._engine, session, order, lambda other: other.id == job.id, by=by, why=why)

    def _printed(self, session: Session, job: Job, by: str, why: str) -> None:
        self._settle(session, job, AttemptState.ENDED, by)
        why = why or "A person looked: it printed."
        ledger.move_job(session, job, JobState.DONE, by=by, why=why, progress=1.0, seconds_left=0, trouble=None)

    def _not_printed(self, session: Session, job: Job, by: str, why: str) -> None:
        self._settle(session, job, AttemptState.ABANDONED, by)
        self._requeue(session, job, by, why or "A person looked: it did not print.")

    def _requeue(self, session: Session, job: Job, by: str, why: str) -> None:
        ledger.move_job(
            session,
            job,
            JobState.QUEUED,
            by=by,
            why=why,
            printer_id=None,
            progress=0.0,
            spent=None,
            trouble=None,
            lease_until=0.0,
        )

    def _settle(self, session: Session, job: Job, state: AttemptState, by: str) -> None:
        for attempt in session.scalars(
            sa.select(Attempt).where(Attempt.job_id == job.id, Attempt.state == AttemptState.UNSURE)
        ):
            outcome = "done" if state is AttemptState.ENDED else None
            ledger.move_attempt(session, attempt.name, state, by=by, outcome=outcome, why="a person looked and said so")
