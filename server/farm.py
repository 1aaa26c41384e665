"""The printers of the farm: what they were last seen doing, what is known of their plates, who gets the next job."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from printers import watching
from printers.drivers import open_driver
from printers.errors import Denied, PrintersError
from printers.printer import RUNNING, Driver, Phase, Printer, Snapshot
from server import ledger, temperatures
from server.database import Database, in_turn, now
from server.equipment import PrinterSettings
from server.jobs import AttemptState, JobState
from server.live import FARM, tell
from server.models import Attempt, Job, PrinterRow
from server.settings import Settings
from server.vigil import Vigil, Wrong

log = logging.getLogger("printwright.farm")
#: A reading older than this is no reason to send a job, seconds.
STALE = 20.0
#: A printer that stands still and shows what it showed before is written down no more often than this, seconds: at
#: most a third of the time for which its plate is trusted, and well within STALE.
QUIET = 8.0
#: Whoever carries a job reads its printer for the farm as well, until nothing was heard of it for so long, seconds.
SILENT = 10.0
#: The troubles of a printer that lets nobody ask it.
UNHEARD = frozenset({"key_refused", "cannot_be_asked"})
#: What a printer says that was not read yet.
UNSEEN = "not seen yet"


class Farm:
    """All printers. The gateway role watches those of its site; every process may read all rows."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        submit: Callable[[Session, Job], None],
        printers: Mapping[str, PrinterSettings] | None = None,
    ) -> None:
        self._settings = settings
        self._database = database
        self._submit = submit
        #: By printer, what this process wrote down last, and when by its own clock.
        self._written: dict[str, tuple[dict[str, Any], float]] = {}
        self.printers: Mapping[str, PrinterSettings] = settings.by_id() if printers is None else printers
        self._vigil = Vigil(settings.care, database)
        #: By printer, when whoever carries a job there in this process read it last, by its own clock.
        self._carried: dict[str, float] = {}

    def register(self) -> None:
        """Give every printer of the settings its row; a row without settings is switched off, not forgotten."""
        with self._database.begin() as session:
            # Processes that start at once would each add the same rows.
            in_turn(session, 72648)
            known = {row.id: row for row in session.scalars(sa.select(PrinterRow))}
            for printer in self.printers.values():
                if printer.id in known:
                    known[printer.id].enabled = True
                    continue
                session.add(new_row(session, printer))
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

    async def watch(self) -> None:
        """Keep the rows true for as long as the process lives; printers may come and go meanwhile."""
        watched: dict[str, asyncio.Task[None]] = {}
        try:
            while True:
                here = [name for name, printer in self.printers.items() if printer.site == self._settings.site]
                for printer_id in [name for name in watched if name not in here]:
                    watched.pop(printer_id).cancel()
                for printer_id in [name for name in here if name not in watched]:
                    watched[printer_id] = asyncio.create_task(self._watch_one(printer_id))
                await asyncio.sleep(1)
        finally:
            for task in watched.values():
                task.cancel()
            await asyncio.gather(*watched.values(), return_exceptions=True)

    async def _watch_one(self, printer_id: str) -> None:
        driver: Driver | None = None
        busy, pause = False, 0.0
        try:
            while True:
                if self._read_by_another(printer_id):
                    await asyncio.sleep(1)
                    continue
                try:
                    if busy and (await asyncio.to_thread(self._shown, printer_id, pause)) is not None:
                        # By another gateway, just now.
                        await asyncio.sleep(pause)
                        continue
                    driver = driver or self.open_driver(printer_id)
                    snapshot = await driver.read()
                    await self.record(printer_id, snapshot, driver)
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
                pause = max(self._settings.poll_seconds, pause) if busy else pause
                if driver is None:
                    await asyncio.sleep(pause)
                else:
                    await watching.pause(driver, pause, watching.HEARD_PRINTING if busy else watching.HEARD)
        finally:
            # Its line would ring on for nobody.
            if driver is not None:
                with contextlib.suppress(PrintersError):
                    await driver.close()

    def _read_by_another(self, printer_id: str) -> bool:
        """Whether somebody in this process carries a job there and reads it: one reading serves both."""
        return time.monotonic() - self._carried.get(printer_id, -SILENT) < SILENT

    def _shown(self, printer_id: str, seconds: float) -> dict[str, Any] | None:
        """What any process saw of a printer, if it was within so many seconds."""
        with self._database.read() as session:
            read = sa.select(PrinterRow.snapshot, PrinterRow.seen_at).where(PrinterRow.id == printer_id)
            row = session.execute(read).one()
            return dict(row.snapshot) if 0 <= now(session) - row.seen_at < seconds else None

    def left(self, printer_id: str) -> None:
        """Nobody in this process carries a job there any more."""
        self._carried.pop(printer_id, None)

    async def record(
        self, printer_id: str, snapshot: Snapshot, driver: Driver | None = None, *, carrying: bool = False
    ) -> None:
        """
        Write a reading down, and what follows from it for the plate, and for the print that it shows.

        driver: by which a print that is too cold or too hot is paused; without it that is left to the next reading.
        carrying: whoever carries a job there took it, and will go on reading; the farm need not.
        """
        if carrying:
            self._carried[printer_id] = time.monotonic()
        data, clock = _to_json(snapshot), asyncio.get_running_loop().time
        before, at = self._written.get(printer_id, ({}, 0.0))
        quiet = min(QUIET, self.printers[printer_id].plate_trusted_seconds / 3)
        began = clock()
        # Written down by us, or, when it is time again, by another gateway.
        if (snapshot.phase is Phase.IDLE and data == before) and (
            began - at < quiet or await asyncio.to_thread(self._shown, printer_id, quiet / 2) == data
        ):
            return
        wrong = await asyncio.to_thread(self._record, printer_id, snapshot, data, began, driver is not None)
        self._written[printer_id] = data, began
        if wrong is not None and driver is not None:
            await self._vigil.pause(printer_id, wrong, driver)

    def _record(
        self, printer_id: str, snapshot: Snapshot, data: dict[str, Any], read: float, judged: bool
    ) -> Wrong | None:
        with self._database.begin() as session:
            row = session.get_one(PrinterRow, printer_id)
            at = now(session)
            # When it was read, and not when it was this thread's turn to write it down; meanwhile anything may have
            # happened at the printer, and another gateway may have seen it.
            seen = at - (time.monotonic() - read)
            overtaken = seen < row.seen_at <= at
            if snapshot.phase is not Phase.UNREACHABLE:
                self._judge_plate(session, row, snapshot, seen)
                temperatures.note(session, printer_id, at, snapshot.temperatures)
                if not overtaken:
                    row.seen_at = seen
                if row.trouble and row.trouble["code"] in UNHEARD:
                    row.trouble = None
            if row.snapshot != data and not overtaken:
                row.snapshot = data
                tell(session, FARM)
            self._recover_unsure(session, printer_id, snapshot)
            return self._vigil.look(session, self.printers[printer_id], snapshot) if judged else None

    def _judge_plate(self, session: Session, row: PrinterRow, snapshot: Snapshot, at: float) -> None:
        trust = self.printers[row.id].plate_trusted_seconds
        away = at - row.seen_at
        # Seen last in the future, so the clock was set back: nobody can say for how long it was out of sight.
        if row.seen_at and (away > trust or (away < 0 and row.seen_at > now(session))):
            # Also the word that a start has used up, which would be given back if that start never happened.
            ledger.void_word(session, row.id)
            if row.bed == "clear":
                ledger.set_bed(session, row.id, "unknown", "", "nobody saw the printer for a while")
                session.refresh(row)
        if snapshot.phase in RUNNING and not self._ours(session, row.id, snapshot.remote):
            ledger.void_word(session, row.id)
            if row.bed == "clear":
                words = f"it printed {snapshot.remote or 'something'} of its own"
                ledger.set_bed(session, row.id, "unknown", "", words)
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
        self._submit(session, job)

    def _refused(self, printer_id: str, code: str, words: str) -> None:
        self._written.pop(printer_id, None)
        with self._database.begin() as session:
            row = session.get_one(PrinterRow, printer_id)
            snapshot = {**unseen(), "phase": Phase.UNAVAILABLE, "text": words}
            if row.snapshot != snapshot:
                row.snapshot = snapshot
                tell(session, FARM)
            if row.trouble is None:
                row.trouble = ledger.trouble(code, words)


def new_row(session: Session, printer: PrinterSettings) -> PrinterRow:
    """The row of a printer that is new here; its plate was vouched for in the settings, or has to be looked at."""
    clear = printer.plate_starts_clear
    return PrinterRow(
        id=printer.id,
        bed="clear" if clear else "unknown",
        bed_by="the settings" if clear else "",
        bed_at=now(session),
        bed_why="a new plate" if clear else "the printer is new here",
        snapshot=unseen(),
    )


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


def unseen() -> dict[str, Any]:
    """The reading of a printer that was not read yet."""
    return {
        "phase": Phase.UNREACHABLE,
        "text": UNSEEN,
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
