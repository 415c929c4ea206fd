"""A line of a budget remembers the frozen forecast it was copied from, as a plain number."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

COPIED = (
    "UPDATE budget_line SET snapshot_number = (SELECT snapshot_id FROM radar_budget_copy "
    "WHERE radar_budget_copy.line_id = budget_line.id)"
)


def upgrade() -> None:
    op.add_column("budget_line", sa.Column("snapshot_number", sa.Integer(), nullable=True))
    op.execute(COPIED)


def downgrade() -> None:
    op.drop_column("budget_line", "snapshot_number")
