"""People and groups that a directory keeps, when somebody left, and the unit where those without a place wait."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LIVE = sa.text("deleted_at IS NULL")


def upgrade() -> None:
    op.add_column("person", sa.Column("employee_number", sa.String(length=40), nullable=True))
    op.add_column("person", sa.Column("closed_at", UtcDateTime(), nullable=True))
    op.create_index("ix_person_employee_number", "person", ["employee_number"], unique=False)
    op.add_column("unit", sa.Column("awaits_placing", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "directory_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("tenant", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("user_name_key", sa.String(length=256), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column("document", sa.JSON(), nullable=False),
        *_times(),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_directory_user_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_user")),
        sa.UniqueConstraint("public_id", name=op.f("uq_directory_user_public_id")),
    )
    op.create_index(op.f("ix_directory_user_person_id"), "directory_user", ["person_id"], unique=False)
    _unique_among_living("uq_directory_user_name", "directory_user", ["tenant", "user_name_key"])
    _unique_among_living("uq_directory_user_external", "directory_user", ["tenant", "external_id"])
    _unique_among_living("uq_directory_user_person", "directory_user", ["person_id"])
    op.create_table(
        "directory_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("tenant", sa.String(length=80), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("name_key", sa.String(length=256), nullable=False),
        *_times(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_group")),
        sa.UniqueConstraint("public_id", name=op.f("uq_directory_group_public_id")),
    )
    op.create_index("ix_directory_group_name", "directory_group", ["tenant", "name_key"], unique=False)
    _unique_among_living("uq_directory_group_external", "directory_group", ["tenant", "external_id"])
    op.create_table(
        "directory_member",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["directory_group.id"], name=op.f("fk_directory_member_group_id")),
        sa.ForeignKeyConstraint(["user_id"], ["directory_user.id"], name=op.f("fk_directory_member_user_id")),
        sa.PrimaryKeyConstraint("group_id", "user_id", name=op.f("pk_directory_member")),
    )
    op.create_index(op.f("ix_directory_member_user_id"), "directory_member", ["user_id"], unique=False)


def downgrade() -> None:
    for table in ("directory_member", "directory_group", "directory_user"):
        op.drop_table(table)
    op.drop_column("unit", "awaits_placing")
    op.drop_index("ix_person_employee_number", table_name="person")
    op.drop_column("person", "closed_at")
    op.drop_column("person", "employee_number")


def _times() -> list[sa.Column]:
    return [
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
    ]


def _unique_among_living(name: str, table: str, columns: list[str]) -> None:
    op.create_index(name, table, columns, unique=True, sqlite_where=LIVE, postgresql_where=LIVE)
