"""Warnings that an operator let pass, by name and with a reason."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "waivers",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("order_id", sa.String(length=24), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=200), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_id", "code", "part", name="one_waiver_per_warning"),
    )
    op.create_index(op.f("ix_waivers_order_id"), "waivers", ["order_id"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_index(op.f("ix_waivers_order_id"), table_name="waivers")
    op.drop_table("waivers")
