"""A clock that was set back keeps no work waiting, and takes no word of a plate for fresher than it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from printers.printer import Phase, Snapshot
from server import ledger
from server.database import Database, now
from server.equipment import PrinterSettings
from server.errors import Superseded
from server.farm import Farm
from server.models import Job, Order, PrinterRow
from server.setback import of_now
from server.settings import Settings
from tests.server.conftest import fill

LEASE = 12.0
SET_BACK = 3600.0


def test_what_lies_in_the_future_is_of_now(database: Database) -> None:
    """Of a dead process: its job is free after one lease, and seen to be silent, and so is its order."""
    fill(database, "sending")
    with database.begin() as session:
        at = now(session)
        job, order = session.get_one(Job, "order-1"), session.get_one(Order, "order")
        job.lease_until, job.lease_owner = at + SET_BACK + LEASE, "dead"
        job.beat = order.beat = at + SET_BACK
    with database.begin() as session:
        of_now(session, LEASE)
        beats = [session.get_one(Job, "order-1").beat, session.get_one(Order, "order").beat]
        until = session.get_one(Job, "order-1").lease_until
        with pytest.raises(Superseded):
            ledger.claim(session, "order-1", "living", LEASE)
        end = now(session)
    assert all(at <= beat <= end for beat in beats)
    assert at + LEASE <= until <= end + LEASE


def test_what_is_past_stays_as_it_is(database: Database) -> None:
    """A live lease, an ended one and the beats of every day are left alone."""
    fill(database, "sending")
    for until in (-5.0, 5.0):
        with database.begin() as session:
            at = now(session)
            job, order = session.get_one(Job, "order-1"), session.get_one(Order, "order")
            job.lease_until, job.beat, order.beat = at + until, at - 7, at - 70
            session.flush()
            of_now(session, LEASE)
            session.refresh(job)
            session.refresh(order)
            assert (job.lease_until, job.beat, order.beat) == (at + until, at - 7, at - 70)


@pytest.mark.parametrize(("ahead", "bed"), [(SET_BACK, "unknown"), (-1.0, "clear")])
async def test_nobody_knows_how_long_a_printer_was_out_of_sight(
    database: Database, tmp_path: Path, ahead: float, bed: str
) -> None:
    """Seen last in the future, so the clock was set back: how long ago that was is unknown, and so is its plate."""
    fill(database)
    with database.begin() as session:
        ledger.set_bed(session, "ash", "clear", "Ada", "a person looked")
        session.get_one(PrinterRow, "ash").seen_at = now(session) + ahead
    printer = PrinterSettings(id="ash", name="Ash", driver="virtual", machine="virtual-220")
    farm = Farm(Settings(data=tmp_path, printers=(printer,)), database, lambda _session, _job: None)
    await farm.record("ash", Snapshot(at=0.0, phase=Phase.IDLE, text="as seen"))
    with database.read() as session:
        assert session.get_one(PrinterRow, "ash").bed == bed
