"""
When a machine or a print wants a person: too long, too cold, too hot, out of service; and how many may start at once.

A call is written on the printer's card and stays until somebody has looked. Nothing here ends a print: what is too cold
or too hot is paused, what takes too long goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from printers.errors import DriverError, Refused
from printers.printer import Driver, Phase, Snapshot
from printers.profile import Profile
from printers.warmth import Warmth
from server.database import now
from server.equipment import PrinterSettings
from server.hold import Hold
from server.jobs import JobState
from server.live import FARM, tell
from server.models import Attempt, Job, PrinterRow
from server.settings import Care as Rules
from server.settings import Starts

OVERTIME, TEMPERATURE = "overtime", "temperature"


def starts_left(session: Session, starts: Starts, at: float) -> float:
    """
    How many more jobs may be sent to printers now; infinite where nothing is set.

    A job that is on its way counts as a start to come. So at no time do more than `at_most` begin within the seconds:
    of any that did, the last was sent while all the others were on their way or had begun within them.
    """
    if not starts.at_most:
        return float("inf")
    sent = sa.select(sa.func.count()).select_from(Job).where(Job.state.in_((JobState.MATCHED, JobState.SENDING)))
    begun = sa.select(sa.func.count()).select_from(Attempt).where(Attempt.start_at > at - starts.seconds)
    return starts.at_most - int(session.scalar(sent) or 0) - int(session.scalar(begun) or 0)


def out_of_service(row: PrinterRow) -> str | None:
    """Why a printer takes nothing, as the end of a sentence about it; None while it is in service."""
    if row.stop is not None and not row.stop["over"]:
        return "is being stopped"
    if row.trouble is not None and row.trouble["code"] == "stopped":
        return "was stopped and waits for a person"
    return None if row.maintenance is None else f"is out of service: {row.maintenance['why']}"


def too_long(seconds: float | None, longest_hours: float | None) -> str | None:
    """Why a job is not for a printer that prints for so many hours at most."""
    if seconds is None or longest_hours is None or seconds <= longest_hours * 3600:
        return None
    return f"prints for {longest_hours:g} h at most; this takes {seconds / 3600:.1f} h"


def call(session: Session, printer_id: str, attempt: str, code: str, words: str) -> bool:
    """Call a person to a printer; once for each reason and attempt, False when it was done before."""
    row = session.get_one(PrinterRow, printer_id)
    session.refresh(row)
    before = row.call if row.call is not None and row.call["attempt"] == attempt else {"had": []}
    if code in before["had"]:
        return False
    row.call = {
        "attempt": attempt,
        "code": code,
        "words": words,
        "at": now(session),
        "had": [*before["had"], code],
        "seen": None,
    }
    tell(session, FARM)
    return True


def wants_a_look(row: PrinterRow, *, busy: bool) -> dict[str, Any] | None:
    """The call that nobody has answered yet; that a print takes long is of no account when it is over."""
    if row.call is None or row.call["seen"] is not None or (row.call["code"] == OVERTIME and not busy):
        return None
    return dict(row.call)


class Care:
    """The care for one print while it is followed."""

    def __init__(
        self,
        rules: Rules,
        printer: PrinterSettings,
        hold: Hold,
        driver: Driver,
        profile: Callable[[Job], Profile],
    ) -> None:
        self._rules = rules
        self._printer = printer
        self._hold, self._driver = hold, driver
        self._profile = profile
        self._warmth: Warmth | None = None

    async def look(self, job: Job, name: str, snapshot: Snapshot, since: float | None) -> None:
        """Judge one reading of this print. Raises Superseded, and what the driver raises when it is told to pause."""
        if since is not None and (words := self._overtime(job, snapshot.at - since)):
            await self._hold.change(self._call, name, OVERTIME, words)
        if self._warmth is None:
            self._warmth = Warmth(self._profile(job), self._rules.slack, self._rules.seconds)
        wrong = self._warmth.judge(snapshot)
        if wrong is None:
            return
        called: bool = await self._hold.change(self._call, name, TEMPERATURE, wrong)
        if called:
            said = f"{wrong} {await self._paused(name, snapshot)}"
            await self._hold.change(self._say, said)

    async def wishes(self, job: Job, name: str) -> None:
        """Pause or go on, where the operator asked for it; said once, and a refusal is said to people."""
        if not job.wish:
            return
        wish = job.wish
        await self._hold.change(self._granted)
        try:
            await (self._driver.pause if wish == "pause" else self._driver.resume)(name)
        except Refused as exc:
            await self._hold.say("wish_refused", f"The printer was told to {wish} and refused: {exc}")

    def _overtime(self, job: Job, elapsed: float) -> str | None:
        longest = self._printer.longest_hours
        if longest is not None and elapsed > longest * 3600:
            return f"This print has run for {elapsed / 3600:.1f} h; this printer's longest is {longest:g} h."
        if job.seconds and elapsed > job.seconds * self._rules.overtime:
            return f"This print has run for {_long(elapsed)}; it was reckoned to take {_long(job.seconds)}."
        return None

    async def _paused(self, name: str, snapshot: Snapshot) -> str:
        if snapshot.phase is Phase.PAUSED:
            return "The print is paused."
        if not self._driver.limits().can_pause:
            return "This printer cannot be paused from here: it prints on."
        try:
            await self._driver.pause(name)
        except DriverError as exc:
            return f"It could not be paused and may print on: {exc}"
        return "The print was paused."

    def _call(self, session: Session, _job: Job, name: str, code: str, words: str) -> bool:
        return call(session, self._printer.id, name, code, words)

    def _say(self, session: Session, _job: Job, words: str) -> None:
        row = session.get_one(PrinterRow, self._printer.id)
        if row.call is not None:
            row.call = {**row.call, "words": words}
            tell(session, FARM)

    def _granted(self, _session: Session, job: Job) -> None:
        job.wish = ""


def _long(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h" if seconds >= 5400 else f"{max(1, round(seconds / 60))} min"
