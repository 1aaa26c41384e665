"""A file of one's own, by hand: dropped on the first page, asked about, repaired, and ready to order."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.generators.uploads.files import block, stl
from tests.shop import Shop

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
