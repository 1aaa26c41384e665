"""
A host under test, with a driver before it and hands to make things go wrong.

`gcode(seconds)` is a file that prints about so long in real time.
"""

import asyncio
import contextlib
import hashlib
import time
from abc import ABC, abstractmethod
from pathlib import Path

import pytest

from printers.naming import fresh
from printers.printer import Driver, Phase, Seen
from tests.printers.outcomes import stated


class Bench(ABC):
    """A host under test."""

    kind: str  # the driver's name
    driver: Driver

    def comes_to(self, case: str, *what: object) -> None:
        """Hold what became of a case to the table."""
        words = ", ".join(str(part) for part in what)
        assert words in stated(case, self.kind), f"{case}: {words}"

    @abstractmethod
    def gcode(self, seconds: float) -> Path:
        """A file that prints about so long."""

    def big(self) -> Path:
        """A file for which a full disk has no room."""
        return self.gcode(1)

    @abstractmethod
    def starts(self, name: str) -> int:
        """How often the machine physically began this file, by a witness the driver does not write to."""

    @abstractmethod
    def with_wrong_key(self) -> Driver:
        """A driver whose key the host refuses."""

    @abstractmethod
    def without_host(self) -> Driver:
        """A driver at whose address nobody answers."""

    @abstractmethod
    def losing_answers(self) -> contextlib.AbstractAsyncContextManager[Driver]:
        """A driver whose next start arrives, but whose answer is lost."""

    @abstractmethod
    def printer_gone(self) -> contextlib.AbstractContextManager[None]:
        """Within: the host answers, but has no printer."""

    @abstractmethod
    def full_disk(self) -> contextlib.AbstractContextManager[None]:
        """Within: the host cannot store what `gcode` makes."""

    @abstractmethod
    def switched_off_in_mid_print(self) -> None:
        """The power goes and comes back."""

    def program_killed(self) -> None:
        """The host's program dies and comes back; the machine keeps its power. Only where that is another thing."""
        pytest.skip("this host's program is the machine's only memory: the same as its power gone")

    @abstractmethod
    def stopped_by_a_person(self) -> None:
        """Somebody ends the print at the machine."""

    @abstractmethod
    def fails(self) -> None:
        """Something breaks at the machine while it prints."""

    @abstractmethod
    def before_another_kind(self) -> contextlib.AbstractAsyncContextManager[Driver]:
        """A driver at whose address something else answers."""

    @abstractmethod
    def cutting_off(self) -> contextlib.AbstractAsyncContextManager[Driver]:
        """A driver whose next upload is cut off on its way."""

    @abstractmethod
    def shortening(self) -> contextlib.AbstractAsyncContextManager[Driver]:
        """A driver whose next upload arrives with a piece missing, and is taken for whole by its host."""

    @abstractmethod
    def mixing_up(self) -> contextlib.AbstractAsyncContextManager[Driver]:
        """A driver whose next upload arrives as something else."""


async def staged(bench: Bench, seconds: float, driver: Driver | None = None) -> str:
    """A fresh file on the host, not started."""
    name, file = fresh("contract"), bench.gcode(seconds)
    await (driver or bench.driver).stage(name, file, hashlib.sha256(file.read_bytes()).hexdigest())
    return name


async def until(driver: Driver, name: str, kind: str, seconds: float = 20) -> Seen:
    """Wait for this evidence."""
    end = time.monotonic() + seconds
    while True:
        seen = await driver.find(name, time.time())
        if seen.kind == kind:
            return seen
        assert time.monotonic() < end, f"still {seen}"
        await asyncio.sleep(0.1)


async def phase(driver: Driver, *wanted: Phase, seconds: float = 20) -> None:
    """Wait for one of these phases."""
    end = time.monotonic() + seconds
    while (snapshot := await driver.read()).phase not in wanted:
        assert time.monotonic() < end, f"still {snapshot}"
        await asyncio.sleep(0.1)
