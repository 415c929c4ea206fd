"""Wares that go back to their suppliers, and the terms they go back on."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "return_terms",
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("wrong_days", sa.Integer(), nullable=False),
        sa.Column("unwanted_days", sa.Integer(), nullable=False),
        sa.Column("fee", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("fee BETWEEN 0 AND 10000", name=op.f("ck_return_terms_fee_range")),
        sa.CheckConstraint(
            "wrong_days BETWEEN 0 AND 365 AND unwanted_days BETWEEN 0 AND 365", name=op.f("ck_return_terms_days_range")
        ),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_return_terms_changed_by")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_return_terms_supplier_id")),
        sa.PrimaryKeyConstraint("supplier_id", name=op.f("pk_return_terms")),
    )
    op.create_table(
        "ware_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("token", sa.String(length=80), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=False),
        sa.Column("requester_name", sa.String(length=120), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("send_by", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("state_at", UtcDateTime(), nullable=False),
        sa.Column("tracking", sa.String(length=80), nullable=False),
        sa.Column("refusal", sa.String(length=500), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("credited", sa.Integer(), nullable=False),
        sa.Column("credit_note", sa.String(length=60), nullable=False),
        sa.Column("credited_at", UtcDateTime(), nullable=True),
        sa.Column("credited_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'credited') = (credited_at IS NOT NULL)", name=op.f("ck_ware_return_credited")),
        sa.CheckConstraint("reason IN ('wrong', 'unwanted')", name=op.f("ck_ware_return_reason_word")),
        sa.CheckConstraint(
            "state <> 'credited' OR (credit_note <> '' AND credited > 0)", name=op.f("ck_ware_return_credit_named")
        ),
        sa.CheckConstraint("state <> 'refused' OR refusal <> ''", name=op.f("ck_ware_return_refusal_said")),
        sa.CheckConstraint(
            "state IN ('requested', 'overdue', 'handed_in', 'received', 'credited', 'refused', 'cancelled')",
            name=op.f("ck_ware_return_state_word"),
        ),
        sa.CheckConstraint("expected >= 0", name=op.f("ck_ware_return_expected_positive")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_ware_return_quantity_positive")),
        sa.ForeignKeyConstraint(["credited_by"], ["person.id"], name=op.f("fk_ware_return_credited_by")),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_ware_return_line_id")),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_ware_return_order_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_ware_return_organisation_id")),
        sa.ForeignKeyConstraint(["requested_by"], ["person.id"], name=op.f("fk_ware_return_requested_by")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_ware_return_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ware_return")),
        sa.UniqueConstraint("number", name=op.f("uq_ware_return_number")),
        sa.UniqueConstraint("token", name=op.f("uq_ware_return_token")),
    )
    with op.batch_alter_table("ware_return") as table:
        table.create_index(table.f("ix_ware_return_line_id"), ["line_id"], unique=False)
        table.create_index(table.f("ix_ware_return_order_id"), ["order_id"], unique=False)
        table.create_index("ix_ware_return_state", ["state", "id"], unique=False)
        table.create_index("ix_ware_return_supplier", ["supplier_id", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("ware_return") as table:
        table.drop_index("ix_ware_return_supplier")
        table.drop_index("ix_ware_return_state")
        table.drop_index(table.f("ix_ware_return_order_id"))
        table.drop_index(table.f("ix_ware_return_line_id"))

    op.drop_table("ware_return")
    op.drop_table("return_terms")
