"""Machines that are cared for: out of service, too cold, stopped in an emergency, short of filament, told to start."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.shop import Shop, running, virtual, wait

pytestmark = [pytest.mark.slicer, pytest.mark.long]

SECOND = """
[[printers]]
id = "birch"
name = "Birch"
driver = "virtual"
machine = "virtual-220"
plate_starts_clear = true
plate_trusted_seconds = 1e9
[printers.options]
speed = 60
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop that loses patience with a cold nozzle at once, and lets one print begin in three seconds."""
    settings = "[care]\nseconds = 0.1\n[starts]\nat_most = 1\nseconds = 3\n"
    with running(tmp_path_factory.mktemp("care") / "data", virtual(speed=60) + SECOND + settings) as started:
        yield started


def faults(shop: Shop, **asked: Any) -> None:
    """Tell the first virtual printer how to misbehave from now on."""
    path = shop.data / "virtual" / "virtual" / "control.json"
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(asked))
    temporary.replace(path)


def job_of(shop: Shop, placed: dict[str, Any]) -> dict[str, Any] | None:
    """The order's job, as the operator sees it; None when it is over."""
    jobs = [job for job in shop.operator.get("/api/jobs").json()["jobs"] if placed["id"] in job["orders"]]
    return jobs[0] if jobs else None


def tell(shop: Shop, printer: str, what: str, body: object = None) -> dict[str, Any]:
    """Do something with a printer."""
    answer = shop.operator.post(f"/api/printers/{printer}/{what}", json=body or {})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def prepared(shop: Shop, *printers: str) -> None:
    """However the test before it ended: these printers are idle, in service and clear, and no others are."""
    faults(shop)

    def emptied() -> bool:
        jobs = shop.operator.get("/api/jobs").json()["jobs"]
        for job in jobs:
            for action in {"cancel", "not_printed"} & set(job["actions"]):
                shop.operator.post(f"/api/jobs/{job['id']}/{action}", json={})
        return not jobs

    wait("the queue to be empty", emptied, 300)
    for name, seen in shop.printers().items():
        if name not in printers:
            tell(shop, name, "out-of-service", {"why": "Not in this test"})
            continue
        if seen["maintenance"] is not None:
            tell(shop, name, "in-service")
        wait("it to be idle", lambda name=name: shop.printers()[name]["phase"] == "idle", 300)  # type: ignore[misc]
        assert shop.clear(name).status_code == 200


def printing(shop: Shop, printer: str = "virtual") -> None:
    """Wait until the printer is seen printing, warm."""
    wait("it to print", lambda: shop.printers()[printer]["phase"] == "printing", 600)


def test_a_job_waits_while_its_printers_are_out_of_service(shop: Shop) -> None:
    """The queue says why for each; back in service, it is printed there, and its filament is booked."""
    prepared(shop, "virtual", "birch")
    for printer in ("virtual", "birch"):
        assert tell(shop, printer, "out-of-service", {"why": "Ne  w nozzle"})["maintenance"]["why"] == "Ne w nozzle"
    body = {"material": "pla", "colour": "marigold", "grams": 100.0, "printer": "virtual"}
    spool = shop.operator.post("/api/spools", json=body).json()
    placed = shop.order(text="ADA")

    def refused() -> bool:
        words = [one["words"] for one in (job_of(shop, placed) or {"refusals": []})["refusals"]]
        return words == ["is out of service: Ne w nozzle"] * 2

    wait("both to be refused", refused, 600)
    tell(shop, "virtual", "in-service")
    shop.until(placed, "done", seconds=600)
    left = {one["id"]: one["grams"] for one in shop.operator.get("/api/spools").json()["spools"]}
    assert 0 < left[spool["id"]] < 100
    assert shop.operator.post(f"/api/spools/{spool['id']}/retire", json={}).status_code == 200


