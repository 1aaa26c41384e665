"""Following a print that was seen running until an end is seen, and writing the end down."""

from __future__ import annotations

import asyncio
from typing import Protocol

from sqlalchemy.orm import Session

from printers.errors import DriverError, Refused
from printers.printer import Driver, Outcome, Phase, Snapshot
from printers.spending import Spending
from printers.watching import pause
from server import ejector, filament, ledger
from server.database import now
from server.faults import apoint
from server.hold import Ended, Hold, Unknowable
from server.jobs import AttemptState, JobState
from server.live import FARM, order_topic, tell
from server.models import Attempt, Job


class Readings(Protocol):
    """Where readings go, of whoever takes them."""

    async def record(
        self, printer_id: str, snapshot: Snapshot, driver: Driver | None = None, *, carrying: bool = False
    ) -> None:
        """
        Write a reading down, and act on what it shows.

        driver: the line to the printer by which a print may be paused. carrying: it is of whoever carries the printer's
        job, and the farm need not ask for another.
        """

    def left(self, printer_id: str) -> None:
        """Nobody in this process carries a job there any more."""


class Watch:
    """The watch over one print. Progress is written down as it is seen; silence is not an end."""

    def __init__(self, hold: Hold, driver: Driver, printer_id: str, readings: Readings, settle: float) -> None:
        self._hold, self._driver, self._printer_id = hold, driver, printer_id
        self._readings = readings
        self._settle = settle
        self._cancel_sent = False
        self._spending: Spending | None = None

    async def follow(self, name: str) -> None:
        """Ends only by raising: Ended, Unknowable, or Superseded when somebody else took over."""
        since = await self._hold.change(self._printing, name)
        await apoint("printing.after")
        clock = asyncio.get_running_loop().time
        lost_at: float | None = None
        while True:
            job = await self._hold.renew()
            try:
                snapshot = await self._driver.read()
                await self._readings.record(self._printer_id, snapshot, self._driver, carrying=True)
                if snapshot.runs(name):
                    lost_at = None
                    await self._hold.change(self._progress, snapshot)
                    await self._cancel_if_asked(job, name)
                    await self._wishes(job, name)
                elif snapshot.phase is Phase.UNREACHABLE:
                    await self._hold.say("printer_silent", f"No word from the printer: {snapshot.text}")
                elif await self._lost(name, since):
                    lost_at = clock() if lost_at is None else lost_at
                    if clock() - lost_at > self._settle:
                        raise Unknowable(name, "it was printing, and now the printer shows no trace of it")
            except DriverError as exc:
                await self._hold.say("printer_silent", f"No word from the printer: {exc}")
            await pause(self._driver, max(self._hold.poll, self._driver.limits().poll_seconds))

    async def _lost(self, name: str, since: float | None) -> bool:
        seen = await self._driver.find(name, since)
        if seen.kind == "ended":
            assert seen.outcome is not None
            raise Ended(name, seen.outcome, seen.why)
        return seen.kind != "running"

    async def _cancel_if_asked(self, job: Job, name: str) -> None:
        if job.cancel and not self._cancel_sent:
            await self._driver.cancel(name)
            # Only now: a word that did not arrive is said again as long as the print is seen running.
            self._cancel_sent = True

    async def _wishes(self, job: Job, name: str) -> None:
        """Pause or go on, where the operator asked for it; said once, and a refusal is said to people."""
        if not job.wish:
            return
        wish = job.wish
        await self._hold.change(_granted)
        try:
            await (self._driver.pause if wish == "pause" else self._driver.resume)(name)
        except Refused as exc:
            await self._hold.say("wish_refused", f"The printer was told to {wish} and refused: {exc}")

    def _printing(self, session: Session, job: Job, name: str) -> float | None:
        self._spending = None if job.spending is None else Spending(job.spending)
        believe_started(session, job, name)
        if job.state != JobState.PRINTING:
            ledger.move_job(session, job, JobState.PRINTING, trouble=None)
        return ledger.move_attempt(session, name, AttemptState.PRINTING).start_at

    def _progress(self, session: Session, job: Job, snapshot: Snapshot) -> None:
        progress = round(snapshot.progress or 0.0, 3)
        left = None if snapshot.seconds_left is None else round(snapshot.seconds_left)
        filament.note(job, self._spending, snapshot, self._driver.limits().progress_by)
        if (progress, left, None) != (job.progress, job.seconds_left, job.trouble):
            job.progress, job.seconds_left, job.trouble = progress, left, None
            tell(session, FARM, order_topic(job.order_id))


def _granted(_session: Session, job: Job) -> None:
    job.wish = ""


def believe_started(session: Session, job: Job, name: str) -> None:
    """Somebody may have started our file at the printer's own panel; what it prints counts as much."""
    if session.get_one(Attempt, name).state in (AttemptState.STAGING, AttemptState.STAGED):
        ledger.move_attempt(session, name, AttemptState.STAGED)
        ledger.move_attempt(session, name, AttemptState.STARTING, start_at=now(session))
        assert job.printer_id is not None
        ledger.set_bed(session, job.printer_id, "occupied", "", f"{job.title} was started at the printer")
    if job.state == JobState.SENDING:
        ledger.move_job(session, job, JobState.STARTING)


def write_end(session: Session, job: Job, end: Ended, ejected: str = "") -> JobState:
    """
    The attempt and its job, at the end that was seen. Returns where the job stands now.

    ejected: the line of the printed file that pushed the parts off the plate, if one did.
    """
    believe_started(session, job, end.name)
    ledger.move_attempt(session, end.name, AttemptState.ENDED, outcome=end.outcome, why=end.why)
    if end.outcome is Outcome.DONE:
        ledger.move_job(session, job, JobState.DONE, progress=1.0, seconds_left=0, trouble=None)
        if ejected:
            ejector.cleared(session, job, ejected)
    elif job.cancel:
        ledger.move_job(session, job, JobState.CANCELLED, seconds_left=None, trouble=None)
    else:
        words = (
            "The print was stopped at the printer before its end."
            if end.outcome is Outcome.CANCELLED
            else f"The print failed: {end.why}"
        )
        ledger.move_job(
            session, job, JobState.FAILED, seconds_left=None, trouble=ledger.trouble(f"print_{end.outcome}", words)
        )
    return JobState(job.state)
