"""AV bought from subcontractors, and support agreements with their last days."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "av_purchase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("requester_id", sa.Integer(), nullable=False),
        sa.Column("requester_name", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("supplier_name", sa.String(length=120), nullable=False),
        sa.Column("what", sa.String(length=160), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("mounting", sa.String(length=10), nullable=False),
        sa.Column("fixed", sa.Boolean(), nullable=False),
        sa.Column("support", sa.String(length=10), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("state_at", UtcDateTime(), nullable=False),
        sa.Column("manager_name", sa.String(length=260), nullable=False),
        sa.Column("decline_reason", sa.Text(), nullable=False),
        sa.Column("bought_on", sa.Date(), nullable=True),
        sa.Column("paid", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.CheckConstraint("mounting IN ('own', 'supplier')", name=op.f("ck_av_purchase_mounting_word")),
        sa.CheckConstraint(
            "state <> 'declined' OR decline_reason <> ''", name=op.f("ck_av_purchase_declined_with_reason")
        ),
        sa.CheckConstraint(
            "state <> 'registered' OR (bought_on IS NOT NULL AND reference <> '')",
            name=op.f("ck_av_purchase_registered_whole"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'consulting', 'cleared', 'registered', 'declined', 'withdrawn')",
            name=op.f("ck_av_purchase_state_word"),
        ),
        sa.CheckConstraint("support IN ('none', 'supplier', 'other')", name=op.f("ck_av_purchase_support_word")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_av_purchase_priced")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_av_purchase_organisation_id")),
        sa.ForeignKeyConstraint(["requester_id"], ["person.id"], name=op.f("fk_av_purchase_requester_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_av_purchase_supplier_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_av_purchase_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_av_purchase")),
        sa.UniqueConstraint("number", name=op.f("uq_av_purchase_number")),
        sa.UniqueConstraint("token", name=op.f("uq_av_purchase_token")),
    )
    op.create_index("ix_av_purchase_mine", "av_purchase", ["requester_id", "id"], unique=False)
    op.create_index(op.f("ix_av_purchase_organisation_id"), "av_purchase", ["organisation_id"], unique=False)
    op.create_index("ix_av_purchase_unit", "av_purchase", ["unit_id", "id"], unique=False)
    op.create_table(
        "support_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=160), nullable=False),
        sa.Column("supplier", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("purchase_id", sa.Integer(), nullable=True),
        sa.Column("order_line_id", sa.Integer(), nullable=True),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_name", sa.String(length=120), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_support_agreement_ends_after_start")),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_support_agreement_added_by")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], name=op.f("fk_support_agreement_order_line_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_support_agreement_organisation_id")
        ),
        sa.ForeignKeyConstraint(["purchase_id"], ["av_purchase.id"], name=op.f("fk_support_agreement_purchase_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_support_agreement_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_agreement")),
        sa.UniqueConstraint("order_line_id", name=op.f("uq_support_agreement_order_line_id")),
        sa.UniqueConstraint("token", name=op.f("uq_support_agreement_token")),
    )
    op.create_index("ix_support_agreement_ends", "support_agreement", ["ends_on"], unique=False)
    op.create_index(
        op.f("ix_support_agreement_organisation_id"), "support_agreement", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_support_agreement_purchase_id"), "support_agreement", ["purchase_id"], unique=False)
    op.create_index("ix_support_agreement_unit", "support_agreement", ["unit_id", "ends_on"], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM it_question WHERE matter = 'av'")
    op.drop_table("support_agreement")
    op.drop_table("av_purchase")
