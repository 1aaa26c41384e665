"""A file of one's own, by hand: dropped on the first page, asked about, repaired, and ready to order."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import ready
from tests.browser.test_budgets import violations
from tests.generators.uploads.files import block, stl
from tests.shop import ROOT, Shop

pytestmark = pytest.mark.long


def test_a_file_is_brought_asked_about_and_repaired(page: Page, shop: Shop, tmp_path: Path) -> None:
    """A wrong file is refused in words; a block in inches with triangles turned over is ready after two clicks."""
    wrong, right = tmp_path / "letter.stl", tmp_path / "block.stl"
    wrong.write_text("Dear shop")
    triangles = block(1, 1, 1)
    triangles[:4] = triangles[:4][:, ::-1]
    right.write_bytes(stl(triangles))
    page.goto(shop.url)
    page.set_input_files(".own input[type=file]", wrong)
    expect(page.get_by_role("alert")).to_contain_text("no STL file")
    page.set_input_files(".own input[type=file]", right)
    page.wait_for_url("**/products/your-file?file=*")
    expect(page.locator("body")).to_have_attribute("data-state", "ready", timeout=60_000)
    order = page.get_by_role("button", name="Order this one")
    expect(order).to_be_disabled()
    page.get_by_role("button", name="Inches: 25 × 25 × 25 mm").click()
    repair = page.get_by_role("checkbox", name="Turn triangles the right way out")
    expect(repair).not_to_be_checked()
    expect(page.locator('[data-code="MESH_FLIPPED"]')).to_have_count(1)
    repair.check()
    expect(page.locator('[data-code="MESH_FLIPPED"]')).to_have_count(0, timeout=60_000)
    expect(page.locator('[data-code="REPAIRED"]')).to_have_count(1)
    expect(order).to_be_enabled(timeout=60_000)
    expect(page.locator(".own-repairs")).to_contain_text("16.39 cm³")
    page.get_by_role("button", name="Undo").click()
    expect(repair).not_to_be_checked()


def test_a_model_is_laid_on_its_better_side_in_one_step(page: Page, shop: Shop) -> None:
    """On a phone and by keyboard: the finding's own button lays it, what hung free is gone, and one step undoes it."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(shop.url)
    page.set_input_files(".own input[type=file]", ROOT / "samples" / "meshes" / "better_side.stl")
    page.wait_for_url("**/products/your-file?file=*")
    ready(page)
    check = page.get_by_role("region", name="Print check")
    expect(check).to_have_attribute("data-printable", "false", timeout=60_000)
    for code in ("OVERHANG_UNSUPPORTED", "BETTER_SIDE"):
        check.locator(f'[data-code="{code}"] .finding-title').first.click()
        expect(check.get_by_role("button", name="Lay it on its better side")).to_have_count(1)
        expect(check).to_contain_text("We tried it")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    button = check.get_by_role("button", name="Lay it on its better side")
    assert (button.bounding_box() or {"height": 0})["height"] >= 24
    button.focus()
    page.keyboard.press("Enter")
    expect(check).to_have_attribute("data-printable", "true", timeout=60_000)
    expect(check.locator('[data-code="BETTER_SIDE"], [data-code="OVERHANG_UNSUPPORTED"]')).to_have_count(0)
    expect(check.get_by_role("heading")).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(check).to_have_attribute("data-printable", "false", timeout=60_000)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
