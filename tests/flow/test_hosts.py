"""
The same order on a real Moonraker, a real PrusaLink, a modelled Bambu and a modelled Duet.

Also through a `kill -9` of the shop.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from tests.hosts.bambu import CODE, SERIAL, BambuHost
from tests.hosts.duet import DuetHost
from tests.hosts.moonraker import MoonrakerHost
from tests.hosts.proxy import Wire
from tests.hosts.prusalink import KEY, PrusaLinkHost
from tests.shop import running, wait

pytestmark = [pytest.mark.slicer, pytest.mark.host, pytest.mark.long]


def settings(driver: str, address: str, key: str, options: str = "{}") -> str:
    """A shop whose only printer is that host."""
    return f"""
poll_seconds = 0.5
lease_seconds = 4
quality = "draft"
[[printers]]
id = "one"
name = "One"
driver = "{driver}"
machine = "generic-200"
address = "{address}"
key = "{key}"
options = {options}
"""


class Witness(Protocol):
    """What a host of these tests can say of itself."""

    def prints(self) -> bool:
        """Whether the machine is in the middle of a print."""

    def files(self) -> list[str]:
        """What lies there to be printed."""


def printed_though_the_shop_is_killed(words: str, folder: Path, host: Witness) -> str:
    """Ordered, sent, started after the plate was confirmed, killed in mid-print, adopted, done; returns the order."""
    with running(folder / "data", words) as shop:
        placed = shop.order("keychain", text="", size=6, thickness=2, ring=3)
        shop.until(placed, "queued")
        assert host.files() == [], "nothing is sent before somebody has looked at the plate"
        assert shop.clear("one").status_code == 200
        wait("it to print", lambda: shop.see(placed)["jobs"][0]["state"] == "printing", 120)
        shop.kill()
        assert host.prints(), "the printer does not need the shop"
        shop.start()
        order = shop.until(placed, "done", seconds=240)
        assert order["jobs"][0]["printer"] == "One"
        wait("the printer to be tidied", lambda: not host.files(), 30)
        assert shop.printers()["one"]["bed"] == "occupied"
        return str(placed["id"])


def begun_of(order: str, begun: Sequence[str]) -> list[str]:
    """The files of an order among those that a machine began to print."""
    return [name for name in begun if order in name]


def test_printed_by_klipper_once_though_the_shop_is_killed(moonraker: MoonrakerHost, tmp_path: Path) -> None:
    """By Moonraker, whose history and print in hand tell what became of it."""
    words = settings("moonraker", moonraker.url, moonraker.key)
    order = printed_though_the_shop_is_killed(words, tmp_path, moonraker)
    assert len(begun_of(order, moonraker.begun())) == 1


@contextlib.contextmanager
def altering_once(port: int, what: tuple[bytes, bytes]) -> Iterator[int]:
    """The port of a wire that alters one request on its way to `port`, and no other."""
    ready: list[int] = []
    over, up = threading.Event(), threading.Event()

    async def stand() -> None:
        async with Wire("127.0.0.1", port) as wire:
            wire.alter = what
            ready.append(wire.port)
            up.set()
            while not over.is_set():
                if wire.faults:
                    wire.alter = None
                await asyncio.sleep(0.01)
            assert wire.faults

    thread = threading.Thread(target=lambda: asyncio.run(stand()))
    thread.start()
    assert up.wait(60)
    try:
        yield ready[0]
    finally:
        over.set()
        thread.join()


def test_upload_that_klipper_holds_mixed_up_is_sent_once_more(moonraker: MoonrakerHost, tmp_path: Path) -> None:
    """The bytes that Moonraker holds are not ours: under a new name it gets them again, and prints them once."""
    with altering_once(moonraker.port, (b"G28", b"G29")) as port:
        words = settings("moonraker", f"http://127.0.0.1:{port}", moonraker.key)
        with running(tmp_path / "data", words) as shop:
            placed = shop.order("keychain", text="", size=6, thickness=2, ring=3)
            shop.until(placed, "queued")
            assert shop.clear("one").status_code == 200
            wait("it to print", lambda: shop.see(placed)["jobs"][0]["state"] == "printing", 120)
            assert shop.printers()["one"]["trouble"] is None
            (began,) = begun_of(str(placed["id"]), moonraker.begun())
            assert "-e2.gcode" in began, "the first name is never used again"
    moonraker.settle()


def test_printed_by_prusalink_once_though_the_shop_is_killed(prusalink: PrusaLinkHost, tmp_path: Path) -> None:
    """By PrusaLink, which forgets how a print ended: the shop was back in time to see it."""
    printed_though_the_shop_is_killed(settings("prusalink", prusalink.url, KEY), tmp_path, prusalink)


def test_printed_by_a_bambu_once_though_the_shop_is_killed(bambu: BambuHost, tmp_path: Path) -> None:
    """By a Bambu, which has no history: the shop was back in time to see it printing."""
    options = f'{{ serial = "{SERIAL}", mqtt_port = {bambu.mqtt_port}, ftps_port = {bambu.ftps_port} }}'
    words = settings("bambu", "127.0.0.1", CODE, options)
    order = printed_though_the_shop_is_killed(words, tmp_path, bambu)
    assert len(begun_of(order, bambu.begun())) == 1


@pytest.mark.parametrize("sbc", [False, True], ids=["by itself", "with an SBC"])
def test_printed_by_a_duet_once_though_the_shop_is_killed(tmp_path: Path, sbc: bool) -> None:
    """By a Duet, which says but little of how a print ended: the shop was back in time to see it printing."""
    (tmp_path / "duet").mkdir()
    host = DuetHost(tmp_path / "duet", sbc=sbc, password="its-own")
    host.machine.pace = 0.002
    try:
        words = settings("duet", f"http://127.0.0.1:{host.port}", "its-own")
        order = printed_though_the_shop_is_killed(words, tmp_path, host)
        assert len(begun_of(order, host.begun())) == 1
    finally:
        host.close()
