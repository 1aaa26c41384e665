"""Printers out of service, calls for a person, emergency stops; what the operator wants of a running print."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    for name in ("maintenance", "call", "stop"):
        op.add_column("printers", sa.Column(name, sa.JSON(), nullable=True))
    op.add_column("jobs", sa.Column("wish", sa.String(length=16), server_default="", nullable=False))


def downgrade() -> None:
    """Back."""
    op.drop_column("jobs", "wish")
    for name in ("stop", "call", "maintenance"):
        op.drop_column("printers", name)
