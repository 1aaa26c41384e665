"""`kill -9` at a named point of an order's way, and what must be true after the next start."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
from _pytest.mark import ParameterSet

from server.faults import POINTS
from tests.shop import Shop, virtual, wait

#: The points in three parts, so that two workers share them.
PREPARING, SENDING, PRINTING = POINTS[:6], POINTS[6:14], POINTS[14:]

#: Where most is at stake: a start is about to be asked for, and was asked for.
_ALWAYS = ("intent.after", "start.after")


def each(points: Sequence[str]) -> list[ParameterSet]:
    """These points as a test's parameters; the long run tries them all, each run those where most is at stake."""
    return [pytest.param(point, marks=[] if point in _ALWAYS else [pytest.mark.long]) for point in points]


def killed_there_it_is_printed_once(tmp_path: Path, point: str) -> None:
    """Whatever was under way when the power went, the order ends printed, by one physical start."""
    held = tmp_path / "held"
    shop = Shop(tmp_path / "data", farm(point))
    try:
        shop.start(PRINTWRIGHT_HOLD_AT=point, PRINTWRIGHT_HOLD_FILE=str(held))
        threading.Thread(target=order_once, args=(shop,), daemon=True).start()
        wait(f"the shop to reach {point}", held.exists, 300)
        assert held.read_text() == point
        shop.kill()

        shop.start(building=False)
        states = wait("the order to be printed", lambda: all_done(shop), 300, 0.2)
        assert states == ["done"]
        assert len(starts(shop)) == 1
    finally:
        shop.stop()


def farm(point: str) -> str:
    """Settings with a virtual printer; where the point lies in slicing for another kind, that one alone is free."""
    if not point.startswith("tailor"):
        return virtual(speed=2500)
    second = virtual(speed=2500).split("[[printers]]")[1].replace('"virtual"', '"second"', 1)
    assert 'driver = "virtual"' in second
    second = second.replace("virtual-220", "generic-200").replace("Ash", "Elm")
    return f"{virtual(speed=2500, clear=False)}[[printers]]{second}"


def starts(shop: Shop) -> list[str]:
    """Every physical start there was, on whichever printer."""
    return [*shop.starts(), *shop.starts("second")]


def order_once(shop: Shop) -> None:
    """Order once. The answer may never come; a customer who sees no answer has ordered all the same."""
    try:
        shop.order(text="KILL")
    except httpx.TransportError:
        return


def all_done(shop: Shop) -> list[str] | None:
    """The states of all jobs there ever were, once all are at their end."""
    import sqlite3

    with sqlite3.connect(shop.data / "printwright.db") as database:
        orders = [state for (state,) in database.execute("SELECT state FROM orders")]
        jobs = [state for (state,) in database.execute("SELECT state FROM jobs")]
    return jobs if orders and set(orders) == {"done"} and jobs else None
