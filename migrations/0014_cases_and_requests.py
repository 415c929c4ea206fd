"""Cases with thread, steps, incidents and surveys; requests and their drafts; business systems; the other ticketing system."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "request_queue",
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("queue", sa.String(length=20), nullable=False),
        sa.Column("chosen_by", sa.String(length=120), nullable=False),
        sa.Column("chosen_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "queue IN ('it_workplace', 'it_infrastructure', 'object_lead', 'servicedesk', 'municipality')",
            name=op.f("ck_request_queue_queue_word"),
        ),
        sa.PrimaryKeyConstraint("form", name=op.f("pk_request_queue")),
    )
    op.create_table(
        "ticketing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("via", sa.String(length=4), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.CheckConstraint("via IN ('off', 'json', 'mail')", name=op.f("ck_ticketing_via_word")),
        sa.CheckConstraint("id = 1", name=op.f("ck_ticketing_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticketing")),
    )
    op.create_table(
        "business_system",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("supplier", sa.String(length=120), nullable=False),
        sa.Column("supplier_contact", sa.String(length=200), nullable=False),
        sa.Column("delivery_model", sa.String(length=20), nullable=False),
        sa.Column("technical_manager", sa.String(length=120), nullable=False),
        sa.Column("business_manager", sa.String(length=120), nullable=False),
        sa.Column("information_owner", sa.String(length=120), nullable=False),
        sa.Column("classification", sa.String(length=40), nullable=False),
        sa.Column("classified_on", sa.Date(), nullable=True),
        sa.Column("alarm_contacts", sa.Text(), nullable=False),
        sa.Column("object_plan", sa.String(length=160), nullable=False),
        sa.Column("object_plan_year", sa.Integer(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_business_system_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_system")),
        sa.UniqueConstraint("organisation_id", "name", name=op.f("uq_business_system_organisation_id_name")),
    )
    op.create_table(
        "request_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_request_draft_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_draft")),
        sa.UniqueConstraint("person_id", "form", name=op.f("uq_request_draft_person_id_form")),
        sa.UniqueConstraint("token", name=op.f("uq_request_draft_token")),
    )
    op.create_table(
        "service_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("queue", sa.String(length=20), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("solved_by_line", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("state_at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("requester_id", sa.Integer(), nullable=False),
        sa.Column("requester_name", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("assignee_name", sa.String(length=120), nullable=False),
        sa.Column("asked", sa.String(length=80), nullable=False),
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("decider_name", sa.String(length=120), nullable=False),
        sa.Column("basic_function", sa.String(length=20), nullable=False),
        sa.Column("device_tag", sa.String(length=40), nullable=False),
        sa.Column("needs_change", sa.Boolean(), nullable=False),
        sa.Column("rfc_number", sa.String(length=40), nullable=False),
        sa.Column("cab_on", sa.Date(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("solved_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("external_reference", sa.String(length=80), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('service_request', 'incident', 'problem', 'change')", name=op.f("ck_service_case_kind_word")
        ),
        sa.CheckConstraint(
            "outcome IN ('', 'done', 'declined', 'referred', 'withdrawn')", name=op.f("ck_service_case_outcome_word")
        ),
        sa.CheckConstraint(
            "queue IN ('it_workplace', 'it_infrastructure', 'object_lead', 'servicedesk', 'municipality')",
            name=op.f("ck_service_case_queue_word"),
        ),
        sa.CheckConstraint(
            "state IN ('new', 'assigned', 'waiting', 'solved', 'closed')", name=op.f("ck_service_case_state_word")
        ),
        sa.CheckConstraint(
            "state NOT IN ('solved', 'closed') OR outcome <> ''", name=op.f("ck_service_case_solved_with_outcome")
        ),
        sa.CheckConstraint(
            "state NOT IN ('solved', 'closed') OR solved_by_line IS NOT NULL",
            name=op.f("ck_service_case_solved_by_a_line"),
        ),
        sa.CheckConstraint("line BETWEEN 1 AND 3", name=op.f("ck_service_case_line_known")),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name=op.f("fk_service_case_assignee_id")),
        sa.ForeignKeyConstraint(["decider_id"], ["person.id"], name=op.f("fk_service_case_decider_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_service_case_organisation_id")),
        sa.ForeignKeyConstraint(["requester_id"], ["person.id"], name=op.f("fk_service_case_requester_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_service_case_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_case")),
        sa.UniqueConstraint("number", name=op.f("uq_service_case_number")),
    )
    op.create_index("ix_service_case_assignee", "service_case", ["assignee_id", "state", "due_at"], unique=False)
    op.create_index("ix_service_case_decider", "service_case", ["decider_id", "state"], unique=False)
    op.create_index("ix_service_case_mine", "service_case", ["requester_id", "id"], unique=False)
    op.create_index(op.f("ix_service_case_opened_at"), "service_case", ["opened_at"], unique=False)
    op.create_index(op.f("ix_service_case_organisation_id"), "service_case", ["organisation_id"], unique=False)
    op.create_index("ix_service_case_solved", "service_case", ["state", "solved_at"], unique=False)
    op.create_index(op.f("ix_service_case_topic"), "service_case", ["topic"], unique=False)
    op.create_index("ix_service_case_unit", "service_case", ["unit_id", "id"], unique=False)
    op.create_index("ix_service_case_work", "service_case", ["queue", "state", "due_at", "id"], unique=False)
    op.create_table(
        "case_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("file_key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_case_file_added_by")),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_case_file_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
    )
    op.create_index(op.f("ix_case_file_case_id"), "case_file", ["case_id"], unique=False)
    op.create_index("ix_case_file_quota", "case_file", ["added_by", "added_at"], unique=False)
    op.create_table(
        "case_incident",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("restored_at", UtcDateTime(), nullable=True),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("components", sa.String(length=300), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("serious", sa.Boolean(), nullable=False),
        sa.Column("recurring", sa.Boolean(), nullable=False),
        sa.Column("root_cause", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_case_incident_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_incident")),
    )
    op.create_table(
        "case_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("source IN ('web', 'mail', 'ticketing')", name=op.f("ck_case_message_source_word")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_case_message_author_id")),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_case_message_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_message")),
    )
    op.create_index(op.f("ix_case_message_case_id"), "case_message", ["case_id"], unique=False)
    op.create_table(
        "case_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(length=4), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("demanded", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("suggestion", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("budget_year", sa.Integer(), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_name", sa.String(length=120), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(outcome = '') = (settled_at IS NULL)", name=op.f("ck_case_step_settled_by_somebody")),
        sa.CheckConstraint(
            "outcome IN ('', 'done', 'waived', 'approved', 'declined', 'referred')",
            name=op.f("ck_case_step_outcome_word"),
        ),
        sa.CheckConstraint(
            "outcome NOT IN ('waived', 'declined', 'referred') OR reason <> ''", name=op.f("ck_case_step_with_reason")
        ),
        sa.CheckConstraint("sort IN ('task', 'yes')", name=op.f("ck_case_step_sort_word")),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_case_step_case_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_case_step_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_step")),
        sa.UniqueConstraint("case_id", "position", name=op.f("uq_case_step_case_id_position")),
    )
    op.create_table(
        "case_survey",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(length=1000), nullable=False),
        sa.CheckConstraint("grade IS NULL OR grade BETWEEN 1 AND 5", name=op.f("ck_case_survey_grade_1_to_5")),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_case_survey_case_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_case_survey_organisation_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_survey")),
    )
    op.create_index(op.f("ix_case_survey_answered_at"), "case_survey", ["answered_at"], unique=False)
    op.create_index(op.f("ix_case_survey_organisation_id"), "case_survey", ["organisation_id"], unique=False)
    op.create_table(
        "service_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("payer", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_service_request_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_service_request_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_request")),
        sa.UniqueConstraint("case_id", name=op.f("uq_service_request_case_id")),
        sa.UniqueConstraint("token", name=op.f("uq_service_request_token")),
    )
    op.create_index(op.f("ix_service_request_form"), "service_request", ["form"], unique=False)
    op.create_index(op.f("ix_service_request_person_id"), "service_request", ["person_id"], unique=False)
    op.create_table(
        "ticketing_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["service_case.id"], name=op.f("fk_ticketing_event_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticketing_event")),
        sa.UniqueConstraint("key", name=op.f("uq_ticketing_event_key")),
    )


def downgrade() -> None:
    op.drop_table("ticketing_event")
    op.drop_index(op.f("ix_service_request_person_id"), table_name="service_request")
    op.drop_index(op.f("ix_service_request_form"), table_name="service_request")
    op.drop_table("service_request")
    op.drop_index(op.f("ix_case_survey_organisation_id"), table_name="case_survey")
    op.drop_index(op.f("ix_case_survey_answered_at"), table_name="case_survey")
    op.drop_table("case_survey")
    op.drop_table("case_step")
    op.drop_index(op.f("ix_case_message_case_id"), table_name="case_message")
    op.drop_table("case_message")
    op.drop_table("case_incident")
    op.drop_index("ix_case_file_quota", table_name="case_file")
    op.drop_index(op.f("ix_case_file_case_id"), table_name="case_file")
    op.drop_table("case_file")
    op.drop_index("ix_service_case_work", table_name="service_case")
    op.drop_index("ix_service_case_unit", table_name="service_case")
    op.drop_index(op.f("ix_service_case_topic"), table_name="service_case")
    op.drop_index("ix_service_case_solved", table_name="service_case")
    op.drop_index(op.f("ix_service_case_organisation_id"), table_name="service_case")
    op.drop_index(op.f("ix_service_case_opened_at"), table_name="service_case")
    op.drop_index("ix_service_case_mine", table_name="service_case")
    op.drop_index("ix_service_case_decider", table_name="service_case")
    op.drop_index("ix_service_case_assignee", table_name="service_case")
    op.drop_table("service_case")
    op.drop_table("request_draft")
    op.drop_table("business_system")
    op.drop_table("ticketing")
    op.drop_table("request_queue")
