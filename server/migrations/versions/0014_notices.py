"""News of what happened, written by the database with the history, and the outbox it leaves by."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

#: Which lines of the history are news. A line that moves nothing is a remark.
_NEWS = (
    ("accepted", "NEW.kind = 'order' AND NEW.old IS NULL", "'accepted'"),
    ("ended", "NEW.kind = 'order' AND NEW.new IN ('done', 'held', 'cancelled')", "NEW.new"),
    ("unsure", "NEW.kind = 'job' AND NEW.new = 'unsure'", "'unsure'"),
)
_MOVED = "(NEW.old IS NULL OR NEW.old <> NEW.new)"


def upgrade() -> None:
    """Forward. Whatever moves an order or a job, the news of it is in the same transaction."""
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("event", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("planned", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_notices_planned", "notices", ["planned"])
    op.create_index("ix_notices_subject", "notices", ["subject"])
    op.create_table(
        "messages",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("notice_id", sa.Integer(), sa.ForeignKey("notices.id"), nullable=False),
        sa.Column("channel", sa.String(length=400), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_at", sa.Float(), nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("notice_id", "channel", name="one_message_per_channel"),
    )
    op.create_index("ix_messages_state", "messages", ["state", "channel", "next_at"])
    op.create_table(
        "needs",
        sa.Column("printer_id", sa.String(length=31), sa.ForeignKey("printers.id"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("since", sa.Float(), nullable=False),
        sa.Column("told", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("printer_id"),
    )
    op.create_table(
        "order_keys",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.String(length=24), sa.ForeignKey("orders.id"), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    for name, when, event in _NEWS:
        insert = f"INSERT INTO notices (event, subject, at) VALUES ({event}, NEW.subject, NEW.at);"
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE FUNCTION history_{name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {insert} RETURN NEW; END $$"
            )
            op.execute(
                f"CREATE TRIGGER history_{name} AFTER INSERT ON history FOR EACH ROW WHEN ({_MOVED} AND {when}) "
                f"EXECUTE FUNCTION history_{name}()"
            )
        else:
            op.execute(
                f"CREATE TRIGGER history_{name} AFTER INSERT ON history WHEN {_MOVED} AND {when} BEGIN {insert} END"
            )


def downgrade() -> None:
    """Back; what was not sent yet is lost."""
    for name, _, _ in _NEWS:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP TRIGGER history_{name} ON history")
            op.execute(f"DROP FUNCTION history_{name}()")
        else:
            op.execute(f"DROP TRIGGER history_{name}")
    for table in ("order_keys", "needs", "messages", "notices"):
        op.drop_table(table)
