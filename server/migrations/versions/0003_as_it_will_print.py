"""A job keeps the layers of its G-code as a picture needs them, and what its proof against the model found."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("jobs", sa.Column("drawing", sa.String(length=64), nullable=True))
    op.add_column("jobs", sa.Column("proof", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Back."""
    op.drop_column("jobs", "proof")
    op.drop_column("jobs", "drawing")
