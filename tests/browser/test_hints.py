"""What would be cheaper is said under the price, on a phone, and taken over by keyboard as one step."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import open_product, ready
from tests.browser.test_budgets import violations
from tests.shop import Shop

pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_a_hint_is_taken_by_keyboard_and_undone(page: Page, shop: Shop) -> None:
    """The price that it names is the price that is shown then; the order bar stays within the screen."""
    page.set_viewport_size({"width": 390, "height": 844})
    open_product(page, f"{shop.url}/products/box")
    hints = page.get_by_role("group", name="For less money")
    first = hints.get_by_role("button").first
    expect(first).to_be_visible(timeout=90_000)
    expect(first).to_contain_text(re.compile(r"^\d\d % cheaper "))
    expect(hints.locator("[aria-live]")).to_contain_text("cheaper")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    price = page.locator(".order-bar .price")
    before, named = price.inner_text(), first.locator("b").inner_text()
    assert float(named.strip("€")) <= 0.9 * float(before.strip("€"))

    first.focus()
    page.keyboard.press("Enter")
    ready(page)
    expect(price).to_have_text(named)
    expect(price).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    ready(page)
    expect(price).to_have_text(before)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    expect(first).to_be_visible()
