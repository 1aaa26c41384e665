"""A print is watched by every gateway of its site, whether or not the process that carries its job still lives."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from printers.drivers.virtual import Virtual
from printers.faults import Faults
from printers.printer import Phase, Snapshot
from printers.simulator import Simulator
from server import care, farm
from server.database import Database, now
from server.equipment import PrinterSettings
from server.farm import Farm
from server.jobs import AttemptState
from server.models import Attempt, Job, PrinterRow
from server.service import Service
from server.settings import Settings
from server.vigil import AGAIN, Vigil
from tests.server.conftest import fill

ASH = PrinterSettings(id="ash", name="Ash", driver="virtual", machine="virtual-220")
ELM = PrinterSettings(id="elm", name="Elm", driver="virtual", machine="virtual-220")
NAME = "order-1-e1.gcode"
#: Heated for, and then printed for ten hours.
GCODE = "M104 S215\nM140 S60\nG28\nM190 S60\nM109 S215\nM83\n;LAYER_CHANGE\nG1 X1 Y1 F6000\nG4 S36000\nG1 X2 E1\n"


def nobody(*_: object) -> None:
    """Nothing is submitted here."""


def of_shop(database: Database, folder: Path, printer: PrinterSettings = ASH) -> Farm:
    """The farm as one process of the shop has it."""
    return Farm(Settings(data=folder, printers=(printer,)), database, nobody)


def printing(database: Database, hours_ago: float = 0.0) -> None:
    """Ash prints the job, which its slice says takes an hour; by the tables, since so many hours."""
    fill(database, "printing")
    with database.begin() as session:
        job = session.get_one(Job, "order-1")
        job.printer_id, job.seconds = "ash", 3600.0
        began = now(session) - hours_ago * 3600 - 1
        attempt = {"name": NAME, "job_id": "order-1", "printer_id": "ash", "epoch": 1, "created_at": began}
        session.add(Attempt(**attempt, state=AttemptState.PRINTING, start_at=began))


@dataclass
class Machine:
    """A virtual printer in mid-print, by a clock that is set by hand."""

    folder: Path
    at: float = 0.0
    driver: Virtual = field(init=False)

    def __post_init__(self) -> None:
        self.simulator = Simulator(self.folder / "machine", lambda: self.at, 1.0)
        self.driver = Virtual(self.simulator, lambda: self.at, 5.0)

    async def begin(self) -> None:
        """Warm, and printing."""
        file = self.folder / NAME
        file.write_text(GCODE)
        await self.driver.stage(NAME, file, hashlib.sha256(GCODE.encode()).hexdigest())
        await self.driver.start(NAME)
        await self.on(600)

    async def on(self, seconds: float) -> Snapshot:
        """So much later."""
        self.at += seconds
        return await self.driver.read()


@pytest.fixture
async def machine(database: Database, tmp_path: Path) -> Machine:
    """Ash, printing."""
    printing(database)
    made = Machine(tmp_path)
    await made.begin()
    assert (await made.on(0)).phase is Phase.PRINTING
    return made


def words(database: Database) -> str:
    """What the printer's card says of its call."""
    with database.read() as session:
        called = care.wants_a_look(session.get_one(PrinterRow, "ash"), busy=True)
        return "" if called is None else str(called["words"])


async def test_the_next_process_knows_that_it_was_warm(database: Database, tmp_path: Path, machine: Machine) -> None:
    """One saw it warm and is gone; the other sees it cold from its first reading on, and pauses it when it is time."""
    await of_shop(database, tmp_path).record("ash", await machine.on(0), machine.driver)
    machine.simulator.set_faults(Faults(nozzle_off=-60.0))
    survivor = of_shop(database, tmp_path)
    await survivor.record("ash", await machine.on(10), machine.driver)
    assert words(database) == ""
    await survivor.record("ash", await machine.on(61), machine.driver)
    assert (await machine.on(0)).phase is Phase.PAUSED
    assert words(database).startswith("The nozzle has fallen to 155 °C; PLA is printed with it at ")
    assert words(database).endswith("The print was paused.")


