"""The range through time: decisions, changes and versions that nobody can alter, swaps, and suppliers' contracts."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

FIRST = "Sortimentet"
# The kinds that IT publishes itself, as the edition of the day says (L134-136, L38-41).
PUBLISHED_BY_IT = (
    "av_partner",
    "av_subcontractor",
    "av_own_procurement",
    "av_support_agreement",
    "av_installation",
    "m365_base",
    "m365_elevated",
    "m365_addon",
    "playipp",
    "roomdisplay",
    "non_standard_software",
    "external_account",
    "function_address",
    "access_point",
    "switch",
    "internet_connection",
    "wan_100",
    "wan_higher",
    "vpn_access",
    "business_system",
    "application_operation",
    "virtual_server",
    "storage",
    "extra_support",
    "ticketing_use",
    "it_in_procurement",
    "technical_advice",
    "pilot",
    "development_case",
    "building_change",
)
APART = frozenset({"id", "state", "governed", "decision", "decided_on", "decision_id", "swap_id", "popularity"})
VERSION = sa.table(
    "range_version", sa.column("number"), sa.column("day", sa.Date), sa.column("made_at", UtcDateTime),
    sa.column("title"), sa.column("decision_id"),
)  # fmt: skip
DECISION = sa.table(
    "range_decision", sa.column("id"), sa.column("number"), sa.column("body"), sa.column("decided_on", sa.Date),
    sa.column("effective_on", sa.Date), sa.column("title"), sa.column("reason"), sa.column("meeting"),
    sa.column("proposal"), sa.column("recorded_at", UtcDateTime),
)  # fmt: skip
CHANGE = sa.table(
    "item_change", sa.column("id"), sa.column("item_id"), sa.column("change"), sa.column("effective_on", sa.Date),
    sa.column("state"), sa.column("content", sa.JSON), sa.column("decision_id"), sa.column("reason"),
    sa.column("made_by_name"), sa.column("made_at", UtcDateTime),
)  # fmt: skip
APPLIED = sa.table("applied_change", sa.column("change_id"), sa.column("version"))
NEW_COLUMNS = {"decision_id": "range_decision", "swap_id": "emergency_swap", "contract_id": "supplier_contract"}
FOREVER = ("range_decision", "item_change", "range_version", "applied_change")
# Promise 65: a bug above the database cannot put a thing in the range that nobody decided.
UNDECIDED = "NEW.governed AND NEW.state <> 'draft' AND NEW.decision_id IS NULL AND NEW.swap_id IS NULL"
UNDECIDED_SQLITE = """
CREATE TRIGGER item_{when}_by_decision BEFORE {verb} ON item WHEN {undecided}
BEGIN SELECT RAISE(ABORT, 'item published_by_decision: no decision'); END
"""
UNDECIDED_FUNCTION = f"""
CREATE FUNCTION item_is_decided() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF {UNDECIDED} THEN
RAISE EXCEPTION 'item published_by_decision: no decision' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$
"""
UNDECIDED_POSTGRESQL = """
CREATE TRIGGER item_by_decision BEFORE INSERT OR UPDATE ON item FOR EACH ROW EXECUTE FUNCTION item_is_decided()
"""
FOREVER_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END
"""
FOREVER_FUNCTION = """
CREATE FUNCTION range_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is never changed', TG_TABLE_NAME; END $$
"""
FOREVER_POSTGRESQL = """
CREATE TRIGGER {table}_for_ever BEFORE UPDATE OR DELETE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION range_is_never_changed()
"""


def upgrade() -> None:
    _contracts()
    _decisions()
    _swaps()
    _changes()
    _versions()
    op.add_column("item", sa.Column("governed", sa.Boolean(), nullable=False, server_default=sa.true()))
    for column, table in NEW_COLUMNS.items():
        # SQLite adds a reference only with its column.
        op.execute(f"ALTER TABLE item ADD COLUMN {column} INTEGER CONSTRAINT fk_item_{column} REFERENCES {table} (id)")
    _carry_over()
    _guard()


