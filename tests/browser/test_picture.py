"""What can be done with the picture: measuring, cutting, laying out as printed, ghosts, two designs side by side."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import (
    Picture,
    after_build,
    built,
    difference,
    digest,
    open_product,
    picture,
    ready,
    settled,
    tool,
)
from tests.shop import Shop

pytestmark = pytest.mark.browser

#: Every exact edge of the cradle as it is first shown, as the page writes it.
EDGES = {"79 mm", "44 mm", "72 mm", "7 mm", "R 8 mm", "R 2 mm", "⌀ 6.5 mm"}
LENGTH = 95  # mm, of the cradle
#: What is written beside the pointer, and what caught it.
READ = """
() => [
  document.querySelector('.gauge:not([hidden])')?.textContent ?? '',
  [...document.querySelectorAll('.snap:not([hidden])')].at(-1)?.dataset.snap ?? '',
]
"""


@pytest.fixture
def above(page: Page, shop: Shop) -> Page:
    """The cradle without its phone, seen from straight above with its long sides level."""
    open_product(page, f"{shop.url}/products/cradle")
    tool(page, "In use")
    tool(page, "Sizes")
    tool(page, "Reset view")
    page.locator("#stage").focus()
    for _ in range(10):
        page.keyboard.press("ArrowUp")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    settled(page)
    return page


def body_of(seen: Picture) -> tuple[slice, slice]:
    """The rows and columns that the marigold cradle covers."""
    strong = seen[..., 0].astype(int) - seen[..., 2] > 60
    rows, columns = np.flatnonzero(strong.sum(axis=1) > 40), np.flatnonzero(strong.sum(axis=0) > 40)
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def patch(seen: Picture, x: tuple[float, float], y: tuple[float, float]) -> Picture:
    """What lies between these places of the cradle, mm from its middle to the right and to the back."""
    rows, columns = body_of(seen)
    middle = (columns.start + columns.stop) / 2, (rows.start + rows.stop) / 2
    scale = (columns.stop - columns.start) / LENGTH
    left, right = (int(middle[0] + scale * each) for each in x)
    top, bottom = (int(middle[1] - scale * each) for each in reversed(y))
    return seen[top:bottom, left:right]


class Pointer:
    """A mouse over the picture that reads what is written beside it."""

    def __init__(self, page: Page) -> None:
        box = page.locator("#stage").bounding_box()
        assert box
        self.page = page
        self.left, self.top = box["x"], box["y"]
        self.middle = box["width"] / 2
        self.height = box["height"]

    def at(self, x: float, y: float) -> tuple[str, str]:
        """Move there; give what is written, and what was caught."""
        self.page.mouse.move(self.left + x, self.top + y)
        # The words follow with the next picture.
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        told = self.page.evaluate(READ)
        return told[0], told[1]

    def click(self) -> None:
        """Press where it is."""
        self.page.mouse.down()
        self.page.mouse.up()

    def seek(self, found: Callable[[str, str], bool], x: float, y: float, dx: float, dy: float) -> tuple[float, float]:
        """Walk until it is found."""
        for _ in range(160):
            if found(*self.at(x, y)):
                return x, y
            x, y = x + dx, y + dy
        raise AssertionError("walked across the whole part in vain")


def test_edges_tell_their_exact_size_and_two_clicks_a_distance(above: Page) -> None:
    """Pointing reads an edge and a hole; ends and centres catch the pointer; Escape leaves."""
    tool(above, "Measure")
    card = above.get_by_role("region", name="Measure")
    expect(card).to_be_visible()
    mouse = Pointer(above)
    x, y = mouse.seek(lambda words, _: words == "⌀ 6.5 mm", mouse.middle, mouse.height / 2 + 20, 0, 3)
    _, y = mouse.seek(lambda _, snap: snap == "centre", x, y, 0, 2)
    mouse.click()
    expect(card.get_by_role("status")).to_have_text("Round edge: diameter 6.5 mm, radius 3.25 mm")
    x, y = mouse.seek(lambda _, snap: snap == "middle", x, y + 24, 0, 3)
    mouse.click()
    expect(card.get_by_role("status")).to_have_text("Distance 10 mm: 0 across, 10 front to back, 0 up")

    above.keyboard.press("Escape")
    expect(card).to_have_count(0)
    assert mouse.at(x, y) == ("", ""), "nothing is measured any more"
    tool(above, "Measure")
    left, y = mouse.seek(lambda _, snap: snap == "end", x - 120, y, -6, 0)
    mouse.click()
    mouse.seek(lambda _, snap: snap == "end", 2 * x - left - 30, y, 6, 0)
    mouse.click()
    expect(card.get_by_role("status")).to_have_text("Distance 79 mm: 79 across, 0 front to back, 0 up")


@pytest.mark.long
def test_every_edge_that_is_read_is_one_of_the_solid(above: Page) -> None:
    """Wherever the pointer goes, what is written is an exact number of the part."""
    tool(above, "Measure")
    mouse = Pointer(above)
    seen = {
        mouse.at(mouse.middle + 11 * across, mouse.height / 2 + down)[0]
        for down in (-120, 0, 95)
        for across in range(-24, 24)
    }
    assert seen - {""} <= EDGES
    assert len(seen) >= 3


def test_measures_are_a_list_for_those_without_a_pointer(above: Page) -> None:
    """By keyboard alone: the list says the main measures, shows each, and Escape leads back to the tool."""
    above.locator("#tool-measure").focus()
    above.keyboard.press("Enter")
    card = above.get_by_role("region", name="Measure")
    expect(card.get_by_role("listitem")).to_have_count(7)
    words = card.inner_text()
    assert "95 × 60 × 30 mm" in words
    for size in EDGES:
        assert size in words
    settled(above)
    before = picture(above)
    hole = card.get_by_role("button", name="⌀ 6.5 mm")
    hole.focus()
    above.keyboard.press("Enter")
    expect(hole).to_have_attribute("aria-pressed", "true")
    settled(above)
    blue = np.argwhere(np.abs(picture(above).astype(int) - (11, 111, 179)).max(axis=2) < 40)
    assert len(blue) > 30, "the rim is shown"
    assert difference(before, picture(above)) < 0.01, "and nothing else"
    above.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(above.locator("#tool-measure")).to_be_focused()


def test_a_cut_is_closed_and_hatched(above: Page) -> None:
    """Cut level through, plastic is hatched without a gap, the slot stays open, and no shadow hangs in the air."""
    whole = picture(above)
    tool(above, "Cut open")
    above.get_by_role("button", name="Height", exact=True).click()
    expect(above.locator(".cutter output")).to_have_text("15 mm")
    settled(above)
    seen = picture(above)
    solid, slot = ((-40, -8), (-27, -8)), ((-33, 33), (-3, 3))
    cut = patch(seen, *solid).astype(int)
    assert np.ptp(cut, axis=2).min() > 20, "nothing of the grey table shows through"
    light = cut.sum(axis=2)
    dark = light < (light.min() + light.max()) / 2
    assert 0.08 < dark.mean() < 0.6, "two tones"
    floor = patch(seen, *slot).astype(int)
    assert floor.std(axis=(0, 1)).max() < 6, "the floor of the slot is plain"
    assert patch(whole, *solid).astype(int).std(axis=(0, 1)).max() < 6, "the whole part is not hatched"

    def table(picture: Picture) -> int:
        rows, columns = body_of(picture)
        below = picture[rows.stop + 3 : rows.stop + 14, columns.start + 60 : columns.stop - 60]
        return int(below.sum(axis=2).mean())

    assert table(seen) > table(whole) + 20, "the soft shadow is gone while it is cut"
    above.get_by_role("button", name="Other half").click()
    settled(above)
    assert patch(picture(above), *solid).astype(int).std(axis=(0, 1)).max() < 6, "the upper half, from above"
    tool(above, "Cut open")
    settled(above)
    assert difference(whole, picture(above)) < 0.0005, "closed again"


@pytest.mark.long
@pytest.mark.parametrize(("axis", "sizes"), [("Width", 95), ("Depth", 60), ("Height", 30)])
def test_a_cut_moves_along_every_axis(page: Page, shop: Shop, axis: str, sizes: int) -> None:
    """The slider says where the cut is, and each place and each half is another picture."""
    open_product(page, f"{shop.url}/products/cradle")
    tool(page, "Cut open")
    page.get_by_role("button", name=axis, exact=True).click()
    slider = page.get_by_label("Where to cut")
    shots = []
    for share in (25, 75):
        slider.fill(str(share))
        told = page.locator(".cutter output").inner_text()
        assert float(told.removesuffix(" mm")) == pytest.approx(sizes * share / 100, abs=0.06)
        settled(page)
        shots.append(picture(page))
    page.get_by_role("button", name="Other half").click()
    settled(page)
    shots.append(picture(page))
    assert difference(shots[0], shots[1]) > 0.005
    assert difference(shots[1], shots[2]) > 0.005


def test_a_new_model_is_cut_where_the_old_one_was(above: Page) -> None:
    """What comes while it is cut open is cut and closed too."""
    tool(above, "Cut open")
    above.get_by_role("button", name="Height", exact=True).click()
    before = built(above)
    above.get_by_label("Phone thickness in millimetres").fill("14")
    above.keyboard.press("Enter")
    after_build(above, before)
    settled(above)
    cut = patch(picture(above), (-40, -8), (-27, -9)).astype(int)
    assert np.ptp(cut, axis=2).min() > 20
    assert cut.std() > 15


@pytest.mark.long
def test_pieces_lie_as_they_are_printed(page: Page, shop: Shop) -> None:
    """Box and lid lie side by side as printed, and stand together again as before."""
    open_product(page, f"{shop.url}/products/box")
    settled(page)
    together = picture(page)
    page.get_by_role("button", name="As printed").click()
    settled(page)
    assert difference(together, picture(page)) > 0.02
    heights = page.locator(".dimension").all_inner_texts()
    assert "46 mm" in heights, "the box without its lid is lower"
    page.get_by_role("button", name="Assembled").click()
    settled(page)
    assert difference(together, picture(page)) < 0.0005
    open_product(page, f"{shop.url}/products/cradle")
    expect(page.get_by_role("button", name="As printed")).to_have_count(0)


def test_a_ghost_is_seen_and_nothing_else(page: Page, shop: Shop) -> None:
    """It is drawn until it is put away; sizes are those of the product."""
    open_product(page, f"{shop.url}/products/cradle")
    settled(page)
    haunted = picture(page)
    assert sorted(page.locator(".dimension").all_inner_texts()) == ["30 mm", "60 mm", "95 mm"]
    tool(page, "In use")
    settled(page)
    assert difference(haunted, picture(page)) > 0.01
    open_product(page, f"{shop.url}/products/box")
    expect(page.get_by_role("button", name="In use")).to_have_count(0)


@pytest.mark.long
def test_two_designs_side_by_side(page: Page, shop: Shop) -> None:
    """The kept one stays, the camera moves both, the table says what differs, and each way leads back."""
    open_product(page, f"{shop.url}/products/cradle")
    first = digest(page)
    tool(page, "Keep to compare")
    kept = page.locator(".half-kept canvas")
    expect(kept).to_be_visible()
    table = page.get_by_role("region", name="Beside the one you kept")
    expect(table).to_contain_text("Both are the same so far")
    before = built(page)
    page.get_by_label("Phone width in millimetres").fill("90")
    page.keyboard.press("Enter")
    after_build(page, before)
    row = table.get_by_role("row", name="Phone width")
    expect(row.get_by_role("cell")).to_have_text(["90 mm", "75 mm"])
    prices = table.get_by_role("row", name="Price").get_by_role("cell").all_inner_texts()
    assert prices[0] != prices[1]
    assert prices[0] == page.locator(".order-bar .price").inner_text()
    settled(page)
    still = kept.screenshot()
    page.locator("#stage").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    settled(page)
    assert kept.screenshot() != still, "one camera for both"

    table.get_by_role("button", name="Go back to the kept one").click()
    expect(page.locator("body")).to_have_attribute("data-digest", first)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("body")).not_to_have_attribute("data-digest", first)
    table.get_by_role("button", name="Stop comparing").click()
    expect(kept).to_have_count(0)
    expect(table).to_have_count(0)


@pytest.mark.parametrize("width", [pytest.param(390, marks=pytest.mark.long), 320])
def test_on_a_phone_one_stands_above_the_other(browser: Browser, shop: Shop, width: int) -> None:
    """Both fit the screen's width, and nothing scrolls sideways in any state."""
    with browser.new_context(viewport={"width": width, "height": 780}, has_touch=True) as phone:
        page = phone.new_page()
        open_product(page, f"{shop.url}/products/box")
        for name in ("Cut open", "Measure", "Keep to compare"):
            tool(page, name)
            page.wait_for_timeout(400)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        now, kept = (page.locator(each).bounding_box() for each in (".half:not(.half-kept)", ".half-kept"))
        assert now
        assert kept
        assert kept["y"] >= now["y"] + now["height"] - 1
        assert abs(kept["width"] - now["width"]) < 1
        assert min(now["height"], kept["height"]) > 150
        ready(page)
