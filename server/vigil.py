"""
The watch over what prints: for too long, too cold, too hot; by every reading of a printer, whoever took it.

It does not hang on the process that carries a job. Every gateway of a printer's site judges its own readings, so a
print whose carrier died, or was just taken over, is watched all the while. Of several one writes the call, and one at
a time tells the printer to pause.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from printers.errors import DriverError, PrintersError
from printers.printer import RUNNING, Driver, Phase, Snapshot
from printers.profile import Profile
from printers.warmth import Warmth
from server import care, temperatures
from server.bridge import find_profile
from server.database import Database, now
from server.equipment import PrinterSettings
from server.jobs import OPEN_ATTEMPTS
from server.live import FARM, tell
from server.models import Attempt, Job, PrinterRow
from server.settings import Care as Rules

log = logging.getLogger("printwright.vigil")
#: What prints on too cold or too hot is told to pause so often, by whichever gateway comes first, seconds: the one that
#: was to do it may have died.
AGAIN = 30.0


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a print that has to be paused, in words."""

    attempt: str
    words: str


class Vigil:
    """One for each process; feed it every reading that this process takes."""

    def __init__(
        self, rules: Rules, database: Database, profile: Callable[[str, str, str], Profile] = find_profile
    ) -> None:
        self._rules = rules
        self._database = database
        self._profile = profile
        #: By printer, the attempt that was judged last, and the memory of its temperatures.
        self._warmths: dict[str, tuple[str, Warmth | None]] = {}
        # Readings come from the farm's own loop and from that of the engine.
        self._lock = threading.Lock()

    def look(self, session: Session, printer: PrinterSettings, snapshot: Snapshot) -> Wrong | None:
        """
        Judge a reading, and write down what calls a person; to be called where the reading is written down.

        What comes back has to be told to the printer by `pause`, once this transaction is committed.
        """
        if snapshot.phase not in RUNNING or snapshot.remote is None:
            return None
        ours = sa.select(Attempt, Job).join(Job, Job.id == Attempt.job_id)
        ours = ours.where(Attempt.printer_id == printer.id, Attempt.name == snapshot.remote)
        found = session.execute(ours.where(Attempt.state.in_(OPEN_ATTEMPTS))).first()
        if found is None:
            return None
        attempt, job = found
        at = now(session)
        if attempt.start_at is not None and (words := self._overtime(printer, job, at - attempt.start_at)):
            care.call(session, printer.id, attempt.name, care.OVERTIME, words)
        words = self._warmth(session, attempt, job, snapshot)
        return self._called(session, attempt, words, snapshot, at) if words else None

    async def pause(self, printer_id: str, wrong: Wrong, driver: Driver) -> None:
        """Pause the print, and say on the printer's card what came of it."""
        done = await _paused(driver, wrong.attempt)
        await asyncio.to_thread(self._say, printer_id, wrong, done)

    def _overtime(self, printer: PrinterSettings, job: Job, elapsed: float) -> str | None:
        longest = printer.longest_hours
        if longest is not None and elapsed > longest * 3600:
            return f"This print has run for {elapsed / 3600:.1f} h; this printer's longest is {longest:g} h."
        if job.seconds and elapsed > job.seconds * self._rules.overtime:
            return f"This print has run for {_long(elapsed)}; it was reckoned to take {_long(job.seconds)}."
        return None

    def _warmth(self, session: Session, attempt: Attempt, job: Job, snapshot: Snapshot) -> str | None:
        with self._lock:
            known, warmth = self._warmths.get(attempt.printer_id, ("", None))
            if known != attempt.name:
                warmth = self._begun(session, attempt, job)
                self._warmths[attempt.printer_id] = attempt.name, warmth
            return None if warmth is None else warmth.judge(snapshot)

    def _begun(self, session: Session, attempt: Attempt, job: Job) -> Warmth | None:
        """The memory of a print; what others saw of it before is in the printer's curve."""
        try:
            warmth = Warmth(
                self._profile(job.machine, job.material, job.quality), self._rules.slack, self._rules.seconds
            )
        except PrintersError:
            log.exception("job %s: how warm it is to be printed is not known; it is not judged", job.id)
            return None
        if attempt.start_at is not None:
            warmth.recall(temperatures.warmest(session, attempt.printer_id, attempt.start_at))
        return warmth

    def _called(self, session: Session, attempt: Attempt, words: str, snapshot: Snapshot, at: float) -> Wrong | None:
        still = snapshot.phase in (Phase.PAUSED, Phase.STOPPING)
        said = f"{words} The print is paused." if snapshot.phase is Phase.PAUSED else words
        care.call(session, attempt.printer_id, attempt.name, care.TEMPERATURE, said)
        if still or not care.may_tell(session, attempt.printer_id, at, AGAIN):
            return None
        return Wrong(attempt.name, words)

    def _say(self, printer_id: str, wrong: Wrong, done: str) -> None:
        with self._database.begin() as session:
            row = session.get_one(PrinterRow, printer_id, with_for_update=True)
            called = row.call
            if called is not None and (called["attempt"], called["code"]) == (wrong.attempt, care.TEMPERATURE):
                row.call = {**called, "words": f"{wrong.words} {done}"}
                tell(session, FARM)


async def _paused(driver: Driver, name: str) -> str:
    if not driver.limits().can_pause:
        return "This printer cannot be paused from here: it prints on."
    try:
        await driver.pause(name)
    except DriverError as exc:
        return f"It could not be paused and may print on: {exc}"
    return "The print was paused."


def _long(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h" if seconds >= 5400 else f"{max(1, round(seconds / 60))} min"
