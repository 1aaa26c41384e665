"""The Duet driver keeps the contract before a model of the board, by itself and with a single-board computer."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from printers.drivers import open_driver
from printers.drivers.duet import memory as duet
from printers.errors import InUse, Unreachable, Unsure
from printers.finding import find
from printers.printer import Capabilities, Driver, Outcome, Phase
from printers.steady import running
from tests.hosts.bench import ROOM, WebBench, at
from tests.hosts.duet import CARD, SILENCE, DuetHost
from tests.printers.bench import phase, staged, until
from tests.printers.contract import DriverContract

PASSWORD = "not-reprap"


class DuetBench(WebBench):
    """A modelled Duet."""

    kind = "duet"
    key = PASSWORD

    def __init__(self, host: DuetHost, folder: Path) -> None:
        super().__init__(folder)
        self.host = host
        self.port = host.port
        self.driver: Driver = open_driver(self.printer(self.port))

    def starts(self, name: str) -> int:
        return self.host.starts(name)

    @contextlib.contextmanager
    def printer_gone(self) -> Iterator[None]:
        self.host.machine.status = "disconnected" if self.host.sbc else "off"
        yield
        self.host.machine.status = "idle"

    @contextlib.contextmanager
    def small_disk(self) -> Iterator[None]:
        self.host.machine.room = ROOM
        yield
        self.host.machine.room = CARD

    def losing_answers(self) -> contextlib.AbstractAsyncContextManager[Driver]:
        return self.over(lose_answers=b"POST /machine/code" if self.host.sbc else b"GET /rr_gcode")

    def switched_off_in_mid_print(self) -> None:
        time.sleep(1.1)  # it counts its hours in whole seconds
        self.host.power_cut()

    def stopped_by_a_person(self) -> None:
        self.host.machine.gcode("M25")
        while self.host.machine.status != "paused":
            time.sleep(0.02)
        self.host.machine.gcode("M0")

    def fails(self) -> None:
        self.host.machine.abort()


@pytest.fixture(scope="module", params=[False, True], ids=["by itself", "with an SBC"])
def host(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuetHost]:
    """A running model."""
    host = DuetHost(tmp_path_factory.mktemp("duet"), sbc=request.param, password=PASSWORD)
    yield host
    host.close()


@pytest.fixture
async def bench(host: DuetHost, tmp_path: Path) -> AsyncIterator[DuetBench]:
    async with at(DuetBench(host, tmp_path), host.settle) as bench:
        yield bench


@pytest.mark.long
class TestDuet(DriverContract):
    """The whole contract."""


async def test_a_print_from_upload_to_its_end(bench: DuetBench) -> None:
    """Staged with the right bytes, seen under its name with progress and temperatures, done, begun once, deleted."""
    name = await staged(bench, 1)
    assert (bench.host.machine.files / name).read_bytes() == bench.gcode(1).read_bytes()
    await bench.driver.start(name)
    await until(bench.driver, name, "running", 60)
    running = await bench.driver.read()
    assert running.runs(name)
    assert (running.temperatures["nozzle"], running.temperatures["nozzle_target"], running.layers) == (215.2, 215.0, 10)
    with pytest.raises(InUse):
        await bench.driver.discard(name)
    assert (await until(bench.driver, name, "ended", 60)).outcome is Outcome.DONE
    assert bench.starts(name) == 1
    await bench.driver.discard(name)
    assert not (bench.host.machine.files / name).exists()
    assert (await bench.driver.find(name)).outcome is Outcome.DONE


async def test_found_at_its_address(bench: DuetBench) -> None:
    """Told apart without a password, by itself or not; with it, it says how far its axes go."""
    found = await find(f"127.0.0.1:{bench.port}", PASSWORD)
    assert (found.driver, found.phase) == ("duet", Phase.IDLE)
    assert found.capabilities == Capabilities("Model board", (300.0, 280.0), 250.0, None)
    kept_out = await find(f"127.0.0.1:{bench.port}", bench.wrong_key)
    assert (kept_out.driver, kept_out.identity) == ("duet", None)


@pytest.mark.long
async def test_who_looks_too_late(bench: DuetBench) -> None:
    """With an SBC the end is still told to whoever looks later; by itself nobody can know, and nobody says done."""
    name = await staged(bench, 1.5)
    await bench.driver.start(name)
    assert (await until(bench.driver, name, "ended", 60)).outcome is Outcome.DONE
    late = open_driver(bench.printer(bench.port))
    seen = await late.find(name, time.time())
    await late.close()
    assert (seen.kind, seen.outcome) == (("ended", Outcome.DONE) if bench.host.sbc else ("cannot_know", None))


async def test_a_session_that_ended_is_begun_anew(bench: DuetBench) -> None:
    """After the silence that ends it, or after a power cut, the next question brings its own password again."""
    assert (await bench.driver.read()).phase is Phase.IDLE
    before = dict(bench.host.sessions)
    bench.host.sessions = {key: heard - SILENCE - 1 for key, heard in before.items()}
    assert (await bench.driver.read()).phase is Phase.IDLE
    assert set(bench.host.sessions) > set(before)
    name = await staged(bench, 1)
    bench.host.power_cut()
    assert (await bench.driver.find(name)).kind == "staged"


async def test_sessions_are_left(bench: DuetBench) -> None:
    """A board has room for few; whoever goes gives his back."""
    driver = open_driver(bench.printer(bench.port))
    await driver.read()
    mine = len(bench.host.sessions)
    await driver.close()
    assert len(bench.host.sessions) == mine - 1


async def test_a_message_that_waits_for_a_person_is_shown(bench: DuetBench) -> None:
    """A print that stands because its screen asks something calls a person, in the machine's own words."""
    name = await staged(bench, 30)
    await bench.driver.start(name)
    await until(bench.driver, name, "running", 60)
    bench.host.machine.box = {"mode": 2, "title": "Filament", "message": "Load the red one"}
    seen = await bench.driver.read()
    assert (seen.phase, seen.text) == (Phase.ATTENTION, "processing - Filament - Load the red one")


