"""The printers of the farm: what they were last seen doing, what is known of their plates, who gets the next job."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from printers.drivers import open_driver
from printers.errors import Denied, PrintersError
from printers.printer import RUNNING, Driver, Phase, Printer, Snapshot
from server import ledger
from server.database import Database, now
from server.engine import Engine, gateway_queue
from server.faults import point
from server.jobs import OPEN_ATTEMPTS, AttemptState, JobState
from server.live import FARM, tell
from server.models import Attempt, Job, PrinterRow
from server.settings import PrinterSettings, Settings

log = logging.getLogger("printwright.farm")
#: A reading older than this is no reason to send a job, seconds.
STALE = 20.0
#: How often waiting jobs are matched with free printers, seconds.
MATCH = 0.5


class Farm:
    """All printers of one site. The gateway role watches them; every process may read their rows."""

    def __init__(self, settings: Settings, database: Database, engine: Engine) -> None:
        self._settings = settings
        self._database = database
        self._engine = engine
        self.printers: Mapping[str, PrinterSettings] = {printer.id: printer for printer in settings.printers}

    def register(self) -> None:
        """Give every printer of the settings its row; a row without settings is switched off, not forgotten."""
        with self._database.begin() as session:
            known = {row.id: row for row in session.scalars(sa.select(PrinterRow))}
            for printer in self.printers.values():
                if printer.id in known:
                    known[printer.id].enabled = True
                    continue
                clear = printer.plate_starts_clear
                session.add(
                    PrinterRow(
                        id=printer.id,
                        bed="clear" if clear else "unknown",
                        bed_by="the settings" if clear else "",
                        bed_at=now(session),
                        bed_why="a new plate" if clear else "the printer is new here",
                        snapshot=_unseen(),
                    )
                )
            for name, row in known.items():
                if name not in self.printers:
                    row.enabled = False

    def open_driver(self, printer_id: str) -> Driver:
        """A line to a printer, to be closed by the caller."""
        found = self.printers[printer_id]
        address = found.address
        if found.driver == "virtual" and not address:
            address = str((self._settings.data / "virtual" / found.id).resolve())
        return open_driver(
            Printer(
                id=found.id,
                name=found.name,
                driver=found.driver,
                profile=found.machine,
                address=address,
                key=found.key.get_secret_value(),
                materials=found.materials,
                options=found.options,
            )
        )

    # -- watching ------------------------------------------------------------------------------------------------

    async def watch(self) -> None:
        """Keep the rows true for as long as the process lives."""
        async with asyncio.TaskGroup() as group:
            for printer_id in self.printers:
                group.create_task(self._watch_one(printer_id))

    async def _watch_one(self, printer_id: str) -> None:
        driver: Driver | None = None
        while True:
            try:
                driver = driver or self.open_driver(printer_id)
                snapshot = await driver.read()
                await self.record(printer_id, snapshot)
                busy = snapshot.phase in RUNNING
            except Denied as exc:
                await asyncio.to_thread(self._refused, printer_id, "key_refused", str(exc))
                busy = False
            except PrintersError as exc:
                await asyncio.to_thread(self._refused, printer_id, "cannot_be_asked", str(exc))
                busy = False
            except Exception:
                # One printer's surprise must not end the watch over the others.
                log.exception("watching %s", printer_id)
                busy = False
                with contextlib.suppress(Exception):
                    if driver is not None:
                        await driver.close()
                driver = None
            limits = driver.limits() if driver is not None else None
            pause = limits.poll_seconds if limits and busy else 2.0
            await asyncio.sleep(max(self._settings.poll_seconds, pause) if busy else pause)

    async def record(self, printer_id: str, snapshot: Snapshot) -> None:
        """Write a reading down, and what follows from it for the plate."""
        await asyncio.to_thread(self._record, printer_id, snapshot)

    def _record(self, printer_id: str, snapshot: Snapshot) -> None:
        data = _to_json(snapshot)
        with self._database.begin() as session:
            row = session.get_one(PrinterRow, printer_id)
            at = now(session)
            if snapshot.phase is not Phase.UNREACHABLE:
                self._judge_plate(session, row, snapshot, at)
                row.seen_at = at
                if row.trouble and row.trouble["code"] in ("key_refused", "cannot_be_asked"):
                    row.trouble = None
            if row.snapshot != data:
                row.snapshot = data
                tell(session, FARM)
            self._recover_unsure(session, printer_id, snapshot)

    def _judge_plate(self, session: Session, row: PrinterRow, snapshot: Snapshot, at: float) -> None:
        trust = self.printers[row.id].plate_trusted_seconds
        if row.bed == "clear" and row.seen_at and at - row.seen_at > trust:
            ledger.set_bed(session, row.id, "unknown", "", "nobody saw the printer for a while")
            session.refresh(row)
        if snapshot.phase in RUNNING and row.bed == "clear" and not self._ours(session, row.id, snapshot.remote):
            ledger.set_bed(session, row.id, "unknown", "", f"it printed {snapshot.remote or 'something'} of its own")
            session.refresh(row)

    def _ours(self, session: Session, printer_id: str, remote: str | None) -> bool:
        return (
            remote is not None
            and session.execute(
                sa.select(Attempt.name).where(Attempt.printer_id == printer_id, Attempt.name == remote)
            ).scalar()
            is not None
        )

    def _recover_unsure(self, session: Session, printer_id: str, snapshot: Snapshot) -> None:
        """Evidence that comes late still counts: a job nobody was sure of is seen running."""
        if snapshot.phase not in RUNNING or snapshot.remote is None:
            return
        attempt = session.scalars(
            sa.select(Attempt).where(
                Attempt.printer_id == printer_id,
                Attempt.name == snapshot.remote,
                Attempt.state == AttemptState.UNSURE,
            )
        ).first()
        if attempt is None:
            return
        ledger.move_attempt(session, attempt.name, AttemptState.PRINTING)
        job = ledger.get_job(session, attempt.job_id)
        ledger.move_job(session, job, JobState.PRINTING, trouble=None)
        self.submit(session, job)

    def _refused(self, printer_id: str, code: str, words: str) -> None:
        with self._database.begin() as session:
            row = session.get_one(PrinterRow, printer_id)
            snapshot = {**_unseen(), "phase": Phase.UNAVAILABLE, "text": words}
            if row.snapshot != snapshot:
                row.snapshot = snapshot
                tell(session, FARM)
            if row.trouble is None:
                row.trouble = ledger.trouble(code, words)

    # -- matching ------------------------------------------------------------------------------------------------

    async def match(self) -> None:
        """Give free printers to waiting jobs for as long as the process lives."""
        while True:
            try:
                await asyncio.to_thread(self.match_once)
            except Exception:
                log.exception("matching jobs with printers")
            await asyncio.sleep(MATCH)

    def match_once(self) -> int:
        """Give each free printer the oldest job that fits it. Returns how many jobs were sent on their way."""
        with self._database.read() as connection:
            if not connection.execute(sa.select(Job.id).where(Job.state == JobState.QUEUED).limit(1)).first():
                return 0
        sent = 0
        with self._database.begin() as session:
            if session.get_bind().dialect.name == "postgresql":
                session.execute(sa.text("SELECT pg_advisory_xact_lock(72646)"))
            waiting = session.scalars(
                sa.select(Job).where(Job.state == JobState.QUEUED).order_by(Job.created_at, Job.id)
            ).all()
            rows = session.scalars(sa.select(PrinterRow).order_by(PrinterRow.id)).all()
            taken = self._taken(session)
            for job in waiting:
                for row in rows:
                    if self._why_not(session, job, row, taken) is None:
                        ledger.move_job(session, job, JobState.SENDING, printer_id=row.id, trouble=None)
                        self.submit(session, job)
                        taken.add(row.id)
                        sent += 1
                        break
        if sent:
            point("match.after")
        return sent

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
            gateway_queue(self._settings.site),
            job.id,
            partition=job.printer_id,
        )

    def _taken(self, session: Session) -> set[str]:
        attempts = sa.select(Attempt.printer_id).where(Attempt.state.in_(OPEN_ATTEMPTS))
        jobs = sa.select(Job.printer_id).where(
            Job.state.in_((JobState.SENDING, JobState.STARTING, JobState.PRINTING, JobState.UNSURE))
        )
        return {name for name in (*session.scalars(attempts), *session.scalars(jobs)) if name}

    def refusals(self, session: Session, job: Job) -> list[dict[str, str]]:
        """Why each printer does not print this job now."""
        taken = self._taken(session)
        found = []
        for row in session.scalars(sa.select(PrinterRow).where(PrinterRow.enabled).order_by(PrinterRow.id)):
            words = self._why_not(session, job, row, taken)
            if words is not None:
                found.append({"printer": self.printers[row.id].name, "words": words})
        return found

    def _why_not(self, session: Session, job: Job, row: PrinterRow, taken: set[str]) -> str | None:
        printer = self.printers.get(row.id)
        if printer is None or not row.enabled:
            return "is switched off"
        if printer.machine != job.machine:
            return f"is a {printer.machine}; this was prepared for a {job.machine}"
        if job.material not in printer.materials:
            return f"has no {job.material} loaded"
        if row.id in taken:
            return "is busy with another order"
        if row.trouble:
            return str(row.trouble["words"])
        phase = Phase(row.snapshot["phase"])
        if phase is Phase.UNREACHABLE or now(session) - row.seen_at > STALE:
            return "does not answer"
        if phase is not Phase.IDLE:
            return f"is {PHASE_WORDS[phase].lower()}"
        if row.bed != "clear":
            return "waits for somebody to clear its plate"
        return None


PHASE_WORDS: dict[Phase, str] = {
    Phase.UNREACHABLE: "Not answering",
    Phase.UNAVAILABLE: "Not available",
    Phase.IDLE: "Idle",
    Phase.PREPARING: "Heating up",
    Phase.PRINTING: "Printing",
    Phase.PAUSED: "Paused",
    Phase.ATTENTION: "Needs a person",
    Phase.STOPPING: "Stopping",
    Phase.ERROR: "Stopped by an error",
}


def _unseen() -> dict[str, Any]:
    return {
        "phase": Phase.UNREACHABLE,
        "text": "not seen yet",
        "remote": None,
        "progress": None,
        "seconds_left": None,
        "layer": None,
        "layers": None,
        "temperatures": {},
    }


def _to_json(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "phase": snapshot.phase,
        "text": snapshot.text,
        "remote": snapshot.remote,
        "progress": None if snapshot.progress is None else round(snapshot.progress, 3),
        "seconds_left": None if snapshot.seconds_left is None else round(snapshot.seconds_left),
        "layer": snapshot.layer,
        "layers": snapshot.layers,
        "temperatures": {name: round(value, 1) for name, value in snapshot.temperatures.items()},
    }
