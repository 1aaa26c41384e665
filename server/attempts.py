"""
One job carried out on one printer: started at most once, and followed to an end that somebody saw.

The protocol, whatever dies and whenever:

1. claim the job by a lease and a new epoch; name the attempt after both;
2. fence the past (`past`): find out what became of every older attempt, delete its file, look again;
3. stage the file under the new name without starting it, and verify its bytes; once, when they arrived mixed up, all of
   this again under another new name;
4. intend the start: lease renewed, printer just read as idle, the plate's confirmation used up, in one transaction;
5. send one start request, never repeated;
6. believe only what the printer shows: running, ended, or (its file deleted) surely not started;
7. follow it to its end (`watch`). What nobody can know becomes `unsure`, and a person decides.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from sqlalchemy.orm import Session

from printers.errors import Denied, DriverError, Mismatch, Refused, Unreachable, Unsure
from printers.printer import Driver, Outcome, Phase
from printers.steady import running
from server import ejector, ledger, sending
from server.artefacts import Artefacts
from server.care import out_of_service
from server.database import Database, now
from server.equipment import PrinterSettings
from server.errors import IllegalMove, ServerError, Superseded
from server.faults import apoint
from server.filament import loaded, why_not
from server.hold import Ended, Hold, Released, Unknowable
from server.jobs import AttemptState, JobState
from server.models import Job, PrinterRow
from server.past import Past
from server.settings import Settings
from server.watch import Readings, Watch, write_end

#: How the carrying of a job ended, for the engine's own record.
Verdict = Literal["ended", "queued", "unsure", "finished before"]
#: How old the reading of an idle printer may be at the start, seconds.
FRESH = 2.0
#: A start that is sent later than this after its intent is not sent any more, seconds: the machine had slept meanwhile.
OVERSLEPT = 5.0
#: How often a start that was accepted is looked for, seconds.
LOOK = 0.3
#: A file that arrived mixed up is sent once more after so long, from and to, seconds: some hosts mix up what arrives in
#: the same second, and whoever was mixed up with ours tries again, too.
ANEW = (1.0, 3.0)


class _MixedUp(Exception):
    """The printer holds other bytes than were sent; the attempt is closed, and its file gone or left to be deleted."""


class Carrier:
    """Carries jobs out. One instance serves any number of jobs; each call owns its driver."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        artefacts: Artefacts,
        owner: str,
        open_driver: Callable[[str], Driver],
        readings: Readings,
        printers: Mapping[str, PrinterSettings],
    ) -> None:
        self._settings = settings
        self._printers = printers
        self.plastics = {material.id: material for material in settings.materials}
        self._database = database
        self._artefacts = artefacts
        self._owner = owner
        self._open_driver = open_driver
        self._readings = readings

    async def carry_out(self, job_id: str) -> Verdict:
        """Follow one job to an end that somebody saw. May be called again at any time, also after a crash."""
        lease, poll = self._settings.lease_seconds, self._settings.poll_seconds
        patient = True  # with the first file that arrives mixed up
        while True:
            try:
                epoch = await asyncio.to_thread(self._claim, job_id, lease)
            except Superseded:
                await asyncio.sleep(poll)
                continue
            if epoch is None:
                return "finished before"
            await apoint("claim.after")
            try:
                return await self._carry(Hold(self._database, job_id, epoch, lease, poll), patient=patient)
            except _MixedUp:
                patient = False
                await asyncio.sleep(random.uniform(*ANEW))  # noqa: S311  # no secret: only not all at once
            except Superseded:
                # Never a second try by the same run: whoever superseded it would be superseded in turn, for ever.
                return "finished before"

    async def _ejects(self, job: Job, end: Ended) -> str:
        """The line by which the printer has cleared its own plate after this end; empty where none has."""
        assert job.printer_id is not None
        line = self._printers[job.printer_id].ejector
        if not line or end.outcome is not Outcome.DONE or job.gcode is None:
            return ""
        try:
            printed = await asyncio.to_thread(self._artefacts.get, job.gcode)
        except ServerError:
            return ""  # a file that nobody can read says nothing of the plate
        return line if await asyncio.to_thread(ejector.stands_in, printed, line) else ""

    def _claim(self, job_id: str, lease: float) -> int | None:
        with self._database.begin() as session:
            return ledger.claim(session, job_id, self._owner, lease)

    async def _carry(self, hold: Hold, *, patient: bool) -> Verdict:
        job = await hold.renew()
        assert job.printer_id is not None
        driver = self._open_driver(job.printer_id)
        keeper = asyncio.create_task(hold.keep())
        past = Past(hold, driver, job.printer_id)
        watch = Watch(hold, driver, job.printer_id, self._readings, self._settings.settle_seconds)
        try:
            name = await past.fence() or await _Fresh(self, hold, driver, past, job, patient=patient).begin()
            await watch.follow(name)
        except Ended as end:
            await apoint("finish.before")
            await hold.change(write_end, end, await self._ejects(job, end))
            await apoint("finish.after")
            await past.clean_up()
            return "ended"
        except Released as release:
            await hold.change(_release, release)
            return "queued"
        except Unknowable as unknown:
            await hold.change(_fence, unknown)
            return "unsure"
        except _MixedUp:
            keeper.cancel()
            await hold.change(_let_go)
            raise
        finally:
            keeper.cancel()
            self._readings.left(job.printer_id)
            await driver.close()
        raise AssertionError("a watch ends only with an end")


