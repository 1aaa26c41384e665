"""What was sliced once need not be sliced again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "slices",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("gcode", sa.String(length=64), nullable=False),
        sa.Column("guard", sa.String(length=64), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("grams", sa.Float(), nullable=False),
        sa.Column("layers", sa.Integer(), nullable=False),
        sa.Column("messages", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("slices")