def downgrade() -> None:
    _unguard()
    for column in NEW_COLUMNS:
        op.drop_column("item", column)
    op.drop_column("item", "governed")
    for table in ("applied_change", "range_version", "item_change", "emergency_swap"):
        op.drop_table(table)
    op.drop_table("range_decision")
    op.drop_table("supplier_contract")


def _contracts() -> None:
    op.create_table(
        "supplier_contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(120), nullable=False),
        sa.Column("reference", sa.String(60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("included_in_contribution", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_supplier_contract_ends_after_start")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_contract_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_contract")),
        sa.UniqueConstraint("reference", name=op.f("uq_supplier_contract_reference")),
    )
    op.create_index(op.f("ix_supplier_contract_supplier_id"), "supplier_contract", ["supplier_id"])


def _decisions() -> None:
    op.create_table(
        "range_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("body", sa.String(20), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("meeting", sa.String(120), nullable=False),
        sa.Column("proposal", sa.String(20), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "body IN ('dialog_forum', 'steering_group', 'committee')", name=op.f("ck_range_decision_body_word")
        ),
        sa.CheckConstraint("effective_on >= decided_on", name=op.f("ck_range_decision_effective_after_decided")),
        sa.CheckConstraint("title <> ''", name=op.f("ck_range_decision_has_title")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_range_decision_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_range_decision")),
        sa.UniqueConstraint("number", name=op.f("uq_range_decision_number")),
    )


def _swaps() -> None:
    op.create_table(
        "emergency_swap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("old_id", sa.Integer(), nullable=False),
        sa.Column("new_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("ratify_by", sa.Date(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'ratified', 'reverted')", name=op.f("ck_emergency_swap_state_word")),
        sa.CheckConstraint("new_id <> old_id", name=op.f("ck_emergency_swap_two_items")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_emergency_swap_has_reason")),
        sa.CheckConstraint(
            "state <> 'ratified' OR decision_id IS NOT NULL", name=op.f("ck_emergency_swap_ratified_by_decision")
        ),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f("ck_emergency_swap_ended")),
        sa.ForeignKeyConstraint(["old_id"], ["item.id"], name=op.f("fk_emergency_swap_old_id")),
        sa.ForeignKeyConstraint(["new_id"], ["item.id"], name=op.f("fk_emergency_swap_new_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_emergency_swap_made_by")),
        sa.ForeignKeyConstraint(["decision_id"], ["range_decision.id"], name=op.f("fk_emergency_swap_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_swap")),
    )


def _changes() -> None:
    op.create_table(
        "item_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(10), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(12), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("swap_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_by_name", sa.String(120), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "change IN ('decision', 'it', 'facts', 'price', 'emergency', 'reverted')",
            name=op.f("ck_item_change_change_word"),
        ),
        sa.CheckConstraint(
            "state IS NULL OR state IN ('draft', 'published', 'withdrawn')", name=op.f("ck_item_change_state_word")
        ),
        sa.CheckConstraint("change <> 'decision' OR decision_id IS NOT NULL", name=op.f("ck_item_change_decided")),
        sa.CheckConstraint(
            "change NOT IN ('facts', 'price') OR state IS NULL", name=op.f("ck_item_change_corrections_keep_state")
        ),
        sa.CheckConstraint(
            "change NOT IN ('emergency', 'reverted') OR swap_id IS NOT NULL", name=op.f("ck_item_change_swapped")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_change_item_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["range_decision.id"], name=op.f("fk_item_change_decision_id")),
        sa.ForeignKeyConstraint(["swap_id"], ["emergency_swap.id"], name=op.f("fk_item_change_swap_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_item_change_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_change")),
    )
    op.create_index("ix_item_change_item", "item_change", ["item_id", "effective_on", "id"])
    op.create_index("ix_item_change_day", "item_change", ["effective_on", "id"])
    op.create_index(op.f("ix_item_change_decision_id"), "item_change", ["decision_id"])


def _versions() -> None:
    op.create_table(
        "range_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decision_id"], ["range_decision.id"], name=op.f("fk_range_version_decision_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_range_version")),
    )
    op.create_index(op.f("ix_range_version_decision_id"), "range_version", ["decision_id"])
    op.create_table(
        "applied_change",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["item_change.id"], name=op.f("fk_applied_change_change_id")),
        sa.ForeignKeyConstraint(["version"], ["range_version.number"], name=op.f("fk_applied_change_version")),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_applied_change")),
    )
    op.create_index(op.f("ix_applied_change_version"), "applied_change", ["version"])


