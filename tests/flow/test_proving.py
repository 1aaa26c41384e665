"""The layers of an order can be looked at, and a proof that was killed under way is done after a restart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from printers.drawing import read
from tests.shop import Shop, running, virtual, wait

pytestmark = [pytest.mark.slicer, pytest.mark.long]


def job_of(shop: Shop) -> dict[str, Any]:
    """The one job there is."""
    (job,) = shop.operator.get("/api/jobs").json()["jobs"]
    return dict(job)


def test_killed_while_it_proves_it_is_proved_after_a_restart(tmp_path: Path) -> None:
    """The customer sees the layers of the order's parts under a name that spares a second fetch, and nobody else's."""
    with running(tmp_path / "shop", virtual(clear=False)) as shop:
        placed = shop.order("keychain", text="PROVED")
        shop.until(placed, "queued")
        shop.kill()
        shop.start()
        job = wait("the proof", lambda: (found := job_of(shop))["proof"] and found, 120)
        assert job["proof"]["done"]
        assert job["proof"]["warnings"] == []
        address, token = f"/api/orders/{placed['id']}/plates/1/layers", {"token": placed["token"]}
        answer = shop.http.get(address, params=token)
        assert {name.split("_")[0] for name in read(answer.content).objects} == {placed["id"]}
        again = shop.http.get(address, params=token, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert shop.http.get(address, params={"token": "wrong"}).status_code == 404
        assert shop.http.get(f"/api/jobs/{job['id']}/layers").status_code == 403
        assert shop.operator.get(f"/api/jobs/{job['id']}/layers").status_code == 200
        assert shop.operator.get(f"/api/jobs/{job['id']}/proof").json()["places"] == []
        assert shop.operator.get(f"/api/jobs/{job['id']}/refusal").status_code == 404
