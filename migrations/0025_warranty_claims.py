"""Warranty claims: what broke, who answers, what came of it."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

STATES = (
    "'submitted', 'routed_it', 'routed_supplier', 'routed_municipality', 'in_progress', 'repaired', 'replaced', "
    "'refused', 'closed', 'reopened'"
)


def upgrade() -> None:
    op.create_table(
        "warranty_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("order_line_id", sa.Integer(), nullable=True),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("holder_name", sa.String(length=120), nullable=False),
        sa.Column("thing", sa.String(length=120), nullable=False),
        sa.Column("illustration", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=10), nullable=False),
        sa.Column("broke_on", sa.Date(), nullable=True),
        sa.Column("warranty_end", sa.Date(), nullable=False),
        sa.Column("route", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("shared_at", UtcDateTime(), nullable=True),
        sa.Column("supplier_reference", sa.String(length=60), nullable=False),
        sa.Column("loaner_wanted", sa.Boolean(), nullable=False),
        sa.Column("loaner_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_name", sa.String(length=120), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("replacement_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_warranty_claim_state_word")),
        sa.CheckConstraint(
            "route IN ('routed_it', 'routed_municipality', 'routed_supplier')",
            name=op.f("ck_warranty_claim_route_word"),
        ),
        sa.CheckConstraint("cause IN ('faulty', 'stopped', 'damage')", name=op.f("ck_warranty_claim_cause_word")),
        sa.CheckConstraint(
            "outcome IN ('', 'refused', 'repaired', 'replaced')", name=op.f("ck_warranty_claim_outcome_word")
        ),
        sa.CheckConstraint(
            "device_id IS NOT NULL OR order_line_id IS NOT NULL", name=op.f("ck_warranty_claim_on_something")
        ),
        sa.CheckConstraint("quantity BETWEEN 1 AND 99", name=op.f("ck_warranty_claim_quantity_range")),
        sa.CheckConstraint("device_id IS NULL OR quantity = 1", name=op.f("ck_warranty_claim_one_device")),
        sa.CheckConstraint("(outcome = '') = (decided_at IS NULL)", name=op.f("ck_warranty_claim_decided")),
        sa.CheckConstraint("outcome = '' OR answer <> ''", name=op.f("ck_warranty_claim_with_words")),
        sa.CheckConstraint(
            "replacement_id IS NULL OR outcome = 'replaced'", name=op.f("ck_warranty_claim_replacement")
        ),
        sa.CheckConstraint(
            "replacement_id IS NULL OR replacement_id <> device_id", name=op.f("ck_warranty_claim_another_device")
        ),
        sa.CheckConstraint(
            "route <> 'routed_supplier' OR supplier_id IS NOT NULL", name=op.f("ck_warranty_claim_has_supplier")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_warranty_claim_case_id_service_case")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_warranty_claim_device_id_device")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_line.id"], name=op.f("fk_warranty_claim_order_line_id_order_line")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_warranty_claim_supplier_id_supplier")),
        sa.ForeignKeyConstraint(["holder_id"], ["person.id"], name=op.f("fk_warranty_claim_holder_id_person")),
        sa.ForeignKeyConstraint(["loaner_id"], ["device.id"], name=op.f("fk_warranty_claim_loaner_id_device")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_warranty_claim_decided_by_person")),
        sa.ForeignKeyConstraint(
            ["replacement_id"], ["device.id"], name=op.f("fk_warranty_claim_replacement_id_device")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warranty_claim")),
        sa.UniqueConstraint("number", name=op.f("uq_warranty_claim_number")),
        sa.UniqueConstraint("case_id", name=op.f("uq_warranty_claim_case_id")),
        sa.UniqueConstraint("replacement_id", name=op.f("uq_warranty_claim_replacement_id")),
    )
    still_open = sa.text("state <> 'closed'")
    op.create_index(
        "uq_warranty_claim_open", "warranty_claim", ["device_id"], unique=True, sqlite_where=still_open,
        postgresql_where=still_open,
    )  # fmt: skip
    op.create_index("ix_warranty_claim_line", "warranty_claim", ["order_line_id", "state"])
    op.create_index("ix_warranty_claim_supplier", "warranty_claim", ["supplier_id", "id"])
    op.create_index("ix_warranty_claim_route", "warranty_claim", ["route", "state", "id"])
    op.create_index("ix_warranty_claim_holder", "warranty_claim", ["holder_id", "id"])


def downgrade() -> None:
    op.drop_table("warranty_claim")
