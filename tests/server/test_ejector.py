"""A plate counts as cleared by its printer only by the line that was printed, and only where a start had filled it."""

from __future__ import annotations

import pytest

from printers.printer import Outcome
from server import ejector, ledger
from server.database import Database
from server.hold import Ended
from server.jobs import AttemptState, JobState
from server.models import PrinterRow
from server.watch import write_end
from tests.server.conftest import fill

PRINT = b"START\nEJECT\nG1 X10 Y10 E2.5\nG1 X20 E-1 ; back\n"


@pytest.mark.parametrize(
    ("end", "stands"),
    [
        (b"EJECT\n", True),
        (b"  EJECT SPEED=3\r\n", True),
        (b"G1 E-2 F1800\nEJECT\nM84\n; config", True),
        (b"; EJECT\n", False),
        (b"EJECTED\n", False),
        (b"M84\n", False),
        (b"EJECT\nG1 X1 Y1 E0.5\n", False),
    ],
)
def test_the_line_stands_after_all_plastic(end: bytes, stands: bool) -> None:
    """Not before it, not in a comment, and not as the beginning of another word."""
    assert ejector.stands_in(PRINT + end, "EJECT") is stands


@pytest.mark.parametrize(
    ("outcome", "line", "bed", "then"),
    [
        (Outcome.DONE, "EJECT", "occupied", "clear"),
        (Outcome.DONE, "", "occupied", "occupied"),
        (Outcome.FAILED, "EJECT", "occupied", "occupied"),
        (Outcome.CANCELLED, "EJECT", "occupied", "occupied"),
        (Outcome.DONE, "EJECT", "unknown", "unknown"),
    ],
)
def test_only_a_good_end_clears_what_it_had_filled(
    database: Database, outcome: Outcome, line: str, bed: str, then: str
) -> None:
    """After an emergency stop, or when somebody else printed there, a person has to look all the same."""
    fill(database)
    with database.begin() as session:
        job = ledger.get_job(session, "order-1")
        ledger.move_job(session, job, JobState.SENDING, printer_id="ash", epoch=1)
        name = ledger.open_attempt(session, job).name
        for attempt in (AttemptState.STAGED, AttemptState.STARTING, AttemptState.PRINTING):
            ledger.move_attempt(session, name, attempt)
        for state in (JobState.STARTING, JobState.PRINTING):
            ledger.move_job(session, job, state)
        ledger.set_bed(session, "ash", bed, "", "")
        write_end(session, job, Ended(name, outcome, "seen"), line)
    with database.read() as session:
        row = session.get_one(PrinterRow, "ash")
        assert row.bed == then
        assert (row.bed_by == "the ejector") is (then == "clear")
