"""Thefts and losses, and what is done about them."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

STATES = "'reported', 'awaiting_evidence', 'it_dialogue', 'decided', 'measures_done', 'closed', 'recovered'"
EVIDENCE = (
    "sort = 'loss' OR state IN ('reported', 'awaiting_evidence', 'recovered') "
    "OR (chief_told_at IS NOT NULL AND police_number <> '')"
)


def _check(text: str, name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(text, name=op.f(f"ck_{name}"))


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def upgrade() -> None:
    op.create_table(
        "theft_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("holder_name", sa.String(length=120), nullable=False),
        sa.Column("sort", sa.String(length=5), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("gone_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("book_value", sa.Integer(), nullable=False),
        sa.Column("chief_told_at", UtcDateTime(), nullable=True),
        sa.Column("chief_told_by", sa.Integer(), nullable=True),
        sa.Column("chief_name", sa.String(length=120), nullable=False),
        sa.Column("police_number", sa.String(length=40), nullable=False),
        sa.Column("police_by", sa.Integer(), nullable=True),
        sa.Column("police_at", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=15), nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.Column("decided_with", sa.String(length=120), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_name", sa.String(length=120), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        _check(f"state IN ({STATES})", "theft_report_state_word"),
        _check("sort IN ('theft', 'loss')", "theft_report_sort_word"),
        _check("outcome IN ('', 'replace', 'no_replacement', 'insurance', 'write_off')", "theft_report_outcome_word"),
        _check("(chief_told_at IS NULL) = (chief_told_by IS NULL)", "theft_report_chief"),
        _check("(police_number = '') = (police_by IS NULL)", "theft_report_police"),
        _check(EVIDENCE, "theft_report_evidence_first"),
        _check("(outcome = '') = (decided_at IS NULL)", "theft_report_decided"),
        _check("outcome = '' OR decided_with <> ''", "theft_report_with_the_unit"),
        _check("state NOT IN ('decided', 'measures_done', 'closed') OR outcome <> ''", "theft_report_outcome_first"),
        _check("book_value >= 0", "theft_report_value"),
        _key("theft_report", "case_id", "service_case"),
        _key("theft_report", "device_id", "device"),
        _key("theft_report", "unit_id", "unit"),
        _key("theft_report", "organisation_id", "organisation"),
        *(
            _key("theft_report", column, "person")
            for column in ("holder_id", "chief_told_by", "police_by", "decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theft_report")),
        sa.UniqueConstraint("number", name=op.f("uq_theft_report_number")),
        sa.UniqueConstraint("case_id", name=op.f("uq_theft_report_case_id")),
    )
    gone = sa.text("state NOT IN ('closed', 'recovered')")
    op.create_index(
        "uq_theft_report_open", "theft_report", ["device_id"], unique=True, sqlite_where=gone, postgresql_where=gone
    )
    op.create_index("ix_theft_report_state", "theft_report", ["state", "id"])
    op.create_table(
        "theft_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("done_name", sa.String(length=120), nullable=False),
        _check("key IN ('lock', 'wipe', 'write_off')", "theft_measure_key_word"),
        _check("outcome IN ('', 'done', 'not_possible')", "theft_measure_outcome_word"),
        _check("(outcome = '') = (done_at IS NULL)", "theft_measure_done_by_somebody"),
        _check("outcome <> 'not_possible' OR reason <> ''", "theft_measure_with_reason"),
        _key("theft_measure", "report_id", "theft_report"),
        _key("theft_measure", "done_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theft_measure")),
        sa.UniqueConstraint("report_id", "key", name=op.f("uq_theft_measure_report_id_key")),
    )
    op.create_index("ix_theft_measure_report_id", "theft_measure", ["report_id"])


def downgrade() -> None:
    op.drop_table("theft_measure")
    op.drop_table("theft_report")
