"""
The emergency stop: sent at once, again and again until the machine is seen to stand.

Whoever presses writes it down; every process that talks to the printers looks for it several times a second, and one
that was pressed in the same process is sent at once. What becomes of the job on it is written by whoever carries it, by
the evidence as ever; its plate is unknown, and nothing starts there before a person has looked.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from printers.errors import PrintersError
from printers.printer import RUNNING, Driver, Phase
from server import ledger
from server.database import Database, now
from server.errors import NotFound
from server.farm import Farm
from server.live import FARM, tell
from server.models import PrinterRow

log = logging.getLogger("printwright.stops")
#: How often other processes' stops are looked for, and how long between one sending and the next, seconds.
LOOK, AGAIN = 0.25, 0.5
#: How long one sending may take, seconds; a host that hangs is told anew.
PATIENCE = 5.0
#: So long it is sent to a machine that shows nothing, seconds. Later it could reach somebody else's print.
GIVE_UP = 600.0


class Stops:
    """The stops of all printers. The gateway role sends them."""

    def __init__(self, database: Database, farm: Farm) -> None:
        self._database = database
        self._farm = farm
        self._pressed = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sending: dict[str, asyncio.Task[None]] = {}

    def press(self, printer: str, who: str) -> None:
        """Stop a printer, whatever it does. Raises NotFound."""
        with self._database.begin() as session:
            row = session.get(PrinterRow, printer) if printer in self._farm.printers else None
            if row is None:
                known = ", ".join(sorted(self._farm.printers))
                raise NotFound(f"There is no printer {printer[:40]!r}. There are: {known}.", field="printer")
            press(session, row, who)
        self.ring()

    def ring(self) -> None:
        """Something was pressed in this process: send it at once. From any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._pressed.set)

    async def run(self) -> None:
        """Send what was pressed, for as long as the process lives."""
        self._loop = asyncio.get_running_loop()
        while True:
            self._pressed.clear()
            try:
                for printer in await asyncio.to_thread(self._waiting):
                    if printer not in self._sending:
                        self._sending[printer] = asyncio.create_task(self._stop(printer))
            except Exception:
                log.exception("looking for emergency stops")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await self._pressed.wait()

    def _waiting(self) -> list[str]:
        with self._database.read() as session:
            rows = session.execute(sa.select(PrinterRow.id, PrinterRow.stop).where(PrinterRow.stop.isnot(None)))
            return [row.id for row in rows if row.stop and not row.stop["over"] and row.id in self._farm.printers]

    async def _stop(self, printer: str) -> None:
        driver: Driver | None = None
        sent, end = 0, asyncio.get_running_loop().time() + GIVE_UP
        try:
            while True:
                try:
                    driver = driver or self._farm.open_driver(printer)
                    async with asyncio.timeout(PATIENCE):
                        await driver.stop()
                    sent, said = sent + 1, ""
                except (PrintersError, TimeoutError) as exc:
                    said = str(exc) or f"no answer within {PATIENCE:g} s"
                if driver is not None and (stands := await self._stands(printer, driver, sent)):
                    await asyncio.to_thread(self._write, printer, sent, stands, over=True)
                    return
                if asyncio.get_running_loop().time() > end:
                    words = "It never showed that it stands. Use its power switch."
                    await asyncio.to_thread(self._write, printer, sent, words, over=True)
                    return
                words = f"Told {sent} times; it does not stand yet{f' ({said})' if said else ''}. Use its power switch."
                if not await asyncio.to_thread(self._write, printer, sent, words, over=False):
                    return
                await asyncio.sleep(AGAIN)
        except Exception:
            log.exception("stopping %s", printer)
        finally:
            self._sending.pop(printer, None)
            if driver is not None:
                with contextlib.suppress(Exception):
                    await driver.close()

    async def _stands(self, printer: str, driver: Driver, sent: int) -> str | None:
        """That the machine was seen to stand, in words; None while it was not."""
        try:
            async with asyncio.timeout(PATIENCE):
                snapshot = await driver.read()
        except (PrintersError, TimeoutError):
            return None
        await self._farm.record(printer, snapshot)
        if snapshot.phase in RUNNING or snapshot.phase is Phase.UNREACHABLE:
            return None
        if driver.limits().stops == "print":
            done = "The print was ended" if sent else "Nothing is printing"
            return f"{done}. This printer has no emergency stop over the network: its heaters may still be on."
        return "The machine stands." if sent else None

    def _write(self, printer: str, sent: int, words: str, *, over: bool) -> bool:
        """Write down how far it is; False when a person has looked meanwhile and it is not wanted any more."""
        with self._database.begin() as session:
            row = session.get_one(PrinterRow, printer)
            if row.stop is None or row.stop["over"]:
                return False
            row.stop = {**row.stop, "sent": sent, "words": words, "over": over}
            row.trouble = ledger.trouble("stopped", _words(row.stop))
            tell(session, FARM)
            return True


def press(session: Session, row: PrinterRow, who: str, what: str = "emergency stop") -> None:
    """Write down that a printer is to stop, in whose name, and that nothing starts there before somebody looked."""
    row.stop = {"who": who, "at": now(session), "sent": 0, "over": False, "words": "It is being told to stop."}
    row.trouble = ledger.trouble("stopped", _words(row.stop))
    session.flush()
    ledger.void_word(session, row.id)
    ledger.set_bed(session, row.id, "unknown", "", f"{who} pressed the emergency stop")
    ledger.remark(session, "printer", row.id, "unknown", who, what)


def standing(session: Session, printers: Collection[str]) -> dict[str, dict[str, Any]]:
    """How far the stop of each of these printers is, by its id: `words`, `sent`, and whether it is `over`."""
    rows = session.execute(sa.select(PrinterRow.id, PrinterRow.stop).where(PrinterRow.id.in_(printers)))
    return {row.id: dict(row.stop) for row in rows if row.stop is not None}


def looked(session: Session, row: PrinterRow) -> None:
    """A person is at the machine: nothing more is sent to it."""
    if row.stop is not None and not row.stop["over"]:
        row.stop = {**row.stop, "over": True, "words": "A person looked."}
        session.flush()


def _words(stop: dict[str, Any]) -> str:
    return f"Emergency stop ({stop['who']}). {stop['words']} Look at the machine and at its plate."
