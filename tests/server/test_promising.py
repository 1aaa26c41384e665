"""The day that a customer is promised: by the rows of the farm and the queue, and kept when the order is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.database import Database
from server.equipment import PrinterSettings
from server.errors import Refused
from server.jobs import AttemptState
from server.models import Attempt, Job, PrinterRow
from server.opening import Promising
from server.promising import Promises, Wanted
from server.settings import Settings
from tests.server.conftest import fill

ASH = PrinterSettings(id="ash", name="Ash", driver="virtual", machine="virtual-220")
ALWAYS = ("mon-sun 00:00-24:00",)


def promises(database: Database, folder: Path, *hours: str) -> Promises:
    """The promises of a shop with one printer."""
    given = Settings(data=folder, printers=(ASH,), promise=Promising(hours=hours, time_zone="UTC", clearing_minutes=0))
    return Promises(given, database, {"ash": ASH})


def wanted(hours: float = 1.0, quantity: int = 1, machine: str = "virtual-220") -> Wanted:
    """A small part that prints so long."""
    report = {"parts": [{"sizes": {"x": 10.0, "y": 10.0, "z": 2.0}, "quantity": 1}]}
    return Wanted({"seconds": hours * 3600}, report, quantity, machine, "pla", "standard")


def test_the_queue_is_what_stands_in_the_tables(database: Database, tmp_path: Path) -> None:
    """Another plate of a hundred hours ahead, or a print in hand with as much left, and the day is four days later."""
    fill(database, "done")
    shop = promises(database, tmp_path, *ALWAYS)
    first = shop.of(wanted())
    assert first is not None
    assert {"by", "day"} == set(first)

    def later() -> float:
        found = shop.of(wanted())
        assert found is not None
        return float(found["by"] - first["by"]) / 86400

    with database.begin() as session:
        session.get_one(Job, "order-1").seconds = 100 * 3600.0
    assert later() == 0, "a job at its end is no queue"
    with database.begin() as session:
        session.add(_copy(session.get_one(Job, "order-1"), "order-2", "queued", None))
    assert 4 <= later() <= 11
    with database.begin() as session:
        job = session.get_one(Job, "order-2")
        session.delete(job)
        session.flush()
        session.add(_copy(session.get_one(Job, "order-1"), "order-3", "printing", "ash"))
    assert 4 <= later() <= 6


def test_a_later_day_than_was_seen_is_refused(database: Database, tmp_path: Path) -> None:
    """The same day or an earlier one is kept; a later one is refused with the day that can be promised."""
    fill(database, "done")
    shop = promises(database, tmp_path, *ALWAYS)
    found = shop.of(wanted())
    assert found is not None
    assert shop.kept(wanted(), found["day"]) == found
    assert shop.kept(wanted(), None) == found
    with pytest.raises(Refused) as refused:
        shop.kept(wanted(hours=200), found["day"])
    assert refused.value.facts["code"] == "promise_changed"
    assert refused.value.facts["nearest"] > found["day"]


def test_where_nobody_can_say_nothing_is_said(database: Database, tmp_path: Path) -> None:
    """No hours, a printer that is silent or needs a person, a kind of printer that the shop has not."""
    fill(database, "done")
    assert promises(database, tmp_path).of(wanted()) is None
    shop = promises(database, tmp_path, *ALWAYS)
    assert shop.of(wanted(machine="generic-200")) is None
    for change in (
        {"snapshot": {"phase": "unreachable"}},
        {"trouble": {"code": "x", "words": "x"}},
        {"enabled": False},
    ):
        with database.begin() as session:
            for name, value in change.items():
                setattr(session.get_one(PrinterRow, "ash"), name, value)
        assert shop.of(wanted()) is None
        with database.begin() as session:
            row = session.get_one(PrinterRow, "ash")
            row.snapshot, row.trouble, row.enabled = {"phase": "idle"}, None, True
    assert shop.of(wanted()) is not None


def test_many_failures_make_later_promises(database: Database, tmp_path: Path) -> None:
    """Where most prints failed lately, a print of ten hours is promised days later."""
    fill(database, "done")
    shop = promises(database, tmp_path, *ALWAYS)
    before = shop.of(wanted(hours=10))
    with database.begin() as session:
        session.add_all(
            Attempt(
                name=f"order-1-e{n}.gcode", job_id="order-1", printer_id="ash", epoch=n, state=AttemptState.ENDED,
                outcome="failed", created_at=float(n),
            )
            for n in range(1, 41)
        )  # fmt: skip
    after = shop.of(wanted(hours=10))
    assert before is not None
    assert after is not None
    assert after["by"] > before["by"]


def _copy(job: Job, name: str, state: str, printer: str | None) -> Job:
    kept = {column.name: getattr(job, column.name) for column in Job.__table__.columns}
    return Job(**(kept | {"id": name, "state": state, "printer_id": printer}))
