"""A database of its own for every test, with one order and one job in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from server.database import Database, migrate
from server.engine import Engine
from server.errors import NotFound
from server.models import Design, Job, JobItem, Order, PrinterRow
from server.settings import Settings
from server.workshop import Workshop


@asynccontextmanager
async def warm_workshop(data: Path, workers: int) -> AsyncIterator[Workshop]:
    """A workshop that is warm, offers drafts and holds no artwork."""

    def no_artefacts(name: str) -> bytes:
        raise NotFound(name)

    made = Workshop(Settings(data=data, workers=workers, drafts=True), no_artefacts)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A migrated SQLite database."""
    made = Database(f"sqlite:///{tmp_path / 'test.db'}")
    migrate(made.engine)
    yield made
    made.close()


class Heard(Engine):
    """The engine, asked and not at work: what would be carried out, in order."""

    def __init__(self) -> None:
        self.runs: list[tuple[str, tuple[Any, ...]]] = []

    def submit_in(
        self, session: Session, workflow: str, run: str, queue: str, *args: Any, partition: str | None = None
    ) -> None:
        """Write it down."""
        self.runs.append((workflow, args))


def fill(database: Database, state: str = "queued") -> None:
    """One design, one order, one job in that state, one printer with a clear plate."""
    with database.begin() as session:
        session.add(PrinterRow(id="ash", bed="clear", bed_at=0.0, snapshot={"phase": "idle"}, enabled=True))
        session.add(
            Design(
                digest="d" * 64,
                slug="keychain",
                version="1",
                title="Keychain",
                source_digest="s" * 64,
                values={},
                report={},
                glb="g" * 64,
                parts=[],
                model_sha256="m" * 64,
                created_at=0.0,
            )
        )
        session.flush()
        session.add(
            Order(
                id="order",
                token_sha256="t" * 64,
                state="received",
                digest="d" * 64,
                picture="p" * 64,
                quantity=1,
                material="pla",
                colour="moss",
                machine="virtual-220",
                quality="standard",
                name="Ada",
                email="a@b.org",
                price={},
                estimate={},
                findings=[],
                created_at=0.0,
            )
        )
        session.flush()
        session.add(
            Job(
                id="order-1",
                order_id="order",
                state=state,
                title="Keychain",
                plate=1,
                plates=1,
                plate_3mf="3" * 64,
                objects={},
                height=1.0,
                machine="virtual-220",
                material="pla",
                quality="standard",
                created_at=0.0,
            )
        )
        session.flush()
        session.add(JobItem(job_id="order-1", order_id="order", part="tag", copies=1))
