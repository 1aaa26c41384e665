"""What happened stays readable: every move with its author and reason, every change of a plate, and no endless heap."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from server import ledger, records, temperatures
from server.database import Database
from server.decisions import Decisions
from server.engine import Engine
from server.errors import NotFound
from server.farm import Farm
from server.jobs import AttemptState, JobState
from server.models import Reading
from server.people import Operator
from server.settings import PrinterSettings, Settings
from tests.server.conftest import fill

NOBODY: Engine = None  # type: ignore[assignment]  # what is decided here submits no work


@pytest.fixture
def farm(database: Database) -> Farm:
    """One printer with a job that waits for it."""
    fill(database)
    ash = PrinterSettings(id="ash", name="Ash", driver="virtual", machine="virtual-220")
    return Farm(Settings(printers=(ash,)), database, lambda session, job: None)


def lines(database: Database, farm: Farm) -> list[tuple[str, str, str]]:
    """The job's history, oldest first: words, who, why."""
    with database.read() as session:
        return [
            (line["words"], line["who"], line["why"]) for line in reversed(records.of_job(session, "order-1", farm))
        ]


def test_a_move_carries_who_decided_and_why_it_was_stopped(database: Database, farm: Farm) -> None:
    """What the shop does by itself has no name, what an operator decides has one, and trouble is its own reason."""
    with database.begin() as session:
        job = ledger.get_job(session, "order-1")
        ledger.move_job(session, job, JobState.HELD, trouble=ledger.trouble("gcode_refused", "Line 7 is not allowed."))
    Decisions(database, NOBODY, farm).act("order-1", "cancel", Operator("Ada"))
    assert lines(database, farm) == [
        ("Waiting for a printer", "", ""),
        ("Waiting for a person", "", "Line 7 is not allowed."),
        ("Cancelled", "Ada", ""),
    ]


def test_what_is_only_asked_for_is_a_line_of_its_own(database: Database, farm: Farm) -> None:
    """Somebody who cancels a running print is named, although the job moves later; its start keeps its own line."""
    with database.begin() as session:
        job = ledger.get_job(session, "order-1")
        ledger.move_job(session, job, JobState.SENDING, printer_id="ash")
        job.epoch = 1
        attempt = ledger.open_attempt(session, job)
        for state in (AttemptState.STAGED, AttemptState.STARTING, AttemptState.PRINTING):
            ledger.move_attempt(session, attempt.name, state)
        ledger.move_job(session, job, JobState.STARTING)
        ledger.move_job(session, job, JobState.PRINTING)
    Decisions(database, NOBODY, farm).act("order-1", "cancel", Operator("Bo"))
    with database.begin() as session:
        ledger.move_attempt(session, "order-1-e1.gcode", AttemptState.ENDED, outcome="cancelled", why="as it was told")
    assert lines(database, farm)[-3:] == [
        ("Printing", "", ""),
        ("asked: cancel", "Bo", ""),
        ("Ash: Seen ending: cancelled", "", "as it was told"),
    ]
    with database.read() as session:
        told = records.of_printer(session, "ash")
    assert (told[0]["words"], told[0]["job"]) == ("Keychain: Seen ending: cancelled", "order-1")


def test_the_database_writes_down_what_becomes_of_a_plate(database: Database, farm: Farm) -> None:
    """Used up by a start, confirmed by a person: each change once, with who and why, whoever changed the row."""
    with database.begin() as session:
        ledger.occupy_bed(session, "ash", "Keychain is printed on it")
    Decisions(database, NOBODY, farm).bed_clear("ash", Operator("Ada"))
    Decisions(database, NOBODY, farm).bed_clear("ash", Operator("Ada"))
    with database.read() as session:
        told = [(line["words"], line["who"], line["why"]) for line in records.of_printer(session, "ash")]
    assert told == [
        ("The plate is clear", "Ada", "a person looked"),
        ("Something is on the plate", "", "Keychain is printed on it"),
    ]


def test_who_is_not_there_has_no_history(database: Database, farm: Farm) -> None:
    """An unknown job and an unknown printer are refused by name."""
    with database.read() as session:
        with pytest.raises(NotFound, match="no job 'nothing'"):
            records.of_job(session, "nothing", farm)
        with pytest.raises(NotFound, match="no printer 'nobody'"):
            records.of_printer(session, "nobody")


def test_readings_are_a_ring(database: Database) -> None:
    """One of each ten seconds is kept, the first; after a turn the oldest gives way; what is older is not told."""
    fill(database)
    start, turn = 1_000_000.0, temperatures.EVERY * temperatures.SLOTS
    with database.begin() as session:
        for second in (0, 1, 9, 10, 25):
            temperatures.note(session, "ash", start + second, {"nozzle": 20.0 + second, "bed": 60.0})
        temperatures.note(session, "ash", start + 30, {})
    with database.read() as session:
        curve = temperatures.curve(session, "ash", start + 30)
    assert curve["at"] == [start, start + 10, start + 25]
    assert curve["nozzle"] == [20.0, 30.0, 45.0]
    assert curve["bed_target"] == [None, None, None]
    with database.begin() as session:
        temperatures.note(session, "ash", start + turn, {"nozzle": 99.0})
    with database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Reading)) == 3
        assert temperatures.curve(session, "ash", start + turn + 5)["nozzle"] == [30.0, 45.0, 99.0]
        assert temperatures.curve(session, "ash", start + 2 * turn)["at"] == []
