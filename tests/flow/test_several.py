"""The same ways with several processes on one SQLite database: pages in one, work in others, whichever of them dies."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
from pathlib import Path

import pytest

from server.faults import POINTS
from tests.flow.killing import all_done, farm, order_once, starts
from tests.shop import Shop, virtual, wait, worker

pytestmark = [pytest.mark.slicer]

_ENVIRONMENT = {"PRINTWRIGHT_LEASE_SECONDS": "3", "PRINTWRIGHT_BUILD_SECONDS": "120"}
_PAGES = '["api"]'


def members(shop: Shop) -> set[str]:
    """The processes that are written down as alive."""
    with sqlite3.connect(shop.data / "printwright.db") as database:
        return {name for (name,) in database.execute("SELECT id FROM members")}


def present(shop: Shop) -> set[str]:
    """The processes that hold a file in the data folder, and those that died without a farewell."""
    return {path.name for path in (shop.data / "processes").iterdir()}


def test_a_worker_beside_the_shop_is_welcome_and_missed(tmp_path: Path) -> None:
    """One data folder, two processes: both work there; the one that is killed is buried by the other."""
    shop = Shop(tmp_path / "data", virtual(), _ENVIRONMENT)
    try:
        shop.start(building=False)
        with worker(shop, PRINTWRIGHT_ROLES='["gateway"]') as second:
            wait("both to be written down", lambda: len(members(shop)) == 2, 300)
            assert members(shop) == present(shop)
            os.killpg(second.pid, signal.SIGKILL)
            (left,) = wait("the dead to be buried", lambda: len(found := members(shop)) == 1 and found, 300)
            wait("its file to be cleared away", lambda: present(shop) == {left}, 300)
        assert shop.http.get("/api/printers").status_code == 200
    finally:
        shop.stop()


@pytest.mark.long
@pytest.mark.parametrize("point", POINTS[1:])
def test_killed_there_another_process_goes_on(tmp_path: Path, point: str) -> None:
    """`kill -9` of one worker at every named point: another one takes its work over, and prints it once."""
    held = tmp_path / "held"
    shop = Shop(tmp_path / "data", farm(point), _ENVIRONMENT)
    try:
        shop.start(PRINTWRIGHT_ROLES=_PAGES)
        with worker(shop, PRINTWRIGHT_HOLD_AT=point, PRINTWRIGHT_HOLD_FILE=str(held)) as first:
            threading.Thread(target=order_once, args=(shop,), daemon=True).start()
            wait(f"a worker to reach {point}", held.exists, 300)
            with worker(shop):
                wait("all three to be written down", lambda: len(members(shop)) == 3, 300)
                os.killpg(first.pid, signal.SIGKILL)
                assert wait("the order to be printed", lambda: all_done(shop), 300, 0.2) == ["done"]
        assert len(starts(shop)) == 1
    finally:
        shop.stop()


@pytest.mark.long
def test_orders_outlive_any_process(tmp_path: Path) -> None:
    """
    Two shops that serve pages and two workers; six orders, while every process is killed in turn.

    Each order is printed by one physical start; what one shop is asked, the other tells, as it happens.
    """
    shop = Shop(tmp_path / "data", _farm(6), _ENVIRONMENT)
    other = Shop(tmp_path / "data", "", _ENVIRONMENT)
    try:
        shop.start(PRINTWRIGHT_ROLES=_PAGES)
        other.start()
        with worker(shop) as first, worker(shop) as second:
            wait("all four to be written down", lambda: len(members(shop)) == 4, 300)
            placed = [shop.order(text="", size=6, thickness=2, ring=3, quantity=1) for _ in range(2)]
            with other.http.stream("GET", f"/api/orders/{placed[0]['id']}/events", params=_key(placed[0])) as stream:
                told = stream.iter_lines()
                wait("the first word", lambda: "data:" in next(told), 300, 0)
                os.killpg(first.pid, signal.SIGKILL)
                wait("its end, from the other shop", lambda: '"state":"done"' in next(told), 300, 0)
            with worker(shop):
                placed += [other.order(text="", size=6, thickness=2, ring=3) for _ in range(2)]
                os.killpg(second.pid, signal.SIGKILL)
                other.kill()
                placed += [shop.order(text="", size=6, thickness=2, ring=3) for _ in range(2)]
                for order in placed:
                    shop.until(order, "done", seconds=300)
        begun = [name for number in range(6) for name in shop.starts(f"p{number}")]
        assert len(begun) == len(set(begun)) == len(placed)
    finally:
        other.stop()
        shop.stop()


def _key(placed: dict[str, str]) -> dict[str, str]:
    return {"token": placed["token"]}


def _farm(count: int) -> str:
    """So many virtual printers, each with a plate for one order."""
    head, one = virtual(speed=600).split("[[printers]]")
    return head + "".join(
        "[[printers]]" + one.replace('"virtual"', f'"p{n}"', 1).replace("Ash", f"Ash {n}") for n in range(count)
    )
