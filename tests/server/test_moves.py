"""What the database itself keeps: the allowed moves, one open attempt per printer, one start per job."""

from __future__ import annotations

import itertools

import pytest
import sqlalchemy as sa

from server import ledger
from server.database import Database
from server.errors import IllegalMove, Superseded
from server.jobs import ATTEMPT_MOVES, FINAL, MOVES, ON_A_PRINTER, AttemptState, JobState
from server.models import Attempt, History, Job, Order, PrinterRow
from server.orders import MOVES as ORDER_MOVES
from server.orders import OrderState, follow
from tests.server.conftest import fill


@pytest.mark.parametrize(("old", "new"), list(itertools.permutations(JobState, 2)), ids=str)
def test_job_moves_as_written_or_not_at_all(database: Database, old: JobState, new: JobState) -> None:
    """Every pair of job states: the database allows exactly the moves that are written down, and records them."""
    fill(database, old)
    with database.begin() as session:
        job = ledger.get_job(session, "order-1")
        if (old, new) in MOVES:
            ledger.move_job(session, job, new)
        else:
            with pytest.raises(IllegalMove):
                ledger.move_job(session, job, new)
    with database.read() as session:
        assert session.get_one(Job, "order-1").state == (new if (old, new) in MOVES else old)
        rows = session.execute(sa.select(History.old, History.new).where(History.kind == "job")).all()
    assert [tuple(row) for row in rows[1:]] == ([(old, new)] if (old, new) in MOVES else [])


@pytest.mark.parametrize(("old", "new"), list(itertools.permutations(OrderState, 2)), ids=str)
def test_order_moves_as_written_or_not_at_all(database: Database, old: OrderState, new: OrderState) -> None:
    """Every pair of order states, by plain SQL: no code of ours stands between."""
    fill(database)
    move = sa.text("UPDATE orders SET state = :new WHERE id = 'order'")
    with database.engine.begin() as connection:
        connection.execute(sa.text("DROP TRIGGER orders_move"))
        connection.execute(move, {"new": old})
        rules = "SELECT 1 FROM moves WHERE kind = 'order' AND old = OLD.state AND new = NEW.state"
        connection.execute(
            sa.text(
                "CREATE TRIGGER orders_move BEFORE UPDATE OF state ON orders WHEN OLD.state <> NEW.state "
                f"AND NOT EXISTS ({rules}) BEGIN SELECT RAISE(ABORT, 'illegal move of a order'); END"
            )
        )
    if (old, new) in ORDER_MOVES:
        with database.engine.begin() as connection:
            connection.execute(move, {"new": new})
    else:
        with pytest.raises(sa.exc.IntegrityError, match="illegal move"), database.engine.begin() as connection:
            connection.execute(move, {"new": new})


@pytest.mark.parametrize(("old", "new"), list(itertools.permutations(AttemptState, 2)), ids=str)
def test_attempt_moves_as_written_or_not_at_all(database: Database, old: AttemptState, new: AttemptState) -> None:
    """Every pair of attempt states."""
    fill(database)
    with database.begin() as session:
        session.add(
            Attempt(name="order-1-e1.gcode", job_id="order-1", printer_id="ash", epoch=1, state=old, created_at=0)
        )
    if (old, new) in ATTEMPT_MOVES:
        with database.begin() as session:
            ledger.move_attempt(session, "order-1-e1.gcode", new)
    else:
        with pytest.raises(sa.exc.IntegrityError, match="illegal move"), database.begin() as session:
            ledger.move_attempt(session, "order-1-e1.gcode", new)


def test_final_states_are_final() -> None:
    """Nothing leads out of done or cancelled, and every other state leads somewhere."""
    leaving = {old for old, _ in MOVES}
    assert leaving.isdisjoint(FINAL)
    assert leaving == set(JobState) - FINAL


def test_one_open_attempt_per_printer(database: Database) -> None:
    """A printer with an attempt whose end is unknown takes no other, whoever asks."""
    fill(database)
    with database.begin() as session:
        session.add(Attempt(name="a-e1", job_id="order-1", printer_id="ash", epoch=1, state="unsure", created_at=0))
    with pytest.raises(sa.exc.IntegrityError, match="UNIQUE"), database.begin() as session:
        session.add(Attempt(name="a-e2", job_id="order-1", printer_id="ash", epoch=2, state="staging", created_at=0))


