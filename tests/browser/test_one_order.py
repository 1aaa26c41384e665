"""One order, walked in a real browser: from the gallery to plastic, followed live by customer and operator."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import after_build, built, difference, digest, open_product, picture, ready, shown_width
from tests.shop import SAMPLES, Shop, running, virtual, wait

pytestmark = [pytest.mark.browser, pytest.mark.slicer]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop with one virtual printer whose plate nobody has looked at yet."""
    with running(tmp_path_factory.mktemp("shop") / "data", SAMPLES + virtual(speed=300, clear=False)) as started:
        yield started


def test_the_picture_is_real_and_follows_the_slider(page: Page, shop: Shop) -> None:
    """WebGL draws the solid; dragging changes it without any button; the camera stays where the customer put it."""
    open_product(page, f"{shop.url}/products/box")
    assert page.evaluate("document.createElement('canvas').getContext('webgl2') !== null"), (
        "no WebGL: nothing is tested"
    )
    first = picture(page)
    assert first.reshape(-1, 3).std(axis=0).max() > 20, "a flat picture"

    page.locator("#stage").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    turned = picture(page)
    assert difference(first, turned) > 0.02, "the arrow keys turn the view"

    slider, before, seen = page.locator("#field-width"), built(page), digest(page)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    share = (80 - 20) / (240 - 20)
    page.mouse.move(box["x"] + box["width"] * share, y)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + box["width"] * (share + 0.03 * step), y)
    page.mouse.up()
    after_build(page, before)
    assert digest(page) != seen
    assert difference(turned, picture(page)) > 0.02, "the picture changed under the hand"

    wider = digest(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("body")).to_have_attribute("data-digest", seen)
    ready(page)
    page.wait_for_timeout(500)
    assert difference(turned, picture(page)) < 0.0005, "one drag is one step back, and the camera stayed"
    page.get_by_role("button", name="Redo").click()
    expect(page.locator("body")).to_have_attribute("data-digest", wider)


def test_the_address_opens_the_same_design_elsewhere(page: Page, browser: Browser, shop: Shop) -> None:
    """The page's address holds the design: another browser opens it with the same digest."""
    open_product(page, f"{shop.url}/products/keychain")
    before = built(page)
    page.locator("#field-text").fill("ÉLODIE")
    after_build(page, before)
    expect(page).to_have_url(re.compile("text="))
    with browser.new_context() as elsewhere:
        other = elsewhere.new_page()
        open_product(other, page.url)
        assert digest(other) == digest(page)
        assert other.locator("#field-text").input_value() == "ÉLODIE"


