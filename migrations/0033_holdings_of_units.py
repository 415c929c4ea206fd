"""What a unit has in common is found by its unit."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_device_holding_unit", "device_holding", ["unit_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_device_holding_unit", "device_holding")
