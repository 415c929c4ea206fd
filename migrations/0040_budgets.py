"""Frames, the ledger of what is booked on them, shared investments, and needs for coming budgets."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

# The sums of a frame and of a claim are the sums of their entries, whoever writes them: the database adds them up.
ADDED = ", ".join(
    f"{name} = {name} + CASE NEW.target WHEN '{name}' THEN NEW.amount ELSE 0 END"
    f" - CASE NEW.source WHEN '{name}' THEN NEW.amount ELSE 0 END"
    for name in ("reserved", "ordered", "delivered", "invoiced")
)
BOOKED = f"""
UPDATE budget_frame SET {ADDED}, credited = credited + CASE NEW.source WHEN 'credited' THEN NEW.amount ELSE 0 END
WHERE id = NEW.frame_id;
UPDATE budget_claim SET {ADDED}, credited = credited + CASE NEW.source WHEN 'credited' THEN NEW.amount ELSE 0 END
WHERE id = NEW.claim_id;
"""
BOOKED_SQLITE = f"CREATE TRIGGER budget_entry_booked AFTER INSERT ON budget_entry BEGIN {BOOKED} END"
BOOKED_FUNCTION = f"""
CREATE FUNCTION budget_entry_is_booked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {BOOKED} RETURN NULL; END $$
"""
BOOKED_POSTGRESQL = """
CREATE TRIGGER budget_entry_booked AFTER INSERT ON budget_entry
FOR EACH ROW EXECUTE FUNCTION budget_entry_is_booked()
"""
FOREVER = ("budget_entry", "budget_frame_change", "investment_answer")
FOREVER_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END
"""
FOREVER_FUNCTION = """
CREATE FUNCTION budget_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is never changed', TG_TABLE_NAME; END $$
"""
FOREVER_POSTGRESQL = """
CREATE TRIGGER {table}_for_ever BEFORE UPDATE OR DELETE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION budget_is_never_changed()
"""


def upgrade() -> None:
    _frames()
    _ledger()
    _investments()
    _requests()
    _guard()


