"""Mending a design: which values would print, found by several build processes where they have nothing else to do."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from server.choice import Choice
from server.errors import BuildError, InvalidInput
from server.results import Results
from server.workshop import Workshop

_EVALUATIONS = 120  # settings that one mend may try
_SECONDS = 25.0  # after which it ends with the best it has
_KEPT = 16 << 20  # bytes of trials and mends that are remembered


@dataclass(eq=False)
class _Work:
    """A mend on its way: how many wait for it, and how many settings were tried so far."""

    waiting: int = 0
    tried: int = 0
    moved: asyncio.Event = field(default_factory=asyncio.Event)


class Mender:
    """
    The door to mends. Equal requests share one, and one that nobody waits for any more ends.

    Each step of the search is a question to a build process that holds nothing between two of them: it is given all
    trials so far and names the settings it wants tried next.
    """

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._results = Results(_KEPT)
        self._works: dict[object, tuple[_Work, asyncio.Task[dict[str, Any]]]] = {}

    async def mend(self, slug: str, values: Mapping[str, Any], choice: Choice) -> dict[str, Any]:
        """The nearest values that print, or that get furthest. Raises as `Workshop.model` does."""
        mend: dict[str, Any] = {}
        async for told in self.steps(slug, values, choice):
            mend = told.get("mend", mend)
        return mend

    async def steps(self, slug: str, values: Mapping[str, Any], choice: Choice) -> AsyncGenerator[dict[str, Any]]:
        """Tell `{"tried": n}` as settings are tried, and in the end `{"mend": {...}}`."""
        template = await self._workshop.template(slug, drafts=True)
        choice = await self._judged_for(slug, values, choice)
        place = (slug, template["source_digest"], choice)
        key = ("mend", place, json.dumps(dict(values), sort_keys=True))
        if key in self._results:
            yield {"mend": self._results.known(key)}
            return
        if key not in self._works:
            begun = _Work()
            mended = self._mended(begun, key, slug, dict(values), choice, place)
            self._works[key] = (begun, asyncio.create_task(mended))
        work, task = self._works[key]
        work.waiting += 1
        told = -1
        try:
            while not task.done():
                if work.tried != told:
                    told = work.tried
                    yield {"tried": told}
                moved = asyncio.ensure_future(work.moved.wait())
                await asyncio.wait([task, moved], return_when=asyncio.FIRST_COMPLETED)
                moved.cancel()
            yield {"mend": task.result()}
        finally:
            work.waiting -= 1
            if not work.waiting and self._works.get(key) == (work, task):
                del self._works[key]
                task.cancel()

    async def _judged_for(self, slug: str, values: Mapping[str, Any], choice: Choice) -> Choice:
        """The machine that the design was judged for, where the shop has several: what it found is what is mended."""
        if not choice.others:
            return choice
        with contextlib.suppress(BuildError, InvalidInput):  # what cannot be built is mended for the first machine
            return choice.on((await self._workshop.model(slug, values, choice)).machine)
        return replace(choice, others=())

    async def _mended(
        self, work: _Work, key: object, slug: str, values: dict[str, Any], choice: Choice, place: object
    ) -> dict[str, Any]:
        until = time.monotonic() + _SECONDS
        trials: list[dict[str, Any]] = []
        while True:
            late = bool(trials) and time.monotonic() > until
            asked = {"trials": trials, "most": _EVALUATIONS, "late": late}
            answer = await self._workshop.asked("mend", slug, values, choice, **asked)
            if "mend" in answer:
                mend: dict[str, Any] = answer["mend"]
                self._results.keep(key, len(json.dumps(mend)), mend)
                return mend
            trials += await self._tried(work, slug, answer["ask"], choice, place)

    async def _tried(
        self, work: _Work, slug: str, settings: Sequence[dict[str, Any]], choice: Choice, place: object
    ) -> list[dict[str, Any]]:
        """Have settings tried: one at a time, and beside it as many more as workers have nothing to do."""

        turns = asyncio.Semaphore(max(1, self._workshop.free))

        async def one(values: dict[str, Any]) -> dict[str, Any]:
            key = ("trial", place, json.dumps(values, sort_keys=True))
            async with turns:
                if key in self._results:
                    trial: dict[str, Any] = self._results.known(key)
                else:
                    trial = await self._trial(slug, values, choice)
                    self._results.keep(key, len(json.dumps(trial)), trial)
            work.tried += 1
            work.moved.set()
            work.moved = asyncio.Event()
            return trial

        running = [asyncio.create_task(one(values)) for values in settings]
        try:
            return await asyncio.gather(*running)
        finally:
            for task in running:  # one that fails ends the others
                task.cancel()

    async def _trial(self, slug: str, values: dict[str, Any], choice: Choice) -> dict[str, Any]:
        try:
            answer = await self._workshop.asked("trial", slug, values, choice)
        except BuildError as exc:
            # What crashes the kernel or takes too long is no way out, and no reason to stop looking for one.
            return {"values": values, "flaws": [], "broken": exc.detail}
        trial: dict[str, Any] = answer["trial"]
        return trial
