"""Ways in: sign-ins under way, attempts, how a session was proven, and roles that the directory gives."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _signing()
    _mappings()
    with op.batch_alter_table("sign_in_session") as table:
        table.add_column(sa.Column("way", sa.String(40), nullable=False, server_default="demo"))
        table.add_column(sa.Column("authenticated_at", UtcDateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("methods", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("end_hint", sa.JSON(), nullable=False, server_default="{}"))


def _signing() -> None:
    op.create_table(
        "pending_sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("handle_hash", sa.String(64), nullable=False),
        sa.Column("way", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("proof", sa.String(200), nullable=False),
        sa.Column("onward", sa.String(2000), nullable=False),
        sa.Column("fresh", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('oidc', 'saml')", name=op.f("ck_pending_sign_in_kind_word")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_sign_in")),
        sa.UniqueConstraint("state_hash", name=op.f("uq_pending_sign_in_state_hash")),
    )
    op.create_index("ix_pending_sign_in_expires_at", "pending_sign_in", ["expires_at"])
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("way", sa.String(40), nullable=False),
        sa.Column("provider", sa.String(80), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(60), nullable=False),
        sa.Column("browser", sa.String(200), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_attempt_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    for column in ("at", "outcome", "person_id"):
        op.create_index(f"ix_sign_in_attempt_{column}", "sign_in_attempt", [column])


def _mappings() -> None:
    op.create_table(
        "role_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(80), nullable=False),
        sa.Column("claim", sa.String(10), nullable=False),
        sa.Column("value", sa.String(120), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("claim IN ('role', 'group')", name=op.f("ck_role_mapping_claim_word")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_role_mapping_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_mapping")),
    )
    columns = ["provider", "claim", "value", "role", sa.text("coalesce(organisation_id, 0)")]
    op.create_index("uq_role_mapping_row", "role_mapping", columns, unique=True)
    with op.batch_alter_table("role_grant") as table:
        table.add_column(sa.Column("source", sa.String(10), nullable=False, server_default="manual"))
        table.add_column(sa.Column("mapping_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_role_grant_mapping_id_role_mapping"), "role_mapping", ["mapping_id"], ["id"])
        table.create_check_constraint(op.f("ck_role_grant_source_word"), "source IN ('manual', 'directory')")
        table.create_check_constraint(
            op.f("ck_role_grant_source_mapping"), "(source = 'directory') = (mapping_id IS NOT NULL)"
        )
        table.create_index("ix_role_grant_mapping_id", ["mapping_id"])


def downgrade() -> None:
    with op.batch_alter_table("sign_in_session") as table:
        for column in ("end_hint", "methods", "authenticated_at", "way"):
            table.drop_column(column)
    op.execute("DELETE FROM role_grant WHERE source = 'directory'")
    with op.batch_alter_table("role_grant") as table:
        table.drop_index("ix_role_grant_mapping_id")
        table.drop_constraint(op.f("ck_role_grant_source_mapping"), type_="check")
        table.drop_constraint(op.f("ck_role_grant_source_word"), type_="check")
        table.drop_constraint(op.f("fk_role_grant_mapping_id_role_mapping"), type_="foreignkey")
        table.drop_column("mapping_id")
        table.drop_column("source")
    for name in ("role_mapping", "sign_in_attempt", "pending_sign_in"):
        op.drop_table(name)
