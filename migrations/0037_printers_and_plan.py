"""Printers with their portals, and the plan for programs and systems."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "printer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("serial", sa.String(length=60), nullable=False),
        sa.Column("site", sa.String(length=120), nullable=False),
        sa.Column("room", sa.String(length=60), nullable=False),
        sa.Column("socket", sa.String(length=60), nullable=False),
        sa.Column("uses_follow_me", sa.Boolean(), nullable=False),
        sa.Column("installed_on", sa.Date(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("retired_reason", sa.String(length=200), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.Column("kept_by", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(retired_on IS NULL) = (retired_reason = '')", name=op.f("ck_printer_retired_with_reason")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_printer_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["kept_by"], ["person.id"], name=op.f("fk_printer_kept_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printer")),
    )  # fmt: skip
    op.create_index("ix_printer_organisation", "printer", ["organisation_id", "retired_on", "id"])
    op.create_index(
        "uq_printer_serial", "printer", ["organisation_id", "serial"], unique=True,
        sqlite_where=sa.text("serial <> ''"), postgresql_where=sa.text("serial <> ''"),
    )  # fmt: skip
    op.create_table(
        "printer_portal",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("supplier", sa.String(length=120), nullable=False),
        sa.Column("agreement", sa.String(length=120), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.Column("kept_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("url LIKE 'https://%'", name=op.f("ck_printer_portal_over_https")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_printer_portal_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["kept_by"], ["person.id"], name=op.f("fk_printer_portal_kept_by_person")),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_printer_portal")),
    )  # fmt: skip
    op.create_table(
        "roadmap_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("agreed_with", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("kept_by", sa.Integer(), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'planned', 'done', 'dropped')", name=op.f("ck_roadmap_item_state_word")),
        sa.CheckConstraint("state = 'draft' OR published_at IS NOT NULL", name=op.f("ck_roadmap_item_published_at_a_moment")),
        sa.ForeignKeyConstraint(["kept_by"], ["person.id"], name=op.f("fk_roadmap_item_kept_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap_item")),
    )  # fmt: skip
    op.create_index("ix_roadmap_item_state", "roadmap_item", ["state", "due_on"])


def downgrade() -> None:
    for table in ("roadmap_item", "printer_portal", "printer"):
        op.drop_table(table)
