"""A plate may hold parts of several orders, wait for more of them, and be laid out anew."""

from collections import Counter

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward. What lay on the plates so far stands in the names of their pieces: `<order>_<part>_<n>`."""
    items = op.create_table(
        "job_items",
        sa.Column("job_id", sa.String(length=24), sa.ForeignKey("jobs.id"), nullable=False),
        sa.Column("order_id", sa.String(length=24), sa.ForeignKey("orders.id"), nullable=False),
        sa.Column("part", sa.String(length=96), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", "order_id", "part"),
    )
    op.create_index("ix_job_items_order_id", "job_items", ["order_id"])
    op.add_column("orders", sa.Column("company", sa.String(length=24), nullable=True))
    op.create_index("ix_orders_company", "orders", ["company"])
    op.add_column("jobs", sa.Column("filled", sa.Float(), server_default="0", nullable=False))
    op.add_column("jobs", sa.Column("gather_until", sa.Float(), nullable=True))
    op.add_column("jobs", sa.Column("company", sa.String(length=24), nullable=True))
    jobs = sa.table("jobs", sa.column("id"), sa.column("order_id"), sa.column("objects", sa.JSON()))
    for job in op.get_bind().execute(sa.select(jobs)).all():
        parts = Counter(
            name.removeprefix(f"{job.order_id}_").rsplit("_", 1)[0] for name in (job.objects or {}).get("names", ())
        )
        # A plate that names nothing still belongs to its order.
        rows = [
            {"job_id": job.id, "order_id": job.order_id, "part": part, "copies": copies}
            for part, copies in (parts or {"": 0}).items()
        ]
        op.bulk_insert(items, rows)


def downgrade() -> None:
    """Back; plates of several orders then belong to the one that prepared them."""
    for column in ("company", "gather_until", "filled"):
        op.drop_column("jobs", column)
    op.drop_index("ix_orders_company", "orders")
    op.drop_column("orders", "company")
    op.drop_index("ix_job_items_order_id", "job_items")
    op.drop_table("job_items")
