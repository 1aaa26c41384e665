"""The migrations make exactly the tables that the models describe."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from server.database import Database, migrate
from server.models import Base


def test_migrations_and_models_agree(database: Database) -> None:
    """Nothing is left for a migration to do, and migrating again does nothing."""
    migrate(database.engine)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": lambda name, kind, _: True})
        difference = compare_metadata(context, Base.metadata)
    assert difference == []
