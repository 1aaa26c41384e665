"""
How soon a change at a real host is known here, and what is asked for it, with the host's line and without.

    python -m tests.hosts.hearing moonraker 10      # or octoprint; changes that are timed

Paces are those of the shop. A print is begun, paused, resumed and cancelled at the host itself, each at a
random moment.
"""

import asyncio
import contextlib
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from printers.drivers import open_driver
from printers.printer import RUNNING, Phase, Printer
from printers.watching import HEARD, HEARD_PRINTING, pause
from printers.web import WebHost
from tests.hosts.moonraker import MoonrakerHost
from tests.hosts.octoprint import KEY, OctoPrintHost

GCODE = "G28\nM83\n" + "G4 P100\nG1 X1 Y1 F6000\n" * 6000
CALM = 30.0  # s over which requests to a machine that stands still are counted


class Bench:
    """A shop's watch over one host, which counts what it asks."""

    def __init__(self, printer: Printer, *, line: bool) -> None:
        self.driver = open_driver(printer)
        self._line, self.asked = line, 0
        self.phase, self._changed = Phase.UNREACHABLE, asyncio.Event()

    async def watch(self) -> None:
        """As the shop does it."""
        while True:
            snapshot = await self.driver.read()
            self.phase = snapshot.phase
            self._changed.set()
            prints = snapshot.phase in RUNNING
            seconds = self.driver.limits().poll_seconds if prints else 2.0
            patient = HEARD_PRINTING if prints else HEARD
            await (pause(self.driver, seconds, patient) if self._line else asyncio.sleep(seconds))

    async def see(self, *phases: Phase) -> None:
        """Until the watch has seen one of these."""
        while self.phase not in phases:
            self._changed.clear()
            await self._changed.wait()


@contextlib.asynccontextmanager
async def counted(bench: Bench) -> AsyncIterator[Callable[[], int]]:
    """Within: how many requests went out."""
    whole, count = WebHost.ask, 0

    async def ask(*words: object, **more: object) -> object:
        nonlocal count
        count += 1
        return await whole(*words, **more)  # type: ignore[arg-type]  # passed on as it came

    WebHost.ask = ask  # type: ignore[method-assign,assignment]  # a script of its own process
    watching = asyncio.create_task(bench.watch())
    try:
        yield lambda: count
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        WebHost.ask = whole  # type: ignore[method-assign]
        await bench.driver.close()


async def timed(host: MoonrakerHost | OctoPrintHost, printer: Printer, times: int, *, line: bool) -> None:
    """One row."""
    moonraker = isinstance(host, MoonrakerHost)

    def tell(order: str) -> None:
        if moonraker:
            path = "/printer/print/start?filename=long.gcode" if order == "start" else f"/printer/print/{order}"
            host.ask("POST", path)
        elif order == "start":
            host.ask("POST", "/api/files/local/long.gcode", {"command": "select", "print": True})
        else:
            action = {"command": "cancel"} if order == "cancel" else {"command": "pause", "action": order}
            host.ask("POST", "/api/job", action)

    begun = {Phase.PREPARING, Phase.PRINTING}
    steps = [("start", begun), ("pause", {Phase.PAUSED}), ("resume", begun), ("cancel", {Phase.IDLE})]
    bench, late = Bench(printer, line=line), []
    async with counted(bench) as count:
        await bench.see(Phase.IDLE)
        await asyncio.sleep(3)
        for number in range(times):
            order, phases = steps[number % len(steps)]
            await asyncio.sleep(random.uniform(1, 4))
            telling = asyncio.create_task(asyncio.to_thread(tell, order))
            await asyncio.sleep(0)
            began = time.monotonic()
            await asyncio.wait_for(bench.see(*phases), 60)
            late.append(time.monotonic() - began)
            await telling
        await asyncio.to_thread(host.settle)
        await bench.see(Phase.IDLE)
        await asyncio.sleep(1)
        before = count()
        await asyncio.sleep(CALM)
        idle = (count() - before) * 60 / CALM
        await asyncio.to_thread(tell, "start")
        await bench.see(*begun)
        before = count()
        await asyncio.sleep(CALM)
        printing = (count() - before) * 60 / CALM
        await asyncio.to_thread(host.settle)
    words = f"median {statistics.median(late):.2f} s, longest {max(late):.2f} s of {times}"
    print(
        f"{'with' if line else 'without'} the line: {words}; asked a minute: idle {idle:.0f}, printing {printing:.0f}"
    )


def main(kind: str, times: int) -> None:
    """Both rows."""
    with tempfile.TemporaryDirectory(prefix="hearing-") as folder:
        host = MoonrakerHost(Path(folder)) if kind == "moonraker" else OctoPrintHost(Path(folder))
        try:
            host.start()
            key = host.key if isinstance(host, MoonrakerHost) else KEY
            files = host.gcodes if isinstance(host, MoonrakerHost) else host.folder / "uploads"
            (files / "long.gcode").write_text(GCODE)
            printer = Printer("one", "One", kind, "generic-200", host.url, key)
            for line in (False, True):
                asyncio.run(timed(host, printer, times, line=line))
        finally:
            host.kill()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
