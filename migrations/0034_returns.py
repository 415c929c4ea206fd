"""What is handed in: the chain of custody, pallets with their reports, credits."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

STATES = (
    "'requested', 'overdue', 'handed_in', 'received', 'inspected', 'wiped', 'reused', 'recycled', 'closed', 'cancelled'"
)
AFTER = "'wiped', 'reused', 'recycled', 'closed'"


def _check(text: str, name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(text, name=op.f(f"ck_{name}"))


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _number(name: str, *, empty: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=empty)


def _moment(name: str, *, empty: bool = True) -> sa.Column:
    return sa.Column(name, UtcDateTime(), nullable=empty)


def upgrade() -> None:
    op.create_table(
        "return_request",
        _number("id"),
        _text("number", 20),
        *(_number(name) for name in ("case_id", "device_id", "unit_id", "organisation_id")),
        _number("holder_id", empty=True),
        _text("holder_name", 120),
        _text("cost_centre", 60),
        _text("reason", 12),
        _text("way", 6),
        _text("place", 200),
        sa.Column("pickup_on", sa.Date(), nullable=True),
        _text("slot", 2),
        sa.Column("signed_out", sa.Boolean(), nullable=False),
        _text("state", 12),
        _moment("requested_at", empty=False),
        _text("grade", 6),
        _text("remark", 500),
        _moment("unlocked_at"),
        _text("wipe_method", 12),
        _moment("wiped_at"),
        _number("wiped_by", empty=True),
        _text("wiped_name", 120),
        _moment("closed_at"),
        _check(f"state IN ({STATES})", "return_request_state_word"),
        _check(
            "reason IN ('age', 'leaver', 'unneeded', 'broken', 'recovered', 'loan', 'other')",
            "return_request_reason_word",
        ),
        _check("way IN ('place', 'pickup')", "return_request_way_word"),
        _check("slot IN ('', 'fm', 'em')", "return_request_slot_word"),
        _check("grade IN ('', 'good', 'worn', 'broken')", "return_request_grade_word"),
        _check(
            "wipe_method IN ('', 'mdm', 'secure_erase', 'overwrite', 'destroyed')", "return_request_wipe_method_word"
        ),
        _check("(way = 'pickup') = (slot <> '' AND pickup_on IS NOT NULL)", "return_request_pickup_slot"),
        _check(
            f"state NOT IN ({AFTER}) OR (wipe_method <> '' AND wiped_at IS NOT NULL AND wiped_by IS NOT NULL)",
            "return_request_wiped_first",
        ),
        _check(f"state NOT IN ({AFTER}) OR unlocked_at IS NOT NULL", "return_request_unlocked_first"),
        _key("return_request", "case_id", "service_case"),
        _key("return_request", "device_id", "device"),
        _key("return_request", "unit_id", "unit"),
        _key("return_request", "organisation_id", "organisation"),
        _key("return_request", "holder_id", "person"),
        _key("return_request", "wiped_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_request")),
        sa.UniqueConstraint("number", name=op.f("uq_return_request_number")),
        sa.UniqueConstraint("case_id", name=op.f("uq_return_request_case_id")),
    )
    still_open = sa.text("state NOT IN ('closed', 'cancelled')")
    op.create_index(
        "uq_return_request_open", "return_request", ["device_id"], unique=True, sqlite_where=still_open,
        postgresql_where=still_open,
    )  # fmt: skip
    op.create_index("ix_return_request_state", "return_request", ["state", "id"])
    op.create_index("ix_return_request_pickup", "return_request", ["pickup_on", "slot"])
    op.create_table(
        "custody_event",
        _number("id"),
        _number("return_id"),
        _text("step", 20),
        _moment("at", empty=False),
        _number("by", empty=True),
        _text("by_name", 120),
        sa.Column("facts", sa.JSON(), nullable=False),
        _text("seal", 64),
        _key("custody_event", "return_id", "return_request"),
        _key("custody_event", "by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_event")),
    )
    op.create_index("ix_custody_event_return", "custody_event", ["return_id", "id"])
    op.create_table(
        "pallet",
        _number("id"),
        _text("number", 20),
        _number("supplier_id"),
        _text("state", 10),
        _moment("opened_at", empty=False),
        _text("seal_number", 40),
        _text("manifest", 64),
        _moment("sealed_at"),
        _number("sealed_by", empty=True),
        _moment("picked_up_at"),
        _text("driver", 120),
        _moment("reported_at"),
        _text("report_name", 160),
        _text("report_digest", 64),
        _moment("settled_at"),
        _check("state IN ('open', 'sealed', 'picked_up', 'reported', 'settled')", "pallet_state_word"),
        _check("state = 'open' OR (seal_number <> '' AND manifest <> '' AND sealed_at IS NOT NULL)", "pallet_sealed"),
        _check("state NOT IN ('picked_up', 'reported', 'settled') OR picked_up_at IS NOT NULL", "pallet_gone"),
        _check("(report_digest = '') = (reported_at IS NULL)", "pallet_report"),
        _key("pallet", "supplier_id", "supplier"),
        _key("pallet", "sealed_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pallet")),
        sa.UniqueConstraint("number", name=op.f("uq_pallet_number")),
    )
    op.create_table(
        "pallet_item",
        _number("id"),
        _number("pallet_id"),
        _number("return_id"),
        _text("serial", 60),
        _text("result", 10),
        _text("certificate", 60),
        _number("amount"),
        _check("result IN ('', 'matched', 'missing')", "pallet_item_result_word"),
        _check("amount >= 0", "pallet_item_amount"),
        _check("certificate = '' OR serial <> ''", "pallet_item_certificate_of_something"),
        _key("pallet_item", "pallet_id", "pallet"),
        _key("pallet_item", "return_id", "return_request"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pallet_item")),
        sa.UniqueConstraint("return_id", name=op.f("uq_pallet_item_return_id")),
        sa.UniqueConstraint("pallet_id", "serial", name=op.f("uq_pallet_item_pallet_id_serial")),
    )
    op.create_table(
        "pallet_finding",
        _number("id"),
        _number("pallet_id"),
        _text("kind", 12),
        _text("serial", 60),
        _number("case_id", empty=True),
        _text("tag", 30),
        _moment("settled_at"),
        _text("answer", 500),
        _check("kind IN ('missing', 'unexpected', 'extra_wiped')", "pallet_finding_kind_word"),
        _check("kind <> 'missing' OR case_id IS NOT NULL", "pallet_finding_missing_has_incident"),
        _key("pallet_finding", "pallet_id", "pallet"),
        _key("pallet_finding", "case_id", "service_case"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pallet_finding")),
        sa.UniqueConstraint("pallet_id", "serial", name=op.f("uq_pallet_finding_pallet_id_serial")),
    )
    op.create_table(
        "return_credit",
        _number("id"),
        *(_number(name) for name in ("item_id", "organisation_id", "unit_id")),
        _text("cost_centre", 60),
        _number("amount"),
        _moment("credited_at", empty=False),
        _check("amount > 0", "return_credit_amount_positive"),
        _key("return_credit", "item_id", "pallet_item"),
        _key("return_credit", "organisation_id", "organisation"),
        _key("return_credit", "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_credit")),
        sa.UniqueConstraint("item_id", name=op.f("uq_return_credit_item_id")),
    )
    op.create_index("ix_return_credit_unit", "return_credit", ["unit_id"])
    op.create_table(
        "report_columns",
        _number("supplier_id"),
        sa.Column("columns", sa.JSON(), nullable=False),
        _key("report_columns", "supplier_id", "supplier"),
        sa.PrimaryKeyConstraint("supplier_id", name=op.f("pk_report_columns")),
    )


def downgrade() -> None:
    for table in (
        "report_columns", "return_credit", "pallet_finding", "pallet_item", "pallet", "custody_event", "return_request",
    ):  # fmt: skip
        op.drop_table(table)
