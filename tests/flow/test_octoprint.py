"""The same order on a real OctoPrint with its own virtual printer, also through a `kill -9` of the shop."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.hosts.octoprint import KEY, OctoPrintHost
from tests.shop import Shop, running, wait

pytestmark = [pytest.mark.slicer, pytest.mark.host]


def settings(host: OctoPrintHost) -> str:
    """A shop whose only printer is that host."""
    return f"""
poll_seconds = 0.5
lease_seconds = 4
quality = "draft"
[[printers]]
id = "octo"
name = "Octo"
driver = "octoprint"
machine = "generic-200"
address = "{host.url}"
key = "{KEY}"
"""


def starts(host: OctoPrintHost, order: str) -> list[str]:
    """The files of an order that OctoPrint began to print, from its own log: the independent witness."""
    log = (host.folder / "logs" / "octoprint.log").read_text(errors="replace")
    return re.findall(rf"Print job started - origin: local, path: ({order}\S+\.gcode)", log)


def small(shop: Shop) -> dict[str, object]:
    """Order the smallest tag there is."""
    return shop.order("keychain", text="", size=6, thickness=2, ring=3)


@pytest.mark.long
def test_printed_on_octoprint_once_though_the_shop_is_killed(octoprint: OctoPrintHost, tmp_path: Path) -> None:
    """Ordered, sent without start, started after the plate was confirmed, killed in mid-print, adopted, done."""
    octoprint.settle()
    with running(tmp_path / "data", settings(octoprint)) as shop:
        placed = small(shop)
        shop.until(placed, "queued")
        assert shop.printers()["octo"]["bed"] == "unknown", "nobody has looked at a new printer's plate"
        assert starts(octoprint, str(placed["id"])) == []
        assert shop.clear("octo").status_code == 200
        wait("it to print", lambda: (shop.see(placed)["jobs"][0]["progress"] or 0) > 0.02, 120)
        shop.kill()
        assert octoprint.ask("GET", "/api/job").json()["state"] == "Printing", "the printer does not need the shop"
        shop.start()
        order = shop.until(placed, "done", seconds=180)
        assert order["jobs"][0]["printer"] == "Octo"
        assert len(starts(octoprint, str(placed["id"]))) == 1
        files = octoprint.ask("GET", "/api/files/local").json()["files"]
        assert not any(file["name"].startswith(str(placed["id"])) for file in files), "the printer is left tidy"
        assert shop.printers()["octo"]["bed"] == "occupied"
