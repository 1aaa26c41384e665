"""News of an order leaves a real shop, also when the shop is killed before it could."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.server.receivers import listening
from tests.shop import Shop, virtual, wait

pytestmark = [pytest.mark.slicer, pytest.mark.long]


def test_what_could_not_be_told_is_told_after_a_kill(tmp_path: Path) -> None:
    """The receiver is away while the order is placed, the shop is killed, and then both come back: each event once."""
    with listening(503) as ear:
        hook = f'[[notices.webhooks]]\nurl = "{ear.url}"\nsecret = "{"A" * 43}="\nevents = ["accepted", "done"]\n'
        shop = Shop(tmp_path / "data", virtual() + hook)
        try:
            shop.start()
            placed = shop.order("keychain", text="TOLD")
            wait("the first try", lambda: ear.heard, 60)
            shop.kill()
            shop.start()
            shop.until(placed, "done", seconds=180)
            wait("both to be told", lambda: len(ear.heard) >= 3, 90)
        finally:
            shop.stop()
    told = [json.loads(heard.body) for heard in ear.heard]
    assert sorted(one["type"] for one in told[1:]) == ["order.accepted", "order.done"]
    assert told[0]["type"] == "order.accepted"
    assert {one["data"]["order"] for one in told} == {placed["id"]}
    tries = [heard.headers["webhook-id"] for heard in ear.heard]
    assert len(set(tries)) == 2
