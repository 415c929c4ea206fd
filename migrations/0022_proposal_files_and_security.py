"""Files of proposals, and the opinion of the information and cybersecurity group."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposal_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("file_key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_file_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_proposal_file_added_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_file")),
    )
    op.create_index(op.f("ix_proposal_file_proposal_id"), "proposal_file", ["proposal_id"])
    op.create_index("ix_proposal_file_quota", "proposal_file", ["added_by", "added_at"])
    op.create_table(
        "security_opinion",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_security_opinion_has_text")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_security_opinion_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_security_opinion_person_id_person")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_security_opinion")),
    )
    op.add_column(
        "proposal", sa.Column("information_security", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("proposal", sa.Column("files", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("proposal", "files")
    op.drop_column("proposal", "information_security")
    op.drop_table("security_opinion")
    op.drop_table("proposal_file")
