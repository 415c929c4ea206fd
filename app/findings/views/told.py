"""A finding as finished text for its page, with the forms that whoever reads it may fill in."""

from __future__ import annotations

import secrets
from typing import Any

from app import web
from app.assortment.queries import Shelf, shelf
from app.exceptions.models import Finding
from app.exceptions.queries import nearest
from app.findings import queries
from app.findings.forms import AppealForm, AssessForm, CostForm, DecideForm
from app.findings.queries import Story
from app.findings.views.doors import visitor
from app.identity.queries import Visitor
from app.words import day, day_long, kr, moment, say
from catalogue.outside import Class, FindingState, Sanction
from catalogue.rights import IT
from catalogue.terms import Role

F = FindingState
WAYS_ON = (F.ASSESSED, F.SANCTIONED)


def page(found: Finding, *, filled: Any = None, status: int = 200) -> Any:
    """The page of a finding; `filled` is the form that could not be taken, as it was typed."""
    session, me = web.session(), visitor()
    told, range_ = queries.story(session, found), shelf(session)
    return web.page(
        "findings/finding.html", "finding", status=status, finding=found, wrong=filled,
        headline=_headline(told), facts=_facts(found), sanctions=[_sanction(row) for row in told.sanctions],
        drafts=[_draft(row, range_) for row in told.drafts if row.state != "withdrawn"],
        costs=[(day(row.spent_on), row.text, kr(row.amount)) for row in told.costs],
        total=kr(sum(row.amount for row in told.costs)) if told.costs else "",
        appeals=[_appeal(row) for row in told.appeals],
        events=[(_told(entry), moment(entry.at)) for entry in told.events],
        **_may(told, me), **_forms(told, me, filled, range_=range_),
    )  # fmt: skip


def _may(told: Story, me: Visitor) -> dict[str, bool]:
    """What whoever reads it may do now."""
    found, state = told.finding, F(told.finding.state)
    works, head = not me.roles.isdisjoint(IT), Role.HEAD_OF_IT in me.roles and told.finding.holder_id != me.id
    chef, open_ = found.unit_id in me.led_units, {row.sort for row in told.drafts if row.state == "open"}
    late = found.appeal_until is None or web.today() > found.appeal_until
    return {
        "may_assess": works and state is F.REPORTED,
        "may_decide": head and state in WAYS_ON,
        "may_charge": works and any(row.sort == Sanction.CHARGE_EXTRA_COST for row in told.standing),
        "may_receive": works and "return" in open_,
        "may_replace": chef and "replacement" in open_,
        "may_appeal": chef and state is F.SANCTIONED and told.waits is None and not late,
        "may_answer": head and told.waits is not None,
        "may_close": works and state in (F.SANCTIONED, F.REGULARISED) and not open_ and told.waits is None,
        "works": works,
    }


def _forms(told: Story, me: Visitor, filled: Any, *, range_: Shelf) -> dict[str, Any]:
    """A form of each sort: the one that was filled in, and new ones."""
    fresh: dict[str, Any] = {
        "assess": AssessForm(data={"serienummer": told.finding.serial}), "decide": DecideForm(),
        "cost": CostForm(data={"token": secrets.token_hex(20), "dag": web.today()}), "appeal": AppealForm(),
    }  # fmt: skip
    for name, form in fresh.items():
        if isinstance(filled, type(form)):
            fresh[name] = filled
    if Role.HEAD_OF_IT in me.roles:
        fresh["decide"].ersattare.choices = _replacements(told.finding, me, range_)
    fresh["appeal"].havs.choices = [(row.sort, say(f"findings.sanction.{row.sort}")) for row in told.standing]
    fresh["needs_serial"] = told.finding.device_id is None and told.finding.device_class != Class.OTHER
    return fresh


def _replacements(found: Finding, me: Visitor, range_: Shelf) -> list[tuple[str, str]]:
    near = nearest(web.session(), me, found.what, web.today(), range_=range_)
    words = say(f"exceptions.class.{found.device_class}")
    if found.device_class != Class.OTHER:
        near += nearest(web.session(), me, words, web.today(), range_=range_)
    rows = {str(each.product.id): each.product.name for each in near}
    return [("", say("findings.form.choose")), *rows.items()]


def _headline(told: Story) -> str:
    found = told.finding
    if told.waits is not None:
        return say("findings.next.appealed")
    until = day_long(found.appeal_until, year=True) if found.appeal_until else ""
    passed = found.state == F.SANCTIONED and found.appeal_until and found.appeal_until < web.today()
    return say(f"findings.next.{'final' if passed else found.state}", unit=found.unit_name, day=until)


def _facts(found: Finding) -> list[tuple[str, str]]:
    told = [
        ("what", found.what), ("class", say(f"exceptions.class.{found.device_class}")), ("serial", found.serial),
        ("holder", found.holder_name), ("unit", found.unit_name), ("where", found.found_where),
        ("supplier", found.supplier), ("price", kr(found.price) if found.price else ""),
        ("description", found.description), ("assessment", found.assessment), ("decision", found.decision),
        ("decided_by", found.decided_name),
        ("appeal_until", day_long(found.appeal_until, year=True) if found.appeal_until else ""),
    ]  # fmt: skip
    return [(say(f"findings.fact.{key}"), text) for key, text in told if text]


def _sanction(row: Any) -> dict[str, str]:
    lifted = row.lifted_at is not None
    return {
        "who": say(f"findings.sanction.{row.sort}"), "told": row.lift_reason if lifted else row.reason,
        "state": say("findings.lifted" if lifted else "findings.stands"), "tone": "new" if lifted else "stopped",
        "when": moment(row.lifted_at or row.applied_at), "case": row.case_number,
    }  # fmt: skip


def _draft(row: Any, range_: Shelf) -> dict[str, str]:
    item = range_.by_id.get(row.item_id or 0)
    return {
        "who": say(f"findings.draft.{row.sort}"), "told": item.name if item else "",
        "state": say(f"findings.draft.{row.state}"), "tone": "done" if row.state == "done" else "waiting",
        "when": moment(row.done_at) if row.done_at else "",
    }  # fmt: skip


def _appeal(row: Any) -> dict[str, str]:
    outcome = say(f"findings.appeal.{row.outcome or 'open'}")
    told = ". ".join(part for part in (row.text, row.answer) if part)
    return {
        "who": row.made_by_name, "told": told, "state": outcome, "tone": "done" if row.outcome else "waiting",
        "when": moment(row.answered_at or row.made_at),
    }  # fmt: skip


def _told(entry: Any) -> str:
    return say("cases.event", what=say(f"history.{entry.event}", **entry.data), who=entry.actor_name)
