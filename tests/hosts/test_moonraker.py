"""The Moonraker driver keeps the contract before a real Moonraker, with a stand-in for Klipper behind it."""

import asyncio
import contextlib
import hashlib
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from printers.drivers import open_driver
from printers.errors import Busy, Mismatch, Refused
from printers.finding import find
from printers.naming import fresh
from printers.printer import Driver, Phase
from tests.hosts.bench import ROOM, WebBench
from tests.hosts.moonraker import MoonrakerHost
from tests.hosts.process import small_disk
from tests.printers.bench import phase, staged, until
from tests.printers.contract import DriverContract

pytestmark = [pytest.mark.host, pytest.mark.long]


class MoonrakerBench(WebBench):
    """A real Moonraker."""

    kind = "moonraker"

    def __init__(self, host: MoonrakerHost, folder: Path) -> None:
        super().__init__(folder)
        self._host = host
        self.port, self.key = host.port, host.key
        self.driver: Driver = open_driver(self.printer(self.port))

    def starts(self, name: str) -> int:
        return self._host.starts(name)

    @contextlib.contextmanager
    def printer_gone(self) -> Iterator[None]:
        self._host.kill_machine()
        self._host.wait_for("disconnected", 10)
        yield
        self._host.start_machine()
        self._host.wait_for("ready", 20)

    def small_disk(self) -> contextlib.AbstractContextManager[None]:
        return small_disk(self._host.gcodes, ROOM)

    def switched_off_in_mid_print(self) -> None:
        self._host.kill()
        self._host.start()

    def program_killed(self) -> None:
        self._host.kill_program()
        self._host.start_program()
        self._host.wait_for("ready", 30)

    def stopped_by_a_person(self) -> None:
        self._host.gcode("CANCEL_PRINT")

    def fails(self) -> None:
        self._host.gcode("STAND_IN FAIL=1")


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MoonrakerHost]:
    """A running Moonraker."""
    host = MoonrakerHost(tmp_path_factory.mktemp("moonraker"))
    host.start()
    yield host
    host.kill()


@pytest.fixture
async def bench(host: MoonrakerHost, tmp_path: Path) -> AsyncIterator[MoonrakerBench]:
    bench = MoonrakerBench(host, tmp_path)
    yield bench
    await bench.driver.close()
    await asyncio.to_thread(host.settle)


class TestMoonraker(DriverContract):
    """The whole contract."""


async def test_uploads_mixed_up_by_the_host_itself_are_noticed(bench: MoonrakerBench, host: MoonrakerHost) -> None:
    """
    Of uploads in the same second Moonraker stores one under the name of another, and says 201.

    No driver takes such a file for its own: what is staged has the right bytes, what has not is a mismatch or a host
    too busy, and is gone.
    """
    mismatches = 0
    for _round in range(20):
        files = [_filled(bench, letter) for letter in "abc"]
        names = [fresh("at-once") for _file in files]
        digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
        answers = await asyncio.gather(
            *(bench.driver.stage(*each) for each in zip(names, files, digests, strict=True)), return_exceptions=True
        )
        for name, file, answer in zip(names, files, answers, strict=True):
            there = host.gcodes / name
            if answer is None:
                assert there.read_bytes() == file.read_bytes()
            else:
                assert isinstance(answer, (Mismatch, Busy)), answer
                assert not there.exists()
        mismatches += sum(isinstance(answer, Mismatch) for answer in answers)
        if mismatches:
            return
    pytest.fail("in 20 rounds the host mixed nothing up: is the row in printers/README.md still true?")


def _filled(bench: MoonrakerBench, letter: str) -> Path:
    path = bench.gcode(1).with_name(f"{letter}.gcode")
    path.write_text(f"; {letter * 60}\n" * 4000)
    return path


async def test_klipper_that_stops_itself_in_mid_print_is_an_error(bench: MoonrakerBench, host: MoonrakerHost) -> None:
    """The board shuts down: the print failed, though Klipper calls it paused, and nothing starts until a reset."""
    name, other = await staged(bench, 30), await staged(bench, 1)
    await bench.driver.start(name)
    await until(bench.driver, name, "running", 5)
    await asyncio.to_thread(host.gcode, "STAND_IN SHUTDOWN=1")
    seen = await until(bench.driver, name, "ended")
    assert (seen.outcome, "shutdown" in seen.why) == ("failed", True)
    snapshot = await bench.driver.read()
    assert (snapshot.phase, snapshot.text) == (Phase.ERROR, "MCU 'mcu' shutdown: stand-in")
    with pytest.raises(Refused, match="shutdown"):
        await bench.driver.start(other)


@pytest.mark.parametrize("told", [True, False])
async def test_layers_and_time_left_are_shown(bench: MoonrakerBench, tmp_path: Path, told: bool) -> None:
    """By the slicer's own word for the layer where there is one, else by the height of the nozzle; time runs down."""
    lines = ["; generated by PrusaSlicer 2.5.0 on 2026-01-01 at 10:00:00 UTC", "G28", "M83"]
    for layer in range(1, 6):
        lines += [f"SET_PRINT_STATS_INFO TOTAL_LAYER=5 CURRENT_LAYER={layer}"] if told else []
        lines += [f"G1 Z{0.2 * layer:.1f} F600", "G1 X9 E1", "G4 P700"]
    lines += ["; layer_height = 0.2", "; first_layer_height = 0.2", "; estimated printing time (normal mode) = 10s"]
    path = tmp_path / "layers.gcode"
    path.write_text("\n".join(lines) + "\n")
    name = fresh("layers")
    await bench.driver.stage(name, path, hashlib.sha256(path.read_bytes()).hexdigest())
    await bench.driver.start(name)
    seen, lefts = [], []
    end = time.monotonic() + 20
    while (snapshot := await bench.driver.read()).runs(name):
        assert time.monotonic() < end
        if snapshot.layer is not None:
            assert snapshot.layers == 5
            seen.append(snapshot.layer)
            lefts.append(snapshot.seconds_left)
        await asyncio.sleep(0.2)
    assert sorted(set(seen)) == [1, 2, 3, 4, 5]
    assert seen == sorted(seen)
    assert lefts == sorted(lefts, reverse=True)
    assert 0 <= lefts[-1] <= 10


async def test_a_machine_moved_by_hand_takes_no_print(bench: MoonrakerBench, host: MoonrakerHost) -> None:
    """After a pause at the machine nothing else is started over the paused print, though Moonraker would."""
    first, second = await staged(bench, 20), await staged(bench, 1)
    await bench.driver.start(first)
    await until(bench.driver, first, "running", 5)
    await asyncio.to_thread(host.gcode, "PAUSE")
    await phase(bench.driver, Phase.PAUSED)
    with pytest.raises(Refused):
        await bench.driver.start(second)
    assert (await bench.driver.find(first)).kind == "running"
    assert host.ask("POST", "/printer/print/start", params={"filename": second}).status_code == 200, (
        "the hazard is real"
    )
    await until(bench.driver, first, "ended", 5)


async def test_found_at_its_address(bench: MoonrakerBench) -> None:
    """Told apart without a key, though it imitates OctoPrint, and read with one."""
    found = await find(f"127.0.0.1:{bench.port}", bench.key)
    assert (found.driver, found.phase) == ("moonraker", Phase.IDLE)
    kept_out = await find(f"127.0.0.1:{bench.port}", bench.wrong_key)
    assert (kept_out.driver, kept_out.identity) == ("moonraker", None)