def _carry_over() -> None:
    """What stands in the range already came there by the decisions its items name; one version holds it all."""
    bind, meta = op.get_bind(), sa.MetaData()
    item = sa.Table("item", meta, autoload_with=bind)
    bind.execute(sa.update(item).where(item.c.kind.in_(PUBLISHED_BY_IT)).values(governed=False))
    rows = bind.execute(sa.select(item).order_by(item.c.id)).mappings().all()
    if not rows:
        return
    now = dt.datetime.now(dt.UTC)
    number = bind.execute(sa.text("SELECT number FROM catalogue_version")).scalar_one()
    decisions = _known_decisions(rows, now)
    version = {"number": number, "day": now.date(), "made_at": now, "title": FIRST, "decision_id": None}
    bind.execute(sa.insert(VERSION), version)
    for row in rows:
        decision = decisions.get((row["decision"], row["decided_on"])) if row["governed"] else None
        bind.execute(sa.update(item).where(item.c.id == row["id"]).values(decision_id=decision))
        content = {name: row[name] for name in row if name not in APART}
        change = {
            "item_id": row["id"], "change": "decision" if decision else "it", "effective_on": row["decided_on"] or now.date(),
            "state": row["state"], "content": content, "decision_id": decision, "reason": "", "made_by_name": FIRST,
            "made_at": now,
        }  # fmt: skip
        made = bind.execute(sa.insert(CHANGE).returning(CHANGE.c.id), change).scalar_one()
        bind.execute(sa.insert(APPLIED), {"change_id": made, "version": number})


def _known_decisions(rows: Sequence[Mapping[str, Any]], now: dt.datetime) -> dict[tuple[str, dt.date], int]:
    named = {(row["decision"], row["decided_on"]) for row in rows if row["governed"] and row["state"] != "draft"}
    known = {}
    for title, day in sorted((title, day or now.date()) for title, day in named):
        found = op.get_bind().execute(
            sa.insert(DECISION).returning(DECISION.c.id),
            {
                "number": f"B{day.year}-{1 + sum(kept[1].year == day.year for kept in known):03d}", "body": "dialog_forum",
                "decided_on": day, "effective_on": day, "title": title, "reason": "", "meeting": "", "proposal": "",
                "recorded_at": now,
            },
        )  # fmt: skip
        known[title, day] = found.scalar_one()
    return known


def _guard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for when, verb in (("made", "INSERT"), ("kept", "UPDATE")):
            op.execute(UNDECIDED_SQLITE.format(when=when, verb=verb, undecided=UNDECIDED))
        for table in FOREVER:
            for verb in ("UPDATE", "DELETE"):
                op.execute(FOREVER_SQLITE.format(table=table, verb=verb))
        return
    op.execute(UNDECIDED_FUNCTION)
    op.execute(UNDECIDED_POSTGRESQL)
    op.execute(FOREVER_FUNCTION)
    for table in FOREVER:
        op.execute(FOREVER_POSTGRESQL.format(table=table))


def _unguard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for when in ("made", "kept"):
            op.execute(f"DROP TRIGGER item_{when}_by_decision")
        return
    op.execute("DROP TRIGGER item_by_decision ON item")
    op.execute("DROP FUNCTION item_is_decided")
    for table in FOREVER:
        op.execute(f"DROP TRIGGER {table}_for_ever ON {table}")
    op.execute("DROP FUNCTION range_is_never_changed")