def test_a_print_that_gets_cold_is_paused_and_calls(shop: Shop) -> None:
    """Its card says how cold; somebody looks, lets it go on, and it is printed to its end, begun once."""
    prepared(shop, "virtual")
    placed = shop.order(text="BERTHA")
    printing(shop)
    faults(shop, nozzle_off=-60.0)
    wait("it to be paused", lambda: shop.printers()["virtual"]["phase"] == "paused", 300)
    needs = wait("it to call", lambda: shop.printers()["virtual"]["needs"], 300)
    assert needs["do"] == "looked"
    assert needs["words"].startswith("The nozzle has fallen to 155 °C; PLA is printed with it at ")

    def told() -> bool:
        return str(shop.printers()["virtual"]["needs"]["words"]).endswith("The print was paused.")

    wait("it to say what was done", told, 300)
    assert tell(shop, "virtual", "looked")["needs"] is None
    faults(shop)
    tell(shop, "virtual", "resume")
    shop.until(placed, "done", seconds=600)
    assert len([name for name in shop.starts() if name.startswith(placed["id"])]) == 1


def test_an_emergency_stop_ends_it_all(shop: Shop) -> None:
    """The machine stands, the job has failed, the plate is unknown, and nothing begins before somebody has looked."""
    prepared(shop, "virtual")
    placed = shop.order(text="CLARA")
    printing(shop)
    tell(shop, "virtual", "stop")
    seen = wait("it to stand", lambda: (s := shop.printers()["virtual"])["phase"] == "error" and s, 300)
    assert seen["bed"] == "unknown"
    failed = wait("the job to fail", lambda: (j := job_of(shop, placed)) and j["state"] == "failed" and j, 300)
    needs = wait("it to be over", lambda: (n := shop.printers()["virtual"]["needs"]) and n["do"] == "bed_clear" and n)
    assert "Emergency stop (operator). The machine stands." in needs["words"]
    shop.operator.post(f"/api/jobs/{failed['id']}/retry", json={})
    # Halted for 20 s, and then idle: what keeps the job away is that nobody has looked.
    wait("it to be switched on", lambda: shop.printers()["virtual"]["phase"] == "idle", 300)
    again = job_of(shop, placed)
    assert again is not None
    assert again["state"] == "queued"
    assert {"printer": "Ash", "words": "was stopped and waits for a person", "passing": True} in again["refusals"]
    assert shop.clear().status_code == 200
    shop.until(placed, "done", seconds=600)


def test_prints_begin_one_after_the_other(shop: Shop) -> None:
    """With two printers free, no two starts are nearer to each other than the settings say."""
    prepared(shop, "virtual", "birch")
    placed = [shop.order(text=text) for text in ("DORA", "EMMY")]
    for one in placed:
        shop.until(one, "done", seconds=600)
    at = []
    for printer in ("virtual", "birch"):
        for line in (shop.data / "virtual" / printer / "starts.jsonl").read_text().splitlines():
            start = json.loads(line)
            if any(start["name"].startswith(one["id"]) for one in placed):
                at.append((start["at"], printer))
    assert {printer for _, printer in at} == {"virtual", "birch"}
    first, second = sorted(when for when, _ in at)
    assert second - first >= 2.9


def test_the_whole_farm_is_stopped_and_brought_back(shop: Shop) -> None:
    """What prints is stopped, what stands starts nothing, each says so; brought back, it prints what waits."""
    for printer in ("virtual", "birch"):
        assert shop.clear(printer).status_code == 200
    first = shop.order(text="FRIEDA")
    busy = wait("one to print", lambda: next((p for p in shop.printers().values() if p["phase"] == "printing"), None))
    other = ({"virtual", "birch"} - {busy["id"]}).pop()
    answer = shop.operator.post("/api/printers/stop", json={})
    assert answer.json() == {"told": [busy["id"]], "resting": [other]}
    wait("it to stand", lambda: (shop.printers()[busy["id"]]["stop"] or {}).get("words") == "The machine stands.")
    wait("the job to fail", lambda: (job_of(shop, first) or {}).get("state") == "failed")
    second = shop.order(text="GERDA")

    def refused() -> bool:
        words = {one["words"] for one in (job_of(shop, second) or {"refusals": []})["refusals"]}
        return words == {"was stopped and waits for a person", "is out of service: the whole farm was stopped"}

    wait("both to be refused", refused)
    assert shop.operator.post("/api/printers/in-service", json={}).json() == {"back": [other]}
    shop.until(second, "done", seconds=180)
    assert [name for name in shop.starts(other) if name.startswith(second["id"])]
