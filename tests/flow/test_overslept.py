"""A machine that sleeps between the intent to start and the start: hours may have passed at the printer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.shop import Shop, virtual, wait

pytestmark = [pytest.mark.slicer, pytest.mark.long]


def test_a_start_that_comes_too_late_is_not_sent(tmp_path: Path) -> None:
    """It is given up and said; the plate has to be looked at again, and then it is printed once under a new name."""
    held = tmp_path / "held"
    shop = Shop(tmp_path / "data", virtual(speed=2500))
    try:
        shop.start(PRINTWRIGHT_HOLD_AT="intent.after", PRINTWRIGHT_HOLD_FILE=str(held), PRINTWRIGHT_HOLD_SECONDS="7")
        placed = shop.order(text="SLEPT")
        wait("the intent to start", held.exists, 60)
        job = wait("the job to wait again", lambda: _given_up(shop), 30)
        assert job["state"] == "queued"
        assert shop.starts() == []
        assert shop.printers()["virtual"]["bed"] == "occupied"
        shop.kill()
        shop.start()
        shop.clear()
        shop.until(placed, "done")
        assert [name.endswith("-e1.gcode") for name in shop.starts()] == [False]
    finally:
        shop.stop()


def _given_up(shop: Shop) -> dict[str, Any] | None:
    jobs = shop.operator.get("/api/jobs").json()["jobs"]
    return next((job for job in jobs if job["trouble"] and job["trouble"]["code"] == "overslept"), None)
