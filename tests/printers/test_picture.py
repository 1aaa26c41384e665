"""Camera pictures: where a host says its camera is, what may be one, and how much of it is taken."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from printers.drivers import open_driver
from printers.errors import Unreachable, WrongHost
from printers.picture import LARGEST, kind_of, still, taken
from printers.portrait import HEIGHT, WIDTH, portrait
from printers.printer import Printer
from tests.printers.replay import sample, serving


def jpeg(shade: int = 90) -> bytes:
    """A small real one."""
    file = io.BytesIO()
    Image.new("RGB", (32, 24), (shade, 120, 60)).save(file, "JPEG")
    return file.getvalue()


@contextlib.asynccontextmanager
async def camera(*parts: bytes, kind: str = "image/jpeg", pause: float = 0.0, path: bytes = b"") -> AsyncIterator[int]:
    """The port of a camera that says these parts, one after the other, to whoever asks for a path that begins so."""

    open_now: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_now.add(task)
        try:
            asked = await reader.readuntil(b"\r\n\r\n")
            if not asked.startswith(b"GET " + path):
                writer.write(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")
                return
            writer.write(f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\nconnection: close\r\n\r\n".encode())
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(pause)
        except OSError:
            pass  # whoever looked has gone
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
            open_now.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in open_now:
            task.cancel()
        await asyncio.gather(*open_now, return_exceptions=True)


async def test_a_picture_arrives_whole() -> None:
    """Byte for byte, and its kind is read off the bytes."""
    wanted = jpeg()
    async with camera(wanted[:100], wanted[100:], kind="text/plain") as port:
        found = await taken(f"http://127.0.0.1:{port}/snap")
    assert found == wanted
    assert kind_of(found) == "image/jpeg"


async def test_of_a_stream_the_first_whole_picture_is_taken() -> None:
    """An endless stream is left after one picture; what belongs to the next is not in it."""
    wanted = jpeg()
    part = b"--edge\r\nContent-Type: image/jpeg\r\n\r\n"
    endless = (part + wanted[:200], wanted[200:] + b"\r\n", *([part + jpeg(200)] * 1000))
    async with camera(*endless, kind="multipart/x-mixed-replace; boundary=edge") as port:
        found = await taken(f"http://127.0.0.1:{port}/")
    assert found == wanted
    Image.open(io.BytesIO(found)).verify()


@pytest.mark.parametrize("data", [b"", b"<html>no camera</html>", b"GIF89a" + b"0" * 90, b"<svg onload='x'/>"])
async def test_what_is_no_picture_is_not_taken_for_one(data: bytes) -> None:
    """Whatever its header says: a page or a drawing that could run is none."""
    async with camera(data) as port:
        with pytest.raises(WrongHost, match="neither a JPEG nor a PNG"):
            await taken(f"http://127.0.0.1:{port}/")


async def test_too_much_too_slow_and_nobody() -> None:
    """An endless picture is left at its limit, a hanging camera after its time; each is said."""
    async with camera(*([jpeg() + bytes(1 << 20)] * 8)) as port:
        with pytest.raises(WrongHost, match=f"larger than {LARGEST >> 20} MB"):
            await taken(f"http://127.0.0.1:{port}/")
    async with camera(jpeg()[:50], b"", pause=60) as port:
        with pytest.raises(Unreachable, match=r"within 0\.2 s"):
            await taken(f"http://127.0.0.1:{port}/", 0.2)
    with pytest.raises(Unreachable):
        await taken("http://127.0.0.1:9/")
    async with camera(path=b"/elsewhere") as port:
        with pytest.raises(WrongHost, match="HTTP 404"):
            await taken(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("/webcam/?action=stream", "http://octopi.local/webcam/?action=snapshot"),
        ("/webcam/?action=snapshot", "http://octopi.local/webcam/?action=snapshot"),
        ("webcam2/snap.jpg", "http://octopi.local/webcam2/snap.jpg"),
        ("http://127.0.0.1:8080/?action=snapshot", "http://octopi.local:8080/?action=snapshot"),
        ("http://localhost/snap", "http://octopi.local/snap"),
        ("http://octopi.local:8081/snap", "http://octopi.local:8081/snap"),
        ("http://169.254.169.254/latest/meta-data", None),
        ("//evil.example/snap", None),
        ("http://192.168.0.1/admin", None),
        ("rtsp://octopi.local/live", None),
        ("file:///etc/passwd", None),
        ("  ", None),
    ],
)
def test_a_host_leads_only_to_itself(given: str, url: str | None) -> None:
    """Its own web server, or another port of it; never somebody else's address."""
    assert still("http://octopi.local:7125", given) == url


