"""The OctoPrint driver keeps the contract before a real OctoPrint."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from printers.drivers import open_driver
from printers.errors import Unreachable
from printers.finding import find
from printers.line import Line
from printers.naming import fresh
from printers.printer import Driver, Phase
from tests.hosts.bench import ROOM, WebBench, at, heard
from tests.hosts.octoprint import KEY, OctoPrintHost
from tests.printers.bench import staged, until
from tests.printers.contract import DriverContract

pytestmark = pytest.mark.host


class OctoPrintBench(WebBench):
    """A real host."""

    kind = "octoprint"
    key = KEY

    def __init__(self, host: OctoPrintHost, folder: Path) -> None:
        super().__init__(folder)
        self._host = host
        self.port = host.port
        self.driver: Driver = open_driver(self.printer(self.port))

    def starts(self, name: str) -> int:
        return self._host.starts(name)

    @contextlib.contextmanager
    def printer_gone(self) -> Iterator[None]:
        self._host.ask("POST", "/api/connection", {"command": "disconnect"})
        self._host.wait_for("Offline", 10)
        yield
        self._host.ask("POST", "/api/connection", {"command": "connect"})
        self._host.wait_for("Operational", 20)

    def small_disk(self) -> contextlib.AbstractContextManager[None]:
        return self._host.small_disk(ROOM)

    def switched_off_in_mid_print(self) -> None:
        self._host.kill()
        self._host.start()

    def stopped_by_a_person(self) -> None:
        self._host.printer_says("action_custom cancel")

    def fails(self) -> None:
        self._host.printer_says("trigger_fatal_error_marlin")


@pytest.fixture
async def bench(octoprint: OctoPrintHost, tmp_path: Path) -> AsyncIterator[OctoPrintBench]:
    async with at(OctoPrintBench(octoprint, tmp_path), octoprint.settle) as bench:
        yield bench


class TestOctoPrint(DriverContract):
    """The whole contract."""


async def test_heater_fault_leaves_no_idle_machine(bench: OctoPrintBench) -> None:
    """When the firmware stops itself in mid-print the machine is not idle."""
    name = await staged(bench, 20)
    await bench.driver.start(name)
    await until(bench.driver, name, "running", 5)
    bench.fails()
    assert (await until(bench.driver, name, "ended")).outcome == "failed"
    assert (await bench.driver.read()).phase in ("unavailable", "error")


async def test_lost_answer_to_an_upload_is_retryable_under_a_new_name(bench: OctoPrintBench) -> None:
    """An upload whose answer is lost is unreachable, not half believed; a new name then works."""
    name, file = fresh("lost"), bench.gcode(1)
    async with bench.losing_answers() as driver:
        with pytest.raises(Unreachable) as caught:
            await driver.stage(name, file, hashlib.sha256(file.read_bytes()).hexdigest())
        assert caught.value.retryable
    assert (await bench.driver.find(await staged(bench, 1))).kind == "staged"


async def test_found_at_its_address(bench: OctoPrintBench) -> None:
    """Told apart without a key, and read with one."""
    found = await find(f"127.0.0.1:{bench.port}", KEY)
    assert (found.driver, found.phase) == ("octoprint", "idle")
    assert found.capabilities is not None
    assert found.capabilities.bed == (200.0, 200.0)
    kept_out = await find(f"127.0.0.1:{bench.port}", bench.wrong_key)
    assert (kept_out.driver, kept_out.identity) == ("octoprint", None)


@pytest.mark.long
async def test_changes_are_heard(bench: OctoPrintBench, octoprint: OctoPrintHost) -> None:
    """Nobody looks but when it rings: a print at the machine is followed, and so is a printer that goes and comes."""
    name = await staged(bench, 20)
    await heard(bench.driver, Phase.IDLE)
    await asyncio.to_thread(octoprint.ask, "POST", f"/api/files/local/{name}", {"command": "select", "print": True})
    await heard(bench.driver, Phase.PREPARING, Phase.PRINTING)
    await asyncio.to_thread(octoprint.ask, "POST", "/api/job", {"command": "pause", "action": "pause"})
    await heard(bench.driver, Phase.PAUSED)
    await asyncio.to_thread(octoprint.ask, "POST", "/api/job", {"command": "cancel"})
    await heard(bench.driver, Phase.IDLE)
    await asyncio.to_thread(octoprint.ask, "POST", "/api/connection", {"command": "disconnect"})
    await heard(bench.driver, Phase.UNAVAILABLE)
    await asyncio.to_thread(octoprint.ask, "POST", "/api/connection", {"command": "connect"})
    await heard(bench.driver, Phase.IDLE)


@pytest.mark.long
async def test_a_line_with_a_wrong_key_stays_closed(bench: OctoPrintBench) -> None:
    """It is refused like any question; what it was to say is asked as often as ever."""
    driver = bench.with_wrong_key()
    line: Line = driver.line  # type: ignore[attr-defined]  # it has one
    for _ in range(4):
        await line.news(0.5, 60)
    assert not line.open
    await driver.close()
