"""
A line over which a host says that something changed, so that nobody has to ask so often.

It only rings. What is, is for `read` to say, and whoever waits here looks by himself after a while, line or no line.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Callable

from websockets.exceptions import WebSocketException

from printers.errors import DriverError

log = logging.getLogger("printwright.line")

FIRST, SLOWEST = 1.0, 60.0  # s between two tries to open a line; each waits twice as long as the one before
BREATH = 0.2  # s: what rings several times within it rings once

#: Yields once when the host has promised to ring, and then for each time that it does.
Changes = Callable[[], AsyncGenerator[None, None]]


class Line:
    """Opened when somebody first waits, and again whenever it was lost."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._bell = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self.open = False

    async def news(self, seconds: float, patient: float) -> None:
        """Until it rings: for `seconds` at most, or for `patient` while the line is open. A line that is lost rings."""
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patient if self.open else seconds):
                await self._bell.wait()
                await asyncio.sleep(BREATH)
        self._bell.clear()

    async def close(self) -> None:
        """Hang up."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeper
        self.open = False

    async def _keep(self) -> None:
        wait = FIRST
        while True:
            try:
                async with contextlib.aclosing(self._changes()) as changes:
                    async for _ in changes:
                        self.open, wait = True, FIRST
                        self._bell.set()
            except (OSError, TimeoutError, ValueError, WebSocketException, DriverError) as lost:
                log.debug("line lost: %s", lost)
            except Exception:
                # A bell that breaks must not end the watch: without it there is the next look.
                log.exception("line lost")
            if self.open:
                self.open = False
                self._bell.set()
            await asyncio.sleep(wait)
            wait = min(SLOWEST, 2.0 * wait)
