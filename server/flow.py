"""
The durable workflow: design → plate → slice → guard → queue, and then match → stage → start → watch → done.

Two workflows, for the time between them may be days: `prepare_order` ends when every plate is sliced and queued;
`print_job` begins when a printer is free. Where that is a printer of another kind, `tailor_job` comes before it. Each
step may run again after a crash; each finds what it did before.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from dbos import DBOS
from sqlalchemy.orm import Session

from server import ledger
from server.attempts import Carrier
from server.database import Database, now
from server.engine import COMPUTE, Engine
from server.errors import StorageFull
from server.jobs import JobState
from server.kinds import Kinds
from server.live import FARM, tell
from server.matching import TAILOR, Matching
from server.models import Job, Order
from server.orders import OrderState
from server.prepare import Preparation
from server.proving import PROVE, Proving
from server.setback import of_now
from server.settings import Settings
from server.tailoring import Tailoring

log = logging.getLogger("printwright.flow")
#: How often stranded work is looked for, seconds.
SWEEP = 5.0
#: Work nobody has touched for so long, in leases, is taken for stranded.
SILENT_LEASES = 3
#: The longest pause before a job is carried on after a surprise, seconds.
LONGEST_PAUSE = 10.0
#: Reasons that may pass by themselves; such jobs are tried again.
PASSING = ("storage_full", "slicer_missing", "database_lost")


def submit_order(engine: Engine, session: Session, order: Order) -> None:
    """Have an order prepared once the caller's transaction is committed."""
    order.beat = now(session)
    session.flush()
    engine.submit_in(session, "prepare_order", f"prepare-{order.id}-{order.run}", COMPUTE, order.id)


def define(preparation: Preparation, tailoring: Tailoring, carrier: Carrier, proving: Proving) -> None:
    """Make the workflows known to the engine. To be called once, before it is launched."""

    @DBOS.step(retries_allowed=True, max_attempts=3, interval_seconds=1.0, backoff_rate=3.0)
    async def plan(order_id: str) -> list[str]:
        return await asyncio.to_thread(preparation.plan, order_id)

    @DBOS.step(retries_allowed=True, max_attempts=3, interval_seconds=1.0, backoff_rate=3.0)
    async def slice_plate(job_id: str) -> None:
        await asyncio.to_thread(preparation.slice, job_id)
        # In the same step: one more would lead workflows astray that an older version began.
        await asyncio.to_thread(proving.submit, job_id)

    @DBOS.step(retries_allowed=True, max_attempts=3, interval_seconds=5.0, backoff_rate=3.0)
    async def prove(job_id: str, gcode: str) -> None:
        await asyncio.to_thread(proving.prove, job_id, gcode)

    @DBOS.workflow(name=PROVE)
    async def prove_job(job_id: str, gcode: str) -> None:
        # The print does not wait for it.
        await _or_else(prove(job_id, gcode), f"proving job {job_id}", lambda _, said: not_proved(job_id, gcode, said))

    @DBOS.step()
    async def not_proved(job_id: str, gcode: str, words: str) -> None:
        await asyncio.to_thread(proving.give_up, job_id, gcode, words)

    @DBOS.step()
    async def give_up(order_id: str, code: str, words: str) -> None:
        await asyncio.to_thread(preparation.hold_order, order_id, code, words)

    @DBOS.workflow(name="prepare_order")
    async def prepare_order(order_id: str) -> None:
        async def prepare() -> None:
            for job_id in await plan(order_id):
                await slice_plate(job_id)

        await _or_else(prepare(), f"preparing order {order_id}", partial(give_up, order_id))

    @DBOS.step(retries_allowed=True, max_attempts=3, interval_seconds=1.0, backoff_rate=3.0)
    async def tailor(job_id: str, run: int) -> None:
        await asyncio.to_thread(tailoring.tailor, job_id, run)
        await asyncio.to_thread(proving.submit, job_id)

    @DBOS.step()
    async def not_tailored(job_id: str, run: int, code: str, words: str) -> None:
        await asyncio.to_thread(tailoring.give_up, job_id, run, ledger.trouble(code, words))

    @DBOS.workflow(name=TAILOR)
    async def tailor_job(job_id: str, run: int) -> None:
        await _or_else(tailor(job_id, run), f"slicing job {job_id} for its printer", partial(not_tailored, job_id, run))

    @DBOS.step(retries_allowed=True, max_attempts=1000, interval_seconds=1.0, backoff_rate=1.5)
    async def carry(job_id: str) -> str:
        # Tried again here and not by the engine, whose pauses grow to an hour while a print waits for us.
        pause = 1.0
        while True:
            try:
                return await carrier.carry_out(job_id)
            except Exception:
                log.exception("carrying out job %s", job_id)
            await asyncio.sleep(pause)
            pause = min(1.5 * pause, LONGEST_PAUSE)

    @DBOS.workflow(name="print_job")
    async def print_job(job_id: str) -> str:
        return await carry(job_id)


