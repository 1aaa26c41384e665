"""Building ahead: what the hand on a slider will probably ask for next is built while no worker has anything to do."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.choice import Choice
from server.errors import ServerError
from server.workshop import Workshop

_MOST = 8  # wishes that are remembered; a newer one pushes out the oldest
_STALE = 3.0  # seconds after which the hand is somewhere else
_PAUSE = 0.02  # seconds between two looks whether the workers are idle


@dataclass(frozen=True)
class _Wish:
    slug: str
    values: Mapping[str, Any]
    choice: Choice
    until: float


class Ahead:
    """Designs that may be asked for next. They only ever use a worker that would do nothing, beside another."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._wishes: deque[_Wish] = deque(maxlen=_MOST)
        self._wished = asyncio.Event()

    def wish(self, slug: str, values: Mapping[str, Any], choice: Choice) -> None:
        """Remember a design for a quiet moment; without one in the next seconds it is forgotten."""
        self._wishes.append(_Wish(slug, values, choice, time.monotonic() + _STALE))
        self._wished.set()

    async def run(self) -> None:
        """Build what was wished for, one design at a time, the first wish first."""
        while True:
            await self._wished.wait()
            while self._wishes:
                if self._workshop.idle or time.monotonic() > self._wishes[0].until:
                    await self._build(self._wishes.popleft())
                else:
                    await asyncio.sleep(_PAUSE)
            self._wished.clear()

    async def _build(self, wish: _Wish) -> None:
        if time.monotonic() > wish.until or self._workshop.seen(wish.slug, wish.values, wish.choice):
            return
        with contextlib.suppress(ServerError):  # whoever asks for this very design is told why it cannot be
            await self._workshop.look(wish.slug, wish.values, wish.choice)
