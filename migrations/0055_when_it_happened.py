"""What a period holds is found by when it happened, however many orders there are."""

from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_customer_order_placed", "customer_order", ["placed_at"])
    op.create_index("ix_order_line_delivered", "order_line", ["delivered_at"])


def downgrade() -> None:
    op.drop_index("ix_order_line_delivered", "order_line")
    op.drop_index("ix_customer_order_placed", "customer_order")
