"""The print room in a real browser: whoever needs a person comes first, and hands, keys and ears find their way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import enter
from tests.browser.test_budgets import violations
from tests.shop import SAMPLES, Shop, running, virtual, wait

pytestmark = [pytest.mark.browser, pytest.mark.slicer, pytest.mark.long]
WANTED = 'tags = ["enclosed"]\nplate = "textured"'
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
    # Slow enough that it still prints when the last test looks, however busy the machine.
    ours = virtual(speed=0.3, clear=True).replace('driver = "virtual"', 'driver = "virtual"\n' + WANTED)
    settings = SAMPLES + ours + SILENT
    with running(tmp_path_factory.mktemp("room") / "data", settings) as started:
        placed = started.order("keychain", text="MIRA")
        started.order("keychain", text="OTTO", quantity=2)
        started.until(placed, "printing", seconds=600)
        wait("its layers", lambda: started.operator.get("/api/jobs").json()["jobs"][0]["drawn"], 600)
        yield started


def test_who_needs_a_person_comes_first_and_says_what_to_do(page: Page, room: Shop) -> None:
    """The silent printer looks silent, stands first and asks for its connection; the other shows what it prints."""
    enter(page, room)
    cards = page.locator("[data-printer]")
    expect(cards).to_have_count(2)
    expect(cards.first).to_have_attribute("data-printer", "oak")
    expect(cards.first).to_contain_text("not heard of yet")
    assert cards.first.evaluate("card => getComputedStyle(card).borderStyle") == "dashed"
    expect(cards.first.locator(".badge")).to_have_text("Not connected")
    expect(cards.first).to_contain_text(
        "See that it is switched on and on the network. Its address here is http://127.0.0.1:9."
    )
    expect(cards.first.get_by_role("button", name="Plate is clear")).to_have_count(0)
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


def test_due_and_wants_are_set_where_they_are_shown(page: Page, room: Shop) -> None:
    """A moment in the queue's own column; tags and plate among the details. What is over is refused beside it."""
    enter(page, room)
    row = page.locator("tr[data-job]").filter(has_text="Name keychain × 2")
    row.locator(".due").click()
    form = page.locator(".more-row")
    tomorrow = datetime.now().astimezone() + timedelta(days=1)
    for day, answer in ((tomorrow - timedelta(days=9), "is over"), (tomorrow, "tomorrow 18:00")):
        form.get_by_label("Due", exact=True).fill(day.strftime("%Y-%m-%dT18:00"))
        form.get_by_role("button", name="Set", exact=True).click()
        expect(page.locator(".queue")).to_contain_text(answer)
    expect(form).to_have_count(0)
    row.get_by_role("button", name=re.compile("^More: ")).click()
    more = page.locator(".more-row")
    more.get_by_role("button", name=re.compile("^Its turn")).click()
    more.get_by_label("enclosed").check()
    more.get_by_label("Kind of plate").select_option("textured")
    assert violations(page) == []
    more.get_by_role("button", name="Set", exact=True).click()
    expect(row).to_contain_text("needs a printer that is enclosed, needs a textured plate")
    jobs = {job["title"]: job for job in room.operator.get("/api/jobs").json()["jobs"]}
    (place,) = jobs["Name keychain × 2"]["places"].values()
    assert (place["tags"], place["plate"]) == (["enclosed"], "textured")
    assert place["due"] == tomorrow.replace(hour=18, minute=0, second=0, microsecond=0).timestamp()


def test_the_whole_farm_is_stopped_by_keyboard(page: Page, room: Shop) -> None:
    """It says what it will do, does it once more pressed, tells the answers, and brings back what stood still."""
    page.set_viewport_size({"width": 390, "height": 844})
    enter(page, room)
    page.get_by_label("Travel moves").check()
    expect(page.locator(".layer-picture canvas")).to_have_attribute("data-travel", "true")
    page.get_by_role("button", name="Stop the whole farm").focus()
    page.keyboard.press("Enter")
    window = page.get_by_role("dialog", name="Stop the whole farm")
    expect(window.get_by_role("listitem")).to_contain_text("Ash Name keychain")
    expect(window).to_contain_text("These start nothing until they are brought back: Oak.")
    assert violations(page) == []
    window.get_by_role("button", name="Stop them all now").focus()
    page.keyboard.press("Enter")
    expect(window.get_by_role("listitem").filter(has_text="Ash")).to_contain_text("The machine stands.")
    assert violations(page) == []
    window.get_by_role("button", name="Bring back what stood still").click()
    expect(window.get_by_role("button", name="Bring back what stood still")).to_have_count(0)
    assert room.printers()["oak"]["maintenance"] is None
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


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
