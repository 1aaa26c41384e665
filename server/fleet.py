"""
The printers that the shop has: those of the settings, and those that were added on the page.

What was added lives in the printer's own row: every process sees it, wherever it runs, a backup of the database holds
it, and no program writes into a file that a person keeps. Its key is as safe there as it would be in the settings file.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.orm import Session

from server.database import Database
from server.equipment import PrinterSettings
from server.models import PrinterRow
from server.settings import Settings

log = logging.getLogger("printwright.fleet")
#: How often a process looks whether another one added or removed a printer, seconds.
LOOK = 2.0


class Fleet(Mapping[str, PrinterSettings]):
    """By id: those of the settings in their order, then those that were added. Of one id the settings' counts."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._own = settings.by_id()
        self._database = database
        self._added: dict[str, PrinterSettings] = {}

    def __getitem__(self, printer: str) -> PrinterSettings:
        return self._own.get(printer) or self._added[printer]

    def __iter__(self) -> Iterator[str]:
        yield from self._own
        yield from (name for name in self._added if name not in self._own)

    def __len__(self) -> int:
        return len(self._own.keys() | self._added.keys())

    def was_added(self, printer: str) -> bool:
        """Whether it stands in the database alone, so that the page may take it away."""
        return printer in self._added and printer not in self._own

    def refresh(self) -> None:
        """Read what was added anew. A printer whose row cannot be read any more is left out and named in the log."""
        with self._database.read() as session:
            rows = session.execute(
                sa.select(PrinterRow.id, PrinterRow.given).where(PrinterRow.given.isnot(None)).order_by(PrinterRow.id)
            ).all()
        found = {}
        for name, given in rows:
            try:
                found[name] = PrinterSettings.model_validate(given)
            except ValidationError as wrong:
                log.error("printer %s, which was added on the page, cannot be read: %s", name, wrong)
        if found != self._added:
            self._added = found

    async def follow(self) -> None:
        """Know of what other processes change, for as long as this one lives."""
        while True:
            await asyncio.sleep(LOOK)
            try:
                await asyncio.to_thread(self.refresh)
            except Exception:
                log.exception("reading which printers were added")


def keep(session: Session, row: PrinterRow, printer: PrinterSettings) -> None:
    """Write an added printer into its row."""
    row.given = {**printer.model_dump(mode="json", exclude={"key"}), "key": printer.key.get_secret_value()}
    session.flush()
