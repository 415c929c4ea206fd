"""Licences of people and places, their pools, editors and reviews; what an order line replaces."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

LICENCE_KEYS = (
    ("item_id", "item"),
    ("holder_id", "person"),
    ("orderer_id", "person"),
    ("unit_id", "unit"),
    ("organisation_id", "organisation"),
    ("line_id", "order_line"),
)
ENDINGS = "'', 'date', 'review', 'handed_back', 'left', 'replaced', 'notice'"


def upgrade() -> None:
    _pools()
    _licences()
    _editors()
    _reviews()
    op.add_column("order_line", sa.Column("replaces", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))


def downgrade() -> None:
    op.drop_column("order_line", "replaces")
    for table in ("licence_review", "licence_editor", "licence", "licence_pool"):
        op.drop_table(table)


def _pools() -> None:
    op.create_table(
        "licence_pool",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("used >= 0", name=op.f("ck_licence_pool_used_not_negative")),
        sa.CheckConstraint("size IS NULL OR used <= size", name=op.f("ck_licence_pool_never_oversold")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_licence_pool_item_id_item")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_licence_pool")),
    )


def _licences() -> None:
    keys = [
        sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_licence_{column}_{table}"))
        for column, table in LICENCE_KEYS
    ]
    op.create_table(
        "licence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("holder_name", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("orderer_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("cost_centre", sa.String(length=60), nullable=False),
        sa.Column("payer", sa.String(length=12), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("price_period", sa.String(length=10), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("order_number", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("told_of", sa.Date(), nullable=True),
        sa.CheckConstraint("state IN ('active', 'ended')", name=op.f("ck_licence_state_word")),
        sa.CheckConstraint(f"why IN ({ENDINGS})", name=op.f("ck_licence_why_word")),
        sa.CheckConstraint("price_period IN ('once', 'month', 'year')", name=op.f("ck_licence_price_period_word")),
        sa.CheckConstraint("(holder_id IS NULL) = (place <> '')", name=op.f("ck_licence_person_or_place")),
        sa.CheckConstraint("(state = 'ended') = (ended_on IS NOT NULL)", name=op.f("ck_licence_ended")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_licence_days")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_licence_price_not_negative")),
        *keys,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence")),
        sa.UniqueConstraint("number", name=op.f("uq_licence_number")),
        sa.UniqueConstraint("line_id", "position", name=op.f("uq_licence_line_id_position")),
    )
    _once("uq_licence_once", "holder_id", "item_id")
    _once("uq_licence_elevated", "holder_id", also=" AND kind = 'm365_elevated'")
    op.create_index("ix_licence_holder", "licence", ["holder_id", "state", "id"])
    op.create_index("ix_licence_unit", "licence", ["unit_id", "state", "id"])
    op.create_index("ix_licence_item", "licence", ["item_id", "state", "id"])
    op.create_index("ix_licence_review", "licence", ["state", "review_on"])
    op.create_index("ix_licence_ends", "licence", ["state", "ends_on"])


def _once(name: str, *columns: str, also: str = "") -> None:
    which = sa.text(f"state = 'active'{also}")
    op.create_index(name, "licence", list(columns), unique=True, sqlite_where=which, postgresql_where=which)


def _editors() -> None:
    op.create_table(
        "licence_editor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("licence_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["licence_id"], ["licence.id"], name=op.f("fk_licence_editor_licence_id_licence")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_licence_editor_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_editor")),
        sa.UniqueConstraint("licence_id", "person_id", name=op.f("uq_licence_editor_licence_id_person_id")),
    )
    op.create_index(op.f("ix_licence_editor_licence_id"), "licence_editor", ["licence_id"])
    op.create_index(op.f("ix_licence_editor_person_id"), "licence_editor", ["person_id"])


def _reviews() -> None:
    op.create_table(
        "licence_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("licence_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_name", sa.String(length=260), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'kept', 'ended', 'withdrawn')", name=op.f("ck_licence_review_state_word")
        ),
        sa.CheckConstraint("(state = 'open') = (answered_at IS NULL)", name=op.f("ck_licence_review_answered")),
        sa.ForeignKeyConstraint(["licence_id"], ["licence.id"], name=op.f("fk_licence_review_licence_id_licence")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_review")),
    )
    op.create_index("ix_licence_review_licence", "licence_review", ["licence_id", "id"])
    which = sa.text("state = 'open'")
    op.create_index(
        "uq_licence_review_open",
        "licence_review",
        ["licence_id"],
        unique=True,
        sqlite_where=which,
        postgresql_where=which,
    )
