"""The PrusaLink driver keeps the contract before a real PrusaLink, with a stand-in for a MK3S behind it."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from printers.drivers import open_driver
from printers.errors import Busy, Denied
from printers.finding import find
from printers.naming import fresh
from printers.printer import Driver, Phase
from tests.hosts.bench import ROOM, WebBench, at
from tests.hosts.process import small_disk
from tests.hosts.prusalink import KEY, PASSWORD, USER, PrusaLinkHost
from tests.printers.bench import phase, staged, until
from tests.printers.contract import DriverContract

pytestmark = [pytest.mark.host, pytest.mark.long]


class PrusaLinkBench(WebBench):
    """A real PrusaLink."""

    kind = "prusalink"
    key = KEY

    def __init__(self, host: PrusaLinkHost, folder: Path) -> None:
        super().__init__(folder)
        self._host = host
        self.port = host.port
        self.driver: Driver = open_driver(self.printer(self.port))

    def gcode(self, seconds: float) -> Path:
        path = super().gcode(seconds)
        path.write_text(f"M117 {fresh('message')}\n{path.read_text()}")
        return path

    def starts(self, name: str) -> int:
        return self._host.starts(name)

    @contextlib.contextmanager
    def printer_gone(self) -> Iterator[None]:
        self._host.unplug()
        self._host.wait_for("ERROR", 30)
        yield
        self._host.plug_in()
        self._host.wait_for("IDLE", 60)

    def small_disk(self) -> contextlib.AbstractContextManager[None]:
        return small_disk(self._host.gcodes, ROOM)

    def switched_off_in_mid_print(self) -> None:
        self._host.kill()
        self._host.start()

    def stopped_by_a_person(self) -> None:
        self._host.at_machine("stop")

    def fails(self) -> None:
        self._host.at_machine("runaway")


@pytest.fixture
async def bench(prusalink: PrusaLinkHost, tmp_path: Path) -> AsyncIterator[PrusaLinkBench]:
    async with at(PrusaLinkBench(prusalink, tmp_path), prusalink.settle) as bench:
        yield bench


class TestPrusaLink(DriverContract):
    """The whole contract."""


class WithPassword(PrusaLinkBench):
    """The same host, by HTTP Digest."""

    key, wrong_key = PASSWORD, "not-the-password"

    def options(self) -> dict[str, object]:
        return {"user": USER}


async def test_password_does_what_the_key_does(prusalink: PrusaLinkHost, tmp_path: Path) -> None:
    """Staged, started, cancelled and deleted by HTTP Digest; a wrong password is denied."""
    bench = WithPassword(prusalink, tmp_path)
    wrong = bench.with_wrong_key()
    with pytest.raises(Denied):
        await wrong.identify()
    await wrong.close()
    name = await staged(bench, 30)
    await bench.driver.start(name)
    await until(bench.driver, name, "running", 5)
    await bench.driver.cancel(name)
    assert (await until(bench.driver, name, "ended")).outcome == "cancelled"
    await phase(bench.driver, Phase.IDLE)
    assert bench.starts(name) == 1
    await bench.driver.discard(name)
    await bench.driver.close()


async def test_who_looks_too_late_cannot_know_how_it_ended(bench: PrusaLinkBench) -> None:
    """The host forgets within seconds: who saw the end remembers, who did not cannot know, and never says done."""
    name = await staged(bench, 1)
    await bench.driver.start(name)
    await until(bench.driver, name, "running", 5)
    assert (await until(bench.driver, name, "ended")).outcome == "done"
    await phase(bench.driver, Phase.IDLE)
    assert (await bench.driver.find(name, 1.0)).kind == "ended"
    late = open_driver(bench.printer(bench.port))
    assert (await late.find(name, 1.0)).kind == "cannot_know"
    await late.close()


async def test_another_driver_sees_the_end_while_it_is_shown(bench: PrusaLinkBench) -> None:
    """After our own crash the end is still found, for as long as the host shows it."""
    name = await staged(bench, 30)
    await bench.driver.start(name)
    await until(bench.driver, name, "running", 5)
    await bench.driver.cancel(name)
    await phase(bench.driver, Phase.STOPPING)
    other = open_driver(bench.printer(bench.port))
    seen = await other.find(name, 1.0)
    await other.close()
    assert (seen.kind, seen.outcome) == ("ended", "cancelled")


async def test_uploads_at_once_are_each_right_or_gone(bench: PrusaLinkBench, prusalink: PrusaLinkHost) -> None:
    """The host has one transfer in hand: of three at once none is taken for stored that is not."""
    files = [bench.gcode(seconds) for seconds in (1, 2, 3)]
    names = [fresh("at-once") for _file in files]
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    answers = await asyncio.gather(
        *(bench.driver.stage(*each) for each in zip(names, files, digests, strict=True)), return_exceptions=True
    )
    for name, file, answer in zip(names, files, answers, strict=True):
        if answer is None:
            assert (prusalink.gcodes / name).read_bytes() == file.read_bytes()
        else:
            assert isinstance(answer, Busy), answer
            assert not (prusalink.gcodes / name).exists()


async def test_found_at_its_address(bench: PrusaLinkBench) -> None:
    """Told apart without a key, and read with one: the model stands in what it says."""
    found = await find(f"127.0.0.1:{bench.port}", KEY)
    assert (found.driver, found.phase) == ("prusalink", Phase.IDLE)
    assert found.capabilities is not None
    assert (found.capabilities.model, found.capabilities.nozzle) == ("MK3S", 0.4)
    kept_out = await find(f"127.0.0.1:{bench.port}", bench.wrong_key)
    assert (kept_out.driver, kept_out.identity) == ("prusalink", None)
