"""Budget years: population, lines in three sections, steps and council decisions."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

STATES = "'preparing', 'proposed', 'in_dialogue', 'adopted', 'running', 'closed', 'settled'"
SECTIONS = "'shared_operation', 'shared_investment', 'individual_investment', 'adjustment'"
CATEGORIES = (
    "'salary', 'licence', 'rent', 'operation', 'consultant', 'capital', 'income', 'network', 'server', 'storage', "
    "'ups', 'cooling', 'fire_protection', 'security', 'computer', 'tablet', 'access_point', 'historic', 'other'"
)
SIGN = "section = 'adjustment' OR (category = 'income' AND amount <= 0) OR (category <> 'income' AND amount >= 0)"
# a bug above the database cannot adopt a budget that a council has not decided.
UNDECIDED = """NEW.state IN ('adopted', 'running', 'closed', 'settled') AND EXISTS (
SELECT 1 FROM organisation WHERE organisation.is_member AND NOT EXISTS (
SELECT 1 FROM council_decision WHERE council_decision.year_id = NEW.id
AND council_decision.organisation_id = organisation.id AND council_decision.withdrawn_at IS NULL))"""
UNDECIDED_SQLITE = f"""
CREATE TRIGGER budget_year_{{when}}_by_councils BEFORE {{verb}} ON budget_year WHEN {UNDECIDED}
BEGIN SELECT RAISE(ABORT, 'budget_year adopted_by_councils: a decision is missing'); END
"""
UNDECIDED_FUNCTION = f"""
CREATE FUNCTION budget_year_is_decided() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF {UNDECIDED} THEN
RAISE EXCEPTION 'budget_year adopted_by_councils: a decision is missing' USING ERRCODE = 'check_violation';
END IF; RETURN NEW; END $$
"""
UNDECIDED_POSTGRESQL = """
CREATE TRIGGER budget_year_by_councils BEFORE INSERT OR UPDATE ON budget_year
FOR EACH ROW EXECUTE FUNCTION budget_year_is_decided()
"""
# What a budget was adopted by stays.
ADOPTED = """EXISTS (SELECT 1 FROM budget_year WHERE budget_year.id = OLD.year_id
AND budget_year.state IN ('adopted', 'running', 'closed', 'settled'))"""
KEPT_SQLITE = f"""
CREATE TRIGGER council_decision_{{verb}}_kept BEFORE {{verb}} ON council_decision WHEN {ADOPTED}
BEGIN SELECT RAISE(ABORT, 'council_decision kept: the budget is adopted'); END
"""
KEPT_FUNCTION = f"""
CREATE FUNCTION council_decision_is_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF {ADOPTED} THEN
RAISE EXCEPTION 'council_decision kept: the budget is adopted' USING ERRCODE = 'check_violation';
END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$
"""
KEPT_POSTGRESQL = """
CREATE TRIGGER council_decision_kept BEFORE UPDATE OR DELETE ON council_decision
FOR EACH ROW EXECUTE FUNCTION council_decision_is_kept()
"""


def _check(text: str, name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(text, name=op.f(f"ck_{name}"))


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _id() -> sa.Column:
    return sa.Column("id", sa.Integer(), nullable=False)


def _primary(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def upgrade() -> None:
    _population()
    _years()
    _lines()
    _decisions()
    _guards()


def _population() -> None:
    op.create_table(
        "population_figure",
        _id(),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        _check("count > 0", "population_figure_people"),
        _check("source <> ''", "population_figure_with_source"),
        _key("population_figure", "organisation_id", "organisation"),
        _key("population_figure", "recorded_by", "person"),
        _primary("population_figure"),
        sa.UniqueConstraint("organisation_id", "on_date", name=op.f("uq_population_figure_organisation_id_on_date")),
    )


def _years() -> None:
    op.create_table(
        "budget_year",
        _id(),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("population_date", sa.Date(), nullable=False),
        sa.Column("interest", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("adopted_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _check(f"state IN ({STATES})", "budget_year_state_word"),
        _check("year BETWEEN 2014 AND 2100", "budget_year_year"),
        _check("interest BETWEEN 0 AND 10000", "budget_year_interest"),
        _primary("budget_year"),
        sa.UniqueConstraint("year", name=op.f("uq_budget_year_year")),
    )
    op.create_table(
        "budget_step",
        _id(),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_by_name", sa.String(length=120), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        _check(f"state IN ({STATES})", "budget_step_state_word"),
        _key("budget_step", "year_id", "budget_year"),
        _key("budget_step", "made_by", "person"),
        _primary("budget_step"),
        sa.UniqueConstraint("year_id", "state", name=op.f("uq_budget_step_year_id_state")),
    )


def _lines() -> None:
    op.create_table(
        "budget_line",
        _id(),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=24), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("in_use_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        _check(f"section IN ({SECTIONS})", "budget_line_section_word"),
        _check(f"category IN ({CATEGORIES})", "budget_line_category_word"),
        _check(
            "(organisation_id IS NOT NULL) = (section IN ('adjustment', 'individual_investment'))",
            "budget_line_members_own",
        ),
        _check(
            "(months IS NOT NULL AND in_use_on IS NOT NULL) = (section = 'shared_investment')",
            "budget_line_depreciated",
        ),
        _check("months IS NULL OR months BETWEEN 1 AND 600", "budget_line_months"),
        _check(SIGN, "budget_line_sign"),
        _key("budget_line", "year_id", "budget_year"),
        _key("budget_line", "organisation_id", "organisation"),
        _primary("budget_line"),
    )
    op.create_index("ix_budget_line_year", "budget_line", ["year_id", "section", "id"])


def _decisions() -> None:
    op.create_table(
        "council_decision",
        _id(),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("council", sa.String(length=120), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_by_name", sa.String(length=120), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=300), nullable=False),
        _check("reference <> '' AND council <> ''", "council_decision_with_reference"),
        _check("(withdrawn_at IS NULL) = (withdrawn_reason = '')", "council_decision_withdrawn"),
        _key("council_decision", "year_id", "budget_year"),
        _key("council_decision", "organisation_id", "organisation"),
        _key("council_decision", "recorded_by", "person"),
        _key("council_decision", "withdrawn_by", "person"),
        _primary("council_decision"),
    )
    holds = sa.text("withdrawn_at IS NULL")
    op.create_index(
        "uq_council_decision_holds", "council_decision", ["year_id", "organisation_id"],
        unique=True, sqlite_where=holds, postgresql_where=holds,
    )  # fmt: skip


def _guards() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(UNDECIDED_SQLITE.format(when="made", verb="INSERT"))
        op.execute(UNDECIDED_SQLITE.format(when="moved", verb="UPDATE"))
        for verb in ("UPDATE", "DELETE"):
            op.execute(KEPT_SQLITE.format(verb=verb))
        return
    for statement in (UNDECIDED_FUNCTION, UNDECIDED_POSTGRESQL, KEPT_FUNCTION, KEPT_POSTGRESQL):
        op.execute(statement)


def downgrade() -> None:
    for table in ("council_decision", "budget_line", "budget_step", "budget_year", "population_figure"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION budget_year_is_decided()")
        op.execute("DROP FUNCTION council_decision_is_kept()")