async def test_one_that_died_before_it_paused_is_stood_in_for(
    database: Database, tmp_path: Path, machine: Machine
) -> None:
    """Who wrote the call tells the printer; the others wait so long for it, and no longer. Going on is paused again."""
    dead, survivor = Vigil(Settings().care, database), of_shop(database, tmp_path)
    machine.simulator.set_faults(Faults(nozzle_off=+60.0))
    with database.begin() as session:
        assert dead.look(session, ASH, await machine.on(0)) is not None
    await survivor.record("ash", await machine.on(1), machine.driver)
    assert (await machine.on(0)).phase is Phase.PRINTING
    with database.begin() as session:
        row = session.get_one(PrinterRow, "ash")
        row.call = {**row.call, "told": row.call["told"] - AGAIN}
    await survivor.record("ash", await machine.on(1), machine.driver)
    assert (await machine.on(0)).phase is Phase.PAUSED
    assert words(database).endswith("The print was paused.")
    await survivor.record("ash", await machine.on(1), machine.driver)
    Service(database, {"ash": ASH}).wish("ash", "resume", "Ada")
    await machine.driver.resume(NAME)
    assert words(database) == ""
    await survivor.record("ash", await machine.on(1), machine.driver)
    assert (await machine.on(0)).phase is Phase.PAUSED
    assert words(database).endswith("The print was paused.")


async def test_what_is_not_ours_is_left_alone(database: Database, tmp_path: Path, machine: Machine) -> None:
    """A print of somebody's own may be as hot as they like; so may one of ours that is over."""
    shop = of_shop(database, tmp_path)
    machine.simulator.set_faults(Faults(nozzle_off=+60.0))
    seen = await machine.on(0)
    strange = Snapshot(seen.at, seen.phase, seen.text, "cat.gcode", temperatures=seen.temperatures)
    await shop.record("ash", strange, machine.driver)
    with database.begin() as session:
        attempt = session.get_one(Attempt, NAME)
        attempt.state, attempt.outcome = AttemptState.ENDED, "done"
    await shop.record("ash", seen, machine.driver)
    assert words(database) == ""
    assert (await machine.on(0)).phase is Phase.PRINTING


@pytest.mark.parametrize(
    ("hours", "elapsed", "said"),
    [
        (None, 1.4, ""),
        (None, 1.6, "has run for 1.6 h; it was reckoned to take 60 min"),
        (1.2, 1.3, "this printer's longest is 1.2 h"),
        (2.0, 1.3, ""),
    ],
)
async def test_a_print_that_takes_too_long_calls(
    database: Database, tmp_path: Path, hours: float | None, elapsed: float, said: str
) -> None:
    """Half as long again as reckoned, or longer than the printer's longest; it goes on."""
    printing(database, elapsed)
    shop = of_shop(database, tmp_path, ASH.model_copy(update={"longest_hours": hours}))
    machine = Machine(tmp_path)
    await shop.record("ash", Snapshot(0.0, Phase.PRINTING, "", NAME), machine.driver)
    assert said in words(database)
    assert bool(said) == bool(words(database))


async def test_one_reading_serves_whoever_carries_and_the_farm(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A printer that is read by whoever carries its job is not asked by the farm, until nobody carries one there."""
    monkeypatch.setattr(farm, "SILENT", 1e9)
    fill(database)
    shop = Farm(Settings(data=tmp_path, printers=(ASH, ELM)), database, nobody)
    shop.register()
    await shop.record("ash", Snapshot(0.0, Phase.PRINTING, "", NAME), carrying=True)
    watching = asyncio.create_task(shop.watch())
    asked = tmp_path / "virtual"
    async with asyncio.timeout(120):
        while not _seen(database, "elm"):  # noqa: ASYNC110  # what is awaited is a row in the database
            await asyncio.sleep(0.05)
        assert not (asked / "ash").exists()
        shop.left("ash")
        while not (asked / "ash").exists():  # noqa: ASYNC110  # the same
            await asyncio.sleep(0.05)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


def _seen(database: Database, printer: str) -> bool:
    with database.read() as session:
        return session.get_one(PrinterRow, printer).seen_at > 0
