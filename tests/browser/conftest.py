"""Debian's Chromium with software GL, and a shop to look at."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from server.pages import STATIC
from setup.page import fingerprint
from tests.shop import SAMPLES, Shop, running, virtual

#: Pinned, for newer Chromium gives no WebGL at all on machines without a GPU unless it is told to draw in software.
FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

#: How long a page may take to do what it should, ms; a busy machine is no failure.
PATIENCE = 60_000


@pytest.fixture(scope="session", autouse=True)
def built() -> None:
    """What is looked at was built from the sources that are here."""
    stamp = STATIC / ".stamp"
    found = stamp.read_text() if stamp.exists() else ""
    assert found == fingerprint(), "server/static was built from other sources than web/: run sh setup/page.sh build"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How Chromium is started."""
    program = shutil.which("chromium")
    assert program, "Chromium is not installed; make test installs it"
    return {"executable_path": program, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """A desk-sized window."""
    return {"viewport": {"width": 1280, "height": 800}}


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop to look at, the same one for all; a file that orders or stops it has one of its own."""
    with running(tmp_path_factory.mktemp("shop") / "data", SAMPLES + virtual(speed=150, clear=False)) as started:
        yield started


@pytest.fixture(autouse=True)
def quiet(page: Page) -> Iterator[None]:
    """No page may complain: neither an error of its own nor a policy that it broke."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None,
    )
    expect.set_options(timeout=PATIENCE)
    page.set_default_timeout(PATIENCE)
    yield
    assert complaints == []
