"""The day that a customer is promised: by the rows of the farm and the queue, and kept when the order is taken."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from server.database import Database, migrate, now
from server.equipment import PrinterSettings
from server.errors import Refused
from server.jobs import AttemptState
from server.models import Attempt, Job, JobItem, Order, PrinterRow
from server.opening import Promising
from server.promising import Promises, Wanted
from server.ranking import in_order, ranks
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


#: Long enough that whether one stands before another shows through what every play adds by chance.
LONG_HOURS = 300


@st.composite
def queues(draw: st.DrawFn) -> list[dict[str, Any]]:
    """What may wait when an order comes: how pressing, due or not, held back or not, and how old."""
    return draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "priority": st.sampled_from((-1, 0, 1)),
                    "due_at": st.sampled_from((None, 1.0, 4e9)),
                    "state": st.sampled_from(("queued", "queued", "planned", "held", "failed")),
                    "trouble": st.sampled_from(("held_back", "warnings", "storage_full")),
                    "tags": st.sampled_from(((), (), ("enclosed",))),
                }
            ),
            max_size=4,
        )
    )


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop in whose five hundred prints nothing ever failed, to be copied."""
    path = tmp_path_factory.mktemp("filled") / "test.db"
    database = Database(f"sqlite:///{path}")
    migrate(database.engine)
    fill(database, "done")
    with database.begin() as session:
        done = {"job_id": "order-1", "printer_id": "ash", "state": AttemptState.ENDED, "outcome": "done"}
        session.add_all(Attempt(**done, name=f"order-1-e{n}.gcode", epoch=n, created_at=float(n)) for n in range(500))
    database.close()
    return path


@settings(max_examples=15, deadline=None)
@given(waiting=queues())
def test_a_promise_follows_the_operators_order(filled: Path, waiting: list[dict[str, Any]]) -> None:
    """
    Exactly those plates come before a new order that matching would give away before it, on a printer that takes them:
    the more pressing ones, those that are due, and the older of its own kind; not what a person holds back.
    """
    path = filled.with_name("copy.db")
    shutil.copy(filled, path)
    database = Database(f"sqlite:///{path}")
    try:
        with database.begin() as session:
            for number, one in enumerate(waiting):
                _waits(session, f"other{number}", one)
        found = promises(database, path.parent, *ALWAYS).of(wanted(hours=1.0))
        with database.read() as session:
            at = now(session)
            ranked = ranks(session)
            queued = [job for job in session.scalars(sa.select(Job)) if _is_turn(job) and not ranked[job.id].tags]
            ours = Job(id="~", created_at=at)
            ahead = in_order([*queued, ours], ranked).index(ours)
    finally:
        database.close()
        for left in path.parent.glob("copy.db*"):
            left.unlink()
    assert found is not None
    hours = (found["by"] - at) / 3600
    # The working day of grace, and the day's end; a print is up to 12 % slower and 3 % quicker than its slice says.
    assert ahead * LONG_HOURS * 0.97 <= hours <= (ahead * LONG_HOURS + 1) * 1.12 + 48


def test_a_printer_out_of_service_promises_nothing(database: Database, tmp_path: Path) -> None:
    """Nobody knows when it comes back; nor does one that is too small in hours, or lacks what the design asks for."""
    fill(database, "done")
    shop = promises(database, tmp_path, *ALWAYS)
    plain = wanted(hours=10)
    asking = Wanted(
        plain.figures, {**plain.report, "wants": {"tags": ["enclosed"]}}, 1, plain.machine, "pla", "standard"
    )
    assert shop.of(plain) is not None
    assert shop.of(asking) is None
    limited = Settings(data=tmp_path, promise=Promising(hours=ALWAYS, time_zone="UTC"))
    assert Promises(limited, database, {"ash": ASH.model_copy(update={"longest_hours": 9})}).of(plain) is None
    with database.begin() as session:
        session.get_one(PrinterRow, "ash").maintenance = {"why": "new nozzle", "who": "Ada", "at": 0.0}
    assert shop.of(plain) is None


def _waits(session: Session, name: str, one: dict[str, Any]) -> None:
    """An order with one plate that prints for LONG_HOURS."""
    order = {column.name: getattr(session.get_one(Order, "order"), column.name) for column in Order.__table__.columns}
    place = {"priority": one["priority"], "due_at": one["due_at"], "wants": {"tags": list(one["tags"])}}
    session.add(Order(**order | place | {"id": name, "token_sha256": name}))
    session.flush()
    job = _copy(session.get_one(Job, "order-1"), f"{name}-1", one["state"], None)
    job.order_id, job.seconds = name, LONG_HOURS * 3600.0
    job.trouble = {"code": one["trouble"], "words": ""} if one["state"] == "held" else None
    session.add(job)
    session.flush()
    session.add(JobItem(job_id=job.id, order_id=name, part="tag", copies=1))


def _is_turn(job: Job) -> bool:
    """Whether it will be printed without a person's word."""
    held = job.state == "held" and (job.trouble or {})["code"] != "storage_full"
    return job.state != "done" and not held
