"""Draws the pictures of the pages in this folder from a running shop: python -m docs.pictures.draw [NAME ...]."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserType, Page, expect, sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.looking import after_build, built, enter, open_product, settled, tool
from tests.shop import SAMPLES, Shop, running, virtual, wait

HERE = Path(__file__).parent
DESK, PHONE, SMALL = (1440, 900), (390, 844), (320, 640)
Bring = Callable[[Page, Shop], None]


def _open(path: str) -> Bring:
    return lambda page, shop: open_product(page, f"{shop.url}/products/{path}")


def _with(path: str, *tools: str) -> Bring:
    def bring(page: Page, shop: Shop) -> None:
        open_product(page, f"{shop.url}/products/{path}")
        for name in tools:
            tool(page, name)

    return bring


def _measured(page: Page, shop: Shop) -> None:
    open_product(page, f"{shop.url}/products/enclosure")
    tool(page, "Measure")
    page.get_by_role("region", name="Measure").get_by_role("listitem").nth(1).get_by_role("button").click()


def _compared(page: Page, shop: Shop) -> None:
    open_product(page, f"{shop.url}/products/bin")
    tool(page, "Keep to compare")
    before = built(page)
    page.get_by_label("Height in millimetres").first.fill("70")
    page.keyboard.press("Enter")
    after_build(page, before)


def _printed(page: Page, shop: Shop) -> None:
    open_product(page, f"{shop.url}/products/enclosure")
    page.get_by_role("button", name="As printed").click()


def _finding(page: Page, shop: Shop) -> None:
    open_product(page, f"{shop.url}/products/tray?width=340")
    page.get_by_role("region", name="Print check").get_by_role("button").first.click()


def _refused(page: Page, shop: Shop) -> None:
    open_product(page, f"{shop.url}/products/keychain")
    page.locator("#field-text").fill("A😀B")
    expect(page.get_by_text("grinning face")).to_be_visible()


def _ordering(page: Page, shop: Shop) -> None:
    open_product(page, f"{shop.url}/products/keychain?text=GRACE")
    page.get_by_role("button", name="Order this one").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _loading(page: Page, shop: Shop) -> None:
    page.route("**/model.glb*", lambda _: None)  # never answered
    page.goto(f"{shop.url}/products/vase")
    expect(page.locator("#field-height, input[type=range]").first).to_be_visible()


def _drawn(page: Page, shop: Shop) -> None:
    """In a browser without 3D the shop draws."""
    open_product(page, f"{shop.url}/products/enclosure")
    page.locator(".stage img").evaluate("image => image.decode()")


#: Beside Ash, whose plate somebody has to clear, the farm has two that print.
FARM = "".join(
    f"""
[[printers]]
id = "{name.lower()}"
name = "{name}"
driver = "virtual"
machine = "virtual-220"
plate_starts_clear = true
plate_trusted_seconds = 1e9
options = {{ speed = 8 }}
"""
    for name in ("Fern", "Ivy")
)


def _room(page: Page, shop: Shop) -> None:
    """Two printers print, one wants a hand, two plates wait."""
    for slug, values in (("keychain", {"text": "MIRA"}), ("bin", {}), ("hook", {}), ("box", {"width": 60})):
        shop.order(slug, **values)

    def drawn() -> bool:
        jobs = shop.operator.get("/api/jobs").json()["jobs"]
        return sum(job["state"] == "printing" and job["drawn"] and job["progress"] > 0.05 for job in jobs) == 2

    wait("two prints under way", drawn, 600)
    enter(page, shop)
    page.get_by_role("button", name="Ivy", exact=True).click()
    expect(page.locator(".layers-here canvas")).to_be_visible()


#: Each picture: the window, and what is done before it is taken.
PICTURES: dict[str, tuple[tuple[int, int], Bring]] = {
    "gallery": (DESK, lambda page, shop: page.goto(shop.url) and page.wait_for_load_state("networkidle")),
    "product": (DESK, _open("enclosure")),
    "cut": (DESK, _with("cradle", "Cut open")),
    "measure": (DESK, _measured),
    "printed": (DESK, _printed),
    "use": (DESK, _open("cradle")),
    "compare": (DESK, _compared),
    "finding": (DESK, _finding),
    "error": (DESK, _refused),
    "order": (DESK, _ordering),
    "loading": (DESK, _loading),
    "flat": (DESK, _drawn),
    "phone": (PHONE, _open("enclosure")),
    "phone-cut": (PHONE, _with("cradle", "Cut open")),
    "phone-compare": (PHONE, _compared),
    "phone-finding": (PHONE, _finding),
    "room": (DESK, _room),
    "small": (SMALL, _open("keychain")),
}
#: Pictures for which the browser draws no 3D.
FLAT = {"flat"}


def draw(names: Sequence[str]) -> None:
    """Take these pictures and write them here as WebP."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "data", SAMPLES + virtual(clear=False) + FARM) as shop,
        sync_playwright() as playwright,
    ):
        for name in names:
            print(name, flush=True)
            _taken(playwright.chromium, shop, name)


def _taken(kind: BrowserType, shop: Shop, name: str) -> None:
    (width, height), bring = PICTURES[name]
    flags = [*FLAGS, *(["--disable-3d-apis"] if name in FLAT else [])]
    browser = kind.launch(executable_path=shutil.which("chromium"), args=flags)
    page = browser.new_page(viewport={"width": width, "height": height}, has_touch=width < 800)
    bring(page, shop)
    if name not in {"loading", "gallery"}:
        page.mouse.move(2, 2)
        settled(page)
    page.wait_for_timeout(600)
    Image.open(io.BytesIO(page.screenshot())).save(HERE / f"{name}.webp", quality=82, method=6)
    browser.close()


if __name__ == "__main__":
    wanted = sys.argv[1:] or list(PICTURES)
    unknown = set(wanted) - PICTURES.keys()
    if unknown:
        sys.exit(f"there is no picture called {sorted(unknown)[0]!r}; there are {', '.join(PICTURES)}")
    draw(wanted)
