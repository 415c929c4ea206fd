"""Requests as finished text for their pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.approvals.forms import NO
from app.approvals.queries.inbox import Asked, Request
from app.identity.queries import Visitor
from app.orders.models import ApprovalRequest, OrderLine
from app.orders.queries.sentences import cost, cost_remark, payer, source, total
from app.words import day, kr, moment, say
from app.words.formats import today_of


def row(asked: Asked, today: dt.date) -> dict[str, Any]:
    """A row of the inbox."""
    return {
        "asked": asked,
        "what": asked.request.summary,
        "cost": total(asked.lines),
        "payers": list(dict.fromkeys(payer(line) for line in asked.lines)),
        "who": asked.order.recipient_name,
        "by": asked.order.orderer_name if asked.order.orderer_name != asked.order.recipient_name else "",
        "since": since(asked.request.asked_at, today),
    }


def other(asked: ApprovalRequest, today: dt.date) -> tuple[str, str, str, str]:
    """A row of what else waits, as the macro `waiting_list` takes it."""
    return asked.summary, f"/godkann/{asked.id}", since(asked.asked_at, today), kr(asked.amount)


def since(at: dt.datetime, today: dt.date) -> str:
    """Since when something waits: today, yesterday, or a day."""
    days = (today - today_of(at)).days
    if days in (0, 1):
        return say(f"approvals.since.{('today', 'yesterday')[days]}")
    return say("approvals.since.day", day=day(at, today))


def page(
    found: Request, me: Visitor, *, today: dt.date, typed: Mapping[str, str], wrong: Mapping[int, str]
) -> dict[str, Any]:
    """Everything the page of a request shows."""
    order = found.order
    relation = "lead" if order.unit_id in me.led_units else "lead_higher"
    whose = {"who": order.orderer_name, "unit": order.unit_name, "organisation": order.organisation_name}
    return {
        "title": say("approvals.page.title", what=found.request.summary, who=order.recipient_name),
        "lead": say(f"approvals.page.{relation}", when=moment(order.placed_at), **whose),
        "lines": [_line(line, typed, wrong) for line in found.lines],
        "source_of": source,
        "cost": total(found.lines),
        "since": since(found.request.asked_at, today),
        "outcomes": [_outcome(found, line) for line in found.about if line.id in found.decisions],
        "decided_at": moment(found.request.decided_at) if found.request.decided_at else "",
        "reason": next((each.reason for each in found.decisions.values() if each.reason), ""),
        "talk": [(say(f"history.{entry.event}", **entry.data), moment(entry.at)) for entry in found.talk],
    }


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
    }


def _outcome(found: Request, line: OrderLine) -> tuple[str, str, str]:
    """What was decided about a line: its name, the outcome in words, its cost."""
    decision = found.decisions[line.id]
    if decision.outcome == "declined":
        return line.name, say("approvals.outcome.declined"), ""
    fewer = decision.quantity < line.ordered_quantity
    key = "fewer" if fewer else "approved"
    said = say(f"approvals.outcome.{key}", quantity=decision.quantity, ordered=line.ordered_quantity)
    return line.name, said, cost(line)