def downgrade() -> None:
    tables = ("investment_answer", "shared_investment", "budget_request", "budget_entry", "budget_claim")
    for table in (*tables, "budget_frame_change", "budget_frame"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION budget_entry_is_booked()")
        op.execute("DROP FUNCTION budget_is_never_changed()")


def _guard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(BOOKED_SQLITE)
        for table in FOREVER:
            for verb in ("update", "delete"):
                op.execute(FOREVER_SQLITE.format(table=table, verb=verb))
        return
    op.execute(BOOKED_FUNCTION)
    op.execute(BOOKED_POSTGRESQL)
    op.execute(FOREVER_FUNCTION)
    for table in FOREVER:
        op.execute(FOREVER_POSTGRESQL.format(table=table))


def _frames() -> None:
    op.create_table(
        "budget_frame",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("overdraft", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("stop", sa.String(length=4), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("reserved", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ordered", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("delivered", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("invoiced", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("credited", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "(kind = 'shared_investment') = (organisation_id IS NULL)", name=op.f("ck_budget_frame_whose")
        ),
        sa.CheckConstraint("(kind = 'unit') = (unit_id IS NOT NULL)", name=op.f("ck_budget_frame_unit_named")),
        sa.CheckConstraint(
            "kind IN ('individual_investment', 'shared_investment', 'unit')", name=op.f("ck_budget_frame_kind_word")
        ),
        sa.CheckConstraint(
            "stop <> 'hard' OR amount + overdraft - reserved - ordered - delivered - invoiced + credited >= 0",
            name=op.f("ck_budget_frame_hard_stop"),
        ),
        sa.CheckConstraint("stop IN ('soft', 'hard')", name=op.f("ck_budget_frame_stop_word")),
        sa.CheckConstraint("amount >= 0 AND overdraft >= 0", name=op.f("ck_budget_frame_amount_positive")),
        sa.CheckConstraint(
            "reserved >= 0 AND ordered >= 0 AND delivered >= 0 AND invoiced >= 0 AND credited >= 0",
            name=op.f("ck_budget_frame_booked_positive"),
        ),
        sa.CheckConstraint("year BETWEEN 2014 AND 2100", name=op.f("ck_budget_frame_year_range")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_budget_frame_organisation_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_budget_frame_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_frame")),
    )
    op.create_index(op.f("ix_budget_frame_organisation_id"), "budget_frame", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_budget_frame_unit_id"), "budget_frame", ["unit_id"], unique=False)
    op.create_index(
        "uq_budget_frame_individual",
        "budget_frame",
        ["year", "organisation_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'individual_investment'"),
        postgresql_where=sa.text("kind = 'individual_investment'"),
    )
    op.create_index(
        "uq_budget_frame_shared",
        "budget_frame",
        ["year"],
        unique=True,
        sqlite_where=sa.text("kind = 'shared_investment'"),
        postgresql_where=sa.text("kind = 'shared_investment'"),
    )
    op.create_index(
        "uq_budget_frame_unit",
        "budget_frame",
        ["year", "unit_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'unit'"),
        postgresql_where=sa.text("kind = 'unit'"),
    )
    op.create_table(
        "budget_frame_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("frame_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("old_amount", sa.BigInteger(), nullable=True),
        sa.Column("new_amount", sa.BigInteger(), nullable=False),
        sa.Column("old_stop", sa.String(length=4), nullable=False),
        sa.Column("new_stop", sa.String(length=4), nullable=False),
        sa.Column("overdraft", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_by_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_budget_frame_change_why")),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_budget_frame_change_changed_by")),
        sa.ForeignKeyConstraint(["frame_id"], ["budget_frame.id"], name=op.f("fk_budget_frame_change_frame_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_frame_change")),
        sa.UniqueConstraint("frame_id", "version", name=op.f("uq_budget_frame_change_frame_id_version")),
    )


def _ledger() -> None:
    op.create_table(
        "budget_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("frame_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ordered", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("delivered", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("invoiced", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("credited", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("subject IN ('order_line', 'investment')", name=op.f("ck_budget_claim_subject_word")),
        sa.CheckConstraint("credited <= delivered + invoiced", name=op.f("ck_budget_claim_credited_most")),
        sa.CheckConstraint(
            "reserved >= 0 AND ordered >= 0 AND delivered >= 0 AND invoiced >= 0 AND credited >= 0",
            name=op.f("ck_budget_claim_booked_positive"),
        ),
        sa.ForeignKeyConstraint(["frame_id"], ["budget_frame.id"], name=op.f("fk_budget_claim_frame_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_budget_claim_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_claim")),
        sa.UniqueConstraint("id", "frame_id", name=op.f("uq_budget_claim_id_frame_id")),
        sa.UniqueConstraint("subject", "subject_id", name=op.f("uq_budget_claim_subject_subject_id")),
    )
    op.create_index("ix_budget_claim_frame", "budget_claim", ["frame_id", "id"], unique=False)
    op.create_table(
        "budget_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("frame_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("target", sa.String(length=10), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("source <> 'credited' OR target = 'free'", name=op.f("ck_budget_entry_credit_frees")),
        sa.CheckConstraint(
            "source IN ('free', 'reserved', 'ordered', 'delivered', 'invoiced', 'credited')",
            name=op.f("ck_budget_entry_source_word"),
        ),
        sa.CheckConstraint(
            "target IN ('free', 'reserved', 'ordered', 'delivered', 'invoiced', 'credited')",
            name=op.f("ck_budget_entry_target_word"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_budget_entry_amount_positive")),
        sa.CheckConstraint("source <> target", name=op.f("ck_budget_entry_moves")),
        sa.ForeignKeyConstraint(
            ["claim_id", "frame_id"],
            ["budget_claim.id", "budget_claim.frame_id"],
            name=op.f("fk_budget_entry_claim_id"),
        ),
        sa.ForeignKeyConstraint(["frame_id"], ["budget_frame.id"], name=op.f("fk_budget_entry_frame_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_entry")),
    )
    op.create_index("ix_budget_entry_claim", "budget_entry", ["claim_id", "id"], unique=False)
    op.create_index("ix_budget_entry_frame", "budget_entry", ["frame_id", "id"], unique=False)


def _investments() -> None:
    op.create_table(
        "shared_investment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("frame_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("description", sa.String(length=2000), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("is_large", sa.Boolean(), nullable=False),
        sa.Column("threshold", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("state_at", UtcDateTime(), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_by_name", sa.String(length=120), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "NOT is_large OR state NOT IN ('decided', 'done') OR (decided_on IS NOT NULL AND reference <> '')",
            name=op.f("ck_shared_investment_large_decided"),
        ),
        sa.CheckConstraint(
            "category IN ('network', 'servers', 'storage', 'ups', 'cooling', 'fire_protection', 'backup_power', 'security', 'other')",
            name=op.f("ck_shared_investment_category_word"),
        ),
        sa.CheckConstraint(
            "is_large OR state NOT IN ('awaiting_members', 'awaiting_committee')",
            name=op.f("ck_shared_investment_large_waits"),
        ),
        sa.CheckConstraint("state <> 'declined' OR reason <> ''", name=op.f("ck_shared_investment_declined_why")),
        sa.CheckConstraint(
            "state IN ('awaiting_members', 'awaiting_committee', 'decided', 'declined', 'withdrawn', 'done')",
            name=op.f("ck_shared_investment_state_word"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_shared_investment_amount_positive")),
        sa.CheckConstraint("spent >= 0", name=op.f("ck_shared_investment_spent_positive")),
        sa.ForeignKeyConstraint(["frame_id"], ["budget_frame.id"], name=op.f("fk_shared_investment_frame_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_shared_investment_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_investment")),
        sa.UniqueConstraint("number", name=op.f("uq_shared_investment_number")),
    )
    op.create_index("ix_shared_investment_frame", "shared_investment", ["frame_id", "id"], unique=False)
    op.create_table(
        "investment_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("investment_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=True),
        sa.Column("noted_by_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint("outcome IN ('approved', 'declined')", name=op.f("ck_investment_answer_outcome_word")),
        sa.CheckConstraint("reference <> ''", name=op.f("ck_investment_answer_reference_named")),
        sa.ForeignKeyConstraint(
            ["investment_id"], ["shared_investment.id"], name=op.f("fk_investment_answer_investment_id")
        ),
        sa.ForeignKeyConstraint(["noted_by"], ["person.id"], name=op.f("fk_investment_answer_noted_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_investment_answer_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_investment_answer")),
        sa.UniqueConstraint(
            "investment_id", "organisation_id", name=op.f("uq_investment_answer_investment_id_organisation_id")
        ),
    )


def _requests() -> None:
    op.create_table(
        "budget_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_by_name", sa.String(length=260), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_by_name", sa.String(length=120), nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.CheckConstraint("(state = 'new') = (decided_at IS NULL)", name=op.f("ck_budget_request_decided")),
        sa.CheckConstraint("origin IN ('order_line', 'case', 'exception')", name=op.f("ck_budget_request_origin_word")),
        sa.CheckConstraint("state <> 'declined' OR answer <> ''", name=op.f("ck_budget_request_declined_why")),
        sa.CheckConstraint("state IN ('new', 'accepted', 'declined')", name=op.f("ck_budget_request_state_word")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_budget_request_amount_positive")),
        sa.CheckConstraint("year BETWEEN 2014 AND 2100", name=op.f("ck_budget_request_year_range")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_budget_request_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_budget_request_decided_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_budget_request_organisation_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_budget_request_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_request")),
        sa.UniqueConstraint("origin", "origin_id", "year", name=op.f("uq_budget_request_origin_origin_id_year")),
    )
    op.create_index(op.f("ix_budget_request_organisation_id"), "budget_request", ["organisation_id"], unique=False)
    op.create_index("ix_budget_request_year", "budget_request", ["year", "id"], unique=False)
