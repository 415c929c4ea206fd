"""SAML: messages that were acted upon, wishes to sign out under way, and by what a provider names a session."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saml_message",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("until", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_saml_message")),
    )
    op.create_index("ix_saml_message_until", "saml_message", ["until"])
    op.create_table(
        "saml_sign_out",
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("way", sa.String(40), nullable=False),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_saml_sign_out")),
    )
    op.create_index("ix_saml_sign_out_expires_at", "saml_sign_out", ["expires_at"])
    with op.batch_alter_table("sign_in_session") as table:
        table.add_column(sa.Column("end_key", sa.String(64), nullable=True))
        table.create_index("ix_sign_in_session_end_key", ["end_key"])


def downgrade() -> None:
    with op.batch_alter_table("sign_in_session") as table:
        table.drop_index("ix_sign_in_session_end_key")
        table.drop_column("end_key")
    op.drop_table("saml_sign_out")
    op.drop_table("saml_message")
