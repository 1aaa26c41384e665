"""The virtual printer keeps the contract, its memory, and its ledger."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from printers.drivers import open_driver
from printers.drivers.virtual import Virtual
from printers.faults import Faults
from printers.printer import Driver, Printer
from tests.printers.bench import Bench
from tests.printers.contract import DriverContract

SPEED = 60.0


class VirtualBench(Bench):
    """A simulated machine in a folder."""

    kind = "virtual"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        driver = open_driver(self._printer())
        assert isinstance(driver, Virtual)
        self.driver: Driver = driver
        self.machine = driver.machine

    def _printer(self) -> Printer:
        return Printer("one", "One", "virtual", "virtual-220", str(self._folder / "one"), options={"speed": SPEED})

    def gcode(self, seconds: float) -> Path:
        path = self._folder / f"{seconds:g}.gcode"
        path.write_text("G28\nM83\n;LAYER_CHANGE\nG1 X1 Y1 F6000\n" + f"G4 S{seconds * SPEED:g}\nG1 X2 E1\n")
        return path

    def starts(self, name: str) -> int:
        return sum(line["name"] == name for line in self.machine.starts())

    @contextlib.contextmanager
    def faults(self, **wanted: object) -> Iterator[None]:
        before = self.machine.faults()
        self.machine.set_faults(replace(before, **wanted))  # type: ignore[arg-type]
        yield
        self.machine.set_faults(before)

    def with_wrong_key(self) -> Driver:
        self.machine.set_faults(Faults(refuse_key=True))
        return open_driver(self._printer())

    def without_host(self) -> Driver:
        self.machine.set_faults(Faults(offline=True))
        return open_driver(self._printer())

    @contextlib.asynccontextmanager
    async def losing_answers(self) -> AsyncIterator[Driver]:
        self.machine.set_faults(Faults(lose_answer=1))
        yield self.driver

    def printer_gone(self) -> contextlib.AbstractContextManager[None]:
        return self.faults(unavailable=True)

    def full_disk(self) -> contextlib.AbstractContextManager[None]:
        return self.faults(full_disk=True)

    def switched_off_in_mid_print(self) -> None:
        self.machine.set_faults(Faults(power_cut=True))

    def stopped_by_a_person(self) -> None:
        (running,) = {line["name"] for line in self.machine.starts()}
        self.machine.cancel(running)

    def fails(self) -> None:
        self.machine.set_faults(Faults(fail_now=True))

    def before_another_kind(self) -> contextlib.AbstractAsyncContextManager[Driver]:
        pytest.skip("nothing else answers in a folder: what is not there yet is made")

    @contextlib.asynccontextmanager
    async def cutting_off(self) -> AsyncIterator[Driver]:
        self.machine.set_faults(Faults(cut_upload=1))
        yield self.driver

    @contextlib.asynccontextmanager
    async def mixing_up(self) -> AsyncIterator[Driver]:
        self.machine.set_faults(Faults(mix_up=1))
        yield self.driver

    @contextlib.asynccontextmanager
    async def shortening(self) -> AsyncIterator[Driver]:
        self.machine.set_faults(Faults(shorten=1))
        yield self.driver


@pytest.fixture
def bench(tmp_path: Path) -> VirtualBench:
    return VirtualBench(tmp_path)


class TestVirtual(DriverContract):
    """The whole contract."""
