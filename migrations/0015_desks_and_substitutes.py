"""Substitutes, mail habits, and desks: whose desk a question lies on, why, and what happens next."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# A decision by or for somebody who asked for it, made it or will receive it, in whatever account of theirs.
OWN = """
SELECT 1 FROM approval_request AS asked
JOIN person AS own ON own.id IN (asked.requester_id, asked.creator_id, asked.beneficiary_id)
JOIN person AS judge ON judge.id IN (NEW.decided_by, NEW.on_behalf_of)
WHERE asked.id = NEW.request_id
AND (own.id = judge.id OR (own.email <> '' AND lower(own.email) = lower(judge.email)))
"""
OWN_BEFORE = """
SELECT 1 FROM approval_request JOIN customer_order ON customer_order.id = approval_request.order_id
WHERE approval_request.id = NEW.request_id AND NEW.decided_by IN (customer_order.orderer_id, customer_order.recipient_id)
"""
SQLITE = """
CREATE TRIGGER decision_never_own BEFORE INSERT ON decision WHEN EXISTS ({own})
BEGIN SELECT RAISE(ABORT, 'nobody decides their own order'); END
"""
FUNCTION = """
CREATE OR REPLACE FUNCTION decision_is_never_own() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF EXISTS ({own}) THEN RAISE EXCEPTION 'nobody decides their own order'; END IF; RETURN NEW; END $$
"""
POSTGRESQL = """
CREATE TRIGGER decision_never_own BEFORE INSERT OR UPDATE ON decision
FOR EACH ROW EXECUTE FUNCTION decision_is_never_own()
"""
REQUESTS = """
INSERT INTO approval_request (id, matter, matter_id, order_id, step, unit_id, topic, requester_id, creator_id,
  beneficiary_id, label, facts, amount, line_count, summary, state, asked_at, decider_id, decider_name, relation,
  reason, reason_name, desk_at, moves, passed, answered, next_event, next_on, decided_at, decided_by, decided_name)
SELECT old.id, 'order', old.order_id, old.order_id, old.step, placed.unit_id, '', placed.orderer_id, placed.orderer_id,
  placed.recipient_id, placed.number, '[]', old.amount, old.line_count, old.summary, old.state, old.asked_at,
  old.decider_id, old.decider_name, CASE WHEN old.decider_id IS NULL THEN 'nobody' ELSE 'manager' END,
  CASE WHEN old.decider_id IS NULL THEN 'none' ELSE 'ladder' END, '', old.asked_at, 0, '[]', '[]',
  CASE WHEN old.decider_id IS NULL THEN 'look' ELSE 'remind' END, {day}, old.decided_at,
  CASE WHEN old.state = 'decided' THEN old.decider_id END,
  CASE WHEN old.state = 'decided' THEN old.decider_name ELSE '' END
FROM old_request AS old JOIN customer_order AS placed ON placed.id = old.order_id
"""
DECISIONS = """
INSERT INTO decision (id, request_id, line_id, step, outcome, quantity, reason, decided_by, decided_at, digest,
  revoked_at{more})
