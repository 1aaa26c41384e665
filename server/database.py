"""One database for orders, jobs and the engine: SQLite in the data folder, or PostgreSQL by its address."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from server import jobs, orders
from server.errors import StorageFull
from server.models import Move

#: So long a transaction waits for its turn to write, seconds.
PATIENCE = 30
MIGRATIONS = Path(__file__).parent / "migrations"
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={PATIENCE * 1000}", "foreign_keys=ON")


def connect(url: str) -> sa.Engine:
    """
    An engine whose every transaction is safe to build promises on.

    SQLite: write-ahead log, every commit on disk before it counts (a start intent may not be lost with the power),
    and transactions that take the write lock at their beginning, so that read-then-write cannot interleave.
    """
    folder = folder_of(url)
    if folder is None:
        return sa.create_engine(driver_url(url), pool_pre_ping=True, isolation_level="READ COMMITTED")
    folder.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": PATIENCE, "check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        readonly = connection.get_execution_options().get("readonly")
        connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")

    return engine


def folder_of(url: str) -> Path | None:
    """Where an SQLite database lies; None for a database with a server of its own."""
    return Path(url.split("///", 1)[1]).parent if url.startswith("sqlite") else None


def driver_url(url: str) -> str:
    """The address with the driver that we ship named in it."""
    for short in ("postgresql://", "postgres://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def migrate(engine: sa.Engine) -> None:
    """Bring the tables to this version's shape, and the allowed moves with them. Safe to repeat."""
    with engine.begin() as connection:
        # Processes that start at once would each make the tables.
        in_turn(connection, 72647)
        if _revision(connection) != _newest():
            _upgrade(connection)
        wanted = {
            *(("job", *move) for move in jobs.MOVES),
            *(("attempt", *move) for move in jobs.ATTEMPT_MOVES),
            *(("order", *move) for move in orders.MOVES),
        }
        connection.execute(sa.delete(Move))
        connection.execute(
            sa.insert(Move), [{"kind": kind, "old": old, "new": new} for kind, old, new in sorted(wanted)]
        )


def _newest() -> str:
    """The newest migration; their file names begin with their numbers."""
    return max(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _revision(connection: sa.Connection) -> str | None:
    """The migration that the tables are at; none in an empty database."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _upgrade(connection: sa.Connection) -> None:
    # Here and not above: it takes half a second to load, and at nearly every start there is nothing to do.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def in_turn(session: Session | sa.Connection, what: int) -> None:
    """Let one transaction at a time do that, until it ends. On SQLite every transaction that writes is alone anyway."""
    if (session.get_bind() if isinstance(session, Session) else session).dialect.name == "postgresql":
        session.execute(sa.text("SELECT pg_advisory_xact_lock(:what)"), {"what": what})


def now(session: Session | sa.Connection) -> float:
    """Seconds since 1970 by the database's clock; the clocks of several machines never agree well enough."""
    postgres = (
        session.get_bind().dialect.name == "postgresql"
        if isinstance(session, Session)
        else (session.dialect.name == "postgresql")
    )
    expression = (
        "extract(epoch from clock_timestamp())::float8" if postgres else "(julianday('now') - 2440587.5) * 86400.0"
    )
    return float(session.execute(sa.text(f"SELECT {expression}")).scalar_one())  # our own words


class Database:
    """Sessions on one engine. Every unit of work is one short transaction."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = connect(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._readers = sessionmaker(self.engine.execution_options(readonly=True))
        # SQLite lets one write at a time, and whoever waits for that sleeps and tries again, the longer the longer it
        # waited already. So of each process only one thread tries.
        self._turn = threading.RLock() if folder_of(url) else None

    def read(self) -> Any:
        """A session that only reads, beside whoever writes."""
        return self._readers()

    def begin(self) -> Any:
        """A session in a transaction: committed at the end of the block, rolled back by an error."""
        return _Guarded(self._sessions, self._turn)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


class _Guarded:
    """The transaction's block; a full disk becomes the one error that says so."""

    def __init__(self, sessions: sessionmaker[Session], turn: threading.RLock | None) -> None:
        self._context = sessions.begin()
        self._turn = turn

    def __enter__(self) -> Session:
        if self._turn is not None and not self._turn.acquire(timeout=PATIENCE):
            raise sa.exc.OperationalError("BEGIN", None, sqlite3.OperationalError("database is locked"))
        try:
            return self._context.__enter__()
        except BaseException:
            self._done()
            raise

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        try:
            self._context.__exit__(kind, error, trace)
        except sa.exc.OperationalError as exc:
            raise full(exc) or exc from exc
        finally:
            self._done()
        if isinstance(error, sa.exc.OperationalError) and (translated := full(error)):
            raise translated from error

    def _done(self) -> None:
        if self._turn is not None:
            self._turn.release()


def full(error: BaseException) -> StorageFull | None:
    """The error that says the disk is full, if this one does."""
    words = str(error).lower()
    if "disk is full" in words or "no space left" in words or "disk i/o error" in words:
        return StorageFull("The shop's disk is full. Nothing was changed; please try again a little later.")
    return None
