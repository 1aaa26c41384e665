"""Printers that were added on the page, with what the settings file would say of them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("printers", sa.Column("given", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Back."""
    op.drop_column("printers", "given")
