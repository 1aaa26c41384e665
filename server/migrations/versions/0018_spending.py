"""What a file takes of its filament along its way and what a print has taken; how long it takes on each kind."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; of what was sliced before it is not known, and reckoned evenly."""
    op.add_column("jobs", sa.Column("spending", sa.JSON()))
    op.add_column("jobs", sa.Column("spent", sa.Float()))
    op.add_column("jobs", sa.Column("seconds_on", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("slices", sa.Column("spending", sa.JSON()))


def downgrade() -> None:
    """Back."""
    op.drop_column("slices", "spending")
    op.drop_column("jobs", "seconds_on")
    op.drop_column("jobs", "spent")
    op.drop_column("jobs", "spending")
