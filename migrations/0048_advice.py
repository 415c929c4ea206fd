"""What somebody of IT asks a colleague for advice about, in words and parts of the infrastructure."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


ADDED = (
    "ALTER TABLE it_question ADD COLUMN asked_by INTEGER "
    "CONSTRAINT fk_it_question_asked_by_person REFERENCES person (id)"
)


def upgrade() -> None:
    op.add_column("it_question", sa.Column("wish", sa.String(1000), nullable=False, server_default=""))
    op.add_column("it_question", sa.Column("components", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("it_question", sa.Column("asked_by_name", sa.String(120), nullable=False, server_default=""))
    # In words both databases understand: made anew, SQLite's table would lose what cannot be read back from it.
    op.execute(ADDED)


def downgrade() -> None:
    op.execute("DELETE FROM it_question WHERE wish <> ''")
    for name in ("wish", "components", "asked_by", "asked_by_name"):
        op.drop_column("it_question", name)
