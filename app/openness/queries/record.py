"""The record of processing: every class of things the shop holds of people, and the tables where they stand.

This is the one place that says so. The page on personal data, the extract of a person and the clearing all read it, and
a rule of the house refuses a table that points at people and is not here. Why each class is held stands among the
words, as `openness.holding.<key>`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from app.db import Base

NO_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Source:
    """A table that holds something of people.

    A row is a person's when one of `own` points at them, or when it belongs `via` a column to a row of another table
    that is theirs. `third` are other columns that point at people. `names` are columns that hold a name, each with the
    column that says whose. `hidden` is shown to nobody: secrets, and what means nothing outside the machine. A
    `lasting` table is preserved for good, names and all: whoever stands there keeps their name.
    """

    table: str
    own: tuple[str, ...] = ()
    via: tuple[str, str] | None = None
    third: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=lambda: NO_NAMES)
    hidden: tuple[str, ...] = ()
    lasting: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the table's room is open in this shop; one whose doors are not hung yet holds nothing."""
        return self.table in Base.metadata.tables

    @property
    def rows(self) -> sa.Table:
        """The table itself."""
        return Base.metadata.tables[self.table]

    def belongs_to(self, person_id: int) -> sa.ColumnElement[bool]:
        """The condition that a row is this person's."""
        conditions = [self.rows.c[name] == person_id for name in self.own]
        if self.via:
            column, parent = self.via
            above = SOURCES[parent]
            conditions.append(self.rows.c[column].in_(sa.select(above.rows.c.id).where(above.belongs_to(person_id))))
        return sa.or_(*conditions)


