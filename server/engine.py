"""
The durable engine behind a port of a few methods. What the engine gives: work that survives us, at least once.

That a print starts at most once is not the engine's promise but the protocol's (`attempts`).
"""

from __future__ import annotations

import os
import time
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, EnqueueOptions
from sqlalchemy.orm import Session

from server import sites
from server.database import Database, now
from server.models import Job, Member
from server.presence import Presence

#: Bumped only when the order of steps in a workflow changes so that running ones cannot go on.
VERSION = "jobs-1"
COMPUTE, GATEWAY = "compute", "gateway"
#: What nobody waits for, one at a time in each process.
AFTERWARDS = "afterwards"
#: A process that did not say for so long that it lives is taken for dead, seconds.
MEMBER_SECONDS = 6.0
#: How often work is looked for whose process nobody knows, seconds.
_ORPHANS = 20.0
_OURS = (COMPUTE, AFTERWARDS)
_PRINTERS = {"partition_concurrency": 1}
_STRANDED = ("PENDING", "ENQUEUED", "DELAYED")


def gateway_queue(site: str) -> str:
    """The queue that the machines next to this site's printers serve."""
    return f"{GATEWAY}-{site}"


class Engine:
    """DBOS on the same database as our tables, so that a row and the work on it are written in one transaction."""

    def __init__(self, database: Database, presence: Presence | None = None, site: str = "") -> None:
        self._database = database
        #: Whose gateway it is; empty for a process that talks to no printers.
        self._site = site
        self._presence = presence or Presence(None)
        self.id = self._presence.name
        self._client: DBOSClient | None = None
        #: By process, its last beat and for how long of our own waking time it has been the last, seconds.
        self._silent: dict[str, tuple[float, float]] = {}
        self._looked: float | None = None
        self._orphans: set[str] = set()
        self._sought = float("-inf")

    def configure(self) -> None:
        """Name the database and the process; must stand before the workflows are defined."""
        DBOS(
            config=DBOSConfig(
                name="printwright",
                system_database_url=self._database.url,
                executor_id=self.id,
                application_version=VERSION,
                serializer=DBOSPortableJSONSerializer(),
                log_level="ERROR",
                max_executor_threads=32,
            )
        )

    def launch(self, queues: list[str]) -> None:
        """Begin to carry work of these queues."""
        with self._database.begin() as session:
            # Before any work is taken: what is left by somebody who is written down nowhere waits for longer.
            session.add(Member(id=self.id, beat=now(session)))
        DBOS.listen_queues(queues)
        DBOS.launch()
        cores = os.cpu_count() or 1
        for queue in queues:
            limits = {"worker_concurrency": {COMPUTE: cores, AFTERWARDS: 1}[queue]} if queue in _OURS else _PRINTERS
            DBOS.register_queue(queue, polling_interval_sec=0.2, **limits)  # type: ignore[arg-type]  # one literal per kind
        self._client = DBOSClient(system_database_engine=self._database.engine, serializer=DBOSPortableJSONSerializer())

    def close(self) -> None:
        """Stop carrying work. What runs is left to whoever lives or starts next."""
        DBOS.destroy(workflow_completion_timeout_sec=0)
        # Written down as dead, not struck out: else nobody would take over what it leaves, and its printers would wait.
        with self._database.begin() as session:
            session.merge(Member(id=self.id, beat=0.0))

    def submit_in(
        self, session: Session, workflow: str, run: str, queue: str, *args: Any, partition: str | None = None
    ) -> None:
        """Have this workflow run once under that id, if and only if the caller's transaction is committed."""
        assert self._client is not None, "the engine is not launched"
        options: EnqueueOptions = {
            "workflow_name": workflow,
            "queue_name": queue,
            "workflow_id": run,
            "app_version": VERSION,
            "application_name": "printwright",
        }
        if partition is not None:
            options["queue_partition_key"] = partition
        self._client.enqueue_in_transaction(session, options, *args)

    def carries_on(self, run: str) -> bool:
        """Whether the engine still means to carry this run on."""
        found = DBOS.list_workflows(workflow_ids=[run], load_input=False, load_output=False)
        return bool(found) and found[0].status in _STRANDED

    def beat(self) -> list[str]:
        """Say that we live, and bury the dead: their work is taken over. Returns who died."""
        with self._database.begin() as session:
            at = now(session)
            session.execute(sa.delete(Member).where(Member.id == self.id))
            session.add(Member(id=self.id, beat=at))
            session.flush()
            if self._site:
                sites.say(session, self._site, at)
            others = session.execute(sa.select(Member.id, Member.beat).where(Member.id != self.id)).all()
            beats = {row.id: row.beat for row in others}
            silent = self._how_silent(beats, at)
            dead: list[str] = []
            for name, beat in beats.items():
                if beat == 0.0 or silent[name] > MEMBER_SECONDS or self._presence.gone(name):
                    # One of us buries it, and only if it has not beaten in between.
                    row = sa.delete(Member).where(Member.id == name, Member.beat == beat)
                    dead += session.scalars(row.returning(Member.id))
        self.take_over(dead)
        if time.monotonic() - self._sought > _ORPHANS:
            self._sought = time.monotonic()
            self.adopt()
        return dead

    def _how_silent(self, beats: dict[str, float], at: float) -> dict[str, float]:
        """
        For how long each process has not beaten, in seconds.

        Measured by our own clock, and only while we beat ourselves: neither a clock that jumps nor a sleep of this
        machine or of the database is a reason to bury those who slept as well. Only at our first look, and where
        nobody knows who lives, there is nothing but the database's clock to judge by.
        """
        clock = time.monotonic()
        first = self._looked is None and not self._presence.knows
        passed = min(clock - (self._looked or clock), MEMBER_SECONDS / 2)
        self._looked = clock
        before, self._silent = self._silent, {}
        for name, beat in beats.items():
            known = before.get(name)
            already = max(0.0, at - beat) if first else 0.0
            self._silent[name] = beat, known[1] + passed if known and known[0] == beat else already
        return {name: silence for name, (_, silence) in self._silent.items()}

    def adopt(self) -> list[str]:
        """
        Take over what was left by processes that are written down nowhere. Returns their names.

        Where nobody can tell that such a process is dead, only what it has held at two looks: one that was buried
        while it slept takes up work again just before it writes itself down.
        """
        left = {run.executor_id for run in DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)}
        with self._database.read() as session:
            members = set(session.scalars(sa.select(Member.id)))
        lost = {name for name in left if name and name != self.id and name not in members}
        found = sorted(name for name in lost if name in self._orphans or self._presence.gone(name))
        self._orphans = lost
        self.take_over(found)
        return found

    def take_over(self, dead: list[str]) -> None:
        """Resume what dead processes left; their leases end now, for they cannot renew them."""
        if not dead:
            return
        with self._database.begin() as session:
            session.execute(sa.update(Job).where(Job.lease_owner.in_(dead)).values(lease_until=0.0))
        left = DBOS.list_workflows(status="PENDING", executor_id=dead, load_input=False, load_output=False)
        for workflow in left:
            # Without the queue's name the work would go to a queue that every process serves.
            DBOS.resume_workflow(workflow.workflow_id, queue_name=workflow.queue_name)
        for name in dead:
            self._presence.forget(name)