def test_one_order_from_slider_to_plastic(page: Page, browser: Browser, shop: Shop) -> None:
    """Gallery, product, order, print room, done, and the same again."""
    page.goto(shop.url)
    cards = page.locator(".product-card")
    expect(cards).to_have_count(len(shop.http.get("/api/templates").json()["templates"]))
    for number in range(3):
        assert shown_width(cards.nth(number).locator("img")) > 100, "a rendered picture"
    page.get_by_role("link", name=re.compile("Name keychain")).click()
    ready(page)
    before = built(page)
    page.locator("#field-text").fill("GRACE")
    after_build(page, before)
    seen = digest(page)

    page.get_by_role("button", name="Order this one").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=re.compile("^Order for")).click()
    expect(dialog.get_by_label("Name")).to_be_focused()
    dialog.get_by_label("Name").fill("Grace Hopper")
    dialog.get_by_label("E-mail").fill("grace@example.org")
    dialog.get_by_role("button", name=re.compile("^Order for")).click()

    expect(page).to_have_url(re.compile(r"/orders/\w+\?token="))
    body = page.locator("body")
    expect(body).to_have_attribute("data-digest", seen)
    expect(page.get_by_text("GRACE", exact=True)).to_be_visible()
    expect(body).to_have_attribute("data-state", "queued", timeout=60_000)

    with browser.new_context() as room:
        room.add_cookies(
            [
                {"name": cookie.name, "value": cookie.value or "", "url": shop.url}
                for cookie in shop.operator.cookies.jar
            ]
        )
        operator = room.new_page()
        operator.goto(f"{shop.url}/operator")
        card = operator.locator("[data-printer=virtual]")
        expect(operator.get_by_text("Grace Hopper").or_(operator.get_by_text("Name keychain")).first).to_be_visible()
        card.get_by_role("button", name="Plate is clear").click()
        expect(body).to_have_attribute("data-state", "printing", timeout=90_000)
        expect(card.get_by_role("progressbar")).to_be_visible(timeout=90_000)
        expect(page.get_by_role("progressbar")).to_be_visible(timeout=90_000)
        expect(body).to_have_attribute("data-state", "done", timeout=90_000)
        expect(card.get_by_role("button", name="Plate is clear")).to_be_visible(timeout=15_000)

    first = page.url
    page.get_by_role("button", name="Order again").click()
    expect(page).not_to_have_url(first)
    expect(body).to_have_attribute("data-digest", seen)
    shop.clear()
    expect(body).to_have_attribute("data-state", "done", timeout=90_000)
    assert len(shop.starts()) == 2

    page.get_by_role("link", name="Change it").click()
    ready(page)
    assert digest(page) == seen, "the order leads back to the design that was ordered"


def test_a_blocking_finding_is_shown_and_refuses(page: Page, shop: Shop) -> None:
    """What cannot be printed is said in plain words at its place, and cannot be ordered."""
    open_product(page, f"{shop.url}/products/tray?width=340")
    finding = page.locator("[data-severity=error]").first
    expect(finding).to_be_visible()
    page.get_by_role("region", name="Print check").get_by_role("button").first.click()
    expect(page.get_by_text("mm").first).to_be_visible()
    expect(page.get_by_role("button", name="Order this one")).to_be_disabled()
    before = built(page)
    page.get_by_label("Inner width in millimetres").fill("200")
    page.keyboard.press("Enter")
    after_build(page, before)
    expect(page.get_by_role("button", name="Order this one")).to_be_enabled()


def test_a_wrong_value_is_answered_at_its_field(page: Page, shop: Shop) -> None:
    """A typed number beyond the limit is put right in words; a letter that cannot be shown has a one-press answer."""
    open_product(page, f"{shop.url}/products/keychain")
    page.get_by_label("Letter height in millimetres").fill("99")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Letter height in millimetres")).to_have_value("20")
    expect(page.get_by_text(re.compile(r"20 mm"), exact=False).first).to_be_visible()
    page.locator("#field-text").fill("A😀B")
    expect(page.get_by_text("grinning face")).to_be_visible()
    page.get_by_role("button", name="Use “AB”").click()
    expect(page.locator("#field-text")).to_have_value("AB")
    ready(page)


@pytest.mark.long
def test_the_page_says_when_the_shop_is_gone_and_comes_back(page: Page, shop: Shop) -> None:
    """A page that follows an order says that the connection is lost, and goes on by itself after a restart."""
    placed = shop.order("keychain", text="BACK")
    page.goto(f"{shop.url}{placed['url']}")
    body = page.locator("body")
    expect(body).to_have_attribute("data-state", re.compile("received|slicing|queued"))
    shop.kill()
    expect(page.get_by_text("Connection lost")).to_be_visible(timeout=10_000)
    shop.start()
    expect(page.get_by_text("Connection lost")).to_be_hidden(timeout=20_000)

    def clear_when_asked() -> bool:
        if shop.printers()["virtual"]["needs"]:
            shop.clear()
        return bool(shop.see(placed)["state"] == "done")

    wait("all that waits to be printed", clear_when_asked, 120, 0.3)
    expect(body).to_have_attribute("data-state", "done", timeout=5_000)