def drivers_of(kind: str, port: int) -> Printer:
    return Printer("one", "One", kind, "generic-200", f"http://127.0.0.1:{port}", key="K" * 32)


@pytest.mark.parametrize(
    ("kind", "path", "answer"),
    [
        ("octoprint", "/api/settings", lambda url: {"webcam": {"webcamEnabled": True, "snapshotUrl": url}}),
        (
            "moonraker",
            "/server/webcams/list",
            lambda url: {"result": {"webcams": [{"enabled": False, "snapshot_url": "/x"}, {"snapshot_url": url}]}},
        ),
    ],
)
async def test_hosts_name_their_cameras(kind: str, path: str, answer: Any) -> None:
    """From OctoPrint's settings and from Moonraker's list; one that is switched off is passed over."""
    wanted = jpeg()
    async with camera(wanted, path=b"/snap") as eye:
        said = answer(f"http://127.0.0.1:{eye}/snap")
        async with serving(lambda _method, asked: (200, said) if asked == path else (404, "")) as port:
            driver = open_driver(drivers_of(kind, port))
            assert await driver.picture() == wanted
            await driver.close()


@pytest.mark.parametrize(
    ("kind", "case", "path"),
    [
        ("octoprint", "capabilities_settings", "/api/settings"),
        ("moonraker", "webcams_list", "/server/webcams/list"),
    ],
)
async def test_a_host_without_a_camera_has_no_picture(kind: str, case: str, path: str) -> None:
    """As real ones without a camera were heard to say."""
    async with serving(lambda _method, asked: sample(kind, case) if asked == path else (404, "")) as port:
        driver = open_driver(drivers_of(kind, port))
        assert await driver.picture() is None
        await driver.close()


async def test_prusalink_gives_its_picture_itself() -> None:
    """A picture where it has one, none where it says so, and nothing that is no picture."""
    wanted = jpeg()
    async with camera(wanted, path=b"/api/v1/cameras/snap") as port:
        driver = open_driver(drivers_of("prusalink", port))
        assert await driver.picture() == wanted
        await driver.close()
    for answer, comes in (((404, ""), None), ((204, ""), None)):
        async with serving(lambda _method, _path, answer=answer: answer) as port:  # type: ignore[misc]
            driver = open_driver(drivers_of("prusalink", port))
            assert await driver.picture() is comes
            await driver.close()


async def test_a_virtual_printer_is_seen_growing(tmp_path: Path) -> None:
    """A PNG of a machine; the part grows with the print, and an idle bed is empty."""
    driver = open_driver(Printer("one", "One", "virtual", "virtual-220", str(tmp_path / "one")))
    seen = await driver.picture()
    await driver.close()
    assert seen is not None
    assert kind_of(seen) == "image/png"

    def plastic(progress: float | None) -> int:
        drawn = np.asarray(Image.open(io.BytesIO(portrait(progress, 0.0, 25.0))).convert("RGB")).astype(int)
        assert drawn.shape == (HEIGHT, WIDTH, 3)
        return int((drawn[..., 0] - drawn[..., 2] > 100).sum())

    assert 0 == plastic(None) == plastic(0.0) < plastic(0.3) < plastic(1.0)