@pytest.mark.parametrize("past", ["starting", "printing", "unsure", "ended"])
def test_a_job_starts_once(database: Database, past: str) -> None:
    """A job with an attempt that may have started, or that is known to have printed, starts no other."""
    fill(database)
    with database.begin() as session:
        session.add(PrinterRow(id="elm", bed="clear", bed_at=0.0, snapshot={}, enabled=True))
        session.flush()
        outcome = "done" if past == "ended" else None
        session.add(
            Attempt(name="a-e1", job_id="order-1", printer_id="elm", epoch=1, state=past, outcome=outcome, created_at=0)
        )
        session.add(Attempt(name="a-e2", job_id="order-1", printer_id="ash", epoch=2, state="staged", created_at=0))
    with pytest.raises(sa.exc.IntegrityError, match="started before"), database.begin() as session:
        ledger.move_attempt(session, "a-e2", AttemptState.STARTING)


def test_a_confirmation_is_used_once(database: Database) -> None:
    """One person's word that the plate is clear is good for one start."""
    fill(database)
    with database.begin() as session:
        ledger.occupy_bed(session, "ash", "first")
    with pytest.raises(IllegalMove, match="plate is clear"), database.begin() as session:
        ledger.occupy_bed(session, "ash", "second")


def test_a_live_lease_is_never_taken(database: Database) -> None:
    """A second run waits while the first one holds the job; the first one's word counts until its lease ends."""
    fill(database, "sending")
    with database.begin() as session:
        assert ledger.claim(session, "order-1", "one", 60) == 1
    with pytest.raises(Superseded), database.begin() as session:
        ledger.claim(session, "order-1", "two", 60)
    with database.begin() as session:
        session.get_one(Job, "order-1").lease_until = 0.0
    with database.begin() as session:
        assert ledger.claim(session, "order-1", "two", 60) == 2
    with pytest.raises(Superseded), database.begin() as session:
        ledger.renew(session, "order-1", 1, 60)


def test_nothing_to_claim_at_the_end(database: Database) -> None:
    """A job that is over is carried by nobody."""
    fill(database, "done")
    with database.begin() as session:
        assert ledger.claim(session, "order-1", "one", 60) is None


@pytest.mark.parametrize(
    ("jobs", "order"),
    [
        ([], OrderState.RECEIVED),
        ([JobState.PLANNED, JobState.QUEUED], OrderState.SLICING),
        ([JobState.QUEUED, JobState.QUEUED], OrderState.QUEUED),
        ([JobState.DONE, JobState.QUEUED], OrderState.PRINTING),
        ([JobState.DONE, JobState.UNSURE], OrderState.HELD),
        ([JobState.DONE, JobState.FAILED], OrderState.HELD),
        ([JobState.DONE, JobState.DONE], OrderState.DONE),
        ([JobState.DONE, JobState.CANCELLED], OrderState.DONE),
        ([JobState.CANCELLED], OrderState.CANCELLED),
    ],
)
def test_an_order_stands_where_its_plates_stand(jobs: list[JobState], order: OrderState) -> None:
    """The plate that needs a person speaks first, the slowest next."""
    assert follow(jobs) is order


def test_the_order_moves_with_its_job(database: Database) -> None:
    """One transaction moves both, and its words of trouble with it."""
    fill(database, "printing")
    with database.begin() as session:
        job = ledger.get_job(session, "order-1")
        ledger.move_job(session, job, JobState.FAILED, trouble=ledger.trouble("print_failed", "It came loose."))
    with database.read() as session:
        order = session.get_one(Order, "order")
        assert (order.state, order.trouble) == ("held", {"code": "print_failed", "words": "It came loose."})


@pytest.mark.parametrize("state", sorted(ON_A_PRINTER))
def test_a_printer_has_one_job(database: Database, state: str) -> None:
    """Two jobs that hold one printer cannot be written down, wherever the first of them stands."""
    fill(database, "queued")
    with database.begin() as session:
        first = session.get_one(Job, "order-1")
        columns = {column.name: getattr(first, column.name) for column in Job.__table__.columns}
        session.add(Job(**{**columns, "id": "order-2", "plate": 2, "state": state, "printer_id": "ash"}))
    for taken in ("matched", "sending"):
        with pytest.raises(sa.exc.IntegrityError, match="UNIQUE"), database.begin() as session:
            session.execute(
                sa.text("UPDATE jobs SET state = :state, printer_id = 'ash' WHERE id = 'order-1'"), {"state": taken}
            )