@pytest.mark.long
async def test_a_board_short_of_memory_is_asked_again(tmp_path: Path) -> None:
    """503 means that it lacks memory for a moment: what it has to say is fetched, and the question comes again."""
    host = DuetHost(tmp_path, sbc=False)
    bench = DuetBench(host, tmp_path)
    try:
        await bench.driver.read()
        host.busy = 2
        assert (await bench.driver.read()).phase is Phase.IDLE
        host.busy = 9
        seen = await bench.driver.read()
        assert (seen.phase, "memory" in seen.text) == (Phase.UNREACHABLE, True)
        with pytest.raises(Unreachable):
            await bench.driver.find("a.gcode")
    finally:
        host.busy = 0
        await bench.driver.close()
        host.close()


@pytest.mark.long
async def test_a_start_that_never_arrived_is_known_not_to_have_happened(bench: DuetBench) -> None:
    """The board was up all the time and names what it had in hand before: nothing began, and it may be tried again."""
    first = await staged(bench, 1)
    await bench.driver.start(first)
    await until(bench.driver, first, "ended", 60)
    name, since = await staged(bench, 1), time.time()
    bench.host.lost = 1
    with pytest.raises(Unsure):
        await bench.driver.start(name)
    assert (await bench.driver.find(name, since)).kind == "staged"
    late = open_driver(bench.printer(bench.port))
    assert (await late.find(name, since)).kind == "cannot_know", "the other print may have been after it"
    await late.close()
    assert bench.starts(name) == 0


@pytest.mark.long
async def test_paused_and_gone_on_is_followed(bench: DuetBench) -> None:
    """A pause in between does not make a finished print a cancelled one."""
    name = await staged(bench, 1)
    await bench.driver.start(name)
    await until(bench.driver, name, "running", 60)
    await bench.driver.pause(name)
    await phase(bench.driver, Phase.PAUSED)
    await bench.driver.resume(name)
    assert (await until(bench.driver, name, "ended", 60)).outcome is Outcome.DONE


async def test_an_end_that_came_long_after_the_last_look_is_not_guessed(
    bench: DuetBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By itself it does not say how a print ended, and who had not looked for a while cannot know; an SBC tells."""
    name = await staged(bench, 1)
    await bench.driver.start(name)
    await until(bench.driver, name, "running", 60)
    while bench.host.machine.file is not None:  # noqa: ASYNC110  # the model runs in threads
        await asyncio.sleep(0.05)
    monkeypatch.setattr(duet, "running", lambda: running() + duet.FRESH + 1)
    seen = await bench.driver.find(name, 1.0)
    assert (seen.kind, seen.outcome) == (("ended", Outcome.DONE) if bench.host.sbc else ("cannot_know", None))


async def test_another_process_does_not_go_by_a_clock_that_can_be_set(bench: DuetBench) -> None:
    """Whether the board was started anew after a start is known only to whoever sent it."""
    name = await staged(bench, 1)
    bench.host.power_cut()
    late = open_driver(bench.printer(bench.port))
    assert (await late.find(name, time.time() + 3600)).kind == "cannot_know"
    assert (await late.find(name)).kind == "staged"
    await late.close()
