"""Suppliers' invoices with their lines and deviations; what is expected says how its invoices stand."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

ALONE = {"resolve_fks": False}
EXPECTED = "ck_expected_invoice_state_word"
WORDS = (
    "unknown_order", "unknown_line", "fraction", "already_invoiced", "more_than_ordered", "more_than_received",
    "dearer", "cheaper", "vat_rate", "vat_sum", "sum", "reference", "buyer", "freight", "charge", "nothing_to_credit",
    "credit_differs",
)  # fmt: skip


def _one_of(column, *words):
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def upgrade() -> None:
    _invoices()
    op.create_table(
        "supplier_invoice_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("article", sa.String(length=80), nullable=False),
        sa.Column("order_number", sa.String(length=80), nullable=False),
        sa.Column("order_line", sa.Integer(), nullable=False),
        sa.Column("thousandths", sa.BigInteger(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat_rate", sa.Integer(), nullable=False),
        sa.Column("billing", sa.String(length=10), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("frozen", sa.BigInteger(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            _one_of("billing", "goods", "freight", "rounding", "charge", "discount"),
            name=op.f("ck_supplier_invoice_line_billing_word"),
        ),
        sa.ForeignKeyConstraint(["invoice_id"], ["supplier_invoice.id"], name=op.f("fk_supplier_invoice_line_invoice_id_supplier_invoice")),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_supplier_invoice_line_line_id_order_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_invoice_line")),
        sa.UniqueConstraint("invoice_id", "position", name=op.f("uq_supplier_invoice_line_invoice_id_position")),
    )  # fmt: skip
    op.create_index(op.f("ix_supplier_invoice_line_line_id"), "supplier_invoice_line", ["line_id"])
    op.create_table(
        "supplier_deviation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=20), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.CheckConstraint(_one_of("word", *WORDS), name=op.f("ck_supplier_deviation_word_word")),
        sa.ForeignKeyConstraint(["invoice_id"], ["supplier_invoice.id"], name=op.f("fk_supplier_deviation_invoice_id_supplier_invoice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_deviation")),
    )  # fmt: skip
    op.create_index("ix_supplier_deviation_invoice", "supplier_deviation", ["invoice_id", "id"])
    with op.batch_alter_table("expected_invoice", reflect_kwargs=ALONE) as table:
        table.drop_constraint(op.f(EXPECTED), type_="check")
        table.create_check_constraint(
            op.f(EXPECTED), _one_of("state", "expected", "withdrawn", "matched", "deviating", "closed")
        )
        table.create_index("ix_expected_invoice_state", ["state", "id"])


def _invoices() -> None:
    op.create_table(
        "supplier_invoice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("corrects", sa.String(length=80), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("order_number", sa.String(length=80), nullable=False),
        sa.Column("buyer", sa.String(length=20), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.Column("rounding", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("state_at", UtcDateTime(), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("file_name", sa.String(length=160), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("registered_by", sa.Integer(), nullable=False),
        sa.Column("registered_by_name", sa.String(length=120), nullable=False),
        sa.Column("registered_at", UtcDateTime(), nullable=False),
        sa.Column("credit_asked_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_as", sa.String(length=10), nullable=False),
        sa.Column("closed_reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (closed_as <> '')", name=op.f("ck_supplier_invoice_closed_somehow")),
        sa.CheckConstraint(_one_of("closed_as", "", "paid", "rejected"), name=op.f("ck_supplier_invoice_closed_as_word")),
        sa.CheckConstraint(_one_of("kind", "invoice", "credit_note"), name=op.f("ck_supplier_invoice_kind_word")),
        sa.CheckConstraint(_one_of("source", "peppol", "typed"), name=op.f("ck_supplier_invoice_source_word")),
        sa.CheckConstraint(
            _one_of("state", "registered", "matched", "deviating", "closed"),
            name=op.f("ck_supplier_invoice_state_word"),
        ),
        sa.CheckConstraint("document <> ''", name=op.f("ck_supplier_invoice_has_document")),
        sa.CheckConstraint("(state = 'closed') = (closed_reason <> '')", name=op.f("ck_supplier_invoice_closed_with_reason")),
        sa.CheckConstraint("(state = 'closed') = (closed_by IS NOT NULL)", name=op.f("ck_supplier_invoice_closed_by_somebody")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_invoice_supplier_id_supplier")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_supplier_invoice_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_supplier_invoice_unit_id_unit")),
        sa.ForeignKeyConstraint(["registered_by"], ["person.id"], name=op.f("fk_supplier_invoice_registered_by_person")),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_supplier_invoice_closed_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_invoice")),
        sa.UniqueConstraint("number", name=op.f("uq_supplier_invoice_number")),
        sa.UniqueConstraint("supplier_id", "document", name=op.f("uq_supplier_invoice_supplier_id_document")),
    )  # fmt: skip
    op.create_index("ix_supplier_invoice_state", "supplier_invoice", ["state", "id"])
    op.create_index("ix_supplier_invoice_organisation", "supplier_invoice", ["organisation_id", "id"])


def downgrade() -> None:
    op.execute("UPDATE expected_invoice SET state = 'expected' WHERE state NOT IN ('expected', 'withdrawn')")
    with op.batch_alter_table("expected_invoice", reflect_kwargs=ALONE) as table:
        table.drop_index("ix_expected_invoice_state")
        table.drop_constraint(op.f(EXPECTED), type_="check")
        table.create_check_constraint(op.f(EXPECTED), _one_of("state", "expected", "withdrawn"))
    for name in ("supplier_deviation", "supplier_invoice_line", "supplier_invoice"):
        op.drop_table(name)