@dataclass(frozen=True, slots=True)
class Holding:
    """One class: its words, legal basis, retention class, information class (KLASSA: K R T) and tables."""

    key: str
    basis: str
    keep: str
    klassa: tuple[int, int, int]
    sources: tuple[Source, ...] = ()


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "account", "task", "leaver", (2, 2, 2),
        (
            Source("person", own=("id",), third=("manager_id",), hidden=("sort_key",)),
            Source("role_grant", own=("person_id",), third=("given_by", "decided_by", "ended_by")),
            Source("role_mapping", own=("given_by", "decided_by", "ended_by")),
            Source("directory_user", own=("person_id",), hidden=("public_id", "user_name_key")),
            Source("directory_member", via=("user_id", "directory_user")),
            Source("item_picture", own=("sent_by",), hidden=("small", "large", "width", "height")),
            Source("price_list", own=("sent_by",), hidden=("content", "columns", "digest", "shown")),
            Source("device_import", own=("sent_by",), hidden=("content", "digest", "shown")),
            Source("people_import", own=("sent_by",), hidden=("content", "digest", "shown")),
            Source("unit", own=("manager_id",)),
            Source("contact", own=("person_id",), names={"name": "person_id"}),
            Source("substitution", own=("absent_id", "substitute_id"), third=("made_by", "revoked_by")),
            Source("mail_habit", own=("person_id",)),
            Source(
                "kontering_default", own=("person_id",), third=("decided_by",),
                names={"decided_by_name": "decided_by"},
            ),
            Source("saved_filter", own=("person_id",)),
        ),
    ),
    Holding(
        "sign_in", "task", "log", (2, 2, 1),
        (
            Source("sign_in_session", own=("person_id",), hidden=("token_hash", "end_hint", "end_key")),
            Source("sign_in_attempt", own=("person_id",)),
        ),
    ),
    Holding(
        "draft", "task", "draft", (2, 1, 1),
        (Source("kept_form", own=("person_id",), hidden=("handle_hash", "sealed")),),
    ),
    Holding(
        "basket", "task", "basket", (1, 2, 1),
        (
            Source(
                "basket", own=("person_id",), third=("recipient_id",), names={"recipient_name": "recipient_id"},
                hidden=("token",),
            ),
            Source("basket_line", via=("basket_id", "basket")),
        ),
    ),
    Holding(
        "order", "law", "accounting", (2, 2, 2),
        (
            Source(
                "customer_order", own=("orderer_id", "recipient_id"),
                names={"orderer_name": "orderer_id", "recipient_name": "recipient_id"},
                hidden=("basket_token", "search_text", "catalogue_version"),
            ),
            Source("order_line", via=("order_id", "customer_order"), hidden=("illustration", "palette", "verdict")),
            Source(
                "line_kontering", own=("made_by",), via=("line_id", "order_line"), names={"made_by_name": "made_by"},
            ),
            Source("account_choice", own=("chosen_by",), names={"chosen_by_name": "chosen_by"}),
            Source("accounting_export", own=("made_by",), names={"made_by_name": "made_by"}, hidden=("data", "sha256")),
            Source(
                "approval_request", own=("decider_id", "requester_id", "beneficiary_id", "creator_id", "decided_by"),
                via=("order_id", "customer_order"), third=("handed_by",),
                names={"decider_name": "decider_id", "decided_name": "decided_by", "reason_name": ""},
                hidden=("passed", "answered", "moves", "matter_id"),
            ),
            Source(
                "decision", own=("decided_by", "on_behalf_of"), via=("request_id", "approval_request"),
                hidden=("digest", "line_digest"),
            ),
            Source(
                "suggestion", own=("made_by",), via=("order_id", "customer_order"), names={"made_by_name": "made_by"},
            ),
            Source(
                "consultation", own=("answered_by",), via=("order_id", "customer_order"),
                names={"answered_by_name": "answered_by"},
            ),
        ),
    ),
    Holding(
        "range", "law", "lasting", (1, 2, 1),
        (
            Source("range_decision", own=("recorded_by",)),
            Source("emergency_swap", own=("made_by",)),
            Source("item_change", own=("made_by",), names={"made_by_name": "made_by"}, lasting=True),
        ),
    ),
    Holding(
        "economy", "law", "accounting", (1, 2, 1),
        (
            Source("population_figure", own=("recorded_by",)),
            Source("budget_step", own=("made_by",), names={"made_by_name": "made_by"}),
            Source("capital_run", own=("asked_by",), names={"asked_by_name": "asked_by"}, hidden=("digest",)),
            Source(
                "follow_up", own=("prepared_by", "locked_by"), lasting=True,
                names={"prepared_by_name": "prepared_by", "locked_by_name": "locked_by"},
                hidden=("figures", "file_key", "digest"),
            ),
            Source("follow_up_sending", own=("sent_by",), names={"sent_by_name": "sent_by"}, lasting=True),
            Source("contribution_quarter", own=("issued_by",), names={"issued_by_name": "issued_by"}),
            Source("contribution_run", own=("asked_by",), names={"asked_by_name": "asked_by"}),
            Source("contribution_amendment", own=("made_by",), names={"made_by_name": "made_by"}),
            Source(
                "year_settlement", own=("prepared_by", "locked_by"),
                names={"prepared_by_name": "prepared_by", "locked_by_name": "locked_by"},
            ),
            Source(
                "council_decision", own=("recorded_by",), third=("withdrawn_by",),
                names={"recorded_by_name": "recorded_by"},
            ),
        ),
    ),
    Holding(
        "forum", "law", "leaver", (1, 2, 1),
        (
            Source("body_seat", own=("person_id",)),
            Source("proposal", own=("suggested_by", "recommended_by"), names={"suggested_name": "suggested_by"}),
            Source("proposal_comment", own=("person_id",), names={"person_name": "person_id"}),
            Source("school_sign_off", own=("person_id",), names={"person_name": "person_id"}),
            Source("proposal_file", own=("added_by",), hidden=("file_key",)),
            Source("security_opinion", own=("person_id",), names={"person_name": "person_id"}),
            Source("pilot_consent", own=("recorded_by",)),
            Source("forum_meeting", own=("opened_by", "adjusted_by"), hidden=("minutes_file", "minutes_digest")),
            Source("agenda_item", own=("proposed_by",), names={"proposed_name": "proposed_by"}),
            Source("agenda_invitation", own=("person_id",)),
            Source("meeting_attendance", own=("person_id",)),
            Source("forum_position", own=("person_id",)),
            Source("agenda_outcome", own=("recorded_by",)),
            Source("forum_feedback", own=("person_id",)),
        ),
    ),
    Holding(
        "delivery", "law", "accounting", (2, 2, 2),
        (
            Source("partner_order_line", via=("line_id", "order_line"), names={"recipient_name": ""}),
            Source("goods_receipt", own=("received_by",), via=("line_id", "order_line")),
            Source("installation_step", own=("done_by",), via=("line_id", "order_line")),
            Source("line_offer", own=("answered_by",), via=("order_id", "customer_order")),
            Source(
                "partner_document", own=("sent_by",), names={"sent_by_name": "sent_by"},
                hidden=("content", "digest", "columns", "shown"),
            ),
            Source("partner_message", own=("author_id",), names={"author_name": "author_id"}),
            Source(
                "ware_return", own=("requested_by",), third=("credited_by",), names={"requester_name": "requested_by"},
                hidden=("token",),
            ),
            Source("return_terms", own=("changed_by",)),
            Source(
                "supplier_invoice", own=("registered_by",), third=("closed_by",),
                names={"registered_by_name": "registered_by"}, hidden=("content", "digest"),
            ),
            Source("budget_frame_change", own=("changed_by",), names={"changed_by_name": "changed_by"}, lasting=True),
            Source("shared_investment", own=("proposed_by",), names={"proposed_by_name": "proposed_by"}, lasting=True),
            Source("investment_answer", own=("noted_by",), names={"noted_by_name": "noted_by"}, lasting=True),
            Source(
                "budget_request", own=("asked_by",), third=("decided_by",),
                names={"asked_by_name": "asked_by", "decided_by_name": "decided_by"}, hidden=("origin_id",),
            ),
            Source("delivery_mismatch", own=("settled_by",), hidden=("facts",)),
        ),
    ),
    Holding(
        "device", "task", "leaver", (2, 2, 2),
        (
            Source(
                "device", own=("holder_id",), names={"holder_name": "holder_id"}, hidden=("illustration", "version"),
            ),
            Source(
                "device_holding", own=("person_id",), third=("given_by",), names={"holder_name": "person_id"},
                hidden=("device_id",),
            ),
            Source(
                "device_question", own=("answered_by",), via=("holding_id", "device_holding"), third=("settled_by",),
                hidden=("holding_id",),
            ),
            Source("class_place", via=("order_line_id", "order_line"), hidden=("pupil", "device_id")),
            Source("radar_budget_copy", own=("copied_by",), names={"copied_by_name": "copied_by"}, lasting=True),
            Source("radar_snapshot", own=("made_by",), names={"made_by_name": "made_by"}, lasting=True),
            Source("volume_comment", own=("made_by",), names={"made_by_name": "made_by"}),
            Source(
                "device_renewal", own=("holder_id",), third=("picked_by",), names={"holder_name": "holder_id"},
                hidden=("device_id", "new_device_id", "attempt"),
            ),
            Source(
                "return_debt", own=("holder_id",), third=("reason_by", "approved_by"),
                names={"holder_name": "holder_id", "reason_by_name": "reason_by"}, hidden=("device_id",),
            ),
        ),
    ),
    Holding(
        "licence", "task", "leaver", (2, 2, 2),
        (
            Source("licence", own=("holder_id",), third=("orderer_id",), names={"holder_name": "holder_id"}),
            Source("licence_editor", own=("person_id",), via=("licence_id", "licence")),
            Source("licence_review", via=("licence_id", "licence"), names={"answered_name": ""}),
        ),
    ),
    Holding(
        "case_file", "task", "case_file", (2, 2, 2),
        (Source("case_file", own=("added_by",), via=("case_id", "service_case"), hidden=("file_key",)),),
    ),
    Holding(
        "case", "task", "leaver", (2, 2, 2),
        (
            Source(
                "service_case", own=("requester_id",), third=("assignee_id",),
                names={"requester_name": "requester_id", "assignee_name": "assignee_id"},
                hidden=("search_text",),
            ),
            Source(
                "case_step", via=("case_id", "service_case"), third=("settled_by",),
                names={"settled_name": "settled_by"},
            ),
            Source(
                "case_message", own=("author_id",), via=("case_id", "service_case"),
                names={"author_name": "author_id"}, hidden=("source",),
            ),
            Source("case_incident", via=("case_id", "service_case")),
            Source("case_survey", via=("case_id", "service_case")),
            Source(
                "return_request", own=("holder_id",), via=("case_id", "service_case"), third=("wiped_by",),
                names={"holder_name": "holder_id", "wiped_name": "wiped_by"},
            ),
            Source(
                "custody_event", own=("by",), via=("return_id", "return_request"), names={"by_name": "by"},
                hidden=("seal", "facts"),
            ),
            Source("pallet", own=("sealed_by",), names={"driver": ""}, hidden=("manifest", "report_digest")),
            Source(
                "theft_report", own=("holder_id",), via=("case_id", "service_case"),
                third=("chief_told_by", "police_by", "decided_by"),
                names={"holder_name": "holder_id", "decided_name": "decided_by", "chief_name": "", "decided_with": ""},
            ),
            Source(
                "theft_measure", own=("done_by",), via=("report_id", "theft_report"), names={"done_name": "done_by"},
            ),
            Source(
                "warranty_claim", own=("holder_id",), via=("case_id", "service_case"), third=("decided_by",),
                names={"holder_name": "holder_id", "decided_name": "decided_by"}, hidden=("illustration",),
            ),
            Source("service_request", own=("person_id",), hidden=("token",)),
            Source("external_account", via=("case_id", "service_case")),
        ),
    ),
    Holding(
        "exception", "task", "leaver", (2, 2, 2),
        (
            Source(
                "exception_request", own=("requester_id", "recipient_id"), third=("manager_id", "it_id"),
                names={
                    "requester_name": "requester_id", "recipient_name": "recipient_id", "manager_name": "manager_id",
                    "it_name": "it_id",
                },
                hidden=("token", "quote_key", "suggested", "alternative_sought"),
            ),
            Source(
                "it_question", own=("answered_by", "requester_id", "asked_by"),
                names={"answered_by_name": "answered_by", "asked_by_name": "asked_by"}, hidden=("matter_id",),
            ),
            Source(
                "finding", own=("holder_id",), third=("reported_by", "decided_by"),
                names={"holder_name": "holder_id", "reported_name": "reported_by", "decided_name": "decided_by"},
                hidden=("token",),
            ),
            Source(
                "finding_sanction", via=("finding_id", "finding"), third=("applied_by", "lifted_by"),
                names={"applied_name": "applied_by"},
            ),
            Source(
                "av_purchase", own=("requester_id",), names={"requester_name": "requester_id", "manager_name": ""},
                hidden=("token",),
            ),
            Source(
                "support_agreement", own=("added_by",), names={"added_name": "added_by"}, hidden=("token",),
            ),
            Source("finding_draft", via=("finding_id", "finding"), third=("done_by",)),
            Source(
                "extra_cost", via=("finding_id", "finding"), third=("recorded_by",),
                names={"recorded_name": "recorded_by"}, hidden=("token",),
            ),
            Source(
                "finding_appeal", own=("made_by",), via=("finding_id", "finding"), third=("answered_by",),
                names={"made_by_name": "made_by", "answered_name": "answered_by"},
            ),
        ),
    ),
    Holding(
        "request_draft", "task", "basket", (2, 1, 1),
        (Source("request_draft", own=("person_id",), hidden=("token",)),),
    ),
    Holding(
        "operations", "task", "leaver", (1, 2, 2),
        (
            Source("operations_message", own=("written_by",)),
            Source("operations_message_update", own=("written_by",)),
            Source("outage", own=("recorded_by",)),
            Source("change_freeze", own=("decided_by",)),
            Source("printer", own=("kept_by",)),
            Source("printer_portal", own=("kept_by",)),
            Source("roadmap_item", own=("kept_by",)),
        ),
    ),
    Holding("history", "law", "leaver", (2, 3, 1)),
    Holding("letter", "task", "letter", (2, 2, 1)),
    Holding("document", "law", "accounting", (2, 2, 2)),
    Holding(
        "openness", "law", "accounting", (2, 2, 1),
        (
            Source("retention_rule", own=("changed_by",)),
            Source(
                "retention_hold", own=("set_by", "lifted_by"),
                names={"set_by_name": "set_by", "lifted_by_name": "lifted_by"}, hidden=("subject_id",),
            ),
            Source("retention_run", own=("asked_by",), names={"asked_by_name": "asked_by"}),
        ),
    ),
)  # fmt: skip
SOURCES: Mapping[str, Source] = {source.table: source for holding in HOLDINGS for source in holding.sources}
