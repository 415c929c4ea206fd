"""Accounting rows, the accounts organisations choose, and what was handed over to finance systems."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

SORTS = "'goods', 'licence', 'contribution', 'rounding', 'vat', 'owed'"


def upgrade() -> None:
    op.create_table(
        "accounting_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("period_first", sa.Date(), nullable=False),
        sa.Column("period_last", sa.Date(), nullable=False),
        sa.Column("vouchers", sa.Integer(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.Column("accounts", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_by_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint("period_first <= period_last", name=op.f("ck_accounting_export_days")),
        sa.CheckConstraint("vouchers > 0", name=op.f("ck_accounting_export_something")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_accounting_export_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_accounting_export_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounting_export")),
    )  # fmt: skip
    op.create_index("ix_accounting_export_organisation", "accounting_export", ["organisation_id", "id"])
    op.create_table(
        "account_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(length=12), nullable=False),
        sa.Column("account", sa.String(length=10), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("chosen_at", UtcDateTime(), nullable=False),
        sa.Column("chosen_by", sa.Integer(), nullable=True),
        sa.Column("chosen_by_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint(f"sort IN ({SORTS})", name=op.f("ck_account_choice_sort_word")),
        sa.CheckConstraint("account <> ''", name=op.f("ck_account_choice_stated")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_account_choice_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["chosen_by"], ["person.id"], name=op.f("fk_account_choice_chosen_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_choice")),
    )  # fmt: skip
    op.create_index("ix_account_choice_organisation", "account_choice", ["organisation_id", "valid_from", "id"])
    op.create_table(
        "accounting_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("sort", sa.String(length=12), nullable=False),
        sa.Column("payer", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.Column("posted_at", UtcDateTime(), nullable=False),
        sa.Column("export_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("source IN ('order_line', 'ware_return', 'invoice_line', 'invoice')", name=op.f("ck_accounting_row_source_word")),
        sa.CheckConstraint("kind IN ('delivery', 'credit', 'recoding', 'invoice', 'credit_note')", name=op.f("ck_accounting_row_kind_word")),
        sa.CheckConstraint(f"sort IN ({SORTS})", name=op.f("ck_accounting_row_sort_word")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_accounting_row_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_accounting_row_unit_id_unit")),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_accounting_row_order_id_customer_order")),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_accounting_row_line_id_order_line")),
        sa.ForeignKeyConstraint(["export_id"], ["accounting_export.id"], name=op.f("fk_accounting_row_export_id_accounting_export")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounting_row")),
        sa.UniqueConstraint("source", "source_id", "generation", "position", name=op.f("uq_accounting_row_source_source_id_generation_position")),
    )  # fmt: skip
    op.create_index("ix_accounting_row_trace", "accounting_row", ["booked_on", "id"])
    op.create_index("ix_accounting_row_organisation", "accounting_row", ["organisation_id", "booked_on", "id"])
    op.create_index("ix_accounting_row_unit", "accounting_row", ["unit_id", "booked_on", "id"])
    op.create_index("ix_accounting_row_line", "accounting_row", ["line_id"])
    op.create_index("ix_accounting_row_export_id", "accounting_row", ["export_id"])
    op.create_index(
        "ix_accounting_row_not_taken", "accounting_row", ["organisation_id", "booked_on"],
        sqlite_where=sa.text("export_id IS NULL"), postgresql_where=sa.text("export_id IS NULL"),
    )  # fmt: skip


def downgrade() -> None:
    for table in ("accounting_row", "account_choice", "accounting_export"):
        op.drop_table(table)
