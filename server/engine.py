"""
The durable engine behind a port of a few methods. What the engine gives: work that survives us, at least once.

That a print starts at most once is not the engine's promise but the protocol's (`attempts`).
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, EnqueueOptions
from sqlalchemy.orm import Session

from server.database import Database, now
from server.errors import AlreadyRunning
from server.models import Job, Member

#: Bumped only when the order of steps in a workflow changes so that running ones cannot go on.
VERSION = "jobs-1"
COMPUTE, GATEWAY = "compute", "gateway"
#: What nobody waits for, one at a time in each process.
AFTERWARDS = "afterwards"
#: A process that did not say for so long that it lives is taken for dead, seconds.
MEMBER_SECONDS = 6.0
_OURS = (COMPUTE, AFTERWARDS)
_PRINTERS = {"partition_concurrency": 1}
_STRANDED = ("PENDING", "ENQUEUED", "DELAYED")


def gateway_queue(site: str) -> str:
    """The queue that the machines next to this site's printers serve."""
    return f"{GATEWAY}-{site}"


class Engine:
    """DBOS on the same database as our tables, so that a row and the work on it are written in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # Two processes with one id would run the same step twice, so an id is never used again.
        self.id = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._client: DBOSClient | None = None

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
            dead = list(
                session.scalars(sa.delete(Member).where(Member.beat < at - MEMBER_SECONDS).returning(Member.id))
            )
        self.take_over(dead)
        return dead

    def bury_all_others(self) -> None:
        """When this process alone may own the data, whoever else is written down is dead."""
        with self._database.begin() as session:
            dead = set(session.scalars(sa.delete(Member).where(Member.id != self.id).returning(Member.id)))
        left = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        # Also what was left by one who is written down nowhere.
        self.take_over(sorted(dead | {run.executor_id for run in left if run.executor_id} - {self.id}))

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


@contextlib.contextmanager
def sole_owner(folder: Path) -> Iterator[None]:
    """Hold the data folder for this process alone. Raises AlreadyRunning, naming the process that holds it."""
    import fcntl

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            file.seek(0)
            raise AlreadyRunning(
                f"Process {file.read().strip() or '?'} already runs a shop on {folder}. "
                "Stop it first, or choose another folder with DATA=…",
            ) from exc
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield
