"""The whole farm stopped at once: who is told, who rests, who is brought back, and what the command line says of it."""

from __future__ import annotations

import argparse
import asyncio
import threading
from pathlib import Path

import pytest

from printers.printer import Phase
from server import care, halt, halting, ledger, records, roomview
from server.__main__ import parser
from server.database import Database, now
from server.equipment import PrinterSettings
from server.farm import STALE, UNSEEN, Farm, unseen
from server.jobs import JobState
from server.models import Job, PrinterRow
from server.settings import Settings
from server.stops import Stops
from tests.server.conftest import fill

NAMES = {"ash": "Ash", "elm": "Elm", "fir": "Fir", "oak": "Oak"}
FARM = {
    id_: PrinterSettings(id=id_, name=name, driver="virtual", machine="virtual-220", address=f"http://{id_}.local")
    for id_, name in NAMES.items()
}


@pytest.fixture
def farm(database: Database) -> Database:
    """Ash prints something of its own, Elm has a job that is matched, Fir is out of service, Oak stands."""
    fill(database)
    with database.begin() as session:
        for name in ("elm", "fir", "oak"):
            session.add(PrinterRow(id=name, bed="clear", bed_at=0.0, snapshot={"phase": "idle"}, enabled=True))
        session.add(PrinterRow(id="gone", bed="clear", bed_at=0.0, snapshot={"phase": "printing"}, enabled=True))
        session.flush()
        session.get_one(PrinterRow, "ash").snapshot = {"phase": Phase.PRINTING}
        session.get_one(PrinterRow, "fir").maintenance = {"why": "new nozzle", "who": "Bo", "at": 1.0}
        ledger.move_job(session, session.get_one(Job, "order-1"), JobState.MATCHED, printer_id="elm")
    return database


def said(database: Database, printer: str) -> list[str]:
    """A printer's history, newest first, with who did it."""
    with database.read() as session:
        return [f"{line['words']} ({line['who']})" for line in records.of_printer(session, printer)]


def test_what_moves_is_told_and_what_stands_rests(farm: Database) -> None:
    """Once each, in the name of who pressed; a reason that was given before stays, and only ours is taken back."""
    with farm.read() as session:
        assert halt.outlook(session, FARM) == halt.Halted(("ash", "elm"), ("fir", "oak"))
    for _ in range(2):
        with farm.begin() as session:
            assert halt.halt(session, FARM, "Ada") == halt.Halted(("ash", "elm"), ("fir", "oak"))
    for printer in ("ash", "elm"):
        assert said(farm, printer).count("emergency stop of the whole farm (Ada)") == 1
    assert said(farm, "oak") == ["out of service: the whole farm was stopped (Ada)"]
    with farm.read() as session:
        rows = {name: session.get_one(PrinterRow, name) for name in NAMES}
        assert {name: care.out_of_service(row) for name, row in rows.items()} == {
            "ash": "is being stopped",
            "elm": "is being stopped",
            "fir": "is out of service: new nozzle",
            "oak": "is out of service: the whole farm was stopped",
        }
        assert (rows["ash"].bed, rows["oak"].bed) == ("unknown", "clear")
        assert session.get_one(PrinterRow, "gone").stop is None
    with farm.begin() as session:
        assert halt.go_on(session, FARM, "Bo") == ("oak",)
    with farm.read() as session:
        assert session.get_one(PrinterRow, "oak").maintenance is None
        assert session.get_one(PrinterRow, "fir").maintenance["why"] == "new nozzle"
        assert not session.get_one(PrinterRow, "ash").stop["over"]


def asked(*words: str) -> argparse.Namespace:
    """The command as it is typed."""
    return parser().parse_args(["admin", "stop", "--who", "Ada", *words])


def test_the_command_line_asks_once_more(
    farm: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a yes nothing is done; it says before what it would do. Where nobody sends, it says that and fails."""
    monkeypatch.setattr("builtins.input", lambda _asked: "no")
    assert halting.run(farm, FARM, asked()) == 2
    told = capsys.readouterr().out
    assert "Told to stop, and again until they stand: Ash, Elm. What they print has failed." in told
    assert "Start nothing until they are brought back: Fir, Oak." in told
    with farm.read() as session:
        assert session.get_one(PrinterRow, "ash").stop is None

    monkeypatch.setattr("builtins.input", lambda _asked: "STOP ")
    assert halting.run(farm, FARM, asked("--patience", "0")) == 3
    wrong = capsys.readouterr().err
    assert "Ash, Elm: nothing was sent yet." in wrong
    assert "Not seen to stand: Ash, Elm. Use the power switch." in wrong
    assert halting.run(farm, FARM, asked("--over")) == 0
    assert capsys.readouterr().out == "Back in service: Oak.\n"


def test_a_stop_from_the_command_line_is_sent_by_the_shop_that_runs(
    farm: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another process's stop reaches the machines, and each answer is told."""
    here = [one.model_copy(update={"address": str(tmp_path / one.id)}) for one in FARM.values()]
    settings = Settings(data=tmp_path, printers=tuple(here))
    stops = Stops(farm, Farm(settings, farm, lambda _session, _job: None))
    loop = asyncio.new_event_loop()
    sending = asyncio.ensure_future(stops.run(), loop=loop)
    carrying = threading.Thread(target=loop.run_forever)
    carrying.start()
    try:
        assert halting.run(farm, FARM, asked("--yes")) == 0
    finally:
        loop.call_soon_threadsafe(sending.cancel)
        loop.call_soon_threadsafe(loop.stop)
        carrying.join()
        loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(loop), return_exceptions=True))
        loop.close()
    told = capsys.readouterr().out.splitlines()
    assert "Ash: The machine stands." in told
    assert "Elm: The machine stands." in told


def test_a_printer_that_was_never_heard_of_asks_for_its_connection(database: Database) -> None:
    """Not for its plate; not before it had time to answer; and for its plate once it has answered."""
    fill(database)
    with database.begin() as session:
        row = session.get_one(PrinterRow, "ash")
        row.bed, row.bed_at, row.seen_at, row.snapshot = "unknown", now(session), 0.0, unseen()

    def needs(**changes: object) -> dict[str, object] | None:
        with database.begin() as session:
            row = session.get_one(PrinterRow, "ash")
            for name, value in changes.items():
                setattr(row, name, value)
            session.flush()
            found: dict[str, object] | None = roomview.printer_view(session, row, FARM["ash"], operator=True)["needs"]
        return found

    with database.read() as session:
        at = now(session)
    assert needs() is None
    wanted = needs(bed_at=at - STALE - 1)
    assert wanted is not None
    assert (wanted["what"], wanted["action"]) == ("connect", None)
    assert "http://ash.local" in str(wanted["words"])
    assert UNSEEN not in str(wanted["words"])
    refused = needs(trouble=ledger.trouble("key_refused", "It does not take the key."))
    assert refused == {"what": "connect", "words": "It does not take the key.", "action": None, "do": None}
    heard = needs(trouble=None, seen_at=at)
    assert heard is not None
    assert heard["what"] == "bed_clear"
