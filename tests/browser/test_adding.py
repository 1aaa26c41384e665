"""A printer is added in the print room, on a phone and by keyboard, while the shop runs, and taken away again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_budgets import violations
from tests.hosts.duet import DuetHost
from tests.shop import Shop, running

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def duet(tmp_path: Path) -> Iterator[DuetHost]:
    """A modelled board on this computer, with a password."""
    host = DuetHost(tmp_path, sbc=False, password="its-own")
    yield host
    host.close()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Shop]:
    """A shop of its own: it gets a printer."""
    with running(tmp_path / "data") as shop:
        yield shop


def test_an_address_becomes_a_printer(page: Page, room: Shop, duet: DuetHost) -> None:
    """Typed, looked at, refused without its password, added with it; watched at once, and gone when taken away."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.context.add_cookies(
        [{"name": one.name, "value": str(one.value), "url": room.url} for one in room.operator.cookies.jar]
    )
    # Few machines that run tests hear multicast; what answers there is tried in tests/server/test_adding.py.
    near = {"name": "Old one", "driver": "duet", "address": f"http://127.0.0.1:{duet.port}"}
    page.route("**/api/printers/neighbours", lambda route: route.fulfill(json={"printers": [near]}))
    page.goto(f"{room.url}/operator")
    page.get_by_role("button", name="Add a printer").focus()
    page.keyboard.press("Enter")
    address = page.get_by_label("Its address")
    address.fill("198.51.100.7")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("192.168.0.0/16")

    page.get_by_role("button", name="Look who is there: Old one").focus()
    page.keyboard.press("Enter")
    expect(address).to_have_value(f"http://127.0.0.1:{duet.port}")
    expect(page.locator(".found")).to_have_text("Duet answers. It asks for a key. Write it above and look again.")
    page.get_by_label("Key or password").fill("its-own")
    page.keyboard.press("Enter")
    expect(page.locator(".found")).to_contain_text("bed 300 x 280 mm")
    expect(page.get_by_label("Profile")).to_have_value("generic-200")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_label("Name", exact=True).fill("Old Faithful")
    page.keyboard.press("Enter")

    expect(page.locator(".good")).to_contain_text("Old Faithful is here now")
    card = page.locator("[data-printer=old-faithful]")
    expect(card).to_have_attribute("data-phase", "idle")
    page.get_by_role("button", name="Take away: Old Faithful").click()
    expect(card).to_have_count(0)
