"""What customers answer about invoices, as it came."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invoice_response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(length=20), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["issued_invoice.id"], name=op.f("fk_invoice_response_invoice_id_issued_invoice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_response")),
        sa.UniqueConstraint("sender", "document", name=op.f("uq_invoice_response_sender")),
    )
    op.create_index(op.f("ix_invoice_response_invoice_id"), "invoice_response", ["invoice_id"])


def downgrade() -> None:
    op.drop_table("invoice_response")
