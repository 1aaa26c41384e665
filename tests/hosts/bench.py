"""What the benches of all hosts behind HTTP have in common: wrong keys, silence, and a wire with faults."""

import asyncio
import contextlib
from abc import abstractmethod
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

from printers.drivers import open_driver
from printers.line import Line
from printers.printer import Driver, Phase, Printer
from tests.hosts.proxy import Wire
from tests.printers.bench import Bench

LINE = b"G1 X1 Y1"  # stands in every file of these benches
ROOM = 2_000_000  # bytes, of a disk that is too small


async def answers_nothing_known(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A router's page: found, HTML, and no printer."""
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 4\r\nconnection: close\r\n\r\nhome"
        )
        await writer.drain()
    writer.close()


ABench = TypeVar("ABench", bound=Bench)


@contextlib.asynccontextmanager
async def at(bench: ABench, settle: Callable[[], object]) -> AsyncIterator[ABench]:
    """Within: one test's bench; afterwards its driver is closed and its host tidied."""
    try:
        yield bench
    finally:
        await bench.driver.close()
        await asyncio.to_thread(settle)


async def heard(driver: Driver, *phases: Phase, seconds: float = 60) -> None:
    """Wait for one of these phases, looking only when the host's line rings."""
    line: Line = driver.line  # type: ignore[attr-defined]  # those that are asked here have one
    async with asyncio.timeout(seconds):
        while not line.open or (await driver.read()).phase not in phases:
            await line.news(seconds, seconds)


class WebBench(Bench):
    """A host on a port of this computer."""

    port: int
    key: str
    wrong_key = "F" * 32

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def printer(self, port: int, key: str | None = None) -> Printer:
        """The settings of a printer at this port."""
        return Printer(
            id="bench",
            name="Bench",
            driver=self.kind,
            profile="generic-200",
            address=f"http://127.0.0.1:{port}",
            key=self.key if key is None else key,
            options={"timeout": 5, **self.options()},
        )

    def options(self) -> dict[str, object]:
        """More settings of this kind of printer."""
        return {}

    @abstractmethod
    def small_disk(self) -> contextlib.AbstractContextManager[None]:
        """Within: the host's files lie on a disk of `ROOM` bytes."""

    def gcode(self, seconds: float) -> Path:
        path = self._folder / f"{seconds:g}.gcode"
        path.write_text("G28\nM83\n" + f"G4 P100\n{LINE.decode()} F6000\n" * round(seconds * 10))
        return path

    def big(self) -> Path:
        path = self._folder / "big.gcode"
        path.write_text("G28\n" + "; nothing but room taken\n" * (2 * ROOM // 25))
        return path

    def full_disk(self) -> contextlib.AbstractContextManager[None]:
        return self.small_disk()

    def with_wrong_key(self) -> Driver:
        return open_driver(self.printer(self.port, self.wrong_key))

    def without_host(self) -> Driver:
        return open_driver(self.printer(9))

    @contextlib.asynccontextmanager
    async def before_another_kind(self) -> AsyncIterator[Driver]:
        server = await asyncio.start_server(answers_nothing_known, "127.0.0.1", 0)
        driver = open_driver(self.printer(server.sockets[0].getsockname()[1]))
        try:
            yield driver
        finally:
            await driver.close()
            server.close()

    @contextlib.asynccontextmanager
    async def over(self, **faults: object) -> AsyncIterator[Driver]:
        """A driver on a wire with these faults, each of which must have happened at the end."""
        async with Wire("127.0.0.1", self.port) as wire:
            driver = open_driver(self.printer(wire.port))
            for fault, value in faults.items():
                setattr(wire, fault, value)
            yield driver
            await driver.close()
            assert wire.faults

    def losing_answers(self) -> contextlib.AbstractAsyncContextManager[Driver]:
        return self.over(lose_answers=b"POST ")

    def cutting_off(self) -> contextlib.AbstractAsyncContextManager[Driver]:
        return self.over(cut_after=3000)

    def shortening(self) -> contextlib.AbstractAsyncContextManager[Driver]:
        return self.over(shorten=400)

    def mixing_up(self) -> contextlib.AbstractAsyncContextManager[Driver]:
        return self.over(alter=(LINE, b"G1 X9 Y1"))
