"""
Readings of one printer without end, at a pace that suits what it does.

A driver whose host says by itself that something changed offers `line`: it is read then, and otherwise less often.
"""

import asyncio
from collections.abc import AsyncIterator

from printers.errors import Denied, WrongHost
from printers.line import Line
from printers.printer import RUNNING, Clock, Driver, Phase, Snapshot

SLOWEST = 60.0  # s between two knocks at a door where nobody answers
HEARD, HEARD_PRINTING = 5.0, 3.0  # s between two looks over an open line; progress and warmth do not ring


async def readings(driver: Driver, clock: Clock) -> AsyncIterator[Snapshot]:
    """Yields on silence too; waits twice as long after each silence, up to a minute."""
    limits, silence = driver.limits(), 0
    while True:
        try:
            snapshot = await driver.read()
        except (Denied, WrongHost) as closed:
            snapshot = Snapshot(clock(), Phase.UNAVAILABLE, str(closed))
        yield snapshot
        silence = silence + 1 if snapshot.phase is Phase.UNREACHABLE else 0
        prints = snapshot.phase in RUNNING
        idle = min(SLOWEST, limits.idle_poll_seconds * 2 ** max(0, silence - 1))
        await pause(driver, limits.poll_seconds if prints else idle, HEARD_PRINTING if prints else HEARD)


async def pause(driver: Driver, seconds: float, patient: float = 0.0) -> None:
    """Until the host says that something changed: for `seconds` at most, over an open line for `patient` if longer."""
    line: Line | None = getattr(driver, "line", None)
    if line is None:
        await asyncio.sleep(seconds)
    else:
        await line.news(seconds, max(seconds, patient))
