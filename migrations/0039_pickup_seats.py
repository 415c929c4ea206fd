"""A pickup has a seat at its time, and no seat is given twice."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

# Those that wait already are seated in the order they came.
SEATED = """
    UPDATE return_request SET seat = (
        SELECT count(*) FROM return_request AS earlier
        WHERE earlier.pickup_on = return_request.pickup_on AND earlier.slot = return_request.slot
        AND earlier.state <> 'cancelled' AND earlier.id <= return_request.id
    ) WHERE way = 'pickup' AND state <> 'cancelled'
"""


def upgrade() -> None:
    op.add_column("return_request", sa.Column("seat", sa.Integer(), nullable=True))
    op.execute(SEATED)
    op.create_index("uq_return_request_seat", "return_request", ["pickup_on", "slot", "seat"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_return_request_seat", table_name="return_request")
    op.drop_column("return_request", "seat")
