"""What a person may change about who shares a plate with whom, as long as it is not on a printer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from printers.errors import PrintersError
from server import bridge, ledger
from server.database import Database
from server.engine import Engine
from server.errors import IllegalMove, NotFound
from server.flow import prepare_anew
from server.jobs import LOOSE, JobState
from server.laying import Laid, Laying, Lot
from server.live import FARM, order_topic, tell
from server.models import Job, Order
from server.orders import FINAL, OrderState

#: As many plates may be merged at once; more never fit one bed.
MOST = 20


class Grouping:
    """Each lays plates out anew, in place of old ones, or says why not and changes nothing."""

    def __init__(self, database: Database, engine: Engine, laying: Laying) -> None:
        self._database = database
        self._engine = engine
        self._laying = laying

    def merge(self, job_ids: Sequence[str], by: str = "") -> list[str]:
        """
        Lay plates that wait out together. Returns the new jobs.

        Raises IllegalMove when they are of different plastic, on a printer already, or need as many plates as before.
        """
        wanted = list(dict.fromkeys(job_ids))
        if not 2 <= len(wanted) <= MOST:
            raise IllegalMove(f"Between 2 and {MOST} plates can be merged.", code="merge_count", given=len(wanted))
        jobs = self._loose(wanted)
        if len({Lot.of(job) for job in jobs}) > 1:
            words = "; ".join(f"{job.id}: {job.material} {job.colour}, {job.quality}, {job.machine}" for job in jobs)
            raise IllegalMove(f"These plates differ in plastic, quality or printer: {words}.", code="merge_differs")
        laid = self._laid(Lot.of(jobs[0]), [name for job in jobs for name in job.objects["names"]])
        if len(laid) >= len(jobs):
            raise IllegalMove(
                f"Together these parts need {len(laid)} plates, as many as they have now.", code="merge_no_room"
            )
        return self._swapped(jobs, laid, by, "Put together with other plates.")

    def split(self, job_id: str, by: str = "") -> list[str]:
        """Give each order on a plate a plate of its own. Returns the new jobs."""
        (job,) = self._loose([job_id])
        orders = sorted({bridge.piece(name)[0] for name in job.objects["names"]})
        if len(orders) < 2:
            raise IllegalMove(f"Everything on plate {job.id} belongs to one order.", code="split_one")
        laid = [
            plate
            for order in orders
            for plate in self._laid(Lot.of(job), [n for n in job.objects["names"] if bridge.piece(n)[0] == order])
        ]
        return self._swapped([job], laid, by, "Split by order.")

    def cancel_order(self, order_id: str, by: str = "", why: str = "") -> None:
        """
        Cancel an order: its own plates, and its parts on plates of others that are not sliced yet.

        Raises IllegalMove, with nothing changed, when its parts are printing or done, or lie on a sliced plate with
        others': that plate can be split first.
        """
        with self._database.read() as session:
            order = ledger.get_order(session, order_id)
            if OrderState(order.state) in FINAL:
                raise IllegalMove(f"Order {order.id} is {order.state} already.", code="illegal_action")
            jobs = [job for job in ledger.jobs_of(session, order_id) if job.state != JobState.CANCELLED]
            shared = {job.id for job in jobs if len(ledger.orders_of(session, job.id)) > 1}
        for job in jobs:
            early = job.state in (JobState.GATHERING, JobState.PLANNED)
            if JobState(job.state) not in LOOSE or (job.id in shared and not early):
                raise IllegalMove(_too_late(order_id, job, shared=job.id in shared), code="too_late", job=job.id)
        left = {
            job.id: self._laid(Lot.of(job), [n for n in job.objects["names"] if bridge.piece(n)[0] != order_id])
            for job in jobs
            if job.id in shared
        }
        with self._database.begin() as session:
            made: list[Job] = []
            for job in jobs:
                if job.id in shared:
                    made += self._swap(
                        session,
                        [job],
                        left[job.id],
                        by,
                        f"Order {order_id} was cancelled.",
                        wait=job.state == JobState.GATHERING,
                    )
                else:
                    ledger.move_job(
                        session, ledger.get_job(session, job.id), JobState.CANCELLED, by=by, why=why, trouble=None
                    )
            order = session.get_one(Order, order_id)
            session.refresh(order)
            if order.state != OrderState.CANCELLED:
                order.state = OrderState.CANCELLED
                order.trouble = None
                session.flush()
                ledger.sign(session, "order", order_id, who=by, why=why)
            tell(session, FARM, order_topic(order_id))
            prepare_anew(self._engine, session, made)

    def requeue(self, job_id: str, failed: Sequence[tuple[str, str, int]], why: str, by: str = "") -> list[str]:
        """
        Print parts of a finished plate again: (order, part, copies) each. Returns the new jobs.

        Raises IllegalMove when the plate is not done, and NotFound when no such parts lie on it.
        """
        with self._database.read() as session:
            job = ledger.get_job(session, job_id)
            if job.state != JobState.DONE:
                raise IllegalMove(
                    f"Job {job.id} is {job.state}; parts are marked once it is done.", code="illegal_action"
                )
            before = Counter(job.objects.get("again", ()))
        names = _chosen(job, failed, before)
        laid = self._laid(Lot.of(job), names)
        with self._database.begin() as session:
            fresh = ledger.get_job(session, job_id)
            if Counter(fresh.objects.get("again", ())) != before:
                raise IllegalMove("Somebody else has marked parts of this plate meanwhile.", code="illegal_action")
            fresh.objects = {**fresh.objects, "again": [*before, *names], "why": why[:300]}
            for order_id in sorted({bridge.piece(name)[0] for name in names}):
                order = session.get_one(Order, order_id)
                if order.state == OrderState.DONE:
                    order.state = OrderState.SLICING
                    session.flush()
                    ledger.sign(session, "order", order.id, who=by, why=why[:300])
            ledger.remark(
                session, "job", job_id, fresh.state, by, f"{len(names)} to be printed again. {why[:300]}".strip()
            )
            made = self._swap(session, [], laid, by, why, wait=False)
            for one in made:
                one.title = f"Again: {one.title}"[:200]
            prepare_anew(self._engine, session, made)
            return [one.id for one in made]

    def _loose(self, job_ids: Sequence[str]) -> list[Job]:
        with self._database.read() as session:
            jobs = [ledger.get_job(session, one) for one in job_ids]
        for job in jobs:
            if JobState(job.state) not in LOOSE:
                raise IllegalMove(
                    f"Job {job.id} is {job.state}; its plate can no longer be laid out otherwise.", code="too_late"
                )
            if "spiral" in job.objects:
                raise IllegalMove(f"What lies on plate {job.id} is one line and needs a plate to itself.", code="alone")
        return jobs

    def _laid(self, lot: Lot, names: Sequence[str]) -> list[Laid]:
        try:
            return self._laying.lay(lot, names)
        except PrintersError as exc:
            raise IllegalMove(f"The plate could not be laid out: {exc}", code="not_laid") from exc

    def _swapped(self, jobs: Sequence[Job], laid: Sequence[Laid], by: str, why: str) -> list[str]:
        with self._database.begin() as session:
            # What a person put together waits no longer; what waited and was only split may go on waiting.
            waits = len(jobs) == 1 and jobs[0].state == JobState.GATHERING
            made = self._swap(session, jobs, laid, by, why, wait=waits)
            prepare_anew(self._engine, session, made)
            return [job.id for job in made]

    def _swap(
        self, session: Session, jobs: Sequence[Job], laid: Sequence[Laid], by: str, why: str, *, wait: bool
    ) -> list[Job]:
        made = self._laying.swap(session, jobs, laid, wait=wait, by=by, why=why)
        if made is None:
            raise IllegalMove("A plate has moved on meanwhile; please look again.", code="too_late")
        return made


def _too_late(order: str, job: Job, *, shared: bool) -> str:
    if JobState(job.state) not in {*LOOSE, JobState.SLICING, JobState.MATCHED}:
        return f"Parts of order {order} are on job {job.id}, which is {job.state}; they are printed already or now."
    if shared:
        return (
            f"Parts of order {order} lie on plate {job.id} with those of others, and it is {job.state}. "
            "Split the plate first, or let them print and set them aside."
        )
    return f"Job {job.id} is {job.state}; please try again in a moment."


def _chosen(job: Job, failed: Sequence[tuple[str, str, int]], before: Mapping[str, int]) -> list[str]:
    """The names of the pieces to print again; those that were not marked before come first."""
    found: list[str] = []
    for order, part, copies in failed:
        there = [n for n in job.objects["names"] if bridge.piece(n)[:2] == (order, part) and n not in before]
        if copies < 1 or copies > len(there):
            raise NotFound(
                f"Plate {job.id} holds {len(there)} of {part!r} of order {order} that can be marked, not {copies}.",
                field="copies",
                limit=len(there),
                nearest=len(there),
            )
        found += there[:copies]
    if not found:
        raise NotFound("No part was marked.", field="failed")
    return found
