"""A member's capital cost remembers which internal interest it was reckoned with."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("capital_part", sa.Column("rate", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("capital_part", "rate")
