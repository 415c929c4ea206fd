"""Requests as finished text for their pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from app.approvals.actions.matters import address_of, answered_there, own_words
from app.approvals.forms import NO
from app.approvals.queries.cheaper import has_alternatives
from app.approvals.queries.inbox import Asked
from app.approvals.queries.one import Request
from app.desks.models import ApprovalRequest
from app.desks.queries import acts_for
from app.desks.queries.mine import LENT
from app.desks.queries.sentences import next_step, why
from app.identity.queries import StandIn, Visitor
from app.orders.models import OrderLine, Suggestion
from app.orders.queries.details import details_of
from app.orders.queries.sentences import cost, cost_remark, payer, source, total
from app.words import day, kr, moment, say
from app.words.formats import today_of


def row(asked: Asked, me: Visitor, today: dt.date) -> dict[str, Any]:
    """A row of the inbox."""
    request, order = asked.request, asked.order
    absent = acts_for(me, request)
    return {
        "asked": asked,
        "what": request.summary,
        "cost": total(asked.lines) if order else own_cost(request),
        "payers": list(dict.fromkeys(payer(line) for line in asked.lines)),
        "who": order.recipient_name if order else "",
        "from": "" if order or own_words(request) else asked.requester,
        "there": address_of(request) if answered_there(request) else "",
        "by": order.orderer_name if order and order.orderer_name != order.recipient_name else "",
        "since": since(request.desk_at, today),
        "next": next_step(request, today),
        "for": request.decider_name if absent == request.decider_id and absent else "",
        "asks": not asked.lines and order is not None,
    }


def own_cost(request: ApprovalRequest) -> str:
    """What a matter without lines costs, öre excluding VAT as text; empty where it has no cost of its own."""
    return kr(request.amount) if request.amount else ""


def other(asked: ApprovalRequest, today: dt.date) -> tuple[str, str, str, str]:
    """A row of what else waits, as the macro `waiting_list` takes it."""
    return (
        asked.summary,
        f"/godkann/{asked.id}",
        since(asked.asked_at, today),
        kr(asked.amount) if asked.order_id else own_cost(asked),
    )


def since(at: dt.datetime, today: dt.date) -> str:
    """Since when something waits: today, yesterday, or a day."""
    days = (today - today_of(at)).days
    if days in (0, 1):
        return say(f"approvals.since.{('today', 'yesterday')[days]}")
    return say("approvals.since.day", day=day(at, today))


def page(
    found: Request, me: Visitor, *, today: dt.date, typed: Mapping[str, str], wrong: Mapping[int, str],
    stand_ins: Sequence[StandIn] = (),
) -> dict[str, Any]:  # fmt: skip
    """Everything the page of a request shows."""
    order, request = found.order, found.request
    absent = acts_for(me, request)
    stand_in = next((each for each in stand_ins if each.absent_id == absent), None)
    unit = found.unit
    lines = [_line(line, typed, wrong) for line in found.answerable]
    return {
        "title": _title(found),
        "lead": f"{_placed(found)} {why(request, unit, stand_in)}",
        "lines": lines,
        "asked_lines": [
            (line.name, _asks(found.suggested[line.id])) for line in found.lines if line.id in found.suggested
        ],
        "facts": request.facts,
        "source_of": source,
        "cost": total(found.answerable) if order else own_cost(request),
        "there": answered_there(request),
        "whole_outcome": _whole_outcome(found),
        "since": since(request.desk_at, today),
        "next": next_step(request, today),
        "absent": stand_in.absent if stand_in else "",
        "requester": found.requester,
        "address": address_of(request),
        "words": own_words(request),
        "outcomes": [_outcome(found, line) for line in found.about if line.id in found.decisions],
        "decided_at": moment(request.decided_at) if request.decided_at else "",
        "reason": next((each.reason for each in found.decisions.values() if each.reason), ""),
        "talk": [(say(f"history.{entry.event}", **entry.data), moment(entry.at)) for entry in found.talk],
        "may_forward": request.state == "open" and me.id == request.decider_id and request.relation not in LENT,
        "may_take_back": request.state == "open" and request.relation == "forwarded" and me.id == request.handed_by,
    }


def _title(found: Request) -> str:
    if found.order is None:
        table = own_words(found.request) or "approvals.page"
        return say(f"{table}.title_whole", what=found.request.summary)
    return say("approvals.page.title", what=found.request.summary, who=found.order.recipient_name)


def _placed(found: Request) -> str:
    order = found.order
    if order is None and own_words(found.request):
        return ""
    if order is None:
        return say("approvals.page.wanted", who=found.requester, when=moment(found.request.asked_at), unit=found.unit)
    where = {"unit": order.unit_name, "organisation": order.organisation_name}
    return say("approvals.page.placed", who=order.orderer_name, when=moment(order.placed_at), **where)


def _asks(suggestion: Suggestion) -> str:
    saved = kr(suggestion.saves)
    return say("approvals.page.put_forward", item=suggestion.item_name, saves=saved, day=day(suggestion.made_at))


def _line(line: OrderLine, typed: Mapping[str, str], wrong: Mapping[int, str]) -> dict[str, Any]:
    """A line as the macro `decision_line` takes it."""
    note = say("approvals.page.line_note", note=line.note) if line.note else ""
    return {
        "id": line.id,
        "name": line.name,
        "meta": say("orders.line.meta", quantity=line.quantity, article=line.article),
        "quantity": line.quantity,
        "chosen": typed.get(f"antal-{line.id}", line.quantity),
        "amount": cost(line),
        "illustration": line.illustration,
        "palette": line.palette,
        "payer": payer(line),
        "why": " ".join(part for part in (cost_remark(line), note) if part),
        "decision": "avsla" if typed.get(f"rad-{line.id}") in NO else "godkann",
        "error": wrong.get(line.id, ""),
        "cheaper": line.unit_cost > 0 and has_alternatives(line.kind),
        "details": details_of(line),
    }


def _whole_outcome(found: Request) -> str:
    """What was decided about a matter without lines."""
    decision = found.decisions.get(None)
    table = own_words(found.request) or "approvals.outcome"
    return say(f"{table}.whole_{decision.outcome}") if decision else say("approvals.outcome.there")


def _outcome(found: Request, line: OrderLine) -> tuple[str, str, str]:
    """What was decided about a line: its name, the outcome in words, its cost."""
    decision = found.decisions[line.id]
    if decision.outcome == "declined":
        return line.name, say("approvals.outcome.declined"), ""
    fewer = decision.quantity < line.ordered_quantity
    key = "fewer" if fewer else "approved"
    said = say(f"approvals.outcome.{key}", quantity=decision.quantity, ordered=line.ordered_quantity)
    return line.name, said, cost(line)
