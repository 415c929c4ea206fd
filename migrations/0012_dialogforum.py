"""The dialogforum: bodies with seats, proposals with what is said of them, meetings with positions and outcomes."""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = (
    "governance_body",
    "body_seat",
    "forum_series",
    "proposal",
    "proposal_alternative",
    "proposal_comment",
    "school_sign_off",
    "pilot_consent",
    "forum_meeting",
    "agenda_item",
    "agenda_invitation",
    "meeting_attendance",
    "forum_position",
    "agenda_outcome",
    "forum_feedback",
)


def upgrade() -> None:
    _governance_body()
    _body_seat()
    _forum_series()
    _proposal()
    _proposal_alternative()
    _proposal_comment()
    _school_sign_off()
    _pilot_consent()
    _forum_meeting()
    _agenda_item()
    _agenda_invitation()
    _meeting_attendance()
    _forum_position()
    _agenda_outcome()
    _forum_feedback()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _governance_body() -> None:
    op.create_table(
        "governance_body",
        sa.Column("key", sa.String(30), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("participants", sa.String(200), nullable=False),
        sa.Column("convener", sa.String(120), nullable=False),
        sa.Column("convener_role", sa.String(40), nullable=False),
        sa.Column("meetings_a_year", sa.Integer(), nullable=True),
        sa.Column("mission", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.CheckConstraint("state IN ('active', 'being_established')", name=op.f("ck_governance_body_state_word")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_governance_body")),
    )


def _body_seat() -> None:
    op.create_table(
        "body_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_key", sa.String(30), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(10), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_body_seat_ends_after_start")),
        sa.CheckConstraint("seat IN ('chair', 'deputy', 'member')", name=op.f("ck_body_seat_seat_word")),
        sa.ForeignKeyConstraint(["body_key"], ["governance_body.key"], name=op.f("fk_body_seat_body_key")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_body_seat_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_body_seat_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_seat")),
    )
    op.create_index("ix_body_seat_body_key", "body_seat", ["body_key"])
    op.create_index("ix_body_seat_person_id", "body_seat", ["person_id"])


def _forum_series() -> None:
    op.create_table(
        "forum_series",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_forum_series")),
    )


def _proposal() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("new_item_id", sa.Integer(), nullable=True),
        sa.Column("swap_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("school", sa.Boolean(), nullable=False),
        sa.Column("pilot", sa.Boolean(), nullable=False),
        sa.Column("suggested_by", sa.Integer(), nullable=False),
        sa.Column("suggested_name", sa.String(120), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("background", sa.Text(), nullable=False),
        sa.Column("recommendation", sa.Text(), nullable=False),
        sa.Column("motivation", sa.Text(), nullable=False),
        sa.Column("recommended_by", sa.Integer(), nullable=True),
        sa.Column("recommended_at", UtcDateTime(), nullable=True),
        sa.Column("consult_until", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('add', 'change', 'replace', 'withdraw')", name=op.f("ck_proposal_kind_word")),
        sa.CheckConstraint(
            "source IN ('suggestion', 'member', 'it', 'school', 'similar_requests', 'swap')",
            name=op.f("ck_proposal_source_word"),
        ),
        sa.CheckConstraint("kind = 'add' OR item_id IS NOT NULL", name=op.f("ck_proposal_about_an_item")),
        sa.CheckConstraint(
            "state NOT IN ('accepted', 'published') OR decision_id IS NOT NULL",
            name=op.f("ck_proposal_accepted_by_decision"),
        ),
        sa.CheckConstraint(
            "recommended_at IS NOT NULL OR state IN ('suggested', 'answered', 'retracted')",
            name=op.f("ck_proposal_recommended_first"),
        ),
        sa.CheckConstraint(
            "state IN ('suggested', 'answered', 'recommended', 'in_consultation', 'on_agenda', 'postponed', 'forwarded_to_styrgrupp', 'forwarded_to_committee', 'accepted', 'rejected', 'published', 'retracted')",
            name=op.f("ck_proposal_state_word"),
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["range_decision.id"], name=op.f("fk_proposal_decision_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_proposal_item_id")),
        sa.ForeignKeyConstraint(["new_item_id"], ["item.id"], name=op.f("fk_proposal_new_item_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_proposal_organisation_id")),
        sa.ForeignKeyConstraint(["recommended_by"], ["person.id"], name=op.f("fk_proposal_recommended_by")),
        sa.ForeignKeyConstraint(["suggested_by"], ["person.id"], name=op.f("fk_proposal_suggested_by")),
        sa.ForeignKeyConstraint(["swap_id"], ["emergency_swap.id"], name=op.f("fk_proposal_swap_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("number", name=op.f("uq_proposal_number")),
    )
    op.create_index("ix_proposal_decision_id", "proposal", ["decision_id"])
    op.create_index("ix_proposal_item_id", "proposal", ["item_id"])
    op.create_index("ix_proposal_state", "proposal", ["state", "id"])
    op.create_index("ix_proposal_suggested_by", "proposal", ["suggested_by"])


def _proposal_alternative() -> None:
    op.create_table(
        "proposal_alternative",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("technical_lifetime_months", sa.Integer(), nullable=True),
        sa.Column("warranty_months", sa.Integer(), nullable=True),
        sa.Column("environment", sa.String(160), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.CheckConstraint("price >= 0", name=op.f("ck_proposal_alternative_price_not_negative")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_alternative_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_alternative")),
    )
    op.create_index("ix_proposal_alternative_proposal_id", "proposal_alternative", ["proposal_id"])


def _proposal_comment() -> None:
    op.create_table(
        "proposal_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(120), nullable=False),
        sa.Column("consulted", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_proposal_comment_has_text")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_proposal_comment_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_proposal_comment_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_comment_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_comment")),
    )
    op.create_index("ix_proposal_comment_proposal_id", "proposal_comment", ["proposal_id"])
    op.create_index(
        "uq_proposal_comment_answer",
        "proposal_comment",
        ["proposal_id", "organisation_id"],
        unique=True,
        sqlite_where=sa.text("consulted"),
        postgresql_where=sa.text("consulted"),
    )


def _school_sign_off() -> None:
    op.create_table(
        "school_sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_school_sign_off_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_school_sign_off_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_sign_off")),
        sa.UniqueConstraint("proposal_id", "person_id", name=op.f("uq_school_sign_off_proposal_id_person_id")),
    )


def _pilot_consent() -> None:
    op.create_table(
        "pilot_consent",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(120), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_pilot_consent_proposal_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_pilot_consent_recorded_by")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_pilot_consent")),
    )


def _forum_meeting() -> None:
    op.create_table(
        "forum_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_key", sa.String(30), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.String(5), nullable=False),
        sa.Column("ends", sa.String(5), nullable=False),
        sa.Column("form", sa.String(10), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("link", sa.String(300), nullable=False),
        sa.Column("notes_link", sa.String(300), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("manner", sa.String(10), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("adjusted_by", sa.Integer(), nullable=True),
        sa.Column("adjusted_at", UtcDateTime(), nullable=True),
        sa.Column("minutes_file", sa.String(120), nullable=False),
        sa.Column("minutes_digest", sa.String(64), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('closed', 'adjusted') OR notes_link <> ''", name=op.f("ck_forum_meeting_closed_with_notes")
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'open', 'closed', 'adjusted')", name=op.f("ck_forum_meeting_state_word")
        ),
        sa.CheckConstraint(
            "state <> 'adjusted' OR minutes_digest <> ''", name=op.f("ck_forum_meeting_adjusted_with_minutes")
        ),
        sa.CheckConstraint("form IN ('physical', 'digital', 'both')", name=op.f("ck_forum_meeting_form_word")),
        sa.ForeignKeyConstraint(["adjusted_by"], ["person.id"], name=op.f("fk_forum_meeting_adjusted_by")),
        sa.ForeignKeyConstraint(["body_key"], ["governance_body.key"], name=op.f("fk_forum_meeting_body_key")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_forum_meeting_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_meeting")),
    )
    op.create_index("ix_forum_meeting_day", "forum_meeting", ["body_key", "day"])


def _agenda_item() -> None:
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_name", sa.String(120), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("notes_version", sa.Integer(), nullable=False),
        sa.Column("notes_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('proposal', 'discussion', 'feedback', 'swap')", name=op.f("ck_agenda_item_kind_word")
        ),
        sa.CheckConstraint(
            "kind NOT IN ('proposal', 'swap') OR proposal_id IS NOT NULL", name=op.f("ck_agenda_item_has_proposal")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["forum_meeting.id"], name=op.f("fk_agenda_item_meeting_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_agenda_item_proposal_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_agenda_item_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("meeting_id", "proposal_id", name=op.f("uq_agenda_item_meeting_id_proposal_id")),
    )
    op.create_index("ix_agenda_item_meeting_id", "agenda_item", ["meeting_id"])
    op.create_index("ix_agenda_item_proposal_id", "agenda_item", ["proposal_id"])


def _agenda_invitation() -> None:
    op.create_table(
        "agenda_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_agenda_invitation_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_agenda_invitation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_invitation")),
        sa.UniqueConstraint("item_id", "person_id", name=op.f("uq_agenda_invitation_item_id_person_id")),
    )
    op.create_index("ix_agenda_invitation_person_id", "agenda_invitation", ["person_id"])


def _meeting_attendance() -> None:
    op.create_table(
        "meeting_attendance",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["forum_meeting.id"], name=op.f("fk_meeting_attendance_meeting_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_meeting_attendance_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_meeting_attendance_person_id")),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_meeting_attendance")),
    )


def _forum_position() -> None:
    op.create_table(
        "forum_position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("stance IN ('approve', 'abstain', 'reserve')", name=op.f("ck_forum_position_stance_word")),
        sa.CheckConstraint("stance <> 'reserve' OR reason <> ''", name=op.f("ck_forum_position_reserved_with_reason")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_forum_position_item_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_forum_position_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_forum_position_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_position")),
        sa.UniqueConstraint("item_id", "organisation_id", name=op.f("uq_forum_position_item_id_organisation_id")),
    )


def _agenda_outcome() -> None:
    op.create_table(
        "agenda_outcome",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(30), nullable=False),
        sa.Column("manner", sa.String(10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('accepted', 'rejected', 'postponed', 'forwarded_to_styrgrupp', 'noted')",
            name=op.f("ck_agenda_outcome_outcome_word"),
        ),
        sa.CheckConstraint("manner IN ('consensus', 'majority')", name=op.f("ck_agenda_outcome_manner_word")),
        sa.CheckConstraint(
            "outcome <> 'accepted' OR decision_id IS NOT NULL", name=op.f("ck_agenda_outcome_accepted_by_decision")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["range_decision.id"], name=op.f("fk_agenda_outcome_decision_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_agenda_outcome_item_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_agenda_outcome_recorded_by")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_agenda_outcome")),
    )


def _forum_feedback() -> None:
    op.create_table(
        "forum_feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("agenda_item_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("text <> ''", name=op.f("ck_forum_feedback_has_text")),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_forum_feedback_agenda_item_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_forum_feedback_item_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_forum_feedback_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_forum_feedback_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_feedback")),
    )
    op.create_index("ix_forum_feedback_agenda_item_id", "forum_feedback", ["agenda_item_id"])
    op.create_index("ix_forum_feedback_item_id", "forum_feedback", ["item_id"])
    op.create_index("ix_forum_feedback_person_id", "forum_feedback", ["person_id"])
