"""What comes first in the queue, and what an order asks of its printer."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("orders", sa.Column("priority", sa.Integer(), server_default="0", nullable=False))
    op.add_column("orders", sa.Column("due_at", sa.Float(), nullable=True))
    op.add_column("orders", sa.Column("wants", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    """Back."""
    for column in ("wants", "due_at", "priority"):
        op.drop_column("orders", column)
