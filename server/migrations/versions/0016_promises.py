"""The day by which each order is to be ready, as it was promised when it was taken."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; of orders from before nothing was promised."""
    op.add_column("orders", sa.Column("promise", sa.JSON()))


def downgrade() -> None:
    """Back."""
    op.drop_column("orders", "promise")
