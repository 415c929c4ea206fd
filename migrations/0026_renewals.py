"""Age replacement in two legs, and what is to come back to IT."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device_renewal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("holder_name", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("planned_at", UtcDateTime(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("order_line_id", sa.Integer(), nullable=True),
        sa.Column("picked_by", sa.Integer(), nullable=True),
        sa.Column("picked_at", UtcDateTime(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("new_device_id", sa.Integer(), nullable=True),
        sa.Column("new_done_at", UtcDateTime(), nullable=True),
        sa.Column("old_done_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'ordered', 'delivered', 'closed', 'dropped')", name=op.f("ck_device_renewal_state_word")
        ),
        sa.CheckConstraint("new_device_id <> device_id", name=op.f("ck_device_renewal_two_devices")),
        sa.CheckConstraint(
            "(new_done_at IS NULL) = (state IN ('draft', 'ordered', 'dropped'))", name=op.f("ck_device_renewal_new_leg")
        ),
        sa.CheckConstraint(
            "state <> 'closed' OR (new_done_at IS NOT NULL AND old_done_at IS NOT NULL)",
            name=op.f("ck_device_renewal_both_legs"),
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (state NOT IN ('closed', 'dropped'))", name=op.f("ck_device_renewal_ended")
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_device_renewal_{column}"))
            for column, table in (
                ("device_id", "device"), ("holder_id", "person"), ("unit_id", "unit"),
                ("organisation_id", "organisation"), ("order_line_id", "order_line"), ("picked_by", "person"),
                ("new_device_id", "device"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_renewal")),
        sa.UniqueConstraint("device_id", name=op.f("uq_device_renewal_device_id")),
        sa.UniqueConstraint("order_line_id", name=op.f("uq_device_renewal_order_line_id")),
        sa.UniqueConstraint("new_device_id", name=op.f("uq_device_renewal_new_device_id")),
    )  # fmt: skip
    op.create_index("ix_device_renewal_state", "device_renewal", ["state", "id"])
    op.create_index("ix_device_renewal_holder", "device_renewal", ["holder_id", "state", "id"])
    op.create_index("ix_device_renewal_unit", "device_renewal", ["unit_id", "state", "id"])
    _return_debt()


def _return_debt() -> None:
    op.create_table(
        "return_debt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=10), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("holder_name", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("reason_by", sa.Integer(), nullable=True),
        sa.Column("reason_by_name", sa.String(length=120), nullable=False),
        sa.Column("reason_at", UtcDateTime(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("cause IN ('swap', 'leaver')", name=op.f("ck_return_debt_cause_word")),
        sa.CheckConstraint(
            "outcome IN ('scanned', 'reason', 'passed_on', 'gone')", name=op.f("ck_return_debt_outcome_word")
        ),
        sa.CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name=op.f("ck_return_debt_settled")),
        sa.CheckConstraint(
            "outcome <> 'reason' OR (reason <> '' AND approved_by IS NOT NULL)",
            name=op.f("ck_return_debt_approved_reason"),
        ),
        sa.CheckConstraint("approved_by <> reason_by", name=op.f("ck_return_debt_never_ones_own")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_return_debt_{column}"))
            for column, table in (
                ("device_id", "device"), ("holder_id", "person"), ("unit_id", "unit"), ("reason_by", "person"),
                ("approved_by", "person"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_debt")),
    )  # fmt: skip
    open_ = sa.text("settled_at IS NULL")
    op.create_index(
        "uq_return_debt_open", "return_debt", ["device_id"], unique=True, sqlite_where=open_, postgresql_where=open_
    )
    op.create_index("ix_return_debt_device", "return_debt", ["device_id", "id"])
    op.create_index(op.f("ix_return_debt_holder_id"), "return_debt", ["holder_id"])
    op.create_index("ix_return_debt_unit", "return_debt", ["unit_id", "settled_at", "id"])


def downgrade() -> None:
    op.drop_table("return_debt")
    op.drop_table("device_renewal")
