"""Capital cost runs, contributions as adopted, amendments, quarters as issued, and settlements."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

REASONS = "'external_threat', 'regulation', 'licence_change', 'end_of_support', 'end_of_manufacture', 'correction'"
# What was reckoned, adopted and issued stays as it was.
FOR_EVER = ("capital_part", "capital_row", "contribution", "contribution_quarter")
FOREVER_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END
"""
FOREVER_FUNCTION = """
CREATE FUNCTION contribution_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END $$
"""
FOREVER_POSTGRESQL = """
CREATE TRIGGER {table}_for_ever BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION contribution_is_never_changed()
"""
# A locked settlement keeps its result and its parts; a part may only learn on which invoice it stands, once.
LOCKED = "OLD.locked_at IS NOT NULL"
PART_LOCKED = """EXISTS (SELECT 1 FROM year_settlement
WHERE year_settlement.id = OLD.settlement_id AND year_settlement.locked_at IS NOT NULL)"""
PART_CHANGED = """(OLD.quarter_id IS NOT NULL OR NEW.amount <> OLD.amount OR NEW.shared <> OLD.shared
OR NEW.own <> OLD.own OR NEW.organisation_id <> OLD.organisation_id OR NEW.settlement_id <> OLD.settlement_id)"""
GUARDS = (
    ("year_settlement", "UPDATE", LOCKED),
    ("year_settlement", "DELETE", LOCKED),
    ("settlement_part", "UPDATE", f"{PART_LOCKED} AND {PART_CHANGED}"),
    ("settlement_part", "DELETE", PART_LOCKED),
)
LOCKED_SQLITE = """
CREATE TRIGGER {table}_locked_{verb} BEFORE {verb} ON {table} WHEN {when}
BEGIN SELECT RAISE(ABORT, '{table} is locked'); END
"""
LOCKED_FUNCTION = """
CREATE FUNCTION {table}_locked_{verb}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF {when} THEN RAISE EXCEPTION '{table} is locked' USING ERRCODE = 'check_violation'; END IF;
RETURN {row}; END $$
"""
LOCKED_POSTGRESQL = """
CREATE TRIGGER {table}_locked_{verb} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_locked_{verb}()
"""


