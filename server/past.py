"""Fencing the past: every earlier attempt of a job is closed by evidence before a new one may begin."""

from __future__ import annotations

import asyncio

from sqlalchemy.orm import Session

from printers.errors import DriverError, InUse
from printers.printer import Driver
from server import ledger
from server.hold import Ended, Hold, Released, Unknowable
from server.jobs import AttemptState
from server.models import Attempt, Job

_INTENDED = (AttemptState.STARTING, AttemptState.PRINTING)


class Past:
    """What became of the attempts on one printer."""

    def __init__(self, hold: Hold, driver: Driver, printer_id: str) -> None:
        self._hold, self._driver, self._printer_id = hold, driver, printer_id

    async def fence(self) -> str | None:
        """
        Close every open attempt of this job; returns the name of the one that runs, to be adopted.

        Raises Ended, Unknowable, or Released when the printer cannot be asked and nothing was ever started.
        """
        for attempt in await self._hold.read(ledger.past_attempts, self._hold.job_id, self._printer_id):
            if await self.close_or_adopt(attempt.name, attempt.state, attempt.start_at):
                return attempt.name
        await self.clean_up()
        return None

    async def close_or_adopt(self, name: str, state: str, since: float | None) -> bool:
        """True when the attempt runs; False when it surely never started and its file is gone from the printer."""
        while True:
            try:
                return await self._what_became(name, state, since)
            except DriverError as exc:
                if state not in _INTENDED:
                    await self.abandon(name, f"it was never started; {exc}")
                    raise Released("printer_offline", f"The printer did not answer: {exc}") from exc
                await self._hold.say("printer_silent", f"The printer does not answer, it may be printing: {exc}")
                await asyncio.sleep(self._hold.poll * 2)

    async def _what_became(self, name: str, state: str, since: float | None) -> bool:
        for last_look in (False, True):
            await self._hold.renew()
            seen = await self._driver.find(name, since)
            if seen.kind == "running":
                return True
            if seen.kind == "ended":
                assert seen.outcome is not None
                raise Ended(name, seen.outcome, seen.why)
            if seen.kind == "cannot_know":
                raise Unknowable(name, seen.why)
            if state == AttemptState.PRINTING:
                raise Unknowable(name, f"it was printing, and now the printer shows no trace of it ({seen.why})")
            if last_look:
                break
            try:
                # A start that is still on its way will now find nothing to start.
                await self._driver.discard(name)
            except InUse:
                return True
        await self.abandon(name, "its file was deleted and it had not started", proven=True)
        return False

    async def abandon(self, name: str, why: str, *, proven: bool = False) -> None:
        """
        Write down that an attempt surely never started.

        `proven` says that its file is gone from the printer and that the printer showed no trace of a start; then the
        plate is as it was when a person looked, and that word counts again. After a refused start it does not: what
        made the printer refuse may lie on the plate.
        """

        def change(session: Session, _job: Job) -> None:
            if proven:
                ledger.give_back_bed(session, session.get_one(Attempt, name))
            left_behind = not proven
            ledger.move_attempt(session, name, AttemptState.ABANDONED, why=why, left_behind=left_behind)

        await self._hold.change(change)

    async def clean_up(self) -> None:
        """Delete what closed attempts left on the printer; what cannot be deleted now is left for the next time."""

        def gone(session: Session, name: str) -> None:
            session.get_one(Attempt, name).left_behind = False

        for name in await self._hold.read(ledger.left_behind, self._printer_id):
            try:
                await self._driver.discard(name)
            except DriverError:
                continue
            await self._hold.read(gone, name)
