"""Pictures of items, with their words."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "item_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.Column("small", sa.String(length=64), nullable=False),
        sa.Column("large", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("alt <> ''", name=op.f("ck_item_picture_has_words")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_picture_item_id_item")),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name=op.f("fk_item_picture_sent_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_picture")),
        sa.UniqueConstraint("small", name=op.f("uq_item_picture_small")),
        sa.UniqueConstraint("large", name=op.f("uq_item_picture_large")),
    )
    op.create_index(op.f("ix_item_picture_item_id"), "item_picture", ["item_id"])
    # SQLite adds a reference only with its column.
    op.execute(
        "ALTER TABLE item ADD COLUMN picture_id INTEGER "
        "CONSTRAINT fk_item_picture_id_item_picture REFERENCES item_picture (id)"
    )


def downgrade() -> None:
    op.drop_column("item", "picture_id")
    op.drop_table("item_picture")
