"""Phones, browsers without 3D, strangers at the operator's door."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserType, Page, expect

from tests.browser.conftest import FLAGS, PATIENCE
from tests.browser.looking import digest, open_product, shown_width
from tests.shop import Shop, wait

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [pytest.param(390, marks=pytest.mark.long), 320])
@pytest.mark.parametrize("path", ["/", "/products/hook", "/operator"])
def test_nothing_scrolls_sideways_on_a_phone(browser: Browser, shop: Shop, path: str, width: int) -> None:
    """Every page fits a phone; on a product's page price and order stay in view."""
    with browser.new_context(viewport={"width": width, "height": 780}, has_touch=True) as phone:
        page = phone.new_page()
        page.goto(shop.url + path)
        if "products" in path:
            expect(page.locator("body")).to_have_attribute("data-state", "ready", timeout=90_000)
            expect(page.get_by_role("button", name="Order this one")).to_be_in_viewport()
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_3d_everything_else_works(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], shop: Shop
) -> None:
    """A browser that shows no WebGL shows the server's picture, and orders."""
    flat = browser_type.launch(**{**browser_type_launch_args, "args": [*FLAGS, "--disable-3d-apis"]})
    try:
        page = flat.new_page()
        page.set_default_timeout(PATIENCE)
        open_product(page, f"{shop.url}/products/keychain?text=FLAT")
        assert page.evaluate("document.createElement('canvas').getContext('webgl2') === null")
        drawn = page.locator(".stage img")
        expect(drawn).to_be_visible()
        assert shown_width(drawn) > 100
        assert digest(page) == shop.report("keychain", text="FLAT")["digest"]
        page.get_by_role("button", name="Order this one").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Name").fill("Flat Stanley")
        dialog.get_by_label("E-mail").fill("flat@example.org")
        dialog.get_by_role("button", name=re.compile("^Order for")).click()
        expect(page).to_have_url(re.compile(r"/orders/\w+\?token="))
    finally:
        flat.close()


def test_strangers_are_told_how_operators_come_in(page: Page, shop: Shop) -> None:
    """Without a session the print room shows nothing and says where the link comes from."""
    page.goto(f"{shop.url}/operator")
    expect(page.get_by_text("python -m server admin link")).to_be_visible()


def test_an_unknown_product_and_order_lead_back(page: Page, shop: Shop) -> None:
    """A wrong address is answered in words, with a way on."""
    answer = page.goto(f"{shop.url}/products/keychian")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_text("no such product")).to_be_visible()
    page.get_by_role("link", name="See all products").click()
    expect(page.locator(".product-card").nth(2)).to_be_visible(
        timeout=90_000
    )  # all cards are made for the first visitor
    page.goto(f"{shop.url}/orders/nothing?token=wrong")
    expect(page.get_by_text("no such order")).to_be_visible()


def test_a_shared_link_is_previewed_with_its_design(shop: Shop) -> None:
    """Its page says title and picture before any script runs, and the picture is there to be fetched."""
    html = shop.http.get("/products/keychain?text=FLAT").text
    assert '<meta property="og:title" content="Name keychain" />' in html
    (picture,) = re.findall(r'property="og:image" content="([^"]+)"', html)
    assert "text=FLAT" in picture
    address = urlsplit(unescape(picture))

    def drawn() -> bool:
        answer = shop.http.get(f"{address.path}?{address.query}")
        # A shop that has its hands full says so, and is asked again.
        assert answer.status_code in {200, 503}, answer.text
        return answer.status_code == 200 and answer.headers["content-type"] == "image/png"

    wait("the picture", drawn)


def test_keyboard_alone_is_enough(page: Page, shop: Shop) -> None:
    """A slider moves by arrow keys, and the first press of Tab on a page reaches something that can be seen."""
    open_product(page, f"{shop.url}/products/keychain")
    slider = page.locator("#field-size")
    slider.focus()
    before = slider.input_value()
    page.keyboard.press("ArrowRight")
    assert float(slider.input_value()) > float(before)
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
