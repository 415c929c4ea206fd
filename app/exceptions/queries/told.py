"""Requests as finished text for their pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app import history
from app.assortment.queries import Shelf, shelf
from app.consultations.queries import parts_of, questions_of
from app.desks.models import ApprovalRequest
from app.desks.queries.sentences import held_as, next_step
from app.exceptions.models import EXCEPTION, ExceptionRequest
from app.exceptions.queries.nearest import Near
from app.exceptions.queries.visible import reviewers
from app.identity.queries import Visitor
from app.words import day_long, kr, moment, say
from catalogue.outside import EXCEPTION_MOVES, MAY_BUY, ExceptionState


def near_rows(near: Sequence[Near]) -> list[dict[str, str]]:
    """What the range has that comes near: name, what it is, and what it costs the unit."""
    return [
        {
            "name": each.product.name, "url": f"/sortiment/{each.product.slug}", "summary": each.product.summary,
            "illustration": each.product.illustration, "palette": each.product.palette,
            "cost": say("exceptions.near.unit", amount=kr(each.unit_cost)) if each.unit_cost else
                    say("exceptions.near.it"),
        }
        for each in near
    ]  # fmt: skip


def story(session: Session, request: ExceptionRequest, me: Visitor, today: dt.date) -> dict[str, Any]:
    """Everything the page of a request shows."""
    asked = reviewers(session, request)
    questions = questions_of(session, EXCEPTION, request.id)
    events, range_ = history.of(session, EXCEPTION, request.id), shelf(session)
    mine = request.requester_id == me.id
    return {
        "request": request, "mine": mine, "headline": headline(request),
        "facts": [*facts_of(request), (say("exceptions.fact.price"), kr(request.amount))],
        "desks": [desk(each, request, today) for each in asked if each.state == "open"],
        "questions": [question(each) for each in questions],
        "terms": terms(range_, request), "range": range_, "asked": questions,
        "events": [(_told(entry), moment(entry.at)) for entry in events],
        "may_withdraw": mine and ExceptionState.WITHDRAWN in _next(request),
        "may_buy": ExceptionState(request.state) in MAY_BUY and (mine or request.unit_id in me.led_units),
    }  # fmt: skip


def headline(request: ExceptionRequest) -> str:
    """The one sentence that says where it is and whose turn it is."""
    return say(
        f"exceptions.next.{request.state}", manager=request.manager_name, it=request.it_name,
        year=request.budget_year or "", day=day_long(request.expires_on, year=True) if request.expires_on else "",
    )  # fmt: skip


def desk(asked: ApprovalRequest, request: ExceptionRequest, today: dt.date) -> tuple[str, str, str, str]:
    """On whose desk it lies: who, how they stand to it, since when, and what happens next."""
    return asked.decider_name, held_as(asked, request.unit_name), day_long(asked.desk_at), next_step(asked, today)


def question(asked: Any) -> dict[str, str]:
    """What IT is asked about it, and its answer."""
    tone = {"open": "waiting", "approved": "done", "answered": "done", "refused": "stopped"}.get(asked.state, "new")
    told = ". ".join(part for part in (asked.wish, parts_of(asked), asked.answered_by_name, asked.answer) if part)
    return {
        "who": say(f"approvals.topic.{asked.topic}"), "state": say(f"consultations.state.{asked.state}"),
        "tone": tone, "told": told, "when": moment(asked.answered_at) if asked.answered_at else "",
    }  # fmt: skip


def terms(range_: Shelf, request: ExceptionRequest) -> list[tuple[str, str]]:
    """What was answered, as facts."""
    item = range_.by_id.get(request.alternative_id or 0)
    told = [
        ("manager", request.manager_name), ("it", request.it_name), ("conditions", request.conditions),
        ("expires_on", day_long(request.expires_on, year=True) if request.expires_on else ""),
        ("review_on", day_long(request.review_on, year=True) if request.review_on else ""),
        ("declined", request.decline_reason), ("alternative", item.name if item else ""),
        ("purchased_on", day_long(request.purchased_on, year=True) if request.purchased_on else ""),
        ("paid", kr(request.purchase_price) if request.purchase_price else ""),
        ("reference", request.purchase_reference), ("review_note", request.review_note),
    ]  # fmt: skip
    return [(say(f"exceptions.fact.{key}"), text) for key, text in told if text]


def _next(request: ExceptionRequest) -> frozenset[ExceptionState]:
    return EXCEPTION_MOVES[ExceptionState(request.state)]


def _told(entry: Any) -> str:
    return say("cases.event", what=say(f"history.{entry.event}", **entry.data), who=entry.actor_name)


def facts_of(request: ExceptionRequest) -> list[tuple[str, str]]:
    """What is told of a request, as pairs of finished text; who asked stands first."""
    ways = ", ".join(say(f"exceptions.way.{way}") for way in request.ways)
    connects = say("exceptions.connects.yes", ways=ways) if request.connects else say("exceptions.connects.no")
    told = [
        ("requester", request.requester_name),
        ("unit", request.unit_name),
        ("recipient", request.recipient_name if request.recipient_id else ""),
        ("what", f"{request.quantity} {say('exceptions.fact.pieces')} {request.what}"),
        ("class", say(f"exceptions.class.{request.device_class}")),
        ("supplier", request.supplier),
        ("each", say("exceptions.fact.excluding", amount=kr(request.unit_price))),
        ("reason", request.reason),
        ("why_not", request.why_not),
        ("connects", connects),
        ("personal_data", say("exceptions.yes") if request.personal_data else ""),
        ("needed_by", day_long(request.needed_by, year=True) if request.needed_by else ""),
        ("quote", request.quote_name),
    ]
    return [(say(f"exceptions.fact.{key}"), text) for key, text in told if text]
