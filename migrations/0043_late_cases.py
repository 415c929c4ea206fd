"""When somebody was reminded of a case that is late."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("service_case", sa.Column("reminded_at", UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("service_case", "reminded_at")
