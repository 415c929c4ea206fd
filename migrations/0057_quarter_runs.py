"""A quarter's invoices are issued by a run, like a month's recharges."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

KIND = (
    "ALTER TABLE invoice_run ADD COLUMN kind VARCHAR(10) DEFAULT 'recharge' NOT NULL "
    "CONSTRAINT ck_invoice_run_kind_word CHECK (kind IN ('recharge', 'quarter', 'supplement'))"
)
INDEX = "uq_invoice_run_under_way"
UNDER_WAY = sa.text("state = 'running'")


def upgrade() -> None:
    op.execute(KIND)
    _index("kind", "month")
    op.create_table(
        "contribution_run",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("supplement", sa.Boolean(), nullable=False),
        sa.Column("unsettled_why", sa.String(length=300), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_by_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name=op.f("ck_contribution_run_quarter")),
        sa.CheckConstraint("NOT supplement OR quarter = 1", name=op.f("ck_contribution_run_supplement_of_first")),
        sa.ForeignKeyConstraint(["run_id"], ["invoice_run.id"], name=op.f("fk_contribution_run_run_id_invoice_run")),
        sa.ForeignKeyConstraint(["year_id"], ["budget_year.id"], name=op.f("fk_contribution_run_year_id_budget_year")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_contribution_run_asked_by_person")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_contribution_run")),
    )
    op.create_index("ix_contribution_run_quarter", "contribution_run", ["year_id", "quarter", "run_id"])


def downgrade() -> None:
    op.drop_table("contribution_run")
    op.drop_index(INDEX, "invoice_run")
    op.drop_column("invoice_run", "kind")
    _make_index("month")


def _index(*columns: str) -> None:
    op.drop_index(INDEX, "invoice_run")
    _make_index(*columns)


def _make_index(*columns: str) -> None:
    op.create_index(
        INDEX, "invoice_run", list(columns), unique=True, sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY
    )
