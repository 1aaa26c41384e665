"""A shop that holds orders of which the checks warn, until somebody has waived each warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shop import SAMPLES, running, virtual, wait

pytestmark = pytest.mark.slicer


@pytest.mark.long
def test_an_order_waits_until_its_warning_is_waived(tmp_path: Path) -> None:
    """
    Held with the reason and not sliced; only an operator may waive, only a warning, only with a reason, only once.
    Then it goes on by itself, and customer and print room see who let it pass and why.
    """
    with running(tmp_path / "data", SAMPLES + "drafts = true\nhold_warnings = true\n" + virtual(speed=2000)) as shop:
        (warning,) = shop.report("fin")["findings"]
        assert (warning["code"], warning["severity"]) == ("WALL_THIN", "warning")
        placed = shop.order("fin")
        assert placed["state"] == "held"
        assert shop.see(placed)["trouble"]["code"] == "warnings"
        asked = {"code": "WALL_THIN", "part": "fin", "reason": "It is a  test piece."}
        path = f"/api/orders/{placed['id']}/waivers"

        assert shop.http.post(path, json=asked).status_code in (401, 403), "customers waive nothing"
        for status, wrong in ((422, {**asked, "reason": " . "}), (404, {**asked, "code": "GAP_NARROW"})):
            assert shop.operator.post(path, json=wrong).status_code == status
        assert shop.see(placed)["state"] == "held"

        assert shop.operator.post(path, json=asked).status_code == 201
        assert shop.operator.post(path, json=asked).json()["code"] == "waived_already"
        (waiver,) = shop.see(placed)["waivers"]
        assert (waiver["code"], waiver["reason"]) == ("WALL_THIN", "It is a test piece.")
        assert "who" not in waiver, "a customer is told the reason, not the name"
        wait("the order to be prepared", lambda: shop.see(placed)["state"] in ("queued", "printing", "done"))
