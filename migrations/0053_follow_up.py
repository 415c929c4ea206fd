"""Forecasts, half-year reports and quarters: their lines, and to whom they were sent; what is locked stays."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

NUMBERS = (
    "(kind = 'forecast' AND number BETWEEN 1 AND 3) OR (kind = 'half_year' AND number BETWEEN 1 AND 1)"
    " OR (kind = 'quarter' AND number BETWEEN 1 AND 4)"
)
SECTIONS = "'shared_operation', 'shared_investment', 'individual_investment', 'adjustment'"
CATEGORIES = (
    "'salary', 'licence', 'rent', 'operation', 'consultant', 'capital', 'income', 'network', 'server', 'storage', 'ups', "
    "'cooling', 'fire_protection', 'security', 'computer', 'tablet', 'access_point', 'historic', 'other'"
)
# Of a locked report, only that the committee was shown it can still be noted, once.
CHANGED = """OLD.state = 'locked' AND (NEW.state <> OLD.state OR NEW.text <> OLD.text OR NEW.as_of <> OLD.as_of
OR NEW.year <> OLD.year OR NEW.kind <> OLD.kind OR NEW.number <> OLD.number OR NEW.file_key <> OLD.file_key
OR NEW.digest <> OLD.digest OR CAST(NEW.figures AS text) <> CAST(OLD.figures AS text) OR OLD.presented_on IS NOT NULL)"""
OF_LOCKED = "EXISTS (SELECT 1 FROM follow_up WHERE follow_up.id = {row}.report_id AND follow_up.state = 'locked')"
GUARDS = (
    ("follow_up", "UPDATE", CHANGED),
    ("follow_up", "DELETE", "OLD.state = 'locked'"),
    ("follow_up_line", "INSERT", OF_LOCKED.format(row="NEW")),
    ("follow_up_line", "UPDATE", f"{OF_LOCKED.format(row='OLD')} OR {OF_LOCKED.format(row='NEW')}"),
    ("follow_up_line", "DELETE", OF_LOCKED.format(row="OLD")),
    ("follow_up_sending", "UPDATE", "1 = 1"),
    ("follow_up_sending", "DELETE", "1 = 1"),
)
SQLITE = """
CREATE TRIGGER {table}_kept_{verb} BEFORE {verb} ON {table} WHEN {when}
BEGIN SELECT RAISE(ABORT, '{table} kept: it is locked'); END
"""
FUNCTION = """
CREATE FUNCTION {table}_kept_{verb}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF {when} THEN
RAISE EXCEPTION '{table} kept: it is locked' USING ERRCODE = 'check_violation';
END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_kept_{verb} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_kept_{verb}()
"""


def _check(text: str, name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(text, name=op.f(f"ck_{name}"))


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("budget_year_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("prepared_by", sa.Integer(), nullable=False),
        sa.Column("prepared_by_name", sa.String(length=120), nullable=False),
        sa.Column("prepared_at", UtcDateTime(), nullable=False),
        sa.Column("locked_by", sa.Integer(), nullable=True),
        sa.Column("locked_by_name", sa.String(length=120), nullable=False),
        sa.Column("locked_at", UtcDateTime(), nullable=True),
        sa.Column("file_key", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("presented_on", sa.Date(), nullable=True),
        sa.Column("presented_note", sa.String(length=200), nullable=False),
        _check("kind IN ('forecast', 'half_year', 'quarter')", "follow_up_kind_word"),
        _check("state IN ('draft', 'locked')", "follow_up_state_word"),
        _check(NUMBERS, "follow_up_number_of_kind"),
        _check("(budget_year_id IS NULL) = (kind = 'quarter')", "follow_up_of_a_budget"),
        _check("(state = 'locked') = (locked_at IS NOT NULL)", "follow_up_locked"),
        _check("state <> 'locked' OR (file_key <> '' AND digest <> '')", "follow_up_locked_with_paper"),
        _check("kind = 'quarter' OR locked_by <> prepared_by", "follow_up_two_people"),
        _check("presented_on IS NULL OR state = 'locked'", "follow_up_presented_locked"),
        _key("follow_up", "budget_year_id", "budget_year"),
        _key("follow_up", "prepared_by", "person"),
        _key("follow_up", "locked_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("year", "kind", "number", name=op.f("uq_follow_up_year_kind_number")),
    )
    op.create_table(
        "follow_up_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=24), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("budget", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.BigInteger(), nullable=False),
        sa.Column("forecast", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        _check(f"section IN ({SECTIONS})", "follow_up_line_section_word"),
        _check(f"category IN ({CATEGORIES})", "follow_up_line_category_word"),
        _check(
            "(organisation_id IS NOT NULL) = (section IN ('adjustment', 'individual_investment'))",
            "follow_up_line_members_own",
        ),
        _key("follow_up_line", "report_id", "follow_up"),
        _key("follow_up_line", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_line")),
    )
    kind = ["report_id", "section", "category"]
    shared, members = sa.text("organisation_id IS NULL"), sa.text("organisation_id IS NOT NULL")
    op.create_index(
        "uq_follow_up_line_shared", "follow_up_line", kind, unique=True, sqlite_where=shared, postgresql_where=shared
    )
    op.create_index(
        "uq_follow_up_line_member", "follow_up_line", [*kind, "organisation_id"],
        unique=True, sqlite_where=members, postgresql_where=members,
    )  # fmt: skip
    op.create_table(
        "follow_up_sending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("receiver", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("addresses", sa.String(length=1000), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=False),
        sa.Column("sent_by_name", sa.String(length=120), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        _check("audience IN ('member', 'committee', 'executives')", "follow_up_sending_audience_word"),
        _check("(audience = 'member') = (organisation_id IS NOT NULL)", "follow_up_sending_member_named"),
        _check("addresses <> ''", "follow_up_sending_addressed"),
        _key("follow_up_sending", "report_id", "follow_up"),
        _key("follow_up_sending", "organisation_id", "organisation"),
        _key("follow_up_sending", "sent_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_sending")),
        sa.UniqueConstraint("report_id", "receiver", name=op.f("uq_follow_up_sending_report_id_receiver")),
    )
    for table, verb, when in GUARDS:
        named = {"table": table, "verb": verb.lower(), "when": when}
        if op.get_bind().dialect.name == "sqlite":
            op.execute(SQLITE.format(**named))
        else:
            op.execute(FUNCTION.format(**named))
            op.execute(POSTGRESQL.format(**named))


def downgrade() -> None:
    for table in ("follow_up_sending", "follow_up_line", "follow_up"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for table, verb, _when in GUARDS:
            op.execute(f"DROP FUNCTION {table}_kept_{verb.lower()}()")
