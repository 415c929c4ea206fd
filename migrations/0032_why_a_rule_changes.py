"""Why a rule changes before the turn of the year."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("setting_change", sa.Column("reason", sa.String(500), nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    op.drop_column("setting_change", "reason")
