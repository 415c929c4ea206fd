"""How long things are kept, what must not be touched, and what has been cleared out."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _to_person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_{table}_{column}_person"))


def upgrade() -> None:
    op.create_table(
        "retention_rule",
        sa.Column("key", sa.String(20), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(160), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_retention_rule_amount_positive")),
        _to_person("retention_rule", "changed_by"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_retention_rule")),
    )
    op.create_table(
        "retention_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(10), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(120), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_by_name", sa.String(120), nullable=False),
        sa.Column("set_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.Integer(), nullable=True),
        sa.Column("lifted_by_name", sa.String(120), nullable=False),
        sa.Column("lifted_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("subject IN ('person', 'order')", name=op.f("ck_retention_hold_subject_word")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_retention_hold_with_reason")),
        _to_person("retention_hold", "set_by"),
        _to_person("retention_hold", "lifted_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_hold")),
    )
    op.create_index("ix_retention_hold_subject", "retention_hold", ["subject", "subject_id"])
    op.create_table(
        "retention_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_by_name", sa.String(120), nullable=False),
        sa.Column("finished_at", UtcDateTime(timezone=True), nullable=True),
        _to_person("retention_run", "asked_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
    )
    op.create_index("ix_retention_run_finished_at", "retention_run", ["finished_at"])
    op.create_table(
        "retention_done",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("before", UtcDateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(160), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["retention_run.id"], name=op.f("fk_retention_done_run_id_retention_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_done")),
        sa.UniqueConstraint("run_id", "key", name=op.f("uq_retention_done_run_id_key")),
    )


def downgrade() -> None:
    for table in ("retention_done", "retention_run", "retention_hold", "retention_rule"):
        op.drop_table(table)
