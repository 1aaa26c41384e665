"""Orders that share a plate: one job prints them all, each customer sees their own, and what goes is never printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.shop import SAMPLES, Shop, running, virtual, wait

pytestmark = pytest.mark.slicer

BATCHING = "\n[batching]\nminutes = 60\nfull = 90\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop in which orders wait for company."""
    settings = SAMPLES + virtual(speed=4000) + BATCHING
    with running(tmp_path_factory.mktemp("shared") / "data", settings) as started:
        yield started


def queue(shop: Shop) -> list[dict[str, Any]]:
    """The waiting and running jobs."""
    return list(shop.operator.get("/api/jobs").json()["jobs"])


def gathered(shop: Shop, *orders: dict[str, Any]) -> dict[str, Any]:
    """The one job that waits with exactly these orders."""
    wanted = sorted(order["id"] for order in orders)

    def found() -> dict[str, Any] | None:
        jobs = queue(shop)
        return jobs[0] if len(jobs) == 1 and jobs[0]["orders"] == wanted else None

    return wait("the orders to lie on one plate", found, 30)


def test_three_orders_are_one_print(shop: Shop) -> None:
    """Three orders wait together; one is cancelled and leaves; the others are printed by one start and end done."""
    ada, bob = shop.order(text="ADA"), shop.order(text="BOB", quantity=2)
    eve = shop.order(text="EVE")
    job = gathered(shop, ada, bob, eve)
    assert job["state"] == "gathering"
    assert {(part["order"], part["copies"]) for part in job["parts"]} == {
        (ada["id"], 1),
        (bob["id"], 2),
        (eve["id"], 1),
    }
    assert shop.see(ada)["state"] == "slicing"

    assert shop.http.post(f"/api/orders/{eve['id']}/cancel").status_code == 403
    assert shop.operator.post(f"/api/orders/{eve['id']}/cancel").status_code == 200
    assert shop.see(eve)["state"] == "cancelled"
    job = gathered(shop, ada, bob)

    sheet = shop.operator.get(job["sheet"])
    assert sheet.headers["content-security-policy"].startswith("default-src 'none'")
    assert sheet.text.count("<path") == 3 + 2, "three pieces on the plate, one picture of each kind"
    assert ada["id"] in sheet.text
    assert eve["id"] not in sheet.text

    before = len(shop.starts())
    assert shop.operator.post(f"/api/jobs/{job['id']}/now").status_code == 200
    for placed in (ada, bob):
        seen = shop.until(placed, "done")
        assert [one["plate"] for one in seen["jobs"]] == [1]
        others = {ada["id"], bob["id"], eve["id"]} - {placed["id"]}
        assert not any(other in str(seen["jobs"][0].get("title", "")) for other in others)
    assert len(shop.starts()) == before + 1
    gcode = shop.operator.get(f"/api/jobs/{job['id']}/gcode").text
    assert set(re.findall(r"^; printwright order (\S+)", gcode, re.M)) == {ada["id"], bob["id"]}
    pieces = {piece.split("_")[0] for piece in re.findall(r"^; printing object (\S+)", gcode, re.M)}
    assert pieces == {ada["id"], bob["id"]}
    late = shop.operator.post(f"/api/orders/{ada['id']}/cancel")
    assert (late.status_code, late.json()["code"]) == (409, "illegal_action")

    _failed_ones_are_printed_again(shop, job["id"], ada, bob)


def _failed_ones_are_printed_again(shop: Shop, job: str, ada: dict[str, Any], bob: dict[str, Any]) -> None:
    part = "tag"
    too_many = {"failed": [{"order": bob["id"], "part": part, "copies": 3}]}
    refused = shop.operator.post(f"/api/jobs/{job}/again", json=too_many)
    assert (refused.status_code, refused.json()["limit"]) == (404, 2)
    form = {f"{bob['id']}_{part}": "1", f"{ada['id']}_{part}": "0", "why": "came loose"}
    answer = shop.operator.post(f"/api/jobs/{job}/sheet", data=form)
    assert answer.status_code == 200, answer.text
    assert "Laid out again" in answer.text
    assert shop.see(ada)["state"] == "done"
    assert shop.see(bob)["state"] in ("slicing", "queued", "printing")
    (anew,) = queue(shop)
    assert [(one["order"], one["copies"]) for one in anew["parts"]] == [(bob["id"], 1)]
    shop.clear()
    shop.until(bob, "done")


@pytest.mark.long
def test_plates_are_split_and_merged_by_hand(shop: Shop) -> None:
    """Split, each order has its own plate; merged, one again; of another plastic they are refused by name."""
    shop.until(shop.order(text="KEEPS"), "slicing")
    ada = queue(shop)[0]["orders"][0]
    bob = shop.order(text="BOB")
    job = wait("two on a plate", lambda: next((j for j in queue(shop) if len(j["orders"]) == 2), None), 30)
    assert "split" in job["actions"]
    made = shop.operator.post(f"/api/jobs/{job['id']}/split").json()["jobs"]
    assert len(made) == 2
    assert sorted(order for j in queue(shop) for order in j["orders"]) == sorted([ada, bob["id"]])
    again = shop.operator.post("/api/jobs/merge", json={"jobs": made}).json()["jobs"]
    assert len(again) == 1
    wait("the plate to be sliced", lambda: [j["state"] for j in queue(shop)] == ["queued"], 60)
    late = shop.operator.post(f"/api/orders/{ada}/cancel")
    assert (late.status_code, late.json()["code"]) == (409, "too_late")
    assert "Split the plate first" in late.json()["detail"]
    assert shop.operator.post(f"/api/jobs/{again[0]}/merge").status_code == 422
    one = shop.operator.post("/api/jobs/merge", json={"jobs": [again[0], "nothing-1"]})
    assert one.status_code == 404
    shop.clear()
    shop.until(bob, "done")
