"""Out of service, staggered starts, calls: what each holds back, and what it says."""

from __future__ import annotations

import pytest

from printers.printer import Phase
from server import care, ledger
from server.database import Database, now
from server.equipment import PrinterSettings
from server.errors import IllegalMove, InvalidInput, NotFound
from server.jobs import AttemptState, JobState
from server.models import Attempt, Job, PrinterRow
from server.service import Service
from server.settings import Starts
from tests.server.conftest import fill

ASH = PrinterSettings(id="ash", name="Ash", driver="virtual", machine="virtual-220")


@pytest.fixture
def service(database: Database) -> Service:
    """One printer with one job that waits."""
    fill(database)
    return Service(database, {"ash": ASH})


def test_out_of_service_is_said_and_undone(database: Database, service: Service) -> None:
    """With the reason and the name; without a reason it is refused; a second coming back, too."""
    service.take_out("ash", " New   nozzle ", "Ada")
    with database.read() as session:
        row = session.get_one(PrinterRow, "ash")
        assert (row.maintenance["why"], row.maintenance["who"]) == ("New nozzle", "Ada")
        assert care.out_of_service(row) == "is out of service: New nozzle"
    for wrong in (" ", "x" * 201):
        with pytest.raises(InvalidInput, match="1 to 200 letters"):
            service.take_out("ash", wrong, "Ada")
    service.bring_back("ash", "Bo")
    with pytest.raises(IllegalMove, match="Ash is in service"):
        service.bring_back("ash", "Bo")
    with pytest.raises(NotFound, match="There are: ash"):
        service.take_out("oak", "new nozzle", "Ada")
    with database.read() as session:
        assert care.out_of_service(session.get_one(PrinterRow, "ash")) is None


def test_a_call_is_made_once_and_answered_once(database: Database, service: Service) -> None:
    """For each reason and attempt; another attempt calls anew; that it took long is over with the print."""
    with pytest.raises(IllegalMove, match="has not called"):
        service.looked("ash", "Ada")
    for attempt, code, made in (("a", "overtime", True), ("a", "overtime", False), ("a", "temperature", True)):
        with database.begin() as session:
            assert care.call(session, "ash", attempt, code, code) is made
    service.looked("ash", "Ada")
    with database.begin() as session:
        assert care.call(session, "ash", "a", "overtime", "again") is False
        assert care.wants_a_look(session.get_one(PrinterRow, "ash"), busy=True) is None
        assert care.call(session, "ash", "b", "overtime", "long") is True
        row = session.get_one(PrinterRow, "ash")
        assert care.wants_a_look(row, busy=False) is None
        called = care.wants_a_look(row, busy=True)
        assert called is not None
        assert called["words"] == "long"


def test_going_on_lets_what_is_wrong_be_called_again(database: Database, service: Service) -> None:
    """Only a paused print goes on, only a running one is paused; the one who carries it is told by a wish."""
    with pytest.raises(IllegalMove, match="printing nothing of the shop's"):
        service.wish("ash", "pause", "Ada")
    with database.begin() as session:
        job = session.get_one(Job, "order-1")
        for state in (JobState.SENDING, JobState.STARTING, JobState.PRINTING):
            ledger.move_job(session, job, state, printer_id="ash")
        care.call(session, "ash", "a", care.TEMPERATURE, "cold")
        session.get_one(PrinterRow, "ash").snapshot = {"phase": Phase.PAUSED}
    with pytest.raises(IllegalMove, match="Ash is paused"):
        service.wish("ash", "pause", "Ada")
    service.wish("ash", "resume", "Ada")
    with database.begin() as session:
        assert session.get_one(Job, "order-1").wish == "resume"
        assert care.wants_a_look(session.get_one(PrinterRow, "ash"), busy=True) is None
        assert care.call(session, "ash", "a", care.TEMPERATURE, "cold") is True


def test_starts_are_counted_from_sending_to_so_long_after(database: Database, service: Service) -> None:
    """A job on its way counts, one that began lately counts, and one that began before does not."""
    starts = Starts(at_most=2, seconds=60)
    with database.begin() as session:
        at = now(session)
        assert care.starts_left(session, Starts(), at) == float("inf")
        assert care.starts_left(session, starts, at) == 2
        job = session.get_one(Job, "order-1")
        ledger.move_job(session, job, JobState.SENDING, printer_id="ash", epoch=1)
        assert care.starts_left(session, starts, at) == 1
        name = ledger.open_attempt(session, job).name
        ledger.move_attempt(session, name, AttemptState.STAGED)
        ledger.move_attempt(session, name, AttemptState.STARTING, start_at=at)
        ledger.move_job(session, job, JobState.STARTING)
        assert care.starts_left(session, starts, at + 59) == 1
        assert care.starts_left(session, starts, at + 61) == 2
        assert session.get_one(Attempt, name).start_at == at


def test_what_a_printer_prints_at_most() -> None:
    """A longer print is not for it, in words; without a limit, or without a slice, any is."""
    assert care.too_long(3600 * 9, 8) == "prints for 8 h at most; this takes 9.0 h"
    assert care.too_long(3600 * 8, 8) is None
    assert care.too_long(3600 * 9, None) is None
    assert care.too_long(None, 8) is None
