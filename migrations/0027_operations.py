"""Operations messages, outages and change freezes."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "operations_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("components", sa.JSON(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("estimated_at", UtcDateTime(), nullable=True),
        sa.Column("agreed_with", sa.String(length=200), nullable=False),
        sa.Column("exception_reason", sa.String(length=400), nullable=False),
        sa.Column("latest_text", sa.Text(), nullable=False),
        sa.Column("latest_at", UtcDateTime(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("over_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('planned', 'unplanned')", name=op.f("ck_operations_message_kind_word")),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'over', 'cancelled')", name=op.f("ck_operations_message_state_word")
        ),
        sa.CheckConstraint(
            "kind <> 'planned' OR ends_at IS NOT NULL", name=op.f("ck_operations_message_planned_has_end")
        ),
        sa.CheckConstraint(
            "ends_at IS NULL OR ends_at > starts_at", name=op.f("ck_operations_message_ends_after_start")
        ),
        sa.CheckConstraint(
            "kind <> 'planned' OR state IN ('draft', 'cancelled') OR agreed_with <> '' OR exception_reason <> ''",
            name=op.f("ck_operations_message_agreed_or_excepted"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'cancelled') OR published_at IS NOT NULL",
            name=op.f("ck_operations_message_published_at_a_moment"),
        ),
        sa.CheckConstraint(
            "state <> 'over' OR over_at IS NOT NULL", name=op.f("ck_operations_message_over_at_a_moment")
        ),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_operations_message_written_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operations_message")),
        sa.UniqueConstraint("number", name=op.f("uq_operations_message_number")),
    )
    op.create_index("ix_operations_message_state", "operations_message", ["state", "starts_at"])
    op.create_table(
        "operations_message_reach",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["operations_message.id"],
            name=op.f("fk_operations_message_reach_message_id_operations_message"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"],
            name=op.f("fk_operations_message_reach_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("message_id", "organisation_id", name=op.f("pk_operations_message_reach")),
    )  # fmt: skip
    op.create_index(
        "ix_operations_message_reach_organisation", "operations_message_reach", ["organisation_id", "message_id"]
    )
    op.create_table(
        "operations_message_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("estimated_at", UtcDateTime(), nullable=True),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["operations_message.id"],
            name=op.f("fk_operations_message_update_message_id_operations_message"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["person.id"], name=op.f("fk_operations_message_update_written_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operations_message_update")),
    )  # fmt: skip
    op.create_index(op.f("ix_operations_message_update_message_id"), "operations_message_update", ["message_id"])
    _outages()


def _outages() -> None:
    op.create_table(
        "outage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("component", sa.String(length=30), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("struck_reason", sa.String(length=300), nullable=False),
        sa.Column("struck_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_outage_ends_after_start")),
        sa.CheckConstraint("(struck_at IS NULL) = (struck_reason = '')", name=op.f("ck_outage_struck_with_reason")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["operations_message.id"], name=op.f("fk_outage_message_id_operations_message")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_outage_recorded_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage")),
    )
    op.create_index("ix_outage_when", "outage", ["starts_at", "ends_at"])
    op.create_table(
        "change_freeze",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("called_off_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_change_freeze_ends_after_start")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_change_freeze_decided_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_freeze")),
    )


def downgrade() -> None:
    for table in (
        "change_freeze", "outage", "operations_message_update", "operations_message_reach", "operations_message",
    ):  # fmt: skip
        op.drop_table(table)
