"""An order may have a colour for each slot of its product; a plate is of one colour."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("orders", sa.Column("colours", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("jobs", sa.Column("colour", sa.String(length=40), server_default="", nullable=False))
    op.execute("UPDATE jobs SET colour = (SELECT colour FROM orders WHERE orders.id = jobs.order_id)")


def downgrade() -> None:
    """Back."""
    op.drop_column("jobs", "colour")
    op.drop_column("orders", "colours")
