"""What is known of a plate: a person's word is good for one start, and void once something else printed there."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from printers.printer import Phase, Snapshot
from server import ledger
from server.database import Database, now
from server.equipment import PrinterSettings
from server.farm import Farm
from server.jobs import AttemptState
from server.models import Attempt, PrinterRow
from server.settings import Settings
from tests.server.conftest import fill

NAME = "order-1-e1.gcode"


@pytest.mark.parametrize(
    ("remote", "unseen", "bed"),
    [("cat.gcode", 0, "occupied"), (NAME, 0, "clear"), (None, 0, "clear"), (None, 59, "clear"), (None, 61, "occupied")],
)
async def test_a_strangers_print_voids_the_word_that_a_start_used_up(
    database: Database, tmp_path: Path, remote: str | None, unseen: int, bed: str
) -> None:
    """
    A start was intended and is proven never to have happened. The plate counts as clear again only when nothing else
    was seen printing in between, and when the printer was out of sight for no longer than its plate is trusted.
    """
    fill(database, "starting")
    with database.begin() as session:
        ledger.set_bed(session, "ash", "clear", "Ada", "a person looked")
        who, when = ledger.occupy_bed(session, "ash", "sent to print")
        attempt = Attempt(
            name=NAME, job_id="order-1", printer_id="ash", epoch=1, state=AttemptState.STARTING, created_at=0,
            start_at=when, cleared_by=who, cleared_at=when,
        )  # fmt: skip
        session.add(attempt)
        at = now(session)
        session.get_one(PrinterRow, "ash").seen_at = at - unseen
    printer = PrinterSettings(id="ash", name="Ash", driver="virtual", machine="virtual-220")
    farm = Farm(Settings(data=tmp_path, printers=(printer,)), database, lambda _session, _job: None)
    phase = Phase.PRINTING if remote else Phase.IDLE
    await farm.record("ash", Snapshot(at=at, phase=phase, text="as seen", remote=remote))
    with database.begin() as session:
        ledger.give_back_bed(session, session.get_one(Attempt, NAME))
    with database.read() as session:
        row = session.get_one(PrinterRow, "ash")
        assert row.bed == bed
        assert (row.bed_by == "Ada") == (bed == "clear")


async def test_a_reading_counts_from_when_it_was_taken(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A write may wait long for its turn, and what happened at the printer meanwhile is not in the reading.

    Two gateways: the first reads and waits 8 s, the second has read 3 s before and is done. The older word does not
    replace the younger one, and a printer that nobody read for longer than its plate is trusted was out of sight.
    """
    fill(database)
    printer = PrinterSettings(
        id="ash", name="Ash", driver="virtual", machine="virtual-220", plate_trusted_seconds=6
    )  # fmt: skip
    farms = [Farm(Settings(data=tmp_path, printers=(printer,)), database, lambda _s, _j: None) for _ in range(2)]
    late, young = ({"phase": phase, "text": "as seen", "remote": None} for phase in (Phase.IDLE, Phase.PREPARING))
    with database.begin() as session:
        session.get_one(PrinterRow, "ash").seen_at = now(session) - 3
        session.get_one(PrinterRow, "ash").snapshot = dict(young)
    clock = time.monotonic()
    farms[0]._record("ash", Snapshot(at=0.0, phase=Phase.IDLE, text="as seen", remote=None), late, clock - 8, False)
    with database.read() as session:
        row = session.get_one(PrinterRow, "ash")
        assert (row.snapshot["phase"], row.bed) == (Phase.PREPARING, "clear")
        assert now(session) - row.seen_at == pytest.approx(3, abs=2.5)
    with database.begin() as session:
        session.get_one(PrinterRow, "ash").seen_at = now(session) - 20
    farms[1]._record("ash", Snapshot(at=0.0, phase=Phase.IDLE, text="as seen", remote=None), late, clock - 8, False)
    with database.read() as session:
        row = session.get_one(PrinterRow, "ash")
        assert (row.snapshot["phase"], row.bed) == (Phase.IDLE, "unknown")
        assert now(session) - row.seen_at > 7


async def test_a_printer_that_stands_still_is_not_written_down_again_and_again(
    database: Database, tmp_path: Path
) -> None:
    """The same idle reading twice is one write; another temperature, or another phase, is written at once."""
    fill(database)
    printer = PrinterSettings(id="ash", name="Ash", driver="virtual", machine="virtual-220")
    farm = Farm(Settings(data=tmp_path, printers=(printer,)), database, lambda _session, _job: None)

    async def seen_after(phase: Phase, bed: float) -> float:
        await farm.record("ash", Snapshot(at=0.0, phase=phase, text="as seen", temperatures={"bed": bed}))
        with database.read() as session:
            return float(session.get_one(PrinterRow, "ash").seen_at)

    first = await seen_after(Phase.IDLE, 20)
    assert await seen_after(Phase.IDLE, 20) == first
    warmer = await seen_after(Phase.IDLE, 21)
    assert warmer > first
    assert await seen_after(Phase.ERROR, 21) > warmer
    assert await seen_after(Phase.ERROR, 21) > warmer
