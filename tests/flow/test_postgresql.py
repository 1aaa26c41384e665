"""The same ways on PostgreSQL, with pages and work in processes of their own."""

from __future__ import annotations

import os
import secrets
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from server.faults import POINTS
from tests.flow.killing import farm, order_once, starts
from tests.postgresql import PostgreSQL
from tests.shop import Shop, virtual, wait, worker

pytestmark = [pytest.mark.slicer, pytest.mark.long]


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server of this module's own."""
    with PostgreSQL() as server:
        yield server


@pytest.fixture
def database(postgresql: PostgreSQL, request: pytest.FixtureRequest) -> str:
    """A new, empty database; a test that is tried again gets another one."""
    letters = "".join(letter if letter.isalnum() else "_" for letter in request.node.name.lower())
    return postgresql.create(f"{letters[-40:]}_{secrets.token_hex(4)}")


def states(database: str) -> list[str] | None:
    """The states of all jobs, once every order is done."""
    with psycopg.connect(database) as connection:
        orders = [state for (state,) in connection.execute("SELECT state FROM orders")]
        jobs = [state for (state,) in connection.execute("SELECT state FROM jobs")]
    return jobs if orders and set(orders) == {"done"} and jobs else None


@pytest.mark.parametrize("point", POINTS)
def test_killed_there_it_is_printed_once(tmp_path: Path, database: str, point: str) -> None:
    """`kill -9` at every named point, with the state in PostgreSQL."""
    held = tmp_path / "held"
    environment = {"PRINTWRIGHT_DATABASE_URL": database, "PRINTWRIGHT_LEASE_SECONDS": "3"}
    shop = Shop(tmp_path / "data", farm(point), environment)
    try:
        shop.start(PRINTWRIGHT_HOLD_AT=point, PRINTWRIGHT_HOLD_FILE=str(held))
        threading.Thread(target=order_once, args=(shop,), daemon=True).start()
        wait(f"the shop to reach {point}", held.exists, 300)
        shop.kill()
        shop.start(building=False)
        assert wait("the order to be printed", lambda: states(database), 300, 0.2) == ["done"]
        assert len(starts(shop)) == 1
    finally:
        shop.stop()


def test_another_process_takes_over(tmp_path: Path, database: str) -> None:
    """Pages in one process, work in two: the one that carries a print is killed, the other finishes it."""
    environment = {"PRINTWRIGHT_DATABASE_URL": database, "PRINTWRIGHT_LEASE_SECONDS": "3"}
    shop = Shop(tmp_path / "data", virtual(speed=60), environment)
    try:
        with worker(shop) as first:
            shop.start(PRINTWRIGHT_ROLES='["api"]')
            placed = shop.order(text="", size=6, thickness=2, ring=3)
            wait("it to print", lambda: (shop.see(placed)["jobs"] or [{"progress": 0}])[0]["progress"] > 0.02, 300)
            with worker(shop):
                os.killpg(first.pid, signal.SIGKILL)
                shop.until(placed, "done", seconds=300)
        assert len(shop.starts()) == 1
    finally:
        shop.stop()
