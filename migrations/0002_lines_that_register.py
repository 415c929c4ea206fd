"""A line says in a column of its own whether it registers a device, and the supplier's queue has an index."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LINE = sa.table("order_line", sa.column("registers", sa.Boolean), sa.column("verdict", sa.JSON))


def upgrade() -> None:
    op.add_column("order_line", sa.Column("registers", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        sa.update(LINE).values(registers=sa.func.coalesce(LINE.c.verdict["registers_device"].as_boolean(), False))
    )
    op.create_index("ix_order_line_route", "order_line", ["route", "state", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_order_line_route", table_name="order_line")
    op.drop_column("order_line", "registers")
