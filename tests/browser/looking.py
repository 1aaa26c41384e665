"""What tests read from a product page: its state, its digest, and the picture itself."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.shop import Shop

Picture = NDArray[np.uint8]


def open_product(page: Page, url: str) -> None:
    """Open a product page and wait for its true model."""
    page.goto(url)
    ready(page)


def enter(page: Page, shop: Shop) -> None:
    """Open the print room as its operator."""
    page.context.add_cookies(
        [{"name": one.name, "value": str(one.value), "url": shop.url} for one in shop.operator.cookies.jar]
    )
    page.goto(f"{shop.url}/operator")
    expect(page.locator("body")).to_have_attribute("data-state", "live", timeout=60_000)


def ready(page: Page) -> None:
    """Wait until the model shown is the one that was asked for."""
    expect(page.locator("body")).to_have_attribute("data-state", "ready", timeout=90_000)


def tool(page: Page, name: str) -> None:
    """Press one of the tools over the picture."""
    page.get_by_role("toolbar").get_by_role("button", name=name, exact=True).click()


def shown_width(picture: Locator) -> int:
    """How many pixels wide a picture is, once it is there; while it loads a newer one may take its place."""
    there = picture.page.wait_for_function(
        "image => image.complete && image.naturalWidth", arg=picture.element_handle()
    )
    return int(there.json_value())


def settled(page: Page) -> None:
    """Wait until nothing is drawn any more."""
    body, before = page.locator("body"), ""
    while before != (before := body.get_attribute("data-frames") or ""):
        page.wait_for_timeout(350)


def digest(page: Page) -> str:
    """The digest of the model shown."""
    return page.locator("body").get_attribute("data-digest") or ""


def built(page: Page) -> int:
    """How many true models were shown so far."""
    return int(page.locator("body").get_attribute("data-built") or 0)


def after_build(page: Page, before: int) -> None:
    """Wait until another true model is shown than the `before`-th."""
    expect(page.locator("body")).not_to_have_attribute("data-built", str(before), timeout=90_000)
    ready(page)


def picture(page: Page) -> Picture:
    """The stage without the words that lie over it, (height, width, 3) uint8."""
    page.evaluate("document.querySelectorAll('.labels').forEach(e => { e.style.visibility = 'hidden' })")
    data = page.locator("#stage").screenshot()
    page.evaluate("document.querySelectorAll('.labels').forEach(e => { e.style.visibility = '' })")
    # Without its rim, where the focus shows.
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))[8:-8, 8:-8]


def difference(one: Picture, two: Picture) -> float:
    """The share of pixels that are visibly different."""
    return float((np.abs(one.astype(int) - two.astype(int)).max(axis=2) > 24).mean())