async def _or_else(
    work: Coroutine[Any, Any, None], doing: str, give_up: Callable[[str, str], Coroutine[Any, Any, None]]
) -> None:
    """Do it, or write down by code and words why it could not be done."""
    try:
        await work
    except Exception as exc:
        log.exception(doing)
        await give_up(*why_it_failed(exc))


def why_it_failed(exc: Exception) -> tuple[str, str]:
    """Code and words of what ended a step; those in PASSING are tried again without anybody."""
    # The engine wraps the last error of a step that was tried often enough; people need its words.
    cause = getattr(exc, "errors", [exc])[-1]
    if isinstance(cause, StorageFull):
        return "storage_full", str(cause)
    if isinstance(cause, sa.exc.OperationalError):
        return "database_lost", "The database did not answer meanwhile; it is tried again by itself."
    return "preparation_failed", str(cause)


class Sweeper:
    """Finds work that no engine carries on any more, for whatever reason, and sets it going again."""

    def __init__(
        self, settings: Settings, database: Database, engine: Engine, matching: Matching, kinds: Kinds
    ) -> None:
        self._lease = settings.lease_seconds
        self._silent = settings.lease_seconds * SILENT_LEASES
        self._retry = settings.retry_seconds
        self._database = database
        self._engine = engine
        self._matching = matching
        self._kinds = kinds

    async def run(self) -> None:
        """Look for as long as the process lives."""
        while True:
            for look in (self._engine.beat, self.sweep):
                try:
                    await asyncio.to_thread(look)
                except Exception:
                    log.exception("looking for stranded work")
            await asyncio.sleep(min(SWEEP, 2.0))

    def sweep(self) -> None:
        """One look."""
        self._of_now()
        self._gathered()
        self._orders()
        self._matched()
        self._jobs()
        self._passing()
        self._unasked()

    def _of_now(self) -> None:
        with self._database.begin() as session:
            of_now(session, self._lease)

    def _gathered(self) -> None:
        with self._database.begin() as session:
            over = session.scalars(
                sa.select(Job).where(Job.state == JobState.GATHERING, Job.gather_until <= now(session))
            ).all()
            for job in over:
                release(self._engine, session, job)

    def _orders(self) -> None:
        with self._database.begin() as session:
            waiting = sa.select(Job.order_id).where(Job.state.in_((JobState.PLANNED, JobState.SLICING)))
            orders = session.scalars(
                sa.select(Order).where(
                    Order.beat < now(session) - self._silent,
                    sa.or_(Order.state == OrderState.RECEIVED, Order.id.in_(waiting)),
                )
            ).all()
            for order in orders:
                if self._engine.carries_on(f"prepare-{order.id}-{order.run}"):
                    order.beat = now(session)
                    continue
                log.warning("order %s was stranded; preparing it again", order.id)
                order.run += 1
                submit_order(self._engine, session, order)

    def _matched(self) -> None:
        with self._database.begin() as session:
            at = now(session)
            silent = sa.select(Job).where(Job.state == JobState.MATCHED, Job.beat < at - self._silent)
            for job in session.scalars(silent).all():
                if self._engine.carries_on(f"tailor-{job.id}-{job.run}"):
                    job.beat = at
                    continue
                log.warning("job %s was stranded; slicing it for its printer again", job.id)
                self._matching.have_tailored(session, job)

    def _unasked(self) -> None:
        """Kinds of printer that came to the shop while a job waits are asked whether they take it, too."""
        with self._database.read() as session:
            asked = sa.select(Job.id, Job.machine, Job.material, Job.fits).where(Job.state == JobState.QUEUED)
            waiting = [
                session.get_one(Job, row.id)
                for row in session.execute(asked)
                if not set(self._kinds.others(row.machine, row.material)) <= set(row.fits)
            ]
        for job in waiting:
            fits = {**self._kinds.asked(job), **job.fits}
            with self._database.begin() as session:
                fresh = ledger.get_job(session, job.id)
                if fresh.state == JobState.QUEUED and fresh.machine == job.machine:
                    fresh.fits = fits
                    tell(session, FARM)

    def _jobs(self) -> None:
        with self._database.begin() as session:
            at = now(session)
            silent = session.scalars(
                sa.select(Job).where(
                    Job.state.in_((JobState.SENDING, JobState.STARTING, JobState.PRINTING)),
                    Job.beat < at - self._silent,
                    Job.lease_until < at,
                )
            ).all()
            for job in silent:
                log.warning("job %s was stranded; taking it up again", job.id)
                self._matching.submit(session, job)

    def _passing(self) -> None:
        with self._database.begin() as session:
            held = session.scalars(sa.select(Job).where(Job.state == JobState.HELD)).all()
            for order_id in {job.order_id for job in held if (job.trouble or {}).get("code") in PASSING}:
                order = session.get_one(Order, order_id)
                if order.beat > now(session) - self._retry:
                    continue
                again(self._engine, session, order, lambda job: (job.trouble or {}).get("code") in PASSING)
            stuck = session.scalars(sa.select(Order).where(Order.state == OrderState.HELD)).all()
            for order in stuck:
                code = (order.trouble or {}).get("code")
                if (
                    not ledger.jobs_of(session, order.id)
                    and code in PASSING
                    and order.beat < now(session) - self._retry
                ):
                    again(self._engine, session, order, lambda _: True)


