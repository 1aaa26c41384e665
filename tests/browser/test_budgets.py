"""What a page may weigh, and that everybody can use it in every state."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, expect

from server.pages import STATIC
from tests.browser.conftest import FLAGS
from tests.browser.looking import open_product, ready
from tests.shop import ROOT, Shop

pytestmark = pytest.mark.browser

KB = 1024
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def squeezed(name: str) -> int:
    """Bytes of a script, compressed as the server keeps it."""
    return len(gzip.compress((STATIC / "assets" / name).read_bytes(), 9))


@pytest.mark.parametrize(("entry", "most"), [("product", 25), ("order", 20), ("operator", 20), ("index", 20)])
def test_the_scripts_that_a_page_waits_for_are_small(entry: str, most: int) -> None:
    """All scripts that a page names itself, together."""
    names = re.findall(r"/assets/([\w.-]+\.js)", (STATIC / f"{entry}.html").read_text())
    assert names
    assert sum(map(squeezed, names)) <= most * KB


def test_the_viewer_is_one_script_of_bounded_size() -> None:
    """three.js and all that draws; no page waits for it."""
    (viewer,) = (STATIC / "assets").glob("viewer-*.js")
    assert squeezed(viewer.name) <= 175 * KB
    assert not any(viewer.name in page.read_text() for page in STATIC.glob("*.html"))


@pytest.mark.parametrize(
    "product", ["keychain", *(pytest.param(slug, marks=pytest.mark.long) for slug in ("box", "hook"))]
)
def test_a_first_visit_weighs_little(browser: Browser, shop: Shop, product: str) -> None:
    """Over the wire, with font, model, presets' pictures and all, until nothing more comes."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as fresh:
        page = fresh.new_page()
        wire = fresh.new_cdp_session(page)
        wire.send("Network.enable")
        sizes: list[float] = []
        wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        open_product(page, f"{shop.url}/products/{product}")
        page.wait_for_load_state("networkidle")
        assert len(sizes) > 8
        assert 150 * KB < sum(sizes) <= 260 * KB


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands, in its words."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, { runOnly: { type: 'tag', values: rules } })", RULES
    )
    assert len(found["passes"]) > 10, "axe looked at something"
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def tool(name: str) -> Callable[[Page], None]:
    """Press a tool."""

    def press(page: Page) -> None:
        button = page.get_by_role("toolbar").get_by_role("button", name=name)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")

    return press


def finding(page: Page) -> None:
    """Open what the print check says."""
    page.get_by_role("region", name="Print check").get_by_role("button").first.click()


def refused(page: Page) -> None:
    """Ask for letters that no typeface has."""
    page.locator("#field-text").fill("A😀B")
    expect(page.get_by_text("grinning face")).to_be_visible()


def printed(page: Page) -> None:
    """Lay the pieces out."""
    page.get_by_role("button", name="As printed").click()


def dialog(page: Page) -> None:
    """Open the order."""
    page.get_by_role("button", name="Order this one").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def pointed(page: Page) -> None:
    """Measure, and pick a measure of the list."""
    tool("Measure")(page)
    page.get_by_role("region", name="Measure").get_by_role("listitem").first.get_by_role("button").click()


STATES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "as it opens": ("box", lambda page: None),
    "cut": ("box", tool("Cut open")),
    "measure": ("box", pointed),
    "as printed": ("box", printed),
    "compare": ("box", tool("Keep to compare")),
    "order": ("box", dialog),
    "in use": ("cradle", lambda page: None),
    "finding": ("tray?width=340", finding),
    "error": ("keychain", refused),
    "notice": ("keychain?size=99&nonsense=1", lambda page: None),
}


#: The states that every run looks at; the long one looks at all.
FEW = ("as it opens", "finding")


@pytest.mark.parametrize(
    ("width", "states"),
    [(390, FEW), *(pytest.param(wide, tuple(STATES), marks=pytest.mark.long) for wide in (1440, 390, 320))],
)
def test_everybody_can_use_every_state(browser: Browser, shop: Shop, width: int, states: tuple[str, ...]) -> None:
    """Axe finds nothing against WCAG 2.2 AA or good practice, and nothing scrolls sideways."""
    wrong: list[str] = []
    with browser.new_context(viewport={"width": width, "height": 844}, has_touch=width < 800) as context:
        for state in states:
            product, bring = STATES[state]
            page = context.new_page()
            open_product(page, f"{shop.url}/products/{product}")
            bring(page)
            page.wait_for_timeout(700)
            found = violations(page)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append("it scrolls sideways")
            wrong += [f"{state}: {each}" for each in found]
            page.close()
    assert not wrong, "\n".join(wrong)


@pytest.mark.long
@pytest.mark.parametrize("width", [1440, 390, 320])
def test_everybody_can_use_it_without_3d(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], shop: Shop, width: int
) -> None:
    """The drawn picture serves, two designs can still be compared, and axe finds nothing."""
    flat = browser_type.launch(**{**browser_type_launch_args, "args": [*FLAGS, "--disable-3d-apis"]})
    try:
        page = flat.new_page(viewport={"width": width, "height": 844})
        open_product(page, f"{shop.url}/products/box")
        expect(page.locator(".stage img")).to_be_visible()
        page.wait_for_timeout(400)
        assert violations(page) == []
        tool("Keep to compare")(page)
        expect(page.locator(".half-kept img")).to_be_visible()
        page.get_by_label("Width in millimetres").first.fill("100")
        page.keyboard.press("Enter")
        ready(page)
        expect(
            page.get_by_role("region", name="Beside the one you kept").get_by_role("row", name="Price")
        ).to_be_visible()
        page.wait_for_timeout(400)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    finally:
        flat.close()
