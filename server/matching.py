"""Who gets the next job: free printers and waiting jobs, brought together, and why a printer does not take one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from printers.errors import PrintersError
from server import ledger, sites
from server.care import out_of_service, seconds_on, starts_left, too_long
from server.database import Database, in_turn, now
from server.engine import COMPUTE, Engine, gateway_queue
from server.equipment import PrinterSettings
from server.farm import STALE
from server.faults import point
from server.filament import Loaded, loaded, why_not
from server.jobs import ON_A_PRINTER, OPEN_ATTEMPTS, JobState
from server.kinds import profile_of
from server.laying import Lot
from server.models import Attempt, Job, PrinterRow
from server.ranking import Rank, in_order, ranks
from server.refusing import Refusal, lasting, passing
from server.settings import Settings

log = logging.getLogger("printwright.matching")
#: How often waiting jobs are matched with free printers, seconds.
MATCH = 0.5
#: The name of the workflow that slices a job for the printer it was matched with.
TAILOR = "tailor_job"


@dataclass(frozen=True)
class Standing:
    """The farm at one moment (s since 1970): all rows, who is taken, spools, starts still free, what is pressing."""

    rows: Sequence[PrinterRow]
    taken: set[str]
    at: float
    spools: Mapping[str, Loaded]
    starts: float
    ranks: Mapping[str, Rank]
    #: The sites whose gateways are silent, each with what is to be said of it.
    lost: Mapping[str, str] = field(default_factory=dict)


class Matching:
    """The queue's other end. Any number of processes may match; the database lets one of them do it at a time."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        engine: Engine,
        printers: Mapping[str, PrinterSettings] | None = None,
    ) -> None:
        self._site = settings.site
        self._printers: Mapping[str, PrinterSettings] = settings.by_id() if printers is None else printers
        self._plastics = {material.id: material for material in settings.materials}
        self._starts = settings.starts
        self._database = database
        self._engine = engine

    async def run(self) -> None:
        """Give free printers to waiting jobs for as long as the process lives."""
        while True:
            try:
                await asyncio.to_thread(self.once)
            except Exception:
                log.exception("matching jobs with printers")
            await asyncio.sleep(MATCH)

    def once(self) -> int:
        """Give each free printer the first job that it takes. Returns how many jobs were sent on their way."""
        with self._database.read() as connection:
            if not connection.execute(sa.select(Job.id).where(Job.state == JobState.QUEUED).limit(1)).first():
                return 0
        sent = 0
        with self._database.begin() as session:
            in_turn(session, 72646)
            standing = self.standing(session)
            waiting = session.scalars(sa.select(Job).where(Job.state == JobState.QUEUED)).all()
            for job in in_order(waiting, standing.ranks):
                if sent >= standing.starts:
                    break
                free = [row.id for row in standing.rows if self._why_not(job, row, standing) is None]
                if not free:
                    continue
                # A printer for which it is sliced already comes first.
                ready = [printer for printer in free if self._sliced_for(job, printer)]
                self._match(session, job, (ready or free)[0], ready=bool(ready))
                standing.taken.add((ready or free)[0])
                sent += 1
        if sent:
            point("match.after")
        return sent

    def _match(self, session: Session, job: Job, printer: str, *, ready: bool) -> None:
        why = f"It goes to {self._printers[printer].name}."
        if ready:
            ledger.move_job(session, job, JobState.SENDING, why=why, printer_id=printer, trouble=None)
            self.submit(session, job)
        else:
            ledger.move_job(session, job, JobState.MATCHED, why=why, printer_id=printer, trouble=None)
            self.have_tailored(session, job)

    def _sliced_for(self, job: Job, printer: str) -> bool:
        """Whether what was sliced is for this kind of printer, by its profile as it is now."""
        if self._printers[printer].machine != job.machine:
            return False
        try:
            return profile_of(Lot.of(job), job.objects).digest == job.profile_digest
        except PrintersError:
            return False

    def have_tailored(self, session: Session, job: Job) -> None:
        """Have a matched job sliced for its printer, once the caller's transaction is committed."""
        job.run += 1
        job.beat = now(session)
        session.flush()
        self._engine.submit_in(session, TAILOR, f"tailor-{job.id}-{job.run}", COMPUTE, job.id, job.run)

    def submit(self, session: Session, job: Job) -> None:
        """Have a job carried out on the printer it has, once the caller's transaction is committed."""
        job.run += 1
        job.lease_until = 0.0
        job.beat = now(session)
        session.flush()
        self._engine.submit_in(
            session,
            "print_job",
            f"print-{job.id}-{job.run}",
            gateway_queue(self._site_of(job)),
            job.id,
            partition=job.printer_id,
        )

    def _site_of(self, job: Job) -> str:
        """Whose gateways carry it; where its printer is in the settings no more, those of this process's site."""
        printer = self._printers.get(job.printer_id or "")
        return self._site if printer is None else printer.site

    def standing(self, session: Session) -> Standing:
        """The farm as it stands now; one look serves any number of jobs."""
        attempts = sa.select(Attempt.printer_id).where(Attempt.state.in_(OPEN_ATTEMPTS))
        jobs = sa.select(Job.printer_id).where(Job.state.in_(ON_A_PRINTER))
        taken = {name for name in (*session.scalars(attempts), *session.scalars(jobs)) if name}
        rows = session.scalars(sa.select(PrinterRow).order_by(PrinterRow.id)).all()
        at = now(session)
        starts = starts_left(session, self._starts, at)
        lost = sites.lost(session, (printer.site for printer in self._printers.values()))
        return Standing(rows, taken, at, loaded(session), starts, ranks(session), lost)

    def refusals(self, job: Job, standing: Standing) -> list[dict[str, Any]]:
        """Why each printer does not print this job now; after what is `passing` it may still go there."""
        found = []
        for row in standing.rows:
            refusal = self._why_not(job, row, standing) if row.enabled and row.id in self._printers else None
            if refusal is not None:
                name = self._printers[row.id].name
                found.append({"printer": name, "words": refusal.words, "passing": refusal.passing})
        return found

    def takes(self, job: Job, row: PrinterRow, standing: Standing) -> bool:
        """Whether a printer prints such a job, as it is loaded now, once it is free."""
        return self._unfit(job, row, standing) is None

    def _unfit(self, job: Job, row: PrinterRow, standing: Standing) -> str | None:
        printer = self._printers.get(row.id)
        if printer is None or not row.enabled:
            return "is switched off"
        if words := lasting(job, standing.ranks.get(job.id, Rank()), printer):
            return words
        if words := too_long(seconds_on(job, printer.machine), printer.longest_hours):
            return words
        return why_not(standing.spools.get(row.id), job.material, job.colour, job.grams, self._plastics)

    def _why_not(self, job: Job, row: PrinterRow, standing: Standing) -> Refusal | None:
        if words := self._unfit(job, row, standing):
            return Refusal(words, passing=False)
        silent = standing.lost.get(self._printers[row.id].site)
        if silent and standing.at - row.seen_at > STALE:
            return Refusal(f"is out of reach: {silent}", passing=True)
        if words := out_of_service(row) or passing(row, standing.taken, standing.at):
            return Refusal(words, passing=True)
        if standing.starts <= 0:
            words = f"waits its turn: {self._starts.at_most} may begin within {self._starts.seconds:g} s"
            return Refusal(words, passing=True)
        return None
