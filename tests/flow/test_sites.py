"""Printers at two sites, a gateway at each: what is printed where, and what is said when one of them is silent."""

from __future__ import annotations

import os
import signal
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.shop import Shop, virtual, wait, worker

pytestmark = [pytest.mark.slicer, pytest.mark.long]

_ENVIRONMENT = {"PRINTWRIGHT_LEASE_SECONDS": "3", "PRINTWRIGHT_BUILD_SECONDS": "120"}
_PRINTS = {"text": "", "size": 6, "thickness": 2, "ring": 3}


def farm() -> str:
    """Ash at `main` has another plastic; elm at `north` has what is ordered, and takes half a minute."""
    head, ash = virtual(speed=600).split("[[printers]]")
    elm = ash.replace('"virtual"', '"elm"', 1).replace("Ash", "Elm").replace("speed = 600", "speed = 25")
    ash = ash.replace('["pla", "petg"]', '["petg"]')
    assert "petg" in ash
    return f'{head}[[printers]]{ash}[[printers]]\nsite = "north"{elm}'


def carriers(shop: Shop) -> set[str]:
    """The processes that ever carried a print, as the engine wrote it down."""
    with sqlite3.connect(shop.data / "printwright.db") as database:
        rows = database.execute("SELECT executor_id FROM workflow_status WHERE name = 'print_job'")
        return {name.split("-")[-2] for (name,) in rows if name}


def job_of(shop: Shop, placed: dict[str, Any]) -> dict[str, Any]:
    """The one job of an order, as the print room shows it; nothing has happened to one that is not there yet."""
    found = [job for job in shop.operator.get("/api/jobs").json()["jobs"] if placed["id"] in job["orders"]]
    return dict(found[0]) if found else {"state": None, "progress": 0.0, "trouble": None, "refusals": []}


def test_a_site_is_served_by_its_own_gateway_and_missed(tmp_path: Path) -> None:
    """
    An order for the printer at `north` is carried by north's gateway alone. That one is killed in mid-print: the job
    waits, another order waits, and print room and health say for whom. A new gateway of north finishes both.
    """
    shop = Shop(tmp_path / "data", farm(), _ENVIRONMENT)
    gateway = {"PRINTWRIGHT_ROLES": '["gateway"]'}
    try:
        shop.start(PRINTWRIGHT_ROLES='["api", "compute"]')
        with (
            worker(shop, **gateway) as main,
            worker(shop, PRINTWRIGHT_SITE="north", **gateway) as north,
        ):
            wait("both gateways to be heard", lambda: "gateways" in _well(shop), 300)
            placed = shop.order(**_PRINTS)
            wait("it to print", lambda: job_of(shop, placed)["progress"] > 0.02, 300)
            assert carriers(shop) == {str(north.pid)}
            os.killpg(north.pid, signal.SIGKILL)

            said = wait("it to be missed", lambda: _lost(shop), 300)
            assert said.startswith("No gateway for site north has been heard for ")
            trouble = job_of(shop, placed)["trouble"]
            assert trouble is not None
            assert trouble["code"] == "no_gateway"
            health = shop.http.get("/healthz").json()
            assert health["status"] == "degraded"
            assert any("site north" in words for words in health["missing"])
            second = shop.order(**_PRINTS)
            wait(
                "the queue to say why it waits",
                lambda: any(
                    one["printer"] == "Elm" and "No gateway for site north" in one["words"]
                    for one in job_of(shop, second)["refusals"]
                ),
                300,
            )
            assert job_of(shop, placed)["state"] == "printing"
            assert carriers(shop) == {str(north.pid)}, "nobody else took it up"

            with worker(shop, PRINTWRIGHT_SITE="north", **gateway) as again:
                shop.until(placed, "done", seconds=300)
                wait("north to be heard", lambda: "gateways" in _well(shop), 300)
                assert shop.clear("elm").status_code == 200
                shop.until(second, "done", seconds=300)
                assert str(main.pid) not in carriers(shop) <= {str(north.pid), str(again.pid)}
        assert len(shop.starts("elm")) == len(set(shop.starts("elm"))) == 2
        assert shop.starts() == []
    finally:
        shop.stop()


def _well(shop: Shop) -> set[str]:
    """The parts of the shop that are well."""
    return {part["name"] for part in shop.http.get("/healthz").json()["parts"] if part["well"]}


def _lost(shop: Shop) -> str:
    """What the print room says of north."""
    with shop.operator.stream("GET", "/api/printers/events") as stream:
        line = next(line for line in stream.iter_lines() if line.startswith("data: "))
    import json

    return str(next((one["words"] for one in json.loads(line[6:])["lost_sites"] if one["site"] == "north"), ""))
