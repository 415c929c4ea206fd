"""The device register: all states of the agreement, who has had each device, and what the holders were asked."""

import datetime as dt

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STATES = (
    "'on_order', 'received', 'installing', 'ready', 'active', 'in_repair', 'returned', 'wiped', 'recycled', 'stolen', "
    "'lost', 'recovered', 'written_off', 'blocked'"
)
OLD_STATES = (
    "'received', 'installing', 'ready', 'active', 'in_repair', 'returned', 'wiped', 'recycled', 'stolen', 'lost', "
    "'written_off', 'blocked'"
)
CHUNK = 1000


def upgrade() -> None:
    with op.batch_alter_table("device", reflect_kwargs={"resolve_fks": False}) as table:
        table.add_column(sa.Column("room", sa.String(length=60), nullable=False, server_default=""))
        table.add_column(sa.Column("os_licence", sa.String(length=80), nullable=False, server_default=""))
        table.add_column(sa.Column("order_reference", sa.String(length=40), nullable=False, server_default=""))
        table.add_column(sa.Column("shelf_since", sa.Date(), nullable=True))
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        table.drop_constraint(op.f("ck_device_state_word"), type_="check")
        table.create_check_constraint(op.f("ck_device_state_word"), f"state IN ({STATES})")
        table.create_check_constraint(op.f("ck_device_origin_word"), "origin IN ('order', 'import', 'exception')")
        table.create_check_constraint(
            op.f("ck_device_shelf"), "shelf_since IS NULL OR (state = 'ready' AND holder_id IS NULL)"
        )
        table.create_check_constraint(op.f("ck_device_price"), "price >= 0")
    with op.batch_alter_table("device", reflect_kwargs={"resolve_fks": False}) as table:
        for column, length in (("room", 60), ("os_licence", 80), ("order_reference", 40)):
            table.alter_column(column, server_default=None, existing_type=sa.String(length), existing_nullable=False)
    op.create_index("ix_device_order_reference", "device", ["order_reference"])
    op.create_index("ix_device_state", "device", ["state", "id"])
    _holding()
    _question()
    _begin_holdings()


def _holding() -> None:
    op.create_table(
        "device_holding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("holder_name", sa.String(length=120), nullable=False),
        sa.Column("cause", sa.String(length=10), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=True),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "cause IN ('order', 'handover', 'import', 'swap')", name=op.f("ck_device_holding_cause_word")
        ),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_device_holding_times")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_device_holding_device_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_device_holding_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_device_holding_unit_id")),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_device_holding_given_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_holding")),
    )
    open_ = sa.text("until IS NULL")
    op.create_index(
        "uq_device_holding_open", "device_holding", ["device_id"],
        unique=True, sqlite_where=open_, postgresql_where=open_,
    )  # fmt: skip
    op.create_index("ix_device_holding_device", "device_holding", ["device_id", "id"])
    op.create_index("ix_device_holding_person", "device_holding", ["person_id", "id"])


def _question() -> None:
    op.create_table(
        "device_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holding_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("answer", sa.String(length=3), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('receipt', 'yearly')", name=op.f("ck_device_question_kind_word")),
        sa.CheckConstraint("answer IN ('yes', 'no')", name=op.f("ck_device_question_answer_word")),
        sa.CheckConstraint(
            "outcome IN ('still_there', 'new_holder', 'returned', 'missing')",
            name=op.f("ck_device_question_outcome_word"),
        ),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_device_question_answered")),
        sa.CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name=op.f("ck_device_question_settled")),
        sa.CheckConstraint("outcome IS NULL OR answer = 'no'", name=op.f("ck_device_question_settled_no")),
        sa.ForeignKeyConstraint(["holding_id"], ["device_holding.id"], name=op.f("fk_device_question_holding_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_device_question_answered_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_device_question_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_question")),
    )
    open_ = sa.text("answered_at IS NULL")
    op.create_index(
        "uq_device_question_open", "device_question", ["holding_id"],
        unique=True, sqlite_where=open_, postgresql_where=open_,
    )  # fmt: skip
    op.create_index("ix_device_question_holding", "device_question", ["holding_id", "id"])
    op.create_index("ix_device_question_answer", "device_question", ["answer", "outcome", "id"])


def _begin_holdings() -> None:
    """Whoever stands on a device that is in use answers for it since it came in service; nobody is asked anew."""
    device = sa.table(
        "device", *(sa.column(name) for name in ("id", "holder_id", "unit_id", "holder_name", "state")),
        sa.column("in_service_on", sa.Date), sa.column("received_on", sa.Date),
    )  # fmt: skip
    holding = sa.table(
        "device_holding", *(sa.column(name) for name in ("device_id", "person_id", "unit_id", "holder_name", "cause")),
        sa.column("since", UtcDateTime()),
    )  # fmt: skip
    held = ("active", "in_repair", "blocked", "stolen", "lost")
    connection = op.get_bind()
    rows = connection.execute(sa.select(device).where(device.c.state.in_(held))).all()
    for start in range(0, len(rows), CHUNK):
        some = [
            {
                "device_id": row.id, "person_id": row.holder_id, "unit_id": row.unit_id,
                "holder_name": row.holder_name, "cause": "import",
                "since": dt.datetime.combine(row.in_service_on or row.received_on, dt.time(12), dt.UTC),
            }
            for row in rows[start : start + CHUNK]
        ]  # fmt: skip
        connection.execute(sa.insert(holding), some)


def downgrade() -> None:
    op.drop_table("device_question")
    op.drop_table("device_holding")
    op.execute("UPDATE device SET state = 'received' WHERE state = 'on_order'")
    op.execute("UPDATE device SET state = 'returned' WHERE state = 'recovered'")
    op.drop_index("ix_device_order_reference", "device")
    op.drop_index("ix_device_state", "device")
    with op.batch_alter_table("device", reflect_kwargs={"resolve_fks": False}) as table:
        for rule in ("state_word", "origin_word", "shelf", "price"):
            table.drop_constraint(op.f(f"ck_device_{rule}"), type_="check")
        table.create_check_constraint(op.f("ck_device_state_word"), f"state IN ({OLD_STATES})")
        for column in ("version", "shelf_since", "order_reference", "os_licence", "room"):
            table.drop_column(column)
