"""The picture is never empty, holds no more than it shows, comes back when it was lost, and rests."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import after_build, built, difference, digest, open_product, picture
from tests.shop import Shop

pytestmark = pytest.mark.browser

#: Reads the middle of every picture before the browser shows it.
WATCH = """
() => {
  const gl = document.getElementById('stage').getContext('webgl2');
  const pixel = new Uint8Array(4);
  window.middles = [];
  new MutationObserver(() => {
    gl.readPixels(gl.drawingBufferWidth / 2, gl.drawingBufferHeight / 2, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    window.middles.push([...pixel]);
  }).observe(document.body, { attributeFilter: ['data-frames'] });
}
"""


@pytest.fixture
def pair(page: Page, shop: Shop) -> tuple[Page, str, str]:
    """A tray with two designs to step between by undo and redo: the page, the first digest and the second."""
    open_product(page, f"{shop.url}/products/tray")
    first, before = digest(page), built(page)
    width = page.get_by_label("Inner width in millimetres")
    width.fill("120")
    width.press("Enter")
    after_build(page, before)
    width.evaluate("box => box.blur()")
    return page, first, digest(page)


def facts(page: Page) -> tuple[int, int]:
    """How many geometries and textures the graphics memory holds."""
    body = page.locator("body")
    return int(body.get_attribute("data-geometries") or 0), int(body.get_attribute("data-textures") or 0)


def swap(page: Page, first: str, second: str, times: int) -> None:
    """Step back and forth."""
    body = page.locator("body")
    for _ in range(times // 2):
        page.keyboard.press("Control+z")
        expect(body).to_have_attribute("data-digest", first)
        page.keyboard.press("Control+y")
        expect(body).to_have_attribute("data-digest", second)


@pytest.mark.long
def test_a_hundred_models_leave_nothing_behind_and_none_is_missing(pair: tuple[Page, str, str]) -> None:
    """In every picture of a hundred swaps the part is there, and the graphics memory does not grow."""
    page, first, second = pair
    page.evaluate(WATCH)
    swap(page, first, second, 4)
    before, start = facts(page), built(page)
    swap(page, first, second, 100)
    assert built(page) - start == 100
    assert facts(page) == before
    middles = page.evaluate("window.middles")
    assert len(middles) >= 100
    stage = (233, 235, 230)
    empty = [pixel for pixel in middles if max(abs(a - b) for a, b in zip(pixel, stage, strict=False)) < 30]
    assert empty == []


@pytest.mark.long
def test_tools_leave_nothing_behind(pair: tuple[Page, str, str]) -> None:
    """Cutting, measuring and comparing, and a model that comes meanwhile, give back what they took."""
    page, first, second = pair

    def once() -> None:
        for name in ("Cut open", "Measure", "Keep to compare"):
            tool = page.get_by_role("toolbar").get_by_role("button", name=name)
            tool.click()
            expect(tool).to_have_attribute("aria-pressed", "true")
            swap(page, first, second, 2)
            expect(tool).to_be_enabled()
            tool.click()
            expect(tool).to_have_attribute("aria-pressed", "false")
        page.wait_for_timeout(400)

    once()
    before = facts(page)
    for _ in range(3):
        once()
    assert facts(page) == before


def test_a_lost_picture_is_told_and_comes_back(page: Page, shop: Shop) -> None:
    """The browser may take the graphics away: the page says so, and shows the same again when they are back."""
    open_product(page, f"{shop.url}/products/tray")
    page.wait_for_timeout(600)
    before = picture(page)
    page.evaluate(
        "window.taken = document.getElementById('stage').getContext('webgl2').getExtension('WEBGL_lose_context');"
        "window.taken.loseContext()"
    )
    lost = page.get_by_text("The 3D picture was lost")
    expect(lost).to_be_visible()
    expect(page.get_by_role("button", name="Order this one")).to_be_enabled()
    page.wait_for_timeout(200)
    page.evaluate("window.taken.restoreContext()")
    expect(lost).to_have_count(0)
    page.wait_for_timeout(800)
    assert difference(before, picture(page)) < 0.0005


def test_nothing_is_drawn_while_nothing_moves(page: Page, shop: Shop) -> None:
    """At rest, with any tool open, not a single picture is drawn and no frame is asked for."""
    page.add_init_script(
        "window.asked = 0; const ask = window.requestAnimationFrame.bind(window);"
        "window.requestAnimationFrame = (call) => { window.asked++; return ask(call); };"
    )
    open_product(page, f"{shop.url}/products/cradle")
    for name in ("Sizes", "Cut open", "Measure", "Keep to compare"):
        page.get_by_role("toolbar").get_by_role("button", name=name).click()
        page.wait_for_timeout(1500)
        before = page.evaluate("[document.body.dataset.frames, window.asked]")
        page.wait_for_timeout(2000)
        assert page.evaluate("[document.body.dataset.frames, window.asked]") == before, name