def _check(text: str, name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(text, name=op.f(f"ck_{name}"))


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _whole(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _ore(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _primary(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def upgrade() -> None:
    _runs()
    _rows()
    _contributions()
    _quarters()
    _settlements()
    _guards()


def _runs() -> None:
    op.create_table(
        "capital_run",
        *_whole("id", "year_id"),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        *_whole("interest", "expected"),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_by_name", sa.String(length=120), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        _check("purpose IN ('budget', 'outcome')", "capital_run_purpose_word"),
        _check("state IN ('waiting', 'done')", "capital_run_state_word"),
        _check("(state = 'done') = (done_at IS NOT NULL)", "capital_run_done"),
        _key("capital_run", "year_id", "budget_year"),
        _key("capital_run", "asked_by", "person"),
        _primary("capital_run"),
    )
    op.create_index("ix_capital_run_year", "capital_run", ["year_id", "purpose", "id"])
    op.create_index("ix_capital_run_state", "capital_run", ["state", "id"])
    op.create_table(
        "capital_part",
        *_whole("id", "run_id", "organisation_id", "devices"),
        *_ore("book_value", "depreciation", "interest", "expensed", "total"),
        sa.Column("digest", sa.String(length=64), nullable=False),
        _check("total = depreciation + interest + expensed", "capital_part_sum"),
        _key("capital_part", "run_id", "capital_run"),
        _key("capital_part", "organisation_id", "organisation"),
        _primary("capital_part"),
        _unique("capital_part", "run_id", "organisation_id"),
    )


def _rows() -> None:
    op.create_table(
        "capital_row",
        *_whole("id", "run_id", "organisation_id", "device_id"),
        sa.Column("tag", sa.String(length=30), nullable=False),
        sa.Column("device_class", sa.String(length=20), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        *_ore("price"),
        *_whole("months"),
        sa.Column("in_service_on", sa.Date(), nullable=False),
        sa.Column("gone_on", sa.Date(), nullable=True),
        *_ore("book_value", "depreciation", "interest", "expensed"),
        _key("capital_row", "run_id", "capital_run"),
        _key("capital_row", "organisation_id", "organisation"),
        _key("capital_row", "device_id", "device"),
        _primary("capital_row"),
        _unique("capital_row", "run_id", "device_id"),
    )
    op.create_index("ix_capital_row_part", "capital_row", ["run_id", "organisation_id", "id"])


def _contributions() -> None:
    op.create_table(
        "contribution",
        *_whole("id", "year_id", "organisation_id", "run_id", "inhabitants"),
        *_ore("shared", "capital", "adjustment", "total"),
        _check("total = shared + capital + adjustment", "contribution_sum"),
        _key("contribution", "year_id", "budget_year"),
        _key("contribution", "organisation_id", "organisation"),
        _key("contribution", "run_id", "capital_run"),
        _primary("contribution"),
        _unique("contribution", "year_id", "organisation_id"),
    )


def _quarters() -> None:
    op.create_table(
        "contribution_quarter",
        *_whole("id", "year_id", "organisation_id", "quarter"),
        sa.Column("supplement", sa.Boolean(), nullable=False),
        *_ore("base", "amendments", "settlement", "total"),
        *_whole("invoice_id"),
        sa.Column("invoice_number", sa.String(length=20), nullable=False),
        sa.Column("unsettled_why", sa.String(length=300), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("issued_by_name", sa.String(length=120), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        _check("quarter BETWEEN 1 AND 4", "contribution_quarter_quarter"),
        _check("total = base + amendments + settlement", "contribution_quarter_sum"),
        _check("NOT supplement OR (quarter = 1 AND base = 0)", "contribution_quarter_supplement_of_first"),
        _check("settlement = 0 OR quarter = 1", "contribution_quarter_settled_in_first"),
        _key("contribution_quarter", "year_id", "budget_year"),
        _key("contribution_quarter", "organisation_id", "organisation"),
        _key("contribution_quarter", "invoice_id", "issued_invoice"),
        _key("contribution_quarter", "issued_by", "person"),
        _primary("contribution_quarter"),
        _unique("contribution_quarter", "year_id", "organisation_id", "quarter", "supplement"),
        _unique("contribution_quarter", "invoice_id"),
    )
    op.create_table(
        "contribution_amendment",
        *_whole("id", "year_id", "organisation_id"),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        *_ore("amount"),
        sa.Column("quarter_id", sa.Integer(), nullable=True),
        *_whole("made_by"),
        sa.Column("made_by_name", sa.String(length=120), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        _check(f"reason IN ({REASONS})", "contribution_amendment_reason_word"),
        _check("amount <> 0", "contribution_amendment_amount"),
        _check("text <> ''", "contribution_amendment_with_words"),
        _key("contribution_amendment", "year_id", "budget_year"),
        _key("contribution_amendment", "organisation_id", "organisation"),
        _key("contribution_amendment", "quarter_id", "contribution_quarter"),
        _key("contribution_amendment", "made_by", "person"),
        _primary("contribution_amendment"),
    )
    op.create_index("ix_contribution_amendment_year", "contribution_amendment", ["year_id", "organisation_id", "id"])
    op.create_index(op.f("ix_contribution_amendment_quarter_id"), "contribution_amendment", ["quarter_id"])


def _settlements() -> None:
    op.create_table(
        "year_settlement",
        *_whole("id", "year_id", "run_id"),
        *_ore("shared_result"),
        sa.Column("reference", sa.String(length=120), nullable=False),
        *_whole("prepared_by"),
        sa.Column("prepared_by_name", sa.String(length=120), nullable=False),
        sa.Column("prepared_at", UtcDateTime(), nullable=False),
        sa.Column("locked_by", sa.Integer(), nullable=True),
        sa.Column("locked_by_name", sa.String(length=120), nullable=False),
        sa.Column("locked_at", UtcDateTime(), nullable=True),
        _check("(locked_at IS NULL) = (locked_by IS NULL)", "year_settlement_locked_by_somebody"),
        _check("locked_by <> prepared_by", "year_settlement_two_people"),
        _check("reference <> ''", "year_settlement_with_reference"),
        _key("year_settlement", "year_id", "budget_year"),
        _key("year_settlement", "run_id", "capital_run"),
        _key("year_settlement", "prepared_by", "person"),
        _key("year_settlement", "locked_by", "person"),
        _primary("year_settlement"),
        _unique("year_settlement", "year_id"),
    )
    op.create_table(
        "settlement_part",
        *_whole("id", "settlement_id", "organisation_id"),
        *_ore("shared", "own", "amount"),
        sa.Column("quarter_id", sa.Integer(), nullable=True),
        _check("amount = shared + own", "settlement_part_sum"),
        _key("settlement_part", "settlement_id", "year_settlement"),
        _key("settlement_part", "organisation_id", "organisation"),
        _key("settlement_part", "quarter_id", "contribution_quarter"),
        _primary("settlement_part"),
        _unique("settlement_part", "settlement_id", "organisation_id"),
        _unique("settlement_part", "quarter_id"),
    )


def _guards() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in FOR_EVER:
            for verb in ("UPDATE", "DELETE"):
                op.execute(FOREVER_SQLITE.format(table=table, verb=verb))
        for table, verb, when in GUARDS:
            op.execute(LOCKED_SQLITE.format(table=table, verb=verb, when=when))
        return
    op.execute(FOREVER_FUNCTION)
    for table in FOR_EVER:
        op.execute(FOREVER_POSTGRESQL.format(table=table))
    for table, verb, when in GUARDS:
        row = "OLD" if verb == "DELETE" else "NEW"
        op.execute(LOCKED_FUNCTION.format(table=table, verb=verb, when=when, row=row))
        op.execute(LOCKED_POSTGRESQL.format(table=table, verb=verb))


def downgrade() -> None:
    for table in (
        "settlement_part", "year_settlement", "contribution_amendment", "contribution_quarter", "contribution",
        "capital_row", "capital_part", "capital_run",
    ):  # fmt: skip
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION contribution_is_never_changed()")
        for table, verb, _when in GUARDS:
            op.execute(f"DROP FUNCTION {table}_locked_{verb}()")
