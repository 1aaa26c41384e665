"""When the printer misbehaves: the truth is said, nothing is lost, nothing is printed twice."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.shop import Shop, running, virtual, wait

pytestmark = pytest.mark.slicer


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop whose virtual printer can be told to misbehave, and that does not wait long before it is unsure."""
    settings = "settle_seconds = 2\nlease_seconds = 3\n" + virtual(speed=400)
    with running(tmp_path_factory.mktemp("trouble") / "data", settings) as started:
        yield started


@pytest.fixture(autouse=True)
def well(shop: Shop) -> Iterator[None]:
    """Every test begins and ends with a printer without faults and an empty queue."""
    faults(shop)
    yield
    faults(shop)
    assert shop.operator.get("/api/jobs").json()["jobs"] == []


def faults(shop: Shop, **asked: Any) -> None:
    """Tell the virtual printer how to misbehave from now on."""
    path = shop.data / "virtual" / "virtual" / "control.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(asked))
    temporary.replace(path)


def job_of(shop: Shop, placed: dict[str, Any]) -> dict[str, Any]:
    """The order's only job, as the operator sees it."""
    jobs = [job for job in shop.operator.get("/api/jobs").json()["jobs"] if placed["id"] in job["orders"]]
    return jobs[0] if jobs else {"state": "done", "trouble": None, "refusals": [], "actions": []}


def until_job(shop: Shop, placed: dict[str, Any], state: str, seconds: float = 60) -> dict[str, Any]:
    """The job, once it is in that state."""
    return wait(f"the job to be {state}", lambda: (j := job_of(shop, placed))["state"] == state and j, seconds)


def act(shop: Shop, placed: dict[str, Any], action: str) -> dict[str, Any]:
    """Decide about the order's job."""
    answer = shop.operator.post(f"/api/jobs/{job_of(shop, placed)['id']}/{action}", json={})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def started(shop: Shop, placed: dict[str, Any]) -> int:
    """How often the machine was physically started for this order."""
    return sum(name.startswith(placed["id"]) for name in shop.starts())


def test_offline_at_upload_waits_and_prints_once(shop: Shop) -> None:
    """A printer that vanishes before the upload keeps the order waiting, says so, and prints it when it is back."""
    placed = shop.order(text="GONE")
    shop.until(placed, "queued", "printing", "done")
    shop.until(placed, "done")
    placed = shop.order(text="GONE2")
    shop.until(placed, "queued")
    faults(shop, offline=True)
    shop.clear()
    job = wait("a reason", lambda: (j := job_of(shop, placed))["trouble"] or (j["refusals"] and j), 30)
    wait("the page to say so", lambda: shop.printers()["virtual"]["phase"] == "unreachable", 30)
    assert job
    assert started(shop, placed) == 0
    faults(shop)
    shop.until(placed, "done")
    assert started(shop, placed) == 1


def test_refused_key_is_shown_where_a_person_can_act(shop: Shop) -> None:
    """A key that is refused keeps the order queued, and printer and job both say why."""
    faults(shop, refuse_key=True)
    wait("the printer to say so", lambda: shop.printers()["virtual"]["trouble"], 20)
    trouble = shop.printers()["virtual"]["trouble"]
    assert trouble["code"] == "key_refused"
    placed = shop.order(text="KEY")
    job = until_job(shop, placed, "queued")
    assert "key" in job["refusals"][0]["words"]
    faults(shop)
    shop.clear()
    shop.until(placed, "done")
    assert started(shop, placed) == 1


def test_lost_answer_to_the_start_is_looked_up(shop: Shop) -> None:
    """The start happened, its answer was lost: the print is adopted, not started again."""
    faults(shop, lose_answer=1)
    shop.clear()
    placed = shop.order(text="LOST")
    shop.until(placed, "done")
    assert started(shop, placed) == 1


def test_lost_start_request_is_proven_and_tried_under_a_new_name(shop: Shop) -> None:
    """The start never arrived: that is proven by deleting the file, and a new name is started once."""
    faults(shop, lose_request=1)
    shop.clear()
    placed = shop.order(text="NEVER")
    shop.until(placed, "done")
    names = [name for name in shop.starts() if name.startswith(placed["id"])]
    assert len(names) == 1
    assert not names[0].endswith("-e1.gcode")


def test_late_start_finds_nothing(shop: Shop) -> None:
    """A start that arrives long after its answer was given up finds its file gone: one print, not two."""
    faults(shop, late_start_seconds=5)
    shop.clear()
    placed = shop.order(text="LATE")
    wait("the first start to be on its way", lambda: job_of(shop, placed)["state"] in ("starting", "printing", "done"))
    faults(shop)
    shop.until(placed, "done")
    time.sleep(6)
    assert started(shop, placed) == 1


def test_power_cut_is_unsure_until_a_person_says_it_printed(shop: Shop) -> None:
    """The printer forgot everything in mid-print: nobody starts it again; a person says that it printed."""
    shop.clear()
    placed = shop.order(text="POWER")
    until_job(shop, placed, "printing")
    faults(shop, power_cut=True)
    job = until_job(shop, placed, "unsure")
    assert job["actions"] == ["printed", "not_printed"]
    order = shop.see(placed)
    assert (order["state"], order["trouble"]["code"]) == ("held", "unsure")
    refused = shop.clear()
    assert (refused.status_code, refused.json()["code"]) == (409, "plate_in_use")
    faults(shop)
    act(shop, placed, "printed")
    assert shop.see(placed)["state"] == "done"
    assert started(shop, placed) == 1


