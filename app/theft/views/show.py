"""What the page of a theft shows: the tasks in their order, the dialogue, what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from app import history, web
from app.cases.queries.visible import may_handle
from app.identity.queries import Visitor, contacts_on
from app.theft.actions.writing import takes_part
from app.theft.queries import Found, is_responsible, messages, works_with
from app.theft.views.doors import visitor
from app.words import moment, say
from catalogue.rights import may
from catalogue.theft import Measure, Outcome, Sort, TheftState, new_one_is_paid_by

T = TheftState
Faults = Sequence[tuple[str, Any]]


def show(found: Found, *, status: int = 200, faults: Faults = (), typed: Mapping[str, Any] | None = None) -> Any:
    """The page of a theft, with what is wrong and what was typed."""
    me, report, case = visitor(), found.report, found.case
    inside, over = may_handle(case, me), report.state in (T.CLOSED, T.RECOVERED)
    contacts = contacts_on(web.session(), report.organisation_id, web.today(), "security_chief")
    mine = me.id in (case.requester_id, report.holder_id)
    return web.page(
        "theft/theft.html", "theft", status=status, found=found, report=report, case=case, device=found.device,
        faults=list(faults), typed=dict(typed or {}), contact=contacts[0] if contacts else None, mine=mine,
        responsible=is_responsible(found, me), works=works_with(me), internal=inside, over=over,
        early=report.state == T.AWAITING_EVIDENCE, headline=_headline(found), steps=_steps(found),
        decides=report.state == T.IT_DIALOGUE and works_with(me) and case.requester_id != me.id,
        outcomes=[(key.value, say(f"theft.outcome.{key}"), _hint(key, found)) for key in Outcome],
        measures=[
            (row, say(f"theft.measure.{row.key}"), _may_settle(row.key, me) and not over) for row in found.measures
        ],
        talk=[(row, moment(row.written_at)) for row in messages(web.session(), found, inside=inside)],
        writes=takes_part(found, me) and not over, may_close=report.state == T.MEASURES_DONE and works_with(me),
        may_find=report.state != T.RECOVERED and (mine or works_with(me) or is_responsible(found, me)),
        events=_events(report.id), thanks="tack" in request.args and mine,
    )  # fmt: skip


def _headline(found: Found) -> str:
    """The one sentence that says what happens now and whose turn it is."""
    report = found.report
    if report.state == T.AWAITING_EVIDENCE:
        key = "chief" if report.chief_told_at is None else "police"
        return say(f"theft.next.{key}", who=found.chef_name or say("theft.next.somebody"))
    return say(f"theft.next.{report.state}")


def _steps(found: Found) -> list[tuple[str, str, str]]:
    """The tasks in the order the source demands them."""
    report = found.report
    stands = [bool(report.chief_told_at), bool(report.police_number)] if report.sort == Sort.THEFT else []
    stands += [bool(report.outcome), report.state in (T.MEASURES_DONE, T.CLOSED)]
    keys = (["chief", "police"] if report.sort == Sort.THEFT else []) + ["dialogue", "measures"]
    now = next((place for place, done in enumerate(stands) if not done), len(stands))
    if report.state == T.RECOVERED:
        return [(say("theft.step.recovered"), "", "end")]
    looks = ["done" if done else "now" if place == now else "next" for place, done in enumerate(stands)]
    if all(stands):
        looks[-1] = "end"
    return [(say(f"theft.step.{key}"), "", look) for key, look in zip(keys, looks, strict=True)]


def _hint(key: Outcome, found: Found) -> str:
    if key is Outcome.REPLACE:
        return say(f"theft.replace.{new_one_is_paid_by(found.device.payer)}")
    return ""


def _may_settle(key: str, me: Visitor) -> bool:
    return may("finance", me.roles) if key == Measure.WRITE_OFF else works_with(me)


def _events(report_id: int) -> list[tuple[str, str]]:
    entries = history.of(web.session(), "theft", report_id)
    said = [(say(f"history.{entry.event}", **entry.data), entry) for entry in entries]
    return [(say("cases.event", what=what, who=entry.actor_name), moment(entry.at)) for what, entry in said]