SELECT id, request_id, line_id, step, outcome, quantity, reason, decided_by, decided_at, digest, revoked_at{values}
FROM old_decision WHERE line_id IS NOT NULL
"""


def upgrade() -> None:
    _people()
    _take_away()
    _request_table()
    day = "date(old.asked_at)" if _sqlite() else "(old.asked_at AT TIME ZONE 'Europe/Stockholm')::date"
    op.execute(REQUESTS.format(day=day))
    _decision_table()
    op.execute(DECISIONS.format(more=", line_digest", values=", ''"))
    _put_back(OWN)
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("item_name", sa.String(length=120), nullable=False),
        sa.Column("unit_price", sa.Integer(), nullable=False),
        sa.Column("saves", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_by_name", sa.String(length=260), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'declined', 'withdrawn')", name=op.f("ck_suggestion_state_word")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_suggestion_order_id")),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_suggestion_line_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_suggestion_item_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_suggestion_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
    )
    op.create_index(op.f("ix_suggestion_order_id"), "suggestion", ["order_id"])
    _one("uq_suggestion_open", "suggestion", ["line_id"], "state = 'open'")


def downgrade() -> None:
    op.drop_table("suggestion")
    _take_away()
    op.create_table(
        "approval_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("decider_name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("summary", sa.String(length=200), nullable=False),
        sa.CheckConstraint("state IN ('open', 'decided', 'withdrawn')", name=op.f("ck_approval_request_state_word")),
        sa.ForeignKeyConstraint(["decider_id"], ["person.id"], name=op.f("fk_approval_request_decider_id")),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_approval_request_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_request")),
        sa.UniqueConstraint("order_id", "step", name=op.f("uq_approval_request_order_id_step")),
    )
    op.create_index("ix_approval_request_decider", "approval_request", ["decider_id", "state", "id"])
    columns = "id, order_id, step, decider_id, decider_name, state, asked_at, decided_at, amount, line_count, summary"
    op.execute(f"INSERT INTO approval_request ({columns}) SELECT {columns} FROM old_request WHERE matter = 'order'")
    op.create_table("decision", *_decision_columns(nullable_line=False))
    op.create_index(op.f("ix_decision_request_id"), "decision", ["request_id"])
    _one("uq_decision_standing", "decision", ["line_id", "step"], "revoked_at IS NULL")
    op.execute(DECISIONS.format(more="", values=""))
    _put_back(OWN_BEFORE)
    op.drop_table("mail_habit")
    op.drop_table("substitution")
    op.drop_index("ix_person_address", table_name="person")
    op.drop_column("person", "shortcuts")


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _people() -> None:
    op.add_column("person", sa.Column("shortcuts", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_index("ix_person_address", "person", [sa.text("lower(email)")])
    op.create_table(
        "substitution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("absent_id", sa.Integer(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("announced_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("substitute_id <> absent_id", name=op.f("ck_substitution_not_oneself")),
        sa.CheckConstraint("made_by <> substitute_id", name=op.f("ck_substitution_own_power")),
        sa.CheckConstraint("starts <= ends", name=op.f("ck_substitution_days_in_order")),
        sa.ForeignKeyConstraint(["absent_id"], ["person.id"], name=op.f("fk_substitution_absent_id")),
        sa.ForeignKeyConstraint(["substitute_id"], ["person.id"], name=op.f("fk_substitution_substitute_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_substitution_unit_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_substitution_made_by")),
        sa.ForeignKeyConstraint(["revoked_by"], ["person.id"], name=op.f("fk_substitution_revoked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitution")),
    )
    op.create_index("ix_substitution_absent", "substitution", ["absent_id", "ends"])
    op.create_index("ix_substitution_substitute", "substitution", ["substitute_id", "ends"])
    op.create_table(
        "mail_habit",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("pace", sa.String(length=10), nullable=False),
        sa.Column("unwanted", sa.JSON(), nullable=False),
        sa.CheckConstraint("pace IN ('now', 'daily', 'workdays')", name=op.f("ck_mail_habit_pace_word")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_habit_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mail_habit")),
    )


def _take_away() -> None:
    """Set both tables aside as copies, the child first, so that no reference is broken on the way."""
    for name in ("decision", "approval_request"):
        copy = name.replace("approval_", "")
        op.execute(f"CREATE TABLE old_{copy} AS SELECT * FROM {name}")
        op.drop_table(name)


def _put_back(own: str) -> None:
    """Remove the copies, let ids go on where they were, and guard decisions."""
    for name in ("old_decision", "old_request"):
        op.drop_table(name)
    if _sqlite():
        op.execute(SQLITE.format(own=own))
        return
    for name in ("approval_request", "decision"):
        op.execute(
            f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {name}), false)"
        )
    op.execute(FUNCTION.format(own=own))
    op.execute(POSTGRESQL)


def _request_table() -> None:
    op.create_table(
        "approval_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=20), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("requester_id", sa.Integer(), nullable=False),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("beneficiary_id", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("summary", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("decider_name", sa.String(length=120), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("reason_name", sa.String(length=120), nullable=False),
        sa.Column("handed_by", sa.Integer(), nullable=True),
        sa.Column("desk_at", UtcDateTime(), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("passed", sa.JSON(), nullable=False),
        sa.Column("answered", sa.JSON(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("alerted_at", UtcDateTime(), nullable=True),
        sa.Column("next_event", sa.String(length=10), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_name", sa.String(length=260), nullable=False),
        sa.CheckConstraint("state IN ('open', 'decided', 'withdrawn')", name=op.f("ck_approval_request_state_word")),
        sa.CheckConstraint("matter IN ('order', 'request', 'licence')", name=op.f("ck_approval_request_matter_word")),
        sa.CheckConstraint(
            "relation IN ('manager', 'next_manager', 'fallback', 'role', 'forwarded', 'appointed', 'nobody')",
            name=op.f("ck_approval_request_relation_word"),
        ),
        sa.CheckConstraint(
            "reason IN ('ladder', 'own', 'away', 'silence', 'left', 'none', 'handed')",
            name=op.f("ck_approval_request_reason_word"),
        ),
        sa.CheckConstraint(
            "next_event IN ('remind', 'escalate', 'look')", name=op.f("ck_approval_request_next_event_word")
        ),
        sa.CheckConstraint("(matter = 'order') = (order_id IS NOT NULL)", name=op.f("ck_approval_request_order_named")),
        sa.CheckConstraint(
            "decider_id IS NULL OR decider_id <> requester_id", name=op.f("ck_approval_request_never_own")
        ),
        sa.CheckConstraint(
            "(decider_id IS NULL) = (relation = 'nobody')", name=op.f("ck_approval_request_somebody_or_nobody")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_approval_request_order_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_approval_request_unit_id")),
        *(
            sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_approval_request_{column}"))
            for column in ("requester_id", "creator_id", "beneficiary_id", "decider_id", "handed_by", "decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_request")),
        sa.UniqueConstraint("matter", "matter_id", "step", name=op.f("uq_approval_request_matter_matter_id_step")),
    )
    op.create_index("ix_approval_request_decider", "approval_request", ["decider_id", "state", "id"])
    op.create_index("ix_approval_request_order_id", "approval_request", ["order_id"])
    op.create_index("ix_approval_request_next", "approval_request", ["state", "next_on", "id"])
    op.create_index("ix_approval_request_decided", "approval_request", ["decided_by", "id"])


def _decision_columns(*, nullable_line: bool) -> list[sa.schema.SchemaItem]:
    more = [sa.Column("on_behalf_of", sa.Integer(), nullable=True)] if nullable_line else []
    more += [sa.Column("line_digest", sa.String(length=64), nullable=False)] if nullable_line else []
    keys = [sa.ForeignKeyConstraint(["on_behalf_of"], ["person.id"], name=op.f("fk_decision_on_behalf_of"))]
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=nullable_line),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        *more,
        sa.CheckConstraint("outcome <> 'declined' OR reason <> ''", name=op.f("ck_decision_declined_with_reason")),
        sa.CheckConstraint("outcome IN ('approved', 'declined')", name=op.f("ck_decision_outcome_word")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_decision_decided_by")),
        sa.ForeignKeyConstraint(["line_id"], ["order_line.id"], name=op.f("fk_decision_line_id")),
        sa.ForeignKeyConstraint(["request_id"], ["approval_request.id"], name=op.f("fk_decision_request_id")),
        *(keys if nullable_line else []),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    ]


def _decision_table() -> None:
    op.create_table("decision", *_decision_columns(nullable_line=True))
    op.create_index(op.f("ix_decision_request_id"), "decision", ["request_id"])
    _one("uq_decision_standing", "decision", ["line_id", "step"], "revoked_at IS NULL AND line_id IS NOT NULL")
    _one("uq_decision_whole", "decision", ["request_id"], "revoked_at IS NULL AND line_id IS NULL")


def _one(name: str, table: str, columns: list[str], which: str) -> None:
    where = sa.text(which)
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)
