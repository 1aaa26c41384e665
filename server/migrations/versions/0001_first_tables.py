"""The first tables, and the rules that the database itself keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


_SQLITE_NOW = "(julianday('now') - 2440587.5) * 86400.0"
#: What moves, by which column it is named, and what is rung when it does.
_MOVING = (("order", "orders", "id"), ("job", "jobs", "id"), ("attempt", "attempts", "name"))


def _sqlite_rules() -> None:
    for kind, table, key in _MOVING:
        op.execute(
            f"""
            CREATE TRIGGER {table}_move BEFORE UPDATE OF state ON {table}
            WHEN OLD.state <> NEW.state AND NOT EXISTS
                (SELECT 1 FROM moves m WHERE m.kind = '{kind}' AND m.old = OLD.state AND m.new = NEW.state)
            BEGIN SELECT RAISE(ABORT, 'illegal move of a {kind}'); END
            """
        )
        op.execute(
            f"""
            CREATE TRIGGER {table}_history AFTER UPDATE OF state ON {table} WHEN OLD.state <> NEW.state
            BEGIN INSERT INTO history (kind, subject, old, new, at)
                VALUES ('{kind}', NEW.{key}, OLD.state, NEW.state, {_SQLITE_NOW}); END
            """
        )
        op.execute(
            f"""
            CREATE TRIGGER {table}_begin AFTER INSERT ON {table}
            BEGIN INSERT INTO history (kind, subject, old, new, at)
                VALUES ('{kind}', NEW.{key}, NULL, NEW.state, {_SQLITE_NOW}); END
            """
        )
    op.execute(
        """
        CREATE TRIGGER attempts_once BEFORE UPDATE OF state ON attempts
        WHEN NEW.state = 'starting' AND OLD.state <> 'starting' AND EXISTS
            (SELECT 1 FROM attempts a WHERE a.job_id = NEW.job_id AND a.name <> NEW.name
             AND (a.state IN ('starting', 'printing', 'unsure') OR a.outcome = 'done'))
        BEGIN SELECT RAISE(ABORT, 'illegal move: this job was started before'); END
        """
    )


def _postgresql_rules() -> None:
    for kind, table, key in _MOVING:
        once = (
            """
            IF NEW.state = 'starting' AND OLD.state <> 'starting' AND EXISTS
                (SELECT 1 FROM attempts a WHERE a.job_id = NEW.job_id AND a.name <> NEW.name
                 AND (a.state IN ('starting', 'printing', 'unsure') OR a.outcome = 'done'))
            THEN RAISE EXCEPTION 'illegal move: this job was started before'; END IF;
            """
            if kind == "attempt"
            else ""
        )
        op.execute(
            f"""
            CREATE FUNCTION {table}_move() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'INSERT' THEN
                INSERT INTO history (kind, subject, old, new, at) VALUES
                    ('{kind}', NEW.{key}, NULL, NEW.state, extract(epoch from clock_timestamp()));
                RETURN NEW;
            END IF;
            IF OLD.state = NEW.state THEN RETURN NEW; END IF;
            IF NOT EXISTS (SELECT 1 FROM moves m WHERE m.kind = '{kind}' AND m.old = OLD.state AND m.new = NEW.state)
            THEN RAISE EXCEPTION 'illegal move of a {kind}'; END IF;
            {once}
            INSERT INTO history (kind, subject, old, new, at) VALUES
                ('{kind}', NEW.{key}, OLD.state, NEW.state, extract(epoch from clock_timestamp()));
            RETURN NEW;
            END $$
            """
        )
        op.execute(
            f"CREATE TRIGGER {table}_move BEFORE INSERT OR UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_move()"
        )


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "designs",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("source_digest", sa.String(length=64), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("glb", sa.String(length=64), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("model_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("old", sa.String(length=16), nullable=True),
        sa.Column("new", sa.String(length=16), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_history_subject"), ["subject"], unique=False)

    op.create_table(
        "keys",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.Column("used_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "members",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("beat", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "moves",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("old", sa.String(length=16), nullable=False),
        sa.Column("new", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("kind", "old", "new"),
    )
    op.create_table(
        "printers",
        sa.Column("id", sa.String(length=31), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("bed", sa.String(length=16), nullable=False),
        sa.Column("bed_by", sa.String(length=200), nullable=False),
        sa.Column("bed_at", sa.Float(), nullable=False),
        sa.Column("bed_why", sa.String(length=300), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("seen_at", sa.Float(), nullable=False),
        sa.Column("trouble", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("picture", sa.String(length=64), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("material", sa.String(length=40), nullable=False),
        sa.Column("colour", sa.String(length=40), nullable=False),
        sa.Column("machine", sa.String(length=80), nullable=False),
        sa.Column("quality", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("price", sa.JSON(), nullable=False),
        sa.Column("estimate", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("again_of", sa.String(length=24), nullable=True),
        sa.Column("trouble", sa.JSON(), nullable=True),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("beat", sa.Float(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["again_of"],
            ["orders.id"],
        ),
        sa.ForeignKeyConstraint(
            ["digest"],
            ["designs.digest"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("request_sha256"),
    )
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_orders_state"), ["state"], unique=False)

    op.create_table(
        "jobs",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("order_id", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("plate", sa.Integer(), nullable=False),
        sa.Column("plates", sa.Integer(), nullable=False),
        sa.Column("plate_3mf", sa.String(length=64), nullable=False),
        sa.Column("objects", sa.JSON(), nullable=False),
        sa.Column("height", sa.Float(), nullable=False),
        sa.Column("machine", sa.String(length=80), nullable=False),
        sa.Column("material", sa.String(length=40), nullable=False),
        sa.Column("quality", sa.String(length=40), nullable=False),
        sa.Column("profile_digest", sa.String(length=64), nullable=True),
        sa.Column("gcode", sa.String(length=64), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("grams", sa.Float(), nullable=True),
        sa.Column("layers", sa.Integer(), nullable=True),
        sa.Column("messages", sa.JSON(), nullable=True),
        sa.Column("printer_id", sa.String(length=31), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.Float(), nullable=False),
        sa.Column("lease_owner", sa.String(length=80), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("beat", sa.Float(), nullable=False),
        sa.Column("cancel", sa.Boolean(), nullable=False),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("seconds_left", sa.Float(), nullable=True),
        sa.Column("trouble", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.ForeignKeyConstraint(
            ["printer_id"],
            ["printers.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jobs_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_jobs_state"), ["state"], unique=False)
        batch_op.create_index(
            "one_job_per_printer",
            ["printer_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('sending','starting','printing','unsure')"),
            postgresql_where=sa.text("state IN ('sending','starting','printing','unsure')"),
        )

    op.create_table(
        "attempts",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("job_id", sa.String(length=24), nullable=False),
        sa.Column("printer_id", sa.String(length=31), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("start_at", sa.Float(), nullable=True),
        sa.Column("left_behind", sa.Boolean(), nullable=False),
        sa.Column("cleared_by", sa.String(length=200), nullable=False),
        sa.Column("cleared_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["job_id"],
            ["jobs.id"],
        ),
        sa.ForeignKeyConstraint(
            ["printer_id"],
            ["printers.id"],
        ),
        sa.PrimaryKeyConstraint("name"),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempts_job_id"), ["job_id"], unique=False)
        batch_op.create_index("one_name_per_epoch", ["job_id", "epoch"], unique=True)
        batch_op.create_index(
            "one_open_attempt_per_printer",
            ["printer_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('staging','staged','starting','printing','unsure')"),
            postgresql_where=sa.text("state IN ('staging','staged','starting','printing','unsure')"),
        )
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_rules()
    else:
        _postgresql_rules()


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index(
            "one_open_attempt_per_printer",
            sqlite_where=sa.text("state IN ('staging','staged','starting','printing','unsure')"),
            postgresql_where=sa.text("state IN ('staging','staged','starting','printing','unsure')"),
        )
        batch_op.drop_index("one_name_per_epoch")
        batch_op.drop_index(batch_op.f("ix_attempts_job_id"))

    op.drop_table("attempts")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index(
            "one_job_per_printer",
            sqlite_where=sa.text("state IN ('sending','starting','printing','unsure')"),
            postgresql_where=sa.text("state IN ('sending','starting','printing','unsure')"),
        )
        batch_op.drop_index(batch_op.f("ix_jobs_state"))
        batch_op.drop_index(batch_op.f("ix_jobs_order_id"))

    op.drop_table("jobs")
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_orders_state"))

    op.drop_table("orders")
    op.drop_table("printers")
    op.drop_table("moves")
    op.drop_table("members")
    op.drop_table("keys")
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_history_subject"))

    op.drop_table("history")
    op.drop_table("events")
    op.drop_table("designs")
    if op.get_bind().dialect.name == "postgresql":
        for table in ("orders", "jobs", "attempts"):
            op.execute(f"DROP FUNCTION {table}_move()")
