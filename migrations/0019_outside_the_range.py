"""Requests for something outside the range, findings of what was bought without approval, questions to IT about them."""

import re

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# What a yes may be wanted for: these came, beside what there was.
ADDED = ("exception", "av")
MATTER = "ck_approval_request_matter_word"
TABLES = (
    "it_question",
    "finding_appeal",
    "extra_cost",
    "finding_draft",
    "finding_sanction",
    "finding",
    "exception_device",
    "exception_request",
)


def upgrade() -> None:
    _matters(lambda words: [*words, *(word for word in ADDED if word not in words)])
    op.create_table(
        "exception_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("requester_id", sa.Integer(), nullable=False),
        sa.Column("requester_name", sa.String(length=120), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("recipient_name", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("device_class", sa.String(length=10), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.Integer(), nullable=False),
        sa.Column("supplier", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("why_not", sa.Text(), nullable=False),
        sa.Column("suggested", sa.JSON(), nullable=False),
        sa.Column("connects", sa.Boolean(), nullable=False),
        sa.Column("ways", sa.JSON(), nullable=False),
        sa.Column("personal_data", sa.Boolean(), nullable=False),
        sa.Column("needed_by", sa.Date(), nullable=True),
        sa.Column("quote_key", sa.String(length=64), nullable=False),
        sa.Column("quote_name", sa.String(length=160), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("state_at", UtcDateTime(), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("manager_name", sa.String(length=260), nullable=False),
        sa.Column("it_id", sa.Integer(), nullable=True),
        sa.Column("it_name", sa.String(length=260), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("reviewed_at", UtcDateTime(), nullable=True),
        sa.Column("review_note", sa.Text(), nullable=False),
        sa.Column("decline_reason", sa.Text(), nullable=False),
        sa.Column("alternative_id", sa.Integer(), nullable=True),
        sa.Column("alternative_sought", sa.Boolean(), nullable=False),
        sa.Column("budget_year", sa.Integer(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("purchased_on", sa.Date(), nullable=True),
        sa.Column("purchase_price", sa.Integer(), nullable=True),
        sa.Column("purchase_reference", sa.String(length=60), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "device_class IN ('computer', 'phone', 'tablet', 'other')",
            name=op.f("ck_exception_request_device_class_word"),
        ),
        sa.CheckConstraint(
            "state <> 'conditional' OR conditions <> ''", name=op.f("ck_exception_request_conditions_said")
        ),
        sa.CheckConstraint(
            "state <> 'declined' OR decline_reason <> ''", name=op.f("ck_exception_request_declined_with_reason")
        ),
        sa.CheckConstraint(
            "state <> 'referred' OR budget_year IS NOT NULL", name=op.f("ck_exception_request_referred_to_a_year")
        ),
        sa.CheckConstraint(
            "state IN ('manager_review', 'it_review', 'approved', 'conditional', 'declined', 'referred', 'withdrawn', 'expired', 'purchased', 'registered', 'closed')",
            name=op.f("ck_exception_request_state_word"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'conditional', 'purchased', 'registered') OR (manager_id IS NOT NULL AND it_id IS NOT NULL AND manager_id <> it_id)",
            name=op.f("ck_exception_request_both_said_yes"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('purchased', 'registered') OR purchased_on IS NOT NULL",
            name=op.f("ck_exception_request_purchased_on_a_day"),
        ),
        sa.CheckConstraint(
            "(manager_id IS NULL OR manager_id <> requester_id) AND (it_id IS NULL OR it_id <> requester_id)",
            name=op.f("ck_exception_request_never_own"),
        ),
        sa.CheckConstraint("quantity BETWEEN 1 AND 99", name=op.f("ck_exception_request_quantity_range")),
        sa.CheckConstraint("unit_price > 0", name=op.f("ck_exception_request_priced")),
        sa.ForeignKeyConstraint(["alternative_id"], ["item.id"], name=op.f("fk_exception_request_alternative_id")),
        sa.ForeignKeyConstraint(["it_id"], ["person.id"], name=op.f("fk_exception_request_it_id")),
        sa.ForeignKeyConstraint(["manager_id"], ["person.id"], name=op.f("fk_exception_request_manager_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_exception_request_organisation_id")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_exception_request_proposal_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["person.id"], name=op.f("fk_exception_request_recipient_id")),
        sa.ForeignKeyConstraint(["requester_id"], ["person.id"], name=op.f("fk_exception_request_requester_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_exception_request_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exception_request")),
        sa.UniqueConstraint("number", name=op.f("uq_exception_request_number")),
        sa.UniqueConstraint("token", name=op.f("uq_exception_request_token")),
    )
    op.create_index("ix_exception_request_alike", "exception_request", ["device_class", "sent_at"], unique=False)
    op.create_index("ix_exception_request_mine", "exception_request", ["requester_id", "id"], unique=False)
    op.create_index(
        op.f("ix_exception_request_organisation_id"), "exception_request", ["organisation_id"], unique=False
    )
    op.create_index("ix_exception_request_state", "exception_request", ["state", "id"], unique=False)
    op.create_index("ix_exception_request_unit", "exception_request", ["unit_id", "id"], unique=False)
    op.create_table(
        "exception_device",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_exception_device_device_id")),
        sa.ForeignKeyConstraint(["request_id"], ["exception_request.id"], name=op.f("fk_exception_device_request_id")),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_exception_device")),
    )
    op.create_index(op.f("ix_exception_device_request_id"), "exception_device", ["request_id"], unique=False)
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("device_class", sa.String(length=10), nullable=False),
        sa.Column("serial", sa.String(length=60), nullable=False),
        sa.Column("supplier", sa.String(length=120), nullable=False),
        sa.Column("price", sa.Integer(), nullable=True),
        sa.Column("found_where", sa.String(length=160), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("device_tag", sa.String(length=30), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("holder_name", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("reported_by", sa.Integer(), nullable=False),
        sa.Column("reported_name", sa.String(length=120), nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.Column("assessment", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_name", sa.String(length=120), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("appeal_until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("state_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "device_class IN ('computer', 'phone', 'tablet', 'other')", name=op.f("ck_finding_device_class_word")
        ),
        sa.CheckConstraint("state <> 'regularised' OR decision <> ''", name=op.f("ck_finding_regularised_with_reason")),
        sa.CheckConstraint("state = 'reported' OR assessment <> ''", name=op.f("ck_finding_assessed_in_words")),
        sa.CheckConstraint(
            "state IN ('reported', 'assessed', 'regularised', 'sanctioned', 'closed')",
            name=op.f("ck_finding_state_word"),
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_finding_decided_by")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_finding_device_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["person.id"], name=op.f("fk_finding_holder_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_finding_organisation_id")),
        sa.ForeignKeyConstraint(["reported_by"], ["person.id"], name=op.f("fk_finding_reported_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_finding_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("number", name=op.f("uq_finding_number")),
        sa.UniqueConstraint("token", name=op.f("uq_finding_token")),
    )
    op.create_index(op.f("ix_finding_device_id"), "finding", ["device_id"], unique=False)
    op.create_index("ix_finding_state", "finding", ["state", "id"], unique=False)
    op.create_index(op.f("ix_finding_unit_id"), "finding", ["unit_id"], unique=False)
    op.create_table(
        "finding_sanction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("case_number", sa.String(length=20), nullable=False),
        sa.Column("applied_by", sa.Integer(), nullable=False),
        sa.Column("applied_name", sa.String(length=120), nullable=False),
        sa.Column("applied_at", UtcDateTime(), nullable=False),
        sa.Column("lifted_by", sa.Integer(), nullable=True),
        sa.Column("lifted_at", UtcDateTime(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "lifted_at IS NULL OR lift_reason <> ''", name=op.f("ck_finding_sanction_lifted_with_reason")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_finding_sanction_with_reason")),
        sa.CheckConstraint(
            "sort IN ('refuse_network', 'refuse_support', 'return_and_replace', 'charge_extra_cost')",
            name=op.f("ck_finding_sanction_sort_word"),
        ),
        sa.ForeignKeyConstraint(["applied_by"], ["person.id"], name=op.f("fk_finding_sanction_applied_by")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_finding_sanction_finding_id")),
        sa.ForeignKeyConstraint(["lifted_by"], ["person.id"], name=op.f("fk_finding_sanction_lifted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_sanction")),
    )
    op.create_index(op.f("ix_finding_sanction_finding_id"), "finding_sanction", ["finding_id"], unique=False)
    op.create_index(
        "uq_finding_sanction_standing",
        "finding_sanction",
        ["finding_id", "sort"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "finding_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("sanction_id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(length=12), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "sort <> 'replacement' OR item_id IS NOT NULL", name=op.f("ck_finding_draft_replaced_by_an_item")
        ),
        sa.CheckConstraint("sort IN ('return', 'replacement')", name=op.f("ck_finding_draft_sort_word")),
        sa.CheckConstraint("state IN ('open', 'done', 'withdrawn')", name=op.f("ck_finding_draft_state_word")),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name=op.f("fk_finding_draft_done_by")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_finding_draft_finding_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_finding_draft_item_id")),
        sa.ForeignKeyConstraint(["sanction_id"], ["finding_sanction.id"], name=op.f("fk_finding_draft_sanction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_draft")),
        sa.UniqueConstraint("sanction_id", "sort", name=op.f("uq_finding_draft_sanction_id_sort")),
    )
    op.create_index(op.f("ix_finding_draft_finding_id"), "finding_draft", ["finding_id"], unique=False)
    op.create_table(
        "extra_cost",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("cost_centre", sa.String(length=60), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("spent_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_name", sa.String(length=120), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_extra_cost_has_text")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_extra_cost_amount_positive")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_extra_cost_finding_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_extra_cost_organisation_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_extra_cost_recorded_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_extra_cost_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra_cost")),
        sa.UniqueConstraint("token", name=op.f("uq_extra_cost_token")),
    )
    op.create_index(op.f("ix_extra_cost_finding_id"), "extra_cost", ["finding_id"], unique=False)
    op.create_index(op.f("ix_extra_cost_organisation_id"), "extra_cost", ["organisation_id"], unique=False)
    op.create_index("ix_extra_cost_unit", "extra_cost", ["unit_id", "spent_on"], unique=False)
    op.create_table(
        "finding_appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_by_name", sa.String(length=120), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_name", sa.String(length=120), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "outcome = '' OR (answer <> '' AND answered_by IS NOT NULL)",
            name=op.f("ck_finding_appeal_answered_in_words"),
        ),
        sa.CheckConstraint(
            "outcome IN ('', 'upheld', 'changed', 'lifted')", name=op.f("ck_finding_appeal_outcome_word")
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_finding_appeal_has_text")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_finding_appeal_answered_by")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_finding_appeal_finding_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_finding_appeal_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_appeal")),
    )
    op.create_index(op.f("ix_finding_appeal_finding_id"), "finding_appeal", ["finding_id"], unique=False)
    op.create_index(
        "uq_finding_appeal_open",
        "finding_appeal",
        ["finding_id"],
        unique=True,
        sqlite_where=sa.text("outcome = ''"),
        postgresql_where=sa.text("outcome = ''"),
    )
    op.create_table(
        "it_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=20), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("summary", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=80), nullable=False),
        sa.Column("requester_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=30), nullable=False),
        sa.Column("queue", sa.String(length=20), nullable=False),
        sa.Column("blocking", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_by_name", sa.String(length=120), nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.CheckConstraint(
            "queue IN ('it_workplace', 'it_infrastructure', 'object_lead', 'servicedesk', 'municipality')",
            name=op.f("ck_it_question_queue_word"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'approved', 'refused', 'answered', 'withdrawn')", name=op.f("ck_it_question_state_word")
        ),
        sa.CheckConstraint(
            "state NOT IN ('refused', 'answered') OR answer <> ''", name=op.f("ck_it_question_answered_in_words")
        ),
        sa.CheckConstraint(
            "topic IN ('wifi', 'licence', 'app_distribution', 'infrastructure', 'information_security')",
            name=op.f("ck_it_question_topic_word"),
        ),
        sa.CheckConstraint("answered_by IS NULL OR answered_by <> requester_id", name=op.f("ck_it_question_never_own")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_it_question_answered_by")),
        sa.ForeignKeyConstraint(["requester_id"], ["person.id"], name=op.f("fk_it_question_requester_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_it_question")),
        sa.UniqueConstraint("matter", "matter_id", "topic", name=op.f("uq_it_question_matter_matter_id_topic")),
    )
    op.create_index("ix_it_question_queue", "it_question", ["queue", "state", "id"], unique=False)


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)
    ours = ", ".join(f"'{word}'" for word in ADDED)
    op.execute(f"DELETE FROM decision WHERE request_id IN (SELECT id FROM approval_request WHERE matter IN ({ours}))")
    op.execute(f"DELETE FROM approval_request WHERE matter IN ({ours})")
    _matters(lambda words: [word for word in words if word not in ADDED])


def _matters(change) -> None:
    """Change the words of a rule without making the table anew: much points at it, and triggers read it."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        sql = connection.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = 'approval_request'"))
    else:
        rule = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"
        sql = connection.scalar(sa.text(rule), {"name": MATTER})
    old = _rule(sql)
    words = ", ".join(f"'{word}'" for word in change(re.findall(r"'(\w+)'", old)))
    new = f"matter IN ({words})"
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f(MATTER), "approval_request", type_="check")
        op.create_check_constraint(op.f(MATTER), "approval_request", new)
        return
    version = connection.scalar(sa.text("PRAGMA schema_version"))
    op.execute("PRAGMA writable_schema = ON")
    change_text = sa.text("UPDATE sqlite_master SET sql = :sql WHERE name = 'approval_request' AND type = 'table'")
    connection.execute(change_text, {"sql": sql.replace(old, new)})
    op.execute(f"PRAGMA schema_version = {version + 1}")
    op.execute("PRAGMA writable_schema = RESET")


def _rule(sql: str) -> str:
    """The part of a table's or a rule's text that lists the words."""
    found = re.search(r"matter IN \([^)]*\)", sql)
    return found[0] if found else sql
