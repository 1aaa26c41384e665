"""Readings of one printer without end, at a pace that suits what it does."""

import asyncio
from collections.abc import AsyncIterator

from printers.errors import Denied, WrongHost
from printers.printer import RUNNING, Clock, Driver, Phase, Snapshot

SLOWEST = 60.0  # s between two knocks at a door where nobody answers


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
        if snapshot.phase in RUNNING:
            await asyncio.sleep(limits.poll_seconds)
        else:
            await asyncio.sleep(min(SLOWEST, limits.idle_poll_seconds * 2 ** max(0, silence - 1)))
