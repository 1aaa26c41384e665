"""What does not print is mended on its page: line by line, by keyboard, on a phone, as one step."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import open_product, ready
from tests.browser.test_budgets import violations
from tests.shop import Shop

pytestmark = pytest.mark.browser


def test_lines_are_taken_or_left_and_undone_in_one_step(page: Page, shop: Shop) -> None:
    """The button names the change; a line may be left; what is taken prints, is said aloud, and is one step."""
    page.set_viewport_size({"width": 390, "height": 844})
    open_product(page, f"{shop.url}/products/cable-box?divider=0.3&lip=12")
    check = page.get_by_role("region", name="Print check")
    accept = check.get_by_role("button", name="Make it printable: 2 changes")
    expect(accept).to_be_visible(timeout=60_000)
    expect(check.locator("[aria-live]")).to_contain_text("Divider 0.3 → 0.9 mm")
    expect(check.get_by_alt_text("How it would look")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    lip = check.get_by_role("checkbox", name=re.compile("Lip 12 → 1 mm"))
    lip.focus()
    page.keyboard.press("Space")
    check.get_by_role("button", name="Make this change").focus()
    page.keyboard.press("Enter")
    ready(page)
    expect(page.locator("#field-divider")).to_have_value("0.9")
    expect(page.locator("#field-lip")).to_have_value("12")
    expect(check.get_by_role("heading")).to_be_focused()

    check.get_by_role("button", name="Make it printable: Lip 12 → 1 mm").click(timeout=60_000)
    expect(check).to_have_attribute("data-printable", "true", timeout=90_000)
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#field-divider")).to_have_value("0.3")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