class _Fresh:
    """A new attempt: staged, intended, started once, and seen running."""

    def __init__(self, carrier: Carrier, hold: Hold, driver: Driver, past: Past, job: Job, *, patient: bool) -> None:
        assert job.printer_id is not None
        self._patient = patient
        self._carrier, self._hold, self._driver, self._past, self._job = carrier, hold, driver, past, job
        self._printer_id = job.printer_id
        self._intended = 0.0

    async def begin(self) -> str:
        """The name that runs on the printer now. Raises Released, Ended or Unknowable."""

        name = await self._open()
        await self._stage(name)
        since = await self._intend(name)
        await self._start(name, since)
        return name

    async def _open(self) -> str:
        """A new attempt, as soon as no other printer of the same host is being sent a file."""
        printers = self._carrier._printers

        def opened(session: Session, job: Job) -> tuple[str | None, str]:
            if job.cancel:
                raise Released("cancelled", "It was cancelled before it was sent.")
            other = sending.before(session, printers, self._printer_id)
            if other is not None:
                return None, printers[other].name
            job.trouble = None
            return ledger.open_attempt(session, job).name, ""

        while True:
            name, other = await self._hold.change(opened)
            if name is not None:
                return name
            await self._hold.say("host_busy", f"{other} is being sent a file at the same address; this one is next.")
            await asyncio.sleep(self._hold.poll)

    async def _stage(self, name: str) -> None:
        assert self._job.gcode is not None
        await apoint("stage.before")
        try:
            with tempfile.TemporaryDirectory(prefix="printwright-") as folder:
                file = Path(folder) / name
                await asyncio.to_thread(self._carrier._artefacts.file, self._job.gcode, file)
                await self._driver.stage(name, file, self._job.gcode)
        except (Unreachable, Denied) as exc:
            await self._past.abandon(name, str(exc))
            code = "key_refused" if isinstance(exc, Denied) else "printer_offline"
            raise Released(code, f"The file could not be sent: {exc}") from exc
        except DriverError as exc:
            await self._past.abandon(name, str(exc))
            if isinstance(exc, Mismatch) and self._patient:
                await self._hold.say("sent_again", f"The file arrived mixed up and is sent once more: {exc}")
                raise _MixedUp from exc
            block = not exc.retryable
            raise Released("not_accepted", f"The printer did not take the file: {exc}", block=block) from exc
        await self._hold.change(lambda session, _: ledger.move_attempt(session, name, AttemptState.STAGED))
        await apoint("stage.after")

    async def _intend(self, name: str) -> float:
        """Write the intent down before acting on it. Returns when that was, seconds since 1970."""
        try:
            snapshot = await self._driver.read()
        except DriverError as exc:
            await self._past.abandon(name, str(exc))
            raise Released("key_refused" if isinstance(exc, Denied) else "printer_offline", str(exc)) from exc
        read = running()
        await self._carrier._readings.record(self._printer_id, snapshot)
        if snapshot.phase is not Phase.IDLE:
            await self._past.abandon(name, f"the printer was {snapshot.phase} before the start")
            raise Released("printer_busy", f"The printer was no longer idle: {snapshot.text}")

        def intend(session: Session, job: Job) -> float:
            if job.cancel:
                raise IllegalMove("It was cancelled before it was started.", code="cancelled")
            at = now(session)
            self._intended = running()
            # Not by the database's clock, which may be another machine's, nor by one that somebody can set.
            if self._intended - read > FRESH:
                raise IllegalMove("The reading of the printer is too old for a start.", code="stale_reading")
            row = session.get_one(PrinterRow, self._printer_id)
            session.refresh(row)
            if words := out_of_service(row):
                raise IllegalMove(f"The printer {words}.", code="out_of_service")
            spool = loaded(session).get(self._printer_id)
            if short := why_not(spool, job.material, job.colour, job.grams, self._carrier.plastics):
                raise IllegalMove(f"The printer {short}.", code="spool_changed")
            who, when = ledger.occupy_bed(session, self._printer_id, f"{job.title} was sent to print")
            ledger.move_attempt(session, name, AttemptState.STARTING, start_at=at, cleared_by=who, cleared_at=when)
            ledger.move_job(session, job, JobState.STARTING)
            return at

        try:
            since = await self._hold.change(intend)
        except IllegalMove as exc:
            await self._past.abandon(name, exc.detail)
            raise Released(str(exc.facts.get("code", "not_ready")), exc.detail) from exc
        await apoint("intent.after")
        return since

    async def _start(self, name: str, since: float) -> None:
        """The one place in the house that starts a printer. Returns once the print was seen running."""
        later = await self._hold.change(lambda session, _: now(session))
        # By both: a clock that was set back hides how long the machine slept, one that stood still with it does, too.
        late = max(later - since, running() - self._intended)
        if late > OVERSLEPT:
            # Somebody may have used the printer in the meantime; what was confirmed of its plate holds no longer.
            await self._past.abandon(name, f"it was to be started {late:.0f} s before")
            raise Released("overslept", f"The start came {late:.0f} s too late and was not sent.")
        try:
            await self._driver.start(name)
        except Refused as exc:
            await self._past.abandon(name, str(exc))
            raise Released("start_refused", f"The printer refused to start: {exc}") from exc
        except Unsure as exc:
            await self._hold.say("answer_lost", f"The answer to the start was lost; looking at the printer. {exc}")
        await apoint("start.after")
        clock = asyncio.get_running_loop().time
        window = self._driver.limits().start_window_seconds
        end = clock() + window
        while clock() < end:
            try:
                await self._hold.renew()
                seen = await self._driver.find(name, since)
            except DriverError as exc:
                await self._hold.say("printer_silent", f"The printer does not answer, it may be printing: {exc}")
                end = clock() + window
                await asyncio.sleep(self._hold.poll)
                continue
            if seen.kind == "running":
                return
            if seen.kind == "ended":
                assert seen.outcome is not None
                raise Ended(name, seen.outcome, seen.why)
            await asyncio.sleep(LOOK)
        if not await self._past.close_or_adopt(name, AttemptState.STARTING, since):
            raise Released("did_not_start", "The printer accepted the start, but did not begin.")


def _let_go(_session: Session, job: Job) -> None:
    """Still to be carried, under a new epoch and so under a new name, by whoever claims it first."""
    job.lease_until = 0.0


def _release(session: Session, job: Job, release: Released) -> None:
    """Back to the queue, or to its end when somebody cancelled it meanwhile."""
    if release.block:
        assert job.printer_id is not None
        session.get_one(PrinterRow, job.printer_id).trouble = release.trouble
    ledger.move_job(
        session,
        job,
        JobState.QUEUED,
        printer_id=None,
        lease_until=0.0,
        progress=0.0,
        spent=None,
        trouble=None if job.cancel else release.trouble,
    )
    if job.cancel:
        ledger.move_job(session, job, JobState.CANCELLED)


def _fence(session: Session, job: Job, unknown: Unknowable) -> None:
    """Nobody knows: the printer takes nothing more until a person has said what happened."""
    ledger.move_attempt(session, unknown.name, AttemptState.UNSURE, why=unknown.why)
    if job.state == JobState.SENDING:
        ledger.move_job(session, job, JobState.STARTING)
    words = f"Nobody can tell whether this printed: {unknown.why}. Please look at the printer."
    ledger.move_job(session, job, JobState.UNSURE, trouble=ledger.trouble("unsure", words))
