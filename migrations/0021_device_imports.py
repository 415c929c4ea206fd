"""Files of devices: what they would do, and that it was done."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=160), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('shown', 'done')", name=op.f("ck_device_import_state_word")),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_device_import_done")),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name=op.f("fk_device_import_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_import")),
    )
    op.create_index("ix_device_import_whose", "device_import", ["sent_by", "id"])


def downgrade() -> None:
    op.drop_table("device_import")
