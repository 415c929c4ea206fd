"""What an order is put on: what is filled in, references to choose from, and the kontering frozen on each line."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kontering_default",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("cost_centre_id", sa.Integer(), nullable=True),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_by_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint("(unit_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_kontering_default_of_one")),
        sa.CheckConstraint("unit_id IS NULL OR cost_centre_id IS NULL", name=op.f("ck_kontering_default_centre_of_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_kontering_default_unit_id_unit")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_kontering_default_person_id_person")),
        sa.ForeignKeyConstraint(["cost_centre_id"], ["cost_centre.id"], name=op.f("fk_kontering_default_cost_centre_id_cost_centre")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_kontering_default_decided_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kontering_default")),
    )  # fmt: skip
    op.create_index("ix_kontering_default_unit", "kontering_default", ["unit_id", "valid_from", "id"])
    op.create_index("ix_kontering_default_person", "kontering_default", ["person_id", "valid_from", "id"])
    op.create_table(
        "unit_reference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("reference <> ''", name=op.f("ck_unit_reference_stated")),
        sa.CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name=op.f("ck_unit_reference_days")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_reference_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_reference")),
        sa.UniqueConstraint("unit_id", "reference", name=op.f("uq_unit_reference_unit_id_reference")),
    )  # fmt: skip
    op.create_table(
        "line_kontering",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_by_name", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_line_kontering_weight_positive")),
        sa.CheckConstraint("generation = 1 OR reason <> ''", name=op.f("ck_line_kontering_reason_said")),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_line_kontering_line_id_order_line")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_line_kontering_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_kontering")),
        sa.UniqueConstraint("line_id", "generation", "position", name=op.f("uq_line_kontering_line_id_generation_position")),
    )  # fmt: skip
    op.add_column("basket", sa.Column("kontering", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("customer_order", sa.Column("accounts", sa.String(length=900), server_default="", nullable=False))
    op.add_column("basket", sa.Column("invoice_reference", sa.String(length=60), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("customer_order", "accounts")
    with op.batch_alter_table("basket") as table:
        table.drop_column("invoice_reference")
        table.drop_column("kontering")
    for table in ("line_kontering", "unit_reference", "kontering_default"):
        op.drop_table(table)
