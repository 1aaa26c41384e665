"""The print room in a real browser: whoever needs a person comes first, and hands, keys and ears find their way."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import enter
from tests.browser.test_budgets import violations
from tests.shop import SAMPLES, Shop, running, virtual, wait

pytestmark = [pytest.mark.browser, pytest.mark.slicer, pytest.mark.long]
SILENT = """
[[printers]]
id = "oak"
name = "Oak"
driver = "octoprint"
machine = "virtual-220"
address = "http://127.0.0.1:9"
key = "k"
"""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One printer that prints, one that was never heard of, and a plate that waits."""
    settings = SAMPLES + virtual(speed=2, clear=True) + SILENT
    with running(tmp_path_factory.mktemp("room") / "data", settings) as started:
        placed = started.order("keychain", text="MIRA")
        started.order("keychain", text="OTTO", quantity=2)
        started.until(placed, "printing", seconds=240)
        wait("its layers", lambda: started.operator.get("/api/jobs").json()["jobs"][0]["drawn"], 240)
        yield started


def test_who_needs_a_person_comes_first_and_says_what_to_do(page: Page, room: Shop) -> None:
    """The silent printer looks silent and stands first with its one button; the other shows what it prints."""
    enter(page, room)
    cards = page.locator("[data-printer]")
    expect(cards).to_have_count(2)
    expect(cards.first).to_have_attribute("data-printer", "oak")
    expect(cards.first).to_contain_text("not heard of yet")
    assert cards.first.evaluate("card => getComputedStyle(card).borderStyle") == "dashed"
    expect(cards.first.get_by_role("button", name="Plate is clear")).to_be_visible()
    expect(page.get_by_role("heading", name="thing needs you")).to_be_visible()
    expect(page.get_by_role("heading", name="Ash: Name keychain")).to_be_visible()
    expect(page.locator(".layers-here canvas")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Name keychain × 2.*Ash after Name keychain"))).to_be_visible()


def test_keys_alone_reach_everything(page: Page, room: Shop) -> None:
    """Tab and Enter pick a printer, its temperatures and its history, and open what waits."""
    enter(page, room)
    page.get_by_role("button", name="Ash", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-printer=virtual]")).to_have_attribute("data-picked", "true")
    for side, seen in (("Temperatures", ".chart canvas"), ("History", ".history li"), ("Job", ".job-more")):
        page.get_by_role("button", name=side, exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.locator(f".picked {seen}").first).to_be_visible()
    page.get_by_role("button", name=re.compile("^More: ")).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".more-row")).to_contain_text("is busy with another order")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_everybody_can_use_every_side_of_it(browser: Browser, room: Shop, width: int) -> None:
    """Axe finds nothing against WCAG 2.2 AA or good practice, and nothing scrolls sideways."""
    wrong: list[str] = []
    with browser.new_context(viewport={"width": width, "height": 844}, has_touch=width < 800) as context:
        page = context.new_page()
        enter(page, room)
        page.get_by_role("button", name="Ash", exact=True).click()
        page.get_by_role("button", name=re.compile("^More: ")).click()
        expect(page.locator(".more-row")).to_be_visible()
        for side in ("Layers", "Job", "Temperatures", "Camera", "History"):
            page.locator(".sides").get_by_role("button", name=side, exact=True).click()
            page.wait_for_timeout(700)
            wrong += [f"{side}: {each}" for each in violations(page)]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append(f"{side}: it scrolls sideways")
    assert not wrong, "\n".join(wrong)


def test_a_room_without_a_line_to_the_shop_looks_so(page: Page, room: Shop) -> None:
    """When the shop is gone the page says it and loses its colours, and comes back by itself. The last of this file."""
    enter(page, room)
    expect(page.locator("main")).to_have_attribute("data-line", "live")
    room.kill()
    expect(page.locator("main")).to_have_attribute("data-line", "lost", timeout=60_000)
    expect(page.get_by_text("Connection lost")).to_be_visible()
    assert "grayscale" in page.locator("[data-printer=virtual]").evaluate("card => getComputedStyle(card).filter")
    room.start(building=False)
    expect(page.locator("main")).to_have_attribute("data-line", "live", timeout=120_000)
