"""Spools of filament, and what each attempt at a print took of them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "spools",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("material", sa.String(length=40), nullable=False),
        sa.Column("colour", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("lot", sa.String(length=100), nullable=False),
        sa.Column("cost", sa.String(length=20), nullable=True),
        sa.Column("full", sa.Float(), nullable=True),
        sa.Column("reel", sa.Float(), nullable=True),
        sa.Column("weighed", sa.Float(), nullable=False),
        sa.Column("weighing", sa.Integer(), nullable=False),
        sa.Column("weighed_by", sa.String(length=200), nullable=False),
        sa.Column("weighed_at", sa.Float(), nullable=False),
        sa.Column("printer_id", sa.String(length=31), nullable=True),
        sa.Column("source", sa.String(length=80), nullable=True),
        sa.Column("retired_at", sa.Float(), nullable=True),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["printer_id"], ["printers.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("printer_id"),
        sa.UniqueConstraint("source"),
    )
    op.create_table(
        "spool_uses",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("spool_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.String(length=60), nullable=False),
        sa.Column("weighing", sa.Integer(), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.Column("since", sa.Float(), nullable=False),
        sa.Column("until", sa.Float(), nullable=True),
        sa.Column("grams", sa.Float(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["spool_id"], ["spools.id"]),
        sa.ForeignKeyConstraint(["attempt"], ["attempts.name"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_spool_uses_spool_id"), "spool_uses", ["spool_id"], unique=False)
    op.create_index(op.f("ix_spool_uses_attempt"), "spool_uses", ["attempt"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_index(op.f("ix_spool_uses_attempt"), table_name="spool_uses")
    op.drop_index(op.f("ix_spool_uses_spool_id"), table_name="spool_uses")
    op.drop_table("spool_uses")
    op.drop_table("spools")
