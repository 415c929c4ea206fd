"""The history's digests cover words through a salted seal, so that names can be taken out when their time is over."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

FIXED = ("id", "at", "actor_id", "subject", "subject_id", "event", "previous", "digest", "seal")
# The one change that may be: the words of an entry become those of a redaction, which has the salt they now have.
SAME_SQLITE = " AND ".join(f"OLD.{name} IS NEW.{name}" for name in FIXED)
SAME_POSTGRESQL = " AND ".join(f"OLD.{name} IS NOT DISTINCT FROM NEW.{name}" for name in FIXED)
REDACTION = "SELECT 1 FROM history_redaction WHERE entry_id = OLD.id AND salt = NEW.salt"
UPDATE_SQLITE = f"""
CREATE TRIGGER history_entry_no_update BEFORE UPDATE ON history_entry
WHEN NOT ({SAME_SQLITE} AND OLD.salt IS NOT NEW.salt AND EXISTS ({REDACTION}))
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END
"""
REFUSE_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END
"""
UPDATE_FUNCTION = f"""
CREATE FUNCTION history_is_only_redacted() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF {SAME_POSTGRESQL} AND OLD.salt IS DISTINCT FROM NEW.salt AND EXISTS ({REDACTION}) THEN RETURN NEW; END IF;
RAISE EXCEPTION 'history is append-only'; END $$
"""
UPDATE_POSTGRESQL = """
CREATE TRIGGER history_entry_only_redacted BEFORE UPDATE ON history_entry
FOR EACH ROW EXECUTE FUNCTION history_is_only_redacted()
"""
REFUSE_POSTGRESQL = """
CREATE TRIGGER {table}_append_only BEFORE {verbs} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only()
"""


def upgrade() -> None:
    op.add_column("history_entry", sa.Column("salt", sa.String(32), nullable=True))
    op.add_column("history_entry", sa.Column("seal", sa.String(64), nullable=True))
    op.create_index("ix_history_entry_actor_id", "history_entry", ["actor_id"])
    op.create_table(
        "history_redaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("told_in", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["history_entry.id"], name=op.f("fk_history_redaction_entry_id_history_entry")
        ),
        sa.ForeignKeyConstraint(
            ["told_in"], ["history_entry.id"], name=op.f("fk_history_redaction_told_in_history_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_redaction")),
    )
    op.create_index("ix_history_redaction_entry_id", "history_redaction", ["entry_id"])
    op.create_index("ix_history_redaction_told_in", "history_redaction", ["told_in"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER history_entry_no_update")
        op.execute(UPDATE_SQLITE)
        for verb in ("update", "delete"):
            op.execute(REFUSE_SQLITE.format(table="history_redaction", verb=verb))
        return
    op.execute("DROP TRIGGER history_entry_append_only ON history_entry")
    op.execute(REFUSE_POSTGRESQL.format(table="history_entry", verbs="DELETE OR TRUNCATE"))
    op.execute(REFUSE_POSTGRESQL.format(table="history_redaction", verbs="UPDATE OR DELETE OR TRUNCATE"))
    op.execute(UPDATE_FUNCTION)
    op.execute(UPDATE_POSTGRESQL)


def downgrade() -> None:
    """Only possible while nothing has been sealed: an older shop could not vouch for what was."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM history_entry WHERE seal IS NOT NULL LIMIT 1")).scalar():
        raise RuntimeError("history_entry holds sealed entries: restore the backup from before instead")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER history_entry_no_update")
        op.execute(REFUSE_SQLITE.format(table="history_entry", verb="update"))
    else:
        op.execute("DROP TRIGGER history_entry_only_redacted ON history_entry")
        op.execute("DROP FUNCTION history_is_only_redacted()")
        op.execute("DROP TRIGGER history_entry_append_only ON history_entry")
        op.execute(REFUSE_POSTGRESQL.format(table="history_entry", verbs="UPDATE OR DELETE OR TRUNCATE"))
    op.drop_table("history_redaction")
    op.drop_index("ix_history_entry_actor_id", table_name="history_entry")
    op.drop_column("history_entry", "seal")
    op.drop_column("history_entry", "salt")
