"""Who moved something and why, what became of each plate, and how warm each printer was of late."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_SQLITE_NOW = "(julianday('now') - 2440587.5) * 86400.0"


def upgrade() -> None:
    """Forward. From here on the database writes every change of a plate into the history, with who said so."""
    op.add_column("history", sa.Column("who", sa.String(length=200), server_default="", nullable=False))
    op.add_column("history", sa.Column("why", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "readings",
        sa.Column("printer_id", sa.String(length=31), sa.ForeignKey("printers.id"), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=True) for name in ("nozzle", "nozzle_target", "bed", "bed_target")),
        sa.PrimaryKeyConstraint("printer_id", "slot"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            """
            CREATE FUNCTION printers_plate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO history (kind, subject, old, new, at, who, why) VALUES
                ('printer', NEW.id, OLD.bed, NEW.bed, extract(epoch from clock_timestamp()), NEW.bed_by, NEW.bed_why);
            RETURN NEW;
            END $$
            """
        )
        op.execute(
            "CREATE TRIGGER printers_plate AFTER UPDATE OF bed ON printers FOR EACH ROW "
            "WHEN (OLD.bed <> NEW.bed) EXECUTE FUNCTION printers_plate()"
        )
        return
    op.execute(
        f"""
        CREATE TRIGGER printers_plate AFTER UPDATE OF bed ON printers WHEN OLD.bed <> NEW.bed
        BEGIN INSERT INTO history (kind, subject, old, new, at, who, why)
            VALUES ('printer', NEW.id, OLD.bed, NEW.bed, {_SQLITE_NOW}, NEW.bed_by, NEW.bed_why); END
        """
    )


def downgrade() -> None:
    """Back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER printers_plate ON printers")
        op.execute("DROP FUNCTION printers_plate()")
    else:
        op.execute("DROP TRIGGER printers_plate")
    op.execute("DELETE FROM history WHERE kind = 'printer'")
    op.drop_table("readings")
    op.drop_column("history", "why")
    op.drop_column("history", "who")
