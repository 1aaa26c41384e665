"""The migrations make exactly the tables that the models describe."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from server import ledger, letters
from server.database import MIGRATIONS, Database, migrate
from server.models import Base, Job, JobItem
from tests.server.conftest import fill


def test_migrations_and_models_agree(database: Database) -> None:
    """Nothing is left for a migration to do, and migrating again does nothing."""
    migrate(database.engine)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": lambda name, kind, _: True})
        difference = compare_metadata(context, Base.metadata)
    assert difference == []
    assert {letters.OrderKey.__tablename__} <= set(Base.metadata.tables), "tables stand in more files than one"


def test_plates_of_before_belong_to_their_orders(database: Database) -> None:
    """What lay on a plate before plates were shared is carried over from the names of its pieces."""
    fill(database)
    with database.begin() as session:
        session.execute(sa.delete(JobItem))
        session.get_one(Job, "order-1").objects = {"names": ["order_lid_1", "order_my_box_1", "order_my_box_2"]}
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0004")
        command.upgrade(config, "head")
    with database.read() as session:
        found = session.scalars(sa.select(JobItem).order_by(JobItem.part)).all()
        assert [(one.job_id, one.order_id, one.part, one.copies) for one in found] == [
            ("order-1", "order", "lid", 1),
            ("order-1", "order", "my_box", 2),
        ]
        assert [job.id for job in ledger.jobs_of(session, "order")] == ["order-1"]
