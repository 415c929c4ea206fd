"""Buys from subcontractors: mine and my units', and one as finished text."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.assortment.models import Supplier
from app.av.models import AV, MOVES, AvPurchase, AvState
from app.consultations.queries import may_answer, questions_of
from app.desks.models import ApprovalRequest
from app.desks.queries import on_my_desk
from app.desks.queries.sentences import held_as, next_step
from app.identity.queries import Visitor, within
from app.refusal import Missing
from app.words import day_long, kr, moment, say
from catalogue.rights import IT
from catalogue.terms import CONSULTED, Role

MOST, LONGEST_NUMBER = 20, 20
READERS = IT | {Role.AUDITOR}
SUBCONTRACTOR = "av_subcontractor"


def channels(session: Session) -> list[Supplier]:
    """The subcontractors of the partner agreement, with how they are reached (R-053)."""
    return list(session.scalars(sa.select(Supplier).where(Supplier.kind == SUBCONTRACTOR).order_by(Supplier.name)))


def mine(session: Session, me: Visitor) -> list[AvPurchase]:
    """My buys and those of the units I lead, newest first."""
    whose = [AvPurchase.requester_id == me.id]
    if me.led_units:
        whose.append(AvPurchase.unit_id.in_(me.led_units))
    return list(session.scalars(sa.select(AvPurchase).where(sa.or_(*whose)).order_by(AvPurchase.id.desc()).limit(MOST)))


def by_number(session: Session, me: Visitor, number: str) -> AvPurchase:
    """A buy that I may see: mine, of units I lead, put to me; IT and auditor in reach. Raises Missing."""
    if len(number) > LONGEST_NUMBER or not number.isascii():
        raise Missing
    told = sa.or_(on_my_desk(me), ApprovalRequest.decided_by == me.id, ApprovalRequest.handed_by == me.id)
    asked = sa.exists().where(ApprovalRequest.matter == AV, ApprovalRequest.matter_id == AvPurchase.id, told)
    whose = [AvPurchase.requester_id == me.id, asked]
    if me.led_units:
        whose.append(AvPurchase.unit_id.in_(me.led_units))
    whose.append(within(me, READERS, organisation=AvPurchase.organisation_id, unit=AvPurchase.unit_id))
    found = session.scalar(sa.select(AvPurchase).where(AvPurchase.number == number, sa.or_(*whose)))
    if found is None:
        raise Missing
    return found


def facts_of(bought: AvPurchase) -> list[tuple[str, str]]:
    """What is told of a buy, as pairs of finished text; who asked stands first."""
    yes = [topic for topic in CONSULTED if bought.answers.get(topic)]
    connects = ", ".join(say(f"approvals.topic.{topic}") for topic in yes)
    told = [
        ("requester", bought.requester_name), ("unit", bought.unit_name), ("what", bought.what),
        ("supplier", bought.supplier_name), ("amount", say("exceptions.fact.excluding", amount=kr(bought.amount))),
        ("reason", bought.reason), ("connects", connects or say("av.nothing")),
        ("mounting", say(f"av.mounting.{bought.mounting}")), ("fixed", say("av.fixed") if bought.fixed else ""),
        ("support", say(f"av.support.{bought.support}")), ("responsible", say("av.responsible")),
    ]  # fmt: skip
    return [(say(f"av.fact.{key}"), text) for key, text in told if text]


def story(session: Session, bought: AvPurchase, me: Visitor, today: dt.date) -> dict[str, Any]:
    """Everything the page of a buy shows."""
    about = sa.and_(ApprovalRequest.matter == AV, ApprovalRequest.matter_id == bought.id)
    asked = session.scalars(sa.select(ApprovalRequest).where(about, ApprovalRequest.state == "open")).all()
    questions = questions_of(session, AV, bought.id)
    supplier = session.get(Supplier, bought.supplier_id)
    is_mine, mine_or_led = bought.requester_id == me.id, me.id == bought.requester_id or bought.unit_id in me.led_units
    return {
        "bought": bought, "facts": facts_of(bought), "channel": supplier,
        "headline": say(f"av.next.{bought.state}", supplier=bought.supplier_name, manager=bought.manager_name),
        "desks": [
            (each.decider_name, held_as(each, bought.unit_name), day_long(each.desk_at), next_step(each, today))
            for each in asked
        ],
        "questions": [_question(each) for each in questions],
        "to_answer": [each for each in questions if may_answer(each, me, frozenset({bought.requester_id}))],
        "events": [(_told(entry), moment(entry.at)) for entry in history.of(session, AV, bought.id)],
        "may_withdraw": is_mine and AvState.WITHDRAWN in MOVES[AvState(bought.state)],
        "may_buy": bought.state == AvState.CLEARED and mine_or_led,
    }  # fmt: skip


def _question(asked: Any) -> dict[str, str]:
    tone = {"open": "waiting", "approved": "done", "answered": "done", "refused": "stopped"}.get(asked.state, "new")
    told = ". ".join(part for part in (asked.answered_by_name, asked.answer) if part)
    return {
        "who": say(f"approvals.topic.{asked.topic}"), "state": say(f"consultations.state.{asked.state}"),
        "tone": tone, "told": told, "when": moment(asked.answered_at) if asked.answered_at else "",
    }  # fmt: skip


def _told(entry: Any) -> str:
    return say("cases.event", what=say(f"history.{entry.event}", **entry.data), who=entry.actor_name)
