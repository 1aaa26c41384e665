"""What was made lately and what is being made: equal requests share one making, and recent results are kept."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

#: Makes a result, and says how many bytes it has; None where there is nothing to keep.
Make = Callable[[], Awaitable[tuple[int, Any] | None]]


class Results:
    """Results by key, up to so many bytes; those not asked for longest go first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[object, tuple[int, Any]] = OrderedDict()
        self._bytes = 0
        self._running: dict[object, asyncio.Future[Any]] = {}

    def __contains__(self, key: object) -> bool:
        return key in self._kept

    def known(self, key: object) -> Any:
        """What is kept under a key. Raises KeyError."""
        self._kept.move_to_end(key)
        return self._kept[key][1]

    def keep(self, key: object, size: int, result: Any) -> None:
        """Remember a result of so many bytes."""
        self.forget(key)
        self._bytes += size
        self._kept[key] = (size, result)
        while self._bytes > self._limit and len(self._kept) > 1:
            self.forget(next(iter(self._kept)))

    def forget(self, key: object) -> None:
        """Drop what is kept under a key, if anything is."""
        self._bytes -= self._kept.pop(key, (0, None))[0]

    def clear(self) -> None:
        """Drop all that is kept; what is being made is made to its end."""
        self._kept.clear()
        self._bytes = 0

    def begun(self, key: object, make: Make) -> asyncio.Future[Any]:
        """What is known under a key, the making of it that runs, or a new one."""
        if key in self._kept:
            known = asyncio.get_running_loop().create_future()
            known.set_result(self.known(key))
            return known
        if key not in self._running:
            task = asyncio.ensure_future(self._made(key, make))
            self._running[key] = task
            task.add_done_callback(lambda done: self._left(key, done))
        return self._running[key]

    def running(self, key: object) -> asyncio.Future[Any] | None:
        """The making that runs under a key."""
        return self._running.get(key)

    def end(self, key: object) -> None:
        """End a making that nobody waits for any more; who asks from now on has it begun anew."""
        task = self._running.pop(key, None)
        if task is not None:
            task.cancel()

    def _left(self, key: object, done: asyncio.Future[Any]) -> None:
        if self._running.get(key) is done:
            del self._running[key]
        # Whoever waits is told; where nobody waits any more, nobody needs to be.
        _ = done.cancelled() or done.exception()

    async def _made(self, key: object, make: Make) -> Any:
        made = await make()
        if made is None:
            return None
        self.keep(key, *made)
        return made[1]
