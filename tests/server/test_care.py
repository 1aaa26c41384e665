"""Out of service, staggered starts, calls: what each holds back, and what it says."""

from __future__ import annotations

import pytest

from printers.printer import Phase, Snapshot
from server import care, ledger
from server.care import Care
from server.database import Database, now
from server.equipment import PrinterSettings
from server.errors import IllegalMove, InvalidInput, NotFound
from server.jobs import AttemptState, JobState
from server.models import Attempt, Job, PrinterRow
from server.service import Service
from server.settings import Care as Rules
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


@pytest.mark.parametrize(
    ("hours", "elapsed", "words"),
    [
        (None, 1.4, None),
        (None, 1.6, "has run for 1.6 h; it was reckoned to take 60 min"),
        (1.2, 1.3, "this printer's longest is 1.2 h"),
        (2.0, 1.3, None),
    ],
)
async def test_a_print_that_takes_too_long_calls(hours: float | None, elapsed: float, words: str | None) -> None:
    """Half as long again as reckoned, or longer than the printer's longest."""
    said: list[str] = []

    class Holding:
        async def change(self, _change: object, *facts: str) -> bool:
            said.append(facts[2])
            return True

    printer = ASH.model_copy(update={"longest_hours": hours})
    job = Job(seconds=3600.0, machine="virtual-220", material="pla", quality="standard")
    snapshot = Snapshot(at=elapsed * 3600, phase=Phase.PRINTING, text="")
    from server.bridge import find_profile

    tender = Care(
        Rules(),
        printer,
        Holding(),  # type: ignore[arg-type]  # all that is asked of it
        None,  # type: ignore[arg-type]  # nothing is sent to it
        lambda one: find_profile(one.machine, one.material, one.quality),
    )
    await tender.look(job, "a", snapshot, 0.0)
    assert (words is None) is (said == [])
    if words:
        assert words in said[0]
    assert care.too_long(3600 * 9, hours) == (hours and f"prints for {hours:g} h at most; this takes 9.0 h")
