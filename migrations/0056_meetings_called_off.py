"""A planned meeting may be called off, with the reason."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

STATE, REASON = "ck_forum_meeting_state_word", "ck_forum_meeting_called_off_with_reason"
BEFORE = "state IN ('planned', 'open', 'closed', 'adjusted')"
AFTER = "state IN ('planned', 'open', 'closed', 'adjusted', 'cancelled')"


def upgrade() -> None:
    _words(BEFORE, AFTER)
    op.execute(
        "ALTER TABLE forum_meeting ADD COLUMN called_off VARCHAR(300) DEFAULT '' NOT NULL "
        f"CONSTRAINT {REASON} CHECK ((state = 'cancelled') = (called_off <> ''))"
    )


def downgrade() -> None:
    op.execute("UPDATE forum_meeting SET state = 'planned', called_off = '' WHERE state = 'cancelled'")
    op.execute("ALTER TABLE forum_meeting DROP COLUMN called_off")
    _words(AFTER, BEFORE)


def _words(old: str, new: str) -> None:
    """Change the words of a rule without making the table anew: agendas and attendance point at it."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f(STATE), "forum_meeting", type_="check")
        op.create_check_constraint(op.f(STATE), "forum_meeting", new)
        return
    sql = connection.scalar(sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'forum_meeting'"))
    version = connection.scalar(sa.text("PRAGMA schema_version"))
    op.execute("PRAGMA writable_schema = ON")
    change = sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = 'forum_meeting'")
    connection.execute(change, {"sql": sql.replace(old, new)})
    op.execute(f"PRAGMA schema_version = {version + 1}")
    op.execute("PRAGMA writable_schema = RESET")
