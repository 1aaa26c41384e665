"""When the shop's own machine misbehaves: slicer missing, crashing or hanging, disk full. Nothing is lost."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.flow.test_bad_input import problem
from tests.flow.test_printer_trouble import act, job_of, until_job
from tests.shop import Shop, running, virtual, wait

pytestmark = pytest.mark.slicer

#: Stands before the real slicer and does what its mode says; asked for its version it answers as the real one.
STAND_IN = """#!/bin/sh
mode=$(cat "$(dirname "$0")/mode")
case "$*" in *--help*) exec {slicer} "$@" ;; esac
case "$mode" in
    crash) kill -SEGV $$ ;;
    hang) exec sleep 600 ;;
    nothing) exit 0 ;;
    slow) sleep 4; exec {slicer} "$@" ;;
    *) exec {slicer} "$@" ;;
esac
"""


class Slicer:
    """A slicer that can be told to misbehave."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.program = folder / "prusa-slicer"
        real = shutil.which("prusa-slicer")
        assert real, "PrusaSlicer is not installed"
        self.program.write_text(STAND_IN.format(slicer=real))
        self.program.chmod(0o755)
        self.be("well")

    def be(self, mode: str) -> None:
        """How to behave from now on."""
        (self.program.parent / "mode").write_text(mode)


@pytest.fixture(scope="module")
def slicer(tmp_path_factory: pytest.TempPathFactory) -> Slicer:
    """A slicer of this module's own."""
    return Slicer(tmp_path_factory.mktemp("slicer") / "bin")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, slicer: Slicer) -> Iterator[Shop]:
    """A shop with that slicer, and short patience."""
    settings = f'slicer = "{slicer.program}"\nslice_seconds = 6\nretry_seconds = 2\n' + virtual(speed=2000)
    with running(tmp_path_factory.mktemp("shop") / "data", settings) as started:
        yield started


@pytest.mark.parametrize(
    ("mode", "words"), [("crash", "signal 11"), ("hang", "6 seconds"), ("nothing", "wrote no file")]
)
def test_a_slicer_that_fails_holds_the_order(shop: Shop, slicer: Slicer, mode: str, words: str) -> None:
    """Crash, hang, and success without a file: the job is held with the reason, and goes on when it is retried."""
    slicer.be(mode)
    placed = shop.order(text=mode[:4].upper())
    job = until_job(shop, placed, "held")
    assert job["trouble"]["code"] == "not_sliced"
    assert words in job["trouble"]["words"]
    order = shop.see(placed)
    assert order["state"] == "held"
    assert order["trouble"]["words"]
    assert str(slicer.program) not in str(order), "the workshop's paths are not a customer's business"
    slicer.be("well")
    act(shop, placed, "retry")
    shop.clear()
    shop.until(placed, "done")


def test_no_slicer_holds_the_order_until_there_is_one(shop: Shop, slicer: Slicer) -> None:
    """Without a slicer products are still designed and ordered; the order goes on by itself when it is installed."""
    hidden = slicer.program.with_suffix(".away")
    slicer.program.rename(hidden)
    try:
        health = shop.http.get("/healthz").json()
        assert health["status"] == "degraded"
        assert "apt install prusa-slicer" in health["slicer"]["words"]
        placed = shop.order(text="NONE")
        job = until_job(shop, placed, "held")
        assert job["trouble"]["code"] == "slicer_missing"
        assert "apt install prusa-slicer" in job["trouble"]["words"]
        assert "install a program" in shop.see(placed)["trouble"]["words"]
    finally:
        hidden.rename(slicer.program)
    shop.clear()
    shop.until(placed, "done")


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    """A file system of that size at this folder."""
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(folder: Path) -> Path:
    """Leave no room."""
    filler = folder / "filler"
    with contextlib.suppress(OSError), filler.open("wb") as file:
        while True:
            file.write(b"\0" * 4096)
            file.flush()
    return filler


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may make a small file system")
@pytest.mark.long
def test_a_full_disk_accepts_nothing_and_loses_nothing(tmp_path: Path, slicer: Slicer) -> None:
    """Full before the order: it is refused and says so. Full in between: it waits and goes on by itself."""
    artefacts = tmp_path / "small"
    settings = f'slicer = "{slicer.program}"\nretry_seconds = 2\nartefacts_url = "{artefacts}"\n' + virtual(speed=2000)
    slicer.be("well")
    with small_disk(artefacts, 8), running(tmp_path / "data", settings) as shop:
        filler = fill(artefacts)
        report = shop.report("keychain", text="DISK")
        wish: dict[str, Any] = {
            "template": "keychain",
            "values": {"text": "DISK"},
            "digest": report["digest"],
            "quantity": 1,
            "material": "pla",
            "name": "Ada",
            "email": "ada@example.org",
        }
        problem(shop.http.post("/api/orders", json=wish), 507, "storage_full")
        assert shop.operator.get("/api/jobs").json()["jobs"] == []
        filler.unlink()

        slicer.be("slow")
        placed = shop.order("keychain", text="DISK")
        until_job(shop, placed, "slicing")
        filler = fill(artefacts)
        wait("the order to be held", lambda: shop.see(placed)["state"] == "held", 60)
        assert job_of(shop, placed)["trouble"]["code"] == "storage_full"
        assert "space" in shop.see(placed)["trouble"]["words"]
        slicer.be("well")
        filler.unlink()
        shop.until(placed, "done")
        assert len(shop.starts()) == 1
