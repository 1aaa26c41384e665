"""What the pages are told as it happens: a row rings the bell, the page's own question gives the truth."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.database import Database, now
from server.models import Event

log = logging.getLogger("printwright.live")
FARM = "farm"
#: How long a stream may be silent, seconds; proxies and browsers drop silent ones.
BEAT = 10.0
#: How often the bell looks for rows that other processes wrote, seconds.
LOOK = 0.1
#: How long it waits when it could not look, seconds.
AFTER_TROUBLE = 2.0
#: How long rows are kept, seconds; a stream that missed them reads the truth anyway.
KEEP = 3600.0


def order_topic(order: str) -> str:
    """The topic of one order."""
    return f"order:{order}"


def tell(session: Session, *topics: str) -> None:
    """Ring for these topics when the transaction is committed."""
    at = now(session)
    session.execute(sa.insert(Event), [{"topic": topic, "at": at} for topic in topics])


class Bell:
    """Wakes those who listen to a topic. Works across processes, for the rows are the message."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._last = 0
        self._closing = False

    def close(self) -> None:
        """End all streams, so that the server may stop; the pages come back by themselves."""
        self._closing = True
        for events in self._waiting.values():
            for event in events:
                event.set()

    async def run(self) -> None:
        """Look for new rows for as long as the process lives."""
        self._last = await asyncio.to_thread(self._newest)
        swept = 0.0
        while True:
            await asyncio.sleep(LOOK)
            swept += LOOK
            try:
                if swept > KEEP / 6:
                    swept = 0.0
                    await asyncio.to_thread(self._sweep)
                if self._waiting:
                    for topic in await asyncio.to_thread(self._news):
                        for event in self._waiting.get(topic, ()):
                            event.set()
            except Exception:
                # The database is away, or busy; whoever listens is told when it is back.
                log.exception("looking for news")
                await asyncio.sleep(AFTER_TROUBLE)

    def _newest(self) -> int:
        with self._database.read() as connection:
            return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(Event.id), 0))).scalar_one())

    def _news(self) -> set[str]:
        with self._database.read() as connection:
            rows = connection.execute(sa.select(Event.id, Event.topic).where(Event.id > self._last)).all()
        self._last = max((row.id for row in rows), default=self._last)
        return {row.topic for row in rows}

    def _sweep(self) -> None:
        with self._database.begin() as session:
            # The newest stays: SQLite gives numbers again that are greater than all that are left.
            newest = sa.select(sa.func.max(Event.id)).scalar_subquery()
            session.execute(sa.delete(Event).where(Event.at < now(session) - KEEP, Event.id < newest))

    async def stream(
        self, topic: str, name: str, read: Callable[[], Any], seen: str | None = None
    ) -> AsyncIterator[bytes]:
        """
        Server-sent events: the whole truth at once, and again whenever it changed.

        `read` is called in a thread and returns JSON data. Events are named by what they say, so a page that comes
        back with the id it has `seen` (`Last-Event-ID`) is sent nothing that it shows already.
        """
        rung = asyncio.Event()
        self._waiting.setdefault(topic, set()).add(rung)
        last = seen
        try:
            yield b"retry: 1000\n\n"
            while not self._closing:
                rung.clear()
                data = json.dumps(await asyncio.to_thread(read), separators=(",", ":"), default=str)
                told = hashlib.sha256(data.encode()).hexdigest()[:16]
                if told != last:
                    last = told
                    yield f"id: {told}\nevent: {name}\ndata: {data}\n\n".encode()
                else:
                    yield b": beat\n\n"
                try:
                    await asyncio.wait_for(rung.wait(), BEAT)
                except TimeoutError:
                    continue
        finally:
            self._waiting[topic].discard(rung)
            if not self._waiting[topic]:
                del self._waiting[topic]
