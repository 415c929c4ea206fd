"""Until when a maker supports a model; frozen forecasts of replacements; what there was at the end of each year."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

FROZEN = ("radar_snapshot", "radar_snapshot_row")
FROZEN_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END
"""
FROZEN_FUNCTION = """
CREATE FUNCTION radar_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is never changed', TG_TABLE_NAME; END $$
"""
FROZEN_POSTGRESQL = """
CREATE TRIGGER {table}_for_ever BEFORE UPDATE OR DELETE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION radar_is_never_changed()
"""


def upgrade() -> None:
    op.add_column("item", sa.Column("supported_until", sa.String(length=10), server_default="", nullable=False))
    _snapshots()
    _counts()
    _freeze()


def _snapshots() -> None:
    op.create_table(
        "radar_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("ahead", sa.Integer(), nullable=False),
        sa.Column("scenario", sa.JSON(), nullable=False),
        sa.Column("prices", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_by_name", sa.String(length=120), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_radar_snapshot_has_title")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_radar_snapshot_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_radar_snapshot")),
    )
    op.create_table(
        "radar_snapshot_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("organisation_name", sa.String(length=60), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("device_class", sa.String(length=20), nullable=False),
        sa.Column("payer", sa.String(length=12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.Integer(), nullable=True),
        sa.Column("base_count", sa.Integer(), nullable=False),
        sa.Column("base_price", sa.Integer(), nullable=True),
        sa.CheckConstraint("count >= 0 AND base_count >= 0", name=op.f("ck_radar_snapshot_row_counts")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_radar_snapshot_row_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["radar_snapshot.id"], name=op.f("fk_radar_snapshot_row_snapshot_id_radar_snapshot")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_radar_snapshot_row_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_radar_snapshot_row")),
        sa.UniqueConstraint("snapshot_id", "year", "unit_id", "kind", name=op.f("uq_radar_snapshot_row_snapshot_id_year_unit_id_kind")),
    )  # fmt: skip

    op.create_table(
        "radar_budget_copy",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.Integer(), nullable=False),
        sa.Column("copied_by", sa.Integer(), nullable=False),
        sa.Column("copied_by_name", sa.String(length=120), nullable=False),
        sa.Column("copied_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_radar_budget_copy_count")),
        sa.ForeignKeyConstraint(["copied_by"], ["person.id"], name=op.f("fk_radar_budget_copy_copied_by_person")),
        sa.ForeignKeyConstraint(["line_id"], ["budget_line.id"], name=op.f("fk_radar_budget_copy_line_id_budget_line"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_radar_budget_copy_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["radar_snapshot.id"], name=op.f("fk_radar_budget_copy_snapshot_id_radar_snapshot")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_radar_budget_copy")),
    )  # fmt: skip
    op.create_index("ix_radar_budget_copy_snapshot_id", "radar_budget_copy", ["snapshot_id"])


def _counts() -> None:
    op.create_table(
        "year_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "what IN ('users', 'computer', 'tablet', 'phone', 'sites', 'access_point', 'switch', 'systems')",
            name=op.f("ck_year_count_what_word"),
        ),
        sa.CheckConstraint("source IN ('counted', 'reckoned')", name=op.f("ck_year_count_source_word")),
        sa.CheckConstraint("count >= 0", name=op.f("ck_year_count_count")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_year_count_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_count")),
        sa.UniqueConstraint("year", "organisation_id", "what", name=op.f("uq_year_count_year_organisation_id_what")),
    )  # fmt: skip
    op.create_index(
        "uq_year_count_shared", "year_count", ["year", "what"], unique=True,
        sqlite_where=sa.text("organisation_id IS NULL"), postgresql_where=sa.text("organisation_id IS NULL"),
    )  # fmt: skip


def _freeze() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in FROZEN:
            for verb in ("update", "delete"):
                op.execute(FROZEN_SQLITE.format(table=table, verb=verb))
        return
    op.execute(FROZEN_FUNCTION)
    for table in FROZEN:
        op.execute(FROZEN_POSTGRESQL.format(table=table))


def downgrade() -> None:
    op.drop_index("uq_year_count_shared", table_name="year_count")
    op.drop_table("year_count")
    op.drop_index("ix_radar_budget_copy_snapshot_id", table_name="radar_budget_copy")
    op.drop_table("radar_budget_copy")
    op.drop_table("radar_snapshot_row")
    op.drop_table("radar_snapshot")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION radar_is_never_changed()")
    op.drop_column("item", "supported_until")
