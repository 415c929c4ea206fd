"""Invoices out: issuer, customers, issued documents that nobody changes, runs."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

ISSUED = ("issued_invoice", "invoice_line", "invoice_source", "invoice_group", "invoice_paper", "invoice_step")
TABLES = (
    "invoice_source", "invoice_step", "invoice_standing", "invoice_paper", "invoice_line", "invoice_group",
    "issued_invoice", "invoice_run_fault", "invoice_customer", "invoice_run", "invoice_issuer",
)  # fmt: skip
REFUSE_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'what was issued is never changed'); END
"""
REFUSE_FUNCTION = """
CREATE FUNCTION invoice_is_issued() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'what was issued is never changed'; END $$
"""
REFUSE_POSTGRESQL = """
CREATE TRIGGER {table}_is_issued BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION invoice_is_issued()
"""


def upgrade() -> None:
    op.create_table(
        "invoice_issuer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("org_number", sa.String(length=10), nullable=False),
        sa.Column("vat_number", sa.String(length=14), nullable=False),
        sa.Column("f_tax", sa.Boolean(), nullable=False),
        sa.Column("scheme", sa.String(length=4), nullable=False),
        sa.Column("endpoint", sa.String(length=13), nullable=False),
        sa.Column("payment_kind", sa.String(length=10), nullable=False),
        sa.Column("account", sa.String(length=34), nullable=False),
        sa.Column("bic", sa.String(length=11), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("postal_code", sa.String(length=10), nullable=False),
        sa.Column("town", sa.String(length=60), nullable=False),
        sa.Column("seat", sa.String(length=60), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("whole_kronor", sa.Boolean(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("treatments", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "payment_kind IN ('bankgiro', 'plusgiro', 'iban')", name=op.f("ck_invoice_issuer_payment_kind_word")
        ),
        sa.CheckConstraint("way IN ('folder', 'manual')", name=op.f("ck_invoice_issuer_way_word")),
        sa.CheckConstraint("days BETWEEN 0 AND 90", name=op.f("ck_invoice_issuer_days_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_issuer")),
    )
    op.create_table(
        "invoice_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("state IN ('running', 'done')", name=op.f("ck_invoice_run_state_word")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_run")),
    )
    op.create_index(
        "uq_invoice_run_under_way",
        "invoice_run",
        ["month"],
        unique=True,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_table(
        "invoice_customer",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("org_number", sa.String(length=10), nullable=False),
        sa.Column("vat_number", sa.String(length=14), nullable=False),
        sa.Column("scheme", sa.String(length=4), nullable=False),
        sa.Column("endpoint", sa.String(length=13), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("postal_code", sa.String(length=10), nullable=False),
        sa.Column("town", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("scheme IN ('0007', '0088')", name=op.f("ck_invoice_customer_scheme_word")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_invoice_customer_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_invoice_customer")),
    )
    op.create_table(
        "invoice_run_fault",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("faults", sa.String(length=500), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_invoice_run_fault_organisation_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["invoice_run.id"], name=op.f("fk_invoice_run_fault_run_id")),
        sa.PrimaryKeyConstraint("run_id", "organisation_id", "reference", name=op.f("pk_invoice_run_fault")),
    )
    op.create_table(
        "issued_invoice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("document", sa.String(length=8), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("credits_id", sa.Integer(), nullable=True),
        sa.Column("customer", sa.String(length=120), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("ocr", sa.String(length=25), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("period_first", sa.Date(), nullable=True),
        sa.Column("period_last", sa.Date(), nullable=True),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.Column("rounding", sa.Integer(), nullable=False),
        sa.Column("payable", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(document = 'credit') = (credits_id IS NOT NULL)", name=op.f("ck_issued_invoice_credits_an_invoice")
        ),
        sa.CheckConstraint("document IN ('invoice', 'credit')", name=op.f("ck_issued_invoice_document_word")),
        sa.CheckConstraint("kind IN ('goods', 'licence', 'contribution')", name=op.f("ck_issued_invoice_kind_word")),
        sa.CheckConstraint("due_on >= issued_on", name=op.f("ck_issued_invoice_due_after_issue")),
        sa.CheckConstraint("payable = net + vat + rounding", name=op.f("ck_issued_invoice_sums")),
        sa.ForeignKeyConstraint(["credits_id"], ["issued_invoice.id"], name=op.f("fk_issued_invoice_credits_id")),
        sa.ForeignKeyConstraint(["issuer_id"], ["invoice_issuer.id"], name=op.f("fk_issued_invoice_issuer_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_issued_invoice_organisation_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["invoice_run.id"], name=op.f("fk_issued_invoice_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_invoice")),
        sa.UniqueConstraint("key", name=op.f("uq_issued_invoice_key")),
        sa.UniqueConstraint("number", name=op.f("uq_issued_invoice_number")),
    )
    op.create_index(op.f("ix_issued_invoice_credits_id"), "issued_invoice", ["credits_id"], unique=False)
    op.create_index("ix_issued_invoice_organisation", "issued_invoice", ["organisation_id", "id"], unique=False)
    op.create_index(op.f("ix_issued_invoice_run_id"), "issued_invoice", ["run_id"], unique=False)
    op.create_table(
        "invoice_group",
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=1), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["issued_invoice.id"], name=op.f("fk_invoice_group_invoice_id")),
        sa.PrimaryKeyConstraint("invoice_id", "category", "rate", name=op.f("pk_invoice_group")),
    )
    op.create_table(
        "invoice_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=3), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("category", sa.String(length=1), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("item_number", sa.String(length=60), nullable=False),
        sa.Column("accounting", sa.String(length=120), nullable=False),
        sa.Column("period_first", sa.Date(), nullable=True),
        sa.Column("period_last", sa.Date(), nullable=True),
        sa.Column("credits_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("category IN ('S', 'E', 'Z', 'O')", name=op.f("ck_invoice_line_category_word")),
        sa.CheckConstraint("quantity <> 0", name=op.f("ck_invoice_line_quantity")),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_invoice_line_price_not_negative")),
        sa.ForeignKeyConstraint(["credits_id"], ["invoice_line.id"], name=op.f("fk_invoice_line_credits_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["issued_invoice.id"], name=op.f("fk_invoice_line_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
        sa.UniqueConstraint("invoice_id", "place", name=op.f("uq_invoice_line_invoice_id_place")),
    )
    op.create_index(op.f("ix_invoice_line_credits_id"), "invoice_line", ["credits_id"], unique=False)
    op.create_table(
        "invoice_paper",
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=3), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("kind IN ('xml', 'pdf')", name=op.f("ck_invoice_paper_kind_word")),
        sa.ForeignKeyConstraint(["invoice_id"], ["issued_invoice.id"], name=op.f("fk_invoice_paper_invoice_id")),
        sa.PrimaryKeyConstraint("invoice_id", "kind", name=op.f("pk_invoice_paper")),
    )
    op.create_table(
        "invoice_standing",
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("state_at", UtcDateTime(), nullable=False),
        sa.Column("response", sa.String(length=2), nullable=False),
        sa.Column("response_note", sa.String(length=500), nullable=False),
        sa.Column("response_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "response IN ('', 'AB', 'IP', 'UQ', 'CA', 'RE', 'AP', 'PD')", name=op.f("ck_invoice_standing_response_word")
        ),
        sa.CheckConstraint(
            "state IN ('created', 'validated', 'handed_over', 'delivered', 'failed')",
            name=op.f("ck_invoice_standing_state_word"),
        ),
        sa.ForeignKeyConstraint(["invoice_id"], ["issued_invoice.id"], name=op.f("fk_invoice_standing_invoice_id")),
        sa.PrimaryKeyConstraint("invoice_id", name=op.f("pk_invoice_standing")),
    )
    op.create_index("ix_invoice_standing_state", "invoice_standing", ["state", "invoice_id"], unique=False)
    op.create_table(
        "invoice_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("message", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["issued_invoice.id"], name=op.f("fk_invoice_step_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_step")),
    )
    op.create_index(op.f("ix_invoice_step_invoice_id"), "invoice_step", ["invoice_id"], unique=False)
    op.create_table(
        "invoice_source",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["invoice_line.id"], name=op.f("fk_invoice_source_line_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_invoice_source")),
    )
    op.create_index(op.f("ix_invoice_source_line_id"), "invoice_source", ["line_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for table in ISSUED:
            for verb in ("update", "delete"):
                op.execute(REFUSE_SQLITE.format(table=table, verb=verb))
        return
    op.execute(REFUSE_FUNCTION)
    for table in ISSUED:
        op.execute(REFUSE_POSTGRESQL.format(table=table))


def downgrade() -> None:
    """Only possible while nothing has been issued: accounting material is not thrown away by a change of version."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM issued_invoice LIMIT 1")).scalar():
        raise RuntimeError("invoices have been issued: restore the backup from before instead")
    for table in TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION invoice_is_issued()")
