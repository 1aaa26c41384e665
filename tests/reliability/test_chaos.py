"""Orders under random schedules, a few in every run; `make chaos` runs hundreds and writes the figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.postgresql import PostgreSQL
from tests.reliability.schedule import AT_PRINTER, AT_SHOP, draw
from tests.reliability.storm import BATCH, at_shop, shop, storm, virtual

pytestmark = pytest.mark.slicer

#: Orders of the batch in every run.
FEW = 7
KILLED = {kind: AT_SHOP[kind] for kind in ("kill", "freeze")}


def test_seven_orders_are_printed_once(tmp_path: Path) -> None:
    """Printers that misbehave, a process that is killed and frozen: no order lost, none started twice, all told."""
    schedule = draw("every run", FEW, [AT_PRINTER] * FEW, KILLED, most=2)
    with shop(tmp_path / "shop", virtual(tmp_path, FEW)) as chaos:
        outcome = chaos.run(schedule)
    assert outcome.broken == [], schedule.to_json()
    assert len(outcome.orders) == FEW
    assert outcome.starts >= FEW
    assert sum(outcome.struck.values()) >= FEW / 2, "hardly anything went wrong, which proves hardly anything"


@pytest.mark.long
@pytest.mark.parametrize("seed", ["long", "longer"])
def test_thirty_orders_are_printed_once(tmp_path: Path, seed: str) -> None:
    """The same with full disks and jumping clocks."""
    schedules = [draw(f"{seed}:{n}", BATCH, [AT_PRINTER] * BATCH, at_shop(postgresql=False)) for n in range(3)]
    outcomes = list(storm(schedules, None, tmp_path))
    assert [words for outcome in outcomes for words in outcome.broken] == []
    assert sum(len(outcome.orders) for outcome in outcomes) == 30


@pytest.mark.long
def test_thirty_orders_with_two_workers_on_one_sqlite_are_printed_once(tmp_path: Path) -> None:
    """The same with a server and two workers on one data folder."""
    schedules = [draw(f"several:{n}", BATCH, [AT_PRINTER] * BATCH, at_shop(postgresql=False)) for n in range(3)]
    outcomes = list(storm(schedules, None, tmp_path, workers=2))
    assert [words for outcome in outcomes for words in outcome.broken] == []
    assert sum(len(outcome.orders) for outcome in outcomes) == 30


@pytest.mark.long
def test_thirty_orders_on_postgresql_are_printed_once(tmp_path: Path) -> None:
    """The same with a server and two workers on PostgreSQL, whose own server is killed too."""
    schedules = [draw(f"pg:{n}", BATCH, [AT_PRINTER] * BATCH, at_shop(postgresql=True)) for n in range(3)]
    with PostgreSQL() as server:
        outcomes = list(storm(schedules, server, tmp_path))
    assert [words for outcome in outcomes for words in outcome.broken] == []
    assert sum(len(outcome.orders) for outcome in outcomes) == 30
