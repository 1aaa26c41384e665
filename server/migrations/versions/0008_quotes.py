"""What designs gave when they were sliced, what was learned of it by profile, and what each order was quoted by."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "exact_figures",
        sa.Column("design", sa.String(length=64), primary_key=True),
        sa.Column("profile", sa.String(length=64), primary_key=True),
        sa.Column("machine", sa.String(length=80), nullable=False),
        sa.Column("material", sa.String(length=40), nullable=False),
        sa.Column("quality", sa.String(length=40), nullable=False),
        sa.Column("grams", sa.Float(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("plates", sa.Integer(), nullable=False),
        sa.Column("raw_grams", sa.Float(), nullable=False),
        sa.Column("raw_seconds", sa.Float(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
    )
    op.create_index("exact_figures_of_a_profile", "exact_figures", ["profile", "created_at"])
    op.create_table(
        "corrections",
        sa.Column("profile", sa.String(length=64), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("grams", sa.Float(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("reset_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
    )
    op.add_column("orders", sa.Column("quote", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    """Back."""
    op.drop_column("orders", "quote")
    op.drop_table("corrections")
    op.drop_index("exact_figures_of_a_profile", "exact_figures")
    op.drop_table("exact_figures")
