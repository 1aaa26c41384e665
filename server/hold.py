"""Holding one job for one run: its lease, its words for people, and the ways in which carrying it can end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from printers.printer import Outcome
from server import ledger
from server.database import Database
from server.errors import Superseded
from server.live import FARM, order_topic, tell
from server.models import Job

T = TypeVar("T")


class Released(Exception):
    """The job goes back to the queue: it is certain that nothing was started. `block` keeps the printer from others."""

    def __init__(self, code: str, words: str, *, block: bool = False) -> None:
        super().__init__(words)
        self.trouble = ledger.trouble(code, words)
        self.block = block


class Ended(Exception):
    """The printer showed an end."""

    def __init__(self, name: str, outcome: Outcome, why: str) -> None:
        super().__init__(why)
        self.name, self.outcome, self.why = name, outcome, why


class Unknowable(Exception):
    """There is no evidence either way; a person decides."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(why)
        self.name, self.why = name, why


class Hold:
    """One epoch of one job. Every change made through it first proves that the job is still ours."""

    def __init__(self, database: Database, job_id: str, epoch: int, lease: float, poll: float) -> None:
        self._database = database
        self.job_id, self.epoch = job_id, epoch
        self._lease = lease
        self.poll = poll

    async def read(self, look: Callable[..., T], *arguments: Any) -> T:
        """Ask the database something, in a thread."""

        def inside() -> T:
            with self._database.begin() as session:
                return look(session, *arguments)

        return await asyncio.to_thread(inside)

    async def change(self, change: Callable[..., T], *arguments: Any) -> T:
        """Renew the lease and make `change(session, job, …)` in one transaction. Raises Superseded."""

        def inside(session: Any) -> T:
            job = ledger.renew(session, self.job_id, self.epoch, self._lease)
            return change(session, job, *arguments)

        return await self.read(inside)

    async def renew(self) -> Job:
        """Go on holding the job. Raises Superseded when it is ours no longer."""
        return await self.change(lambda _, job: job)

    async def keep(self) -> None:
        """Hold the lease while a slow request is under way; to be run beside it, and cancelled after it."""
        while True:
            await asyncio.sleep(self._lease / 4)
            try:
                await self.renew()
            except Superseded:
                return

    async def say(self, code: str, words: str) -> None:
        """Let people read why nothing moves."""

        def change(session: Any, job: Job) -> None:
            trouble = ledger.trouble(code, words)
            if job.trouble != trouble:
                job.trouble = trouble
                tell(session, FARM, *(order_topic(order) for order in ledger.orders_of(session, job.id)))

        await self.change(change)
