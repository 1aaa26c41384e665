"""What a person does with a machine: take it out of service and back, answer its call, pause, go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from printers.printer import Phase
from server import care, ledger, stops
from server.database import Database, now
from server.equipment import PrinterSettings
from server.errors import IllegalMove, InvalidInput, NotFound, field_error
from server.jobs import JobState
from server.live import FARM, tell
from server.models import Job, PrinterRow

#: Letters of a reason.
LONGEST = 200


class Service:
    """Each is one transaction with the name of who did it, and a line in the printer's history."""

    def __init__(self, database: Database, printers: Mapping[str, PrinterSettings]) -> None:
        self._database = database
        self._printers = printers

    def take_out(self, printer: str, why: str, who: str) -> None:
        """Start nothing on it any more; what prints is printed to its end. Raises NotFound, InvalidInput."""
        said = " ".join(why.split())
        if not 1 <= len(said) <= LONGEST:
            words = f"Please say in 1 to {LONGEST} letters why it is out of service."
            raise InvalidInput([field_error("why", "reason_length", words, limit=LONGEST, nearest=said[:LONGEST])])
        with self._database.begin() as session:
            row = self.find(session, printer)
            row.maintenance = {"why": said, "who": who, "at": now(session)}
            self._note(session, row, who, f"out of service: {said}")

    def bring_back(self, printer: str, who: str) -> None:
        """It takes jobs again. Raises NotFound, IllegalMove."""
        with self._database.begin() as session:
            row = self.find(session, printer)
            if row.maintenance is None:
                raise IllegalMove(f"{self._printers[printer].name} is in service.", code="in_service")
            row.maintenance = None
            self._note(session, row, who, "back in service")

    def looked(self, printer: str, who: str) -> None:
        """Somebody came and looked: the call is answered, an emergency stop ended. Raises NotFound, IllegalMove."""
        with self._database.begin() as session:
            row = self.find(session, printer)
            if row.stop is not None and not row.stop["over"]:
                stops.looked(session, row)
                self._note(session, row, who, "looked")
                return
            if row.call is None or row.call["seen"] is not None:
                raise IllegalMove(f"{self._printers[printer].name} has not called.", code="no_call")
            row.call = {**row.call, "seen": who}
            self._note(session, row, who, "looked")

    def wish(self, printer: str, what: Literal["pause", "resume"], who: str) -> None:
        """Have the print on it paused, or go on; whoever carries the job does it. Raises NotFound, IllegalMove."""
        with self._database.begin() as session:
            row = self.find(session, printer)
            job = session.scalars(
                sa.select(Job).where(Job.printer_id == printer, Job.state == JobState.PRINTING)
            ).first()
            paused = row.snapshot["phase"] == Phase.PAUSED
            if job is None or paused is not (what == "resume"):
                state = "paused" if paused else "printing" if job else "printing nothing of the shop's"
                raise IllegalMove(f"{self._printers[printer].name} is {state}.", code="illegal_wish")
            job.wish = what
            if what == "resume" and row.call is not None:
                # What is wrong still, or again, is called out again.
                rest = [code for code in row.call["had"] if code != care.TEMPERATURE]
                row.call = {**row.call, "had": rest, "seen": row.call["seen"] or who, "told": 0.0}
            self._note(session, row, who, "told to pause" if what == "pause" else "told to go on")

    def find(self, session: Session, printer: str) -> PrinterRow:
        """Its row, as it stands in this transaction. Raises NotFound."""
        row = session.get(PrinterRow, printer) if printer in self._printers else None
        if row is None:
            known = ", ".join(sorted(self._printers))
            raise NotFound(f"There is no printer {printer[:40]!r}. There are: {known}.", field="printer")
        return row

    def _note(self, session: Session, row: PrinterRow, who: str, words: str) -> None:
        ledger.remark(session, "printer", row.id, row.bed, who, words)
        tell(session, FARM)
