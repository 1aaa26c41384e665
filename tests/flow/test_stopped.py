"""A shop that is stopped as it should be, in the middle of a print, goes on with it after the next start."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shop import Shop, virtual

pytestmark = [pytest.mark.slicer, pytest.mark.long]


def test_a_print_is_followed_after_every_restart(tmp_path: Path) -> None:
    """Stopped twice in one print: it is printed once, seen to its end, and the printer is free afterwards."""
    shop = Shop(tmp_path / "data", virtual(speed=20))
    try:
        shop.start()
        placed = shop.order("keychain", text="RESTART")

        # Whether it prints on meanwhile or ends while nobody looks: both are seen afterwards.
        for _ in range(2):
            shop.until(placed, "printing", "done", seconds=600)
            shop.end()
            shop.start(building=False)
        shop.until(placed, "done", seconds=600)
        assert len(shop.starts()) == 1
        assert shop.printers()["virtual"]["job"] is None
        assert shop.clear().status_code == 200
    finally:
        shop.stop()
