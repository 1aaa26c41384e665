"""The outbox: news becomes messages, messages are tried until they are sent. Nothing else in the shop waits for it."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.database import Database, now
from server.equipment import PrinterSettings
from server.errors import NotSent
from server.letters import Message, Need, Notice
from server.notices import bodies, news_of
from server.senders import PATIENCE, send
from server.settings import Settings

log = logging.getLogger("printwright.outbox")
#: Seconds until the next try after the first, second, … one that failed; after the last nobody tries again.
AGAIN = (10, 60, 300, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)
#: A message in somebody's hands is nobody else's for so long, seconds.
HELD = 4 * PATIENCE
#: How often news is looked for, how often the printers' needs, and how long what was sent is remembered, seconds.
LOOK, NEEDS, KEEP = 1.0, 5.0, 30 * 86400.0
#: What the printers need now: a sentence by printer.
Needs = Callable[[Session], Mapping[str, str]]


@dataclass(frozen=True)
class Claimed:
    """A message that is ours to send for a while."""

    id: str
    channel: str
    body: Mapping[str, Any]
    tries: int


class Outbox:
    """Any number of processes may carry it; the database gives each message to one of them at a time."""

    def __init__(
        self, settings: Settings, database: Database, printers: Mapping[str, PrinterSettings], needs: Needs
    ) -> None:
        self._settings = settings
        self._database = database
        self._needs = needs
        self._printers = printers

    async def run(self) -> None:
        """Plan and send for as long as the process lives."""
        carrying: dict[str, asyncio.Task[None]] = {}
        clock = asyncio.get_running_loop().time
        looked = swept = float("-inf")
        try:
            while True:
                try:
                    if clock() - looked > NEEDS and any("person" in events for events in self._told()):
                        looked = clock()
                        await asyncio.to_thread(self.notice_needs)
                    if clock() - swept > 3600:
                        swept = clock()
                        await asyncio.to_thread(self.sweep)
                    await asyncio.to_thread(self.plan)
                    for channel in await asyncio.to_thread(self.due):
                        if channel not in carrying or carrying[channel].done():
                            carrying[channel] = asyncio.create_task(self._carry(channel))
                except Exception:
                    log.exception("the outbox")
                await asyncio.sleep(LOOK)
        finally:
            for task in carrying.values():
                task.cancel()

    def _told(self) -> Iterable[tuple[str, ...]]:
        notices = self._settings.notices
        yield from (one.events for one in notices.listeners)
        if notices.mail is not None and notices.mail.operators:
            yield notices.mail.events

    async def _carry(self, channel: str) -> None:
        """Send what is due over one channel, one by one, until nothing is or one fails."""
        while (claimed := await asyncio.to_thread(self.claim, channel)) is not None:
            if not await asyncio.to_thread(self.deliver, claimed):
                return

    def notice_needs(self) -> None:
        """A printer that has needed a person for long enough is news, once until it needs nothing or something else."""
        with self._database.begin() as session:
            at = now(session)
            needs = self._needs(session)
            known = {row.printer_id: row for row in session.scalars(sa.select(Need))}
            for printer, row in known.items():
                if printer not in needs:
                    session.delete(row)
            for printer, words in needs.items():
                row = known.get(printer)
                if row is None:
                    session.add(row := Need(printer_id=printer, words=words, since=at, told=False))
                elif row.words != words:
                    row.words, row.since, row.told = words, at, False
                if not row.told and at - row.since >= self._settings.notices.patience_seconds:
                    row.told = True
                    session.add(Notice(event="person", subject=printer, words=words, at=at, planned=False))

    def plan(self) -> int:
        """Make messages of what is news; returns how many."""
        with self._database.read() as session:
            if session.execute(sa.select(Notice.id).where(~Notice.planned).limit(1)).first() is None:
                return 0
        made = 0
        with self._database.begin() as session:
            fresh = sa.select(Notice).where(~Notice.planned).order_by(Notice.id).limit(200)
            for notice in session.scalars(fresh.with_for_update(skip_locked=True)).all():
                notice.planned = True
                news = news_of(session, notice, self._printers) if self._settings.notices.names else None
                if news is None:
                    continue
                at = now(session)
                for channel, body in bodies(session, news, self._settings).items():
                    made += 1
                    message = Message(id=secrets.token_hex(16), notice_id=notice.id, channel=channel, body=body)
                    message.state, message.next_at, message.created_at = "waiting", at, at
                    session.add(message)
        return made

    def due(self) -> list[str]:
        """The channels over which something is to be sent now."""
        with self._database.read() as session:
            waiting = sa.select(Message.channel).where(Message.state == "waiting", Message.next_at <= now(session))
            return list(session.scalars(waiting.distinct()))

    def claim(self, channel: str) -> Claimed | None:
        """Take the oldest message that is due over a channel."""
        with self._database.begin() as session:
            at = now(session)
            oldest = (
                sa.select(Message.id)
                .where(Message.channel == channel, Message.state == "waiting", Message.next_at <= at)
                .order_by(Message.notice_id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            name = session.execute(oldest).scalar()
            if name is None:
                return None
            message = session.get_one(Message, name)
            message.tries += 1
            message.next_at = at + HELD
            return Claimed(message.id, message.channel, dict(message.body), message.tries)

    def deliver(self, claimed: Claimed) -> bool:
        """Try once to send; False, with the reason written down, where it failed."""
        try:
            send(self._settings.notices, claimed.channel, claimed.id, claimed.body)
        except NotSent as exc:
            self._failed(claimed, exc)
            return False
        with self._database.begin() as session:
            message = session.get_one(Message, claimed.id)
            # What it said is nobody's business any more, and a link in it stays a secret.
            message.state, message.error, message.body = "sent", "", {}
        return True

    def _failed(self, claimed: Claimed, why: NotSent) -> None:
        log.warning("%s: %s", claimed.channel, why.detail)
        with self._database.begin() as session:
            message = session.get_one(Message, claimed.id)
            message.error = why.detail
            if why.again and claimed.tries <= len(AGAIN):
                message.next_at = now(session) + AGAIN[claimed.tries - 1]
            else:
                message.state, message.body = "given_up", {}

    def sweep(self) -> None:
        """Forget what is long over."""
        with self._database.begin() as session:
            old = now(session) - KEEP
            session.execute(sa.delete(Message).where(Message.created_at < old, Message.state != "waiting"))
            kept = sa.select(Message.notice_id)
            session.execute(sa.delete(Notice).where(Notice.at < old, Notice.planned, Notice.id.notin_(kept)))


def standing(session: Session) -> dict[str, Any]:
    """How the outbox stands: messages by state, and of those that failed last by channel why."""
    counted = session.execute(sa.select(Message.state, sa.func.count()).group_by(Message.state)).all()
    failing = sa.select(Message.channel, Message.error, Message.state).where(
        Message.error != "", Message.state.in_(("waiting", "given_up"))
    )
    rows = session.execute(failing.order_by(Message.created_at)).all()
    return {
        "messages": {row[0]: row[1] for row in counted},
        "failing": {row.channel: row.error for row in rows},
    }
