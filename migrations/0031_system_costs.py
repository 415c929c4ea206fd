"""What a business system costs a year."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("business_system", sa.Column("yearly_cost", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("business_system", "yearly_cost")