def test_power_cut_is_printed_again_only_when_a_person_says_so(shop: Shop) -> None:
    """The same, and the person says that it did not print: then, and after the plate was cleared, it is printed."""
    shop.clear()
    placed = shop.order(text="POWER2")
    until_job(shop, placed, "printing")
    faults(shop, power_cut=True)
    until_job(shop, placed, "unsure")
    faults(shop)
    act(shop, placed, "not_printed")
    assert until_job(shop, placed, "queued")["trouble"] is None
    shop.clear()
    shop.until(placed, "done")
    assert started(shop, placed) == 2


def test_failed_print_waits_for_a_person(shop: Shop) -> None:
    """A print that fails half way is held; a person retries it after clearing the plate."""
    faults(shop, fail_at=0.3)
    shop.clear()
    placed = shop.order(text="FAIL")
    job = until_job(shop, placed, "failed")
    assert job["trouble"]["code"] == "print_failed"
    assert shop.see(placed)["state"] == "held"
    faults(shop)
    act(shop, placed, "retry")
    shop.clear()
    shop.until(placed, "done")
    assert started(shop, placed) == 2


def test_stopped_at_the_machine_is_not_done(shop: Shop) -> None:
    """Somebody stops the print at its panel: the order is held, and a person may let it go."""
    faults(shop, stop_at=0.2)
    shop.clear()
    placed = shop.order(text="STOP")
    job = until_job(shop, placed, "failed")
    assert job["trouble"]["code"] == "print_cancelled"
    act(shop, placed, "cancel")
    assert shop.see(placed)["state"] == "cancelled"


def test_cancelled_while_printing_stops_the_machine(shop: Shop) -> None:
    """The operator cancels a running print: the machine is stopped, the order ends cancelled."""
    shop.clear()
    placed = shop.order(text="ENOUGH")
    until_job(shop, placed, "printing")
    act(shop, placed, "cancel")
    order = shop.until(placed, "cancelled", seconds=30)
    assert order["jobs"][0]["progress"] < 1
    assert shop.printers()["virtual"]["bed"] == "occupied"


def test_cancelled_while_its_file_is_sent_it_never_starts(shop: Shop) -> None:
    """What is cancelled before the start is not started first and stopped then; the plate stays clear."""
    shop.clear()
    faults(shop, slow_seconds=1.5)
    placed = shop.order(text="TOO LATE")
    until_job(shop, placed, "sending")
    act(shop, placed, "cancel")
    shop.until(placed, "cancelled")
    faults(shop)
    assert started(shop, placed) == 0
    assert shop.printers()["virtual"]["bed"] == "clear"


def test_full_printer_blocks_it_until_somebody_looked(shop: Shop) -> None:
    """A printer without room takes no other job until a person looked; the job waits."""
    faults(shop, full_disk=True)
    shop.clear()
    placed = shop.order(text="FULL")
    wait(
        "the printer to be marked", lambda: (shop.printers()["virtual"]["trouble"] or {}).get("code") == "not_accepted"
    )
    job = until_job(shop, placed, "queued")
    assert "room" in job["trouble"]["words"]
    assert shop.printers()["virtual"]["needs"]["what"] == "look"
    faults(shop)
    shop.clear()
    shop.until(placed, "done")
    assert started(shop, placed) == 1


def test_file_that_arrives_mixed_up_is_sent_once_more(shop: Shop) -> None:
    """The host stored other bytes: the file goes out again under a new name, prints once, and nobody has to look."""
    faults(shop, mix_up=1)
    shop.clear()
    placed = shop.order(text="MIXED")
    shop.until(placed, "done")
    assert started(shop, placed) == 1
    assert shop.printers()["virtual"]["trouble"] is None
    (name,) = (name for name in shop.starts() if name.startswith(placed["id"]))
    assert name.endswith("-e2.gcode"), "the name of the first try is never used again"


def test_file_that_arrives_mixed_up_twice_blocks_the_printer(shop: Shop) -> None:
    """Twice in a row is no chance any more: the job waits, nothing is started, and a person looks at the printer."""
    faults(shop, mix_up=2)
    shop.clear()
    placed = shop.order(text="MIXED2")
    wait(
        "the printer to be marked", lambda: (shop.printers()["virtual"]["trouble"] or {}).get("code") == "not_accepted"
    )
    assert "other bytes" in until_job(shop, placed, "queued")["trouble"]["words"]
    assert started(shop, placed) == 0
    shop.clear()
    shop.until(placed, "done")
    assert started(shop, placed) == 1


def test_foreign_print_makes_the_plate_unknown(shop: Shop) -> None:
    """A print that did not come from here is left alone, and its plate has to be looked at."""
    import asyncio

    from printers.drivers import open_driver
    from printers.printer import Printer

    shop.clear()
    file = shop.data / "foreign.gcode"
    placed = shop.order(text="SEED")
    job = until_job(shop, placed, "printing")
    file.write_bytes(shop.operator.get(f"/api/jobs/{job['id']}/gcode").content)
    shop.until(placed, "done")
    shop.clear()

    async def print_foreign() -> None:
        import hashlib

        machine = Printer(
            "x", "x", "virtual", "virtual-220", str(shop.data / "virtual" / "virtual"), options={"speed": 400}
        )
        driver = open_driver(machine)
        await driver.stage("foreign.gcode", file, hashlib.sha256(file.read_bytes()).hexdigest())
        await driver.start("foreign.gcode")
        await driver.close()

    asyncio.run(print_foreign())
    wait("the plate to be unknown", lambda: shop.printers()["virtual"]["bed"] == "unknown", 30)
    wait("it to be over", lambda: shop.printers()["virtual"]["phase"] == "idle", 60)
    assert "foreign.gcode" in shop.printers()["virtual"]["bed_why"]