def release(engine: Engine, session: Session, job: Job, *, by: str = "", why: str = "") -> None:
    """Let a plate wait for no more parts, and have it prepared."""
    ledger.move_job(session, job, JobState.PLANNED, by=by, why=why, gather_until=None)
    prepare_anew(engine, session, [job])


def prepare_anew(engine: Engine, session: Session, jobs: Sequence[Job]) -> None:
    """Have these plates prepared, each by its order."""
    for order_id in sorted({job.order_id for job in jobs if job.state == JobState.PLANNED}):
        order = session.get_one(Order, order_id)
        order.run += 1
        submit_order(engine, session, order)


def again(
    engine: Engine, session: Session, order: Order, which: Callable[[Job], bool], *, by: str = "", why: str = ""
) -> None:
    """Prepare an order's held jobs once more; an order held before it had jobs is laid out anew."""
    jobs = ledger.jobs_of(session, order.id)
    for job in jobs:
        if job.order_id == order.id and job.state == JobState.HELD and which(job):
            ledger.move_job(session, job, JobState.PLANNED, by=by, why=why, trouble=None)
    if not jobs:
        order.state = OrderState.RECEIVED
        order.trouble = None
        session.flush()
        ledger.sign(session, "order", order.id, who=by, why=why)
    order.run += 1
    submit_order(engine, session, order)
