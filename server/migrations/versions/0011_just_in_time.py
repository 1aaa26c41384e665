"""A job may go to another kind of printer than it was prepared for, and is sliced anew for it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_BEFORE = "'sending','starting','printing','unsure'"


def _taken(states: str) -> None:
    """A printer is taken by one job in one of these states."""
    op.drop_index("one_job_per_printer", "jobs")
    where = sa.text(f"state IN ({states})")
    op.create_index(
        "one_job_per_printer", "jobs", ["printer_id"], unique=True, sqlite_where=where, postgresql_where=where
    )


def upgrade() -> None:
    """Forward."""
    op.add_column("jobs", sa.Column("fits", sa.JSON(), server_default="{}", nullable=False))
    _taken(f"'matched',{_BEFORE}")


def downgrade() -> None:
    """Back; what was matched waits again."""
    op.execute(
        "INSERT INTO moves (kind, old, new) SELECT 'job', 'matched', 'queued' WHERE NOT EXISTS "
        "(SELECT 1 FROM moves WHERE kind = 'job' AND old = 'matched' AND new = 'queued')"
    )
    op.execute("UPDATE jobs SET state = 'queued', printer_id = NULL WHERE state = 'matched'")
    _taken(_BEFORE)
    op.drop_column("jobs", "fits")
