"""Accounts of people who are not employed, with the day they end."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "external_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reminded_for", sa.Date(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closing_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closing_id IS NULL)", name=op.f("ck_external_account_closed_by_a_case")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_external_account_case_id")),
        sa.ForeignKeyConstraint(["closing_id"], ["service_case.id"], name=op.f("fk_external_account_closing_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_external_account_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_account")),
        sa.UniqueConstraint("case_id", name=op.f("uq_external_account_case_id")),
    )
    op.create_index("ix_external_account_ends", "external_account", ["closed_at", "ends_on"])
    op.create_index("ix_external_account_unit", "external_account", ["unit_id", "ends_on"])


def downgrade() -> None:
    op.drop_table("external_account")
