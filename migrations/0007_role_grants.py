"""Role grants are given by somebody for a reason, confirmed by a second person where the role is powerful, and ended."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SECOND = {
    "state_word": "state IN ('pending', 'confirmed', 'declined', 'ended')",
    "second_person": "decided_by <> given_by",
    "confirmed_by_second": (
        "NOT needs_second OR given_by IS NULL OR state IN ('pending', 'ended') OR decided_by IS NOT NULL"
    ),
}
PERSONAL = {
    "days": "valid_to IS NULL OR valid_to >= valid_from",
    "never_to_oneself": "given_by <> person_id",
    "never_about_oneself": "decided_by <> person_id",
}
RULES = {"role_grant": SECOND | PERSONAL, "role_mapping": SECOND}
WHO = ("given", "decided", "ended")
MAPPED = ["provider", "claim", "value", "role", sa.text("coalesce(organisation_id, 0)")]


def upgrade() -> None:
    op.execute("UPDATE role_grant SET valid_to = valid_from WHERE valid_to < valid_from")
    # What stands on an expression cannot be read back while the tables are made anew.
    op.drop_index("uq_role_mapping_row", table_name="role_mapping")
    for name in RULES:
        _decided(name)
    live = sa.text("state IN ('pending', 'confirmed')")
    op.create_index(
        "uq_role_mapping_row", "role_mapping", MAPPED, unique=True, sqlite_where=live, postgresql_where=live
    )
    waits = sa.text("state = 'pending'")
    op.create_index("ix_role_grant_pending", "role_grant", ["id"], sqlite_where=waits, postgresql_where=waits)


def _decided(name: str) -> None:
    """Who gave, decided and ended a row, and why."""
    with op.batch_alter_table(name) as table:
        table.add_column(sa.Column("state", sa.String(10), nullable=False, server_default="confirmed"))
        table.add_column(sa.Column("needs_second", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("reason", sa.String(300), nullable=False, server_default=""))
        table.add_column(sa.Column("end_reason", sa.String(300), nullable=False, server_default=""))
        for word in WHO:
            table.add_column(sa.Column(f"{word}_by", sa.Integer(), nullable=True))
            table.add_column(sa.Column(f"{word}_at", UtcDateTime(timezone=True), nullable=True))
            table.create_foreign_key(op.f(f"fk_{name}_{word}_by"), "person", [f"{word}_by"], ["id"])
        for rule, condition in RULES[name].items():
            table.create_check_constraint(op.f(f"ck_{name}_{rule}"), condition)


def downgrade() -> None:
    op.execute("DELETE FROM role_grant WHERE state <> 'confirmed'")
    op.execute("DELETE FROM role_grant WHERE mapping_id IN (SELECT id FROM role_mapping WHERE state <> 'confirmed')")
    op.execute("DELETE FROM role_mapping WHERE state <> 'confirmed'")
    op.drop_index("ix_role_grant_pending", table_name="role_grant")
    op.drop_index("uq_role_mapping_row", table_name="role_mapping")
    for name in RULES:
        _plain(name)
    op.create_index("uq_role_mapping_row", "role_mapping", MAPPED, unique=True)


def _plain(name: str) -> None:
    with op.batch_alter_table(name) as table:
        for rule in RULES[name]:
            table.drop_constraint(op.f(f"ck_{name}_{rule}"), type_="check")
        for word in WHO:
            table.drop_constraint(op.f(f"fk_{name}_{word}_by"), type_="foreignkey")
            table.drop_column(f"{word}_by")
            table.drop_column(f"{word}_at")
        for column in ("state", "needs_second", "reason", "end_reason"):
            table.drop_column(column)
