"""The route's pictures: asked for seldom, by name, and never a guess."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from server.database import Database
from server.errors import NotFound
from server.farm import Farm
from server.pictures import Pictures
from server.settings import PrinterSettings, Settings
from tests.printers.test_picture import camera, jpeg


def pictures(database: Database, folder: Path, **options: str) -> Pictures:
    """Of a farm with a virtual printer, and one with a camera that the settings name."""
    printers = (
        PrinterSettings(id="ash", name="Ash", driver="virtual", machine="virtual-220"),
        PrinterSettings(
            id="far",
            name="Far",
            driver="octoprint",
            machine="generic-200",
            address="http://127.0.0.1:9",
            options=options,
        ),
    )
    return Pictures(Farm(Settings(data=folder, printers=printers), database, lambda _session, _job: None))


async def test_many_pages_make_one_question(database: Database, tmp_path: Path) -> None:
    """Whoever asks within two seconds is given the same picture, also while it is being taken."""
    wanted = [jpeg(10), jpeg(200)]
    async with camera(wanted[0]) as port:
        made = pictures(database, tmp_path, camera=f"http://127.0.0.1:{port}/snap")
        seen = await asyncio.gather(*(made.of("far") for _ in range(20)))
    assert {(one.data, one.kind) for one in seen} == {(wanted[0], "image/jpeg")}
    assert len({id(one) for one in seen}) == 1
    assert (await made.of("far")) is seen[0], "the camera is gone, and the picture is still new enough"


async def test_a_virtual_printer_is_seen(database: Database, tmp_path: Path) -> None:
    """By its own driver."""
    assert (await pictures(database, tmp_path).of("ash")).kind == "image/png"


async def test_why_there_is_no_picture_is_said(database: Database, tmp_path: Path) -> None:
    """A printer that nobody knows, a host that does not answer, a camera that shows something else."""
    made = pictures(database, tmp_path)
    with pytest.raises(NotFound, match="There are: ash, far"):
        await made.of("nobody")
    with pytest.raises(NotFound, match="The camera of Far shows nothing: http"):
        await made.of("far")
    async with camera(b"<html>") as port:
        with pytest.raises(NotFound, match="neither a JPEG nor a PNG"):
            await pictures(database, tmp_path, camera=f"http://127.0.0.1:{port}/").of("far")
