"""Places in school classes, and what municipalities say of forecast volumes."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "class_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("class_name", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("pupil", sa.String(length=80), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], name=op.f("fk_class_place_order_line_id")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_class_place_device_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_place")),
        sa.UniqueConstraint("order_line_id", "position", name=op.f("uq_class_place_order_line_id_position")),
        sa.UniqueConstraint("device_id", name=op.f("uq_class_place_device_id")),
    )
    op.create_table(
        "volume_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("device_class", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_by_name", sa.String(length=120), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_volume_comment_organisation_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_volume_comment_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volume_comment")),
    )
    op.create_index("ix_volume_comment_year", "volume_comment", ["year", "organisation_id", "id"])


def downgrade() -> None:
    op.drop_table("volume_comment")
    op.drop_table("class_place")
