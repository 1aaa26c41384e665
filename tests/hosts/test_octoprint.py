"""The OctoPrint driver keeps the contract before a real OctoPrint."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from printers.drivers import open_driver
from printers.errors import Unreachable, WrongHost
from printers.naming import fresh
from printers.printer import RUNNING, Driver, Printer
from tests.hosts.host import KEY, OctoPrintHost
from tests.hosts.proxy import Wire
from tests.printers.contract import Bench, DriverContract, staged, until

pytestmark = pytest.mark.host

ROOM = 2_000_000  # bytes


def printer(address: str, key: str = KEY) -> Printer:
    """One printer at this address."""
    return Printer("octo", "Octo", "octoprint", "generic-200", address, key, options={"timeout": 5})


class OctoPrintBench(Bench):
    """A real host."""

    def __init__(self, host: OctoPrintHost, folder: Path) -> None:
        self._host = host
        self._folder = folder
        self.driver: Driver = open_driver(printer(host.url))

    def gcode(self, seconds: float) -> Path:
        path = self._folder / f"{seconds:g}.gcode"
        path.write_text("G28\nM83\n" + "G4 P100\nG1 X1 Y1 F6000\n" * round(seconds * 10))
        return path

    def big(self) -> Path:
        path = self._folder / "big.gcode"
        path.write_text("G28\n" + "; nothing but room taken\n" * (2 * ROOM // 25))
        return path

    def starts(self, name: str) -> int:
        return self._host.starts(name)

    def with_wrong_key(self) -> Driver:
        return open_driver(printer(self._host.url, "F" * 32))

    def without_host(self) -> Driver:
        return open_driver(printer("http://127.0.0.1:9"))

    @contextlib.asynccontextmanager
    async def losing_answers(self) -> AsyncIterator[Driver]:
        async with Wire("127.0.0.1", self._host.port) as wire:
            driver = open_driver(printer(f"http://127.0.0.1:{wire.port}"))
            wire.lose_answers = True
            yield driver
            await driver.close()
            assert wire.delivered

    @contextlib.contextmanager
    def printer_gone(self) -> Iterator[None]:
        self._host.ask("POST", "/api/connection", {"command": "disconnect"})
        self._host.wait_for("Offline", 10)
        yield
        self._host.ask("POST", "/api/connection", {"command": "connect"})
        self._host.wait_for("Operational", 20)

    def full_disk(self) -> contextlib.AbstractContextManager[None]:
        return self._host.small_disk(ROOM)

    def switched_off_in_mid_print(self) -> None:
        self._host.kill()
        self._host.start()

    def stopped_by_a_person(self) -> None:
        self._host.printer_says("action_custom cancel")


@pytest.fixture
async def bench(octoprint: OctoPrintHost, tmp_path: Path) -> AsyncIterator[OctoPrintBench]:
    bench = OctoPrintBench(octoprint, tmp_path)
    yield bench
    await bench.driver.close()
    await asyncio.to_thread(octoprint.settle)


class TestOctoPrint(DriverContract):
    """The whole contract."""


async def test_a_start_may_be_accepted_and_still_not_happen(bench: OctoPrintBench) -> None:
    """
    Two starts at once are both accepted; looking tells which file is being printed, and it is only one.

    The host may trip over the second one and end the first: then nothing runs any more. Its log may call both begun,
    when the second took the first one's place before a line had gone out; but none is ever begun twice.
    """
    names = [await staged(bench, 20), await staged(bench, 20)]
    await asyncio.gather(*(bench.driver.start(name) for name in names), return_exceptions=True)
    await asyncio.sleep(1)
    kinds = sorted([(await bench.driver.find(name)).kind for name in names])
    assert kinds in (["running", "staged"], ["ended", "staged"])
    assert ((await bench.driver.read()).phase in RUNNING) == (kinds[0] == "running")
    assert max(map(bench.starts, names)) == 1


async def test_heater_fault_in_mid_print_is_no_finished_print(bench: OctoPrintBench, octoprint: OctoPrintHost) -> None:
    """When the firmware stops itself the print ended early, and the machine is not idle."""
    name = await staged(bench, 20)
    await bench.driver.start(name)
    await until(bench.driver, name, "running", 5)
    octoprint.printer_says("trigger_fatal_error_marlin")
    seen = await until(bench.driver, name, "ended")
    assert seen.outcome == "failed"
    assert (await bench.driver.read()).phase in ("unavailable", "error")


async def test_another_program_at_the_address_is_told_apart() -> None:
    """A host that imitates the API, or something else altogether, is the wrong host."""

    async def imitates(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"api": "0.1", "server": "1.5.0", "text": "OctoPrint (Moonraker 0.11.0)"}'
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ")
        writer.write(str(len(body)).encode() + b"\r\nconnection: close\r\n\r\n" + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(imitates, "127.0.0.1", 0)
    driver = open_driver(printer(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"))
    try:
        with pytest.raises(WrongHost, match="Moonraker"):
            await driver.identify()
    finally:
        await driver.close()
        server.close()


async def test_lost_answer_to_an_upload_is_retryable_under_a_new_name(bench: OctoPrintBench) -> None:
    """An upload whose answer is lost is unreachable, not half believed; a new name then works."""
    name, file = fresh("lost"), bench.gcode(1)
    async with bench.losing_answers() as driver:
        with pytest.raises(Unreachable) as caught:
            await driver.stage(name, file, hashlib.sha256(file.read_bytes()).hexdigest())
        assert caught.value.retryable
    assert (await bench.driver.find(await staged(bench, 1))).kind == "staged"
