"""Handing a question on once, taking it back, and appointing somebody when no chef was found."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.approvals.actions import calling
from app.approvals.actions.holding import hold
from app.approvals.actions.matters import hold_matter
from app.approvals.queries.watch import watched
from app.desks import actions as desks
from app.desks.models import ApprovalRequest
from app.desks.queries import matter_of, settings_of
from app.desks.queries.mine import LENT
from app.desks.queries.resolving import barred
from app.history import Actor, Event
from app.identity.models import Person, Unit
from app.identity.queries import Visitor
from app.identity.queries.finding import colleague
from app.orders import actions as orders
from app.orders.models import Order
from app.refusal import Changed, Missing, Refused
from app.words.formats import today_of


def forward(session: Session, me: Visitor, request_id: int, typed: str, *, at: dt.datetime) -> str:
    """Let a colleague decide in my place, this once; gives their name.

    Raises Missing for anybody but the decider, Refused for a colleague who may not decide it and for a question that
    was handed on already: power is lent once.
    """
    held = hold(session, me, request_id, at=at)
    request = held.request
    if request.state != "open":
        raise Changed("approvals.refused.changed")
    if request.decider_id != me.id or request.relation in LENT:
        raise Refused("approvals.refused.handed_on")
    to = _fit(session, request, typed, at=at, but=me.id)
    told = Event(request.matter, request.matter_id, "approval.forwarded", {"before": me.name, "who": to.name})
    desks.forward(request, by=me.id, to=to.id, name=to.name, at=at, settings=settings_of(session, request.unit_id))
    _tell(session, request, told, actor=me.actor, at=at)
    calling.ask_again(session, request, at=at)
    return to.name


def take_back(session: Session, me: Visitor, request_id: int, *, at: dt.datetime) -> None:
    """Take a question back that I handed on; raises Missing for any other, Changed when it was answered."""
    request = _held(session, request_id)
    if request.handed_by != me.id or request.relation != "forwarded":
        raise Missing
    if request.state != "open":
        raise Changed("approvals.refused.changed")
    desks.take_back(request, name=me.name, at=at, settings=settings_of(session, request.unit_id))
    told = Event(request.matter, request.matter_id, "approval.taken_back", {"who": me.name})
    _tell(session, request, told, actor=me.actor, at=at)


def appoint(session: Session, me: Visitor, request_id: int, typed: str, *, at: dt.datetime) -> str:
    """Appoint who decides something that nobody could be found for, or that has waited too long; gives their name.

    Raises Missing for none that waits, Refused for oneself, for who may not decide it, and for one's own.
    """
    reach = sa.select(ApprovalRequest.id).where(ApprovalRequest.id == request_id, watched(me))
    if session.scalar(reach) is None:
        raise Missing
    request = _held(session, request_id)
    if request.state != "open":
        raise Changed("approvals.refused.changed")
    if barred(session, {me.id}, matter_of(request).own, today_of(at)):
        raise Refused("approvals.refused.own_appointed")
    to = _fit(session, request, typed, at=at, but=me.id)
    desks.appoint(request, by=me.id, to=to.id, name=to.name, at=at, settings=settings_of(session, request.unit_id))
    told = Event(request.matter, request.matter_id, "approval.appointed", {"by": me.name, "who": to.name})
    _tell(session, request, told, actor=me.actor, at=at)
    calling.ask_again(session, request, at=at)
    return to.name


def _fit(session: Session, request: ApprovalRequest, typed: str, *, at: dt.datetime, but: int) -> Person:
    """The colleague who was typed; raises Refused when they may not decide it."""
    organisation = sa.select(Unit.organisation_id).where(Unit.id == request.unit_id)
    to = colleague(session, session.execute(organisation).scalar_one(), typed)
    if to.id == but:
        raise Refused("approvals.refused.to_oneself")
    if barred(session, {to.id}, matter_of(request).own, today_of(at)):
        raise Refused("approvals.refused.may_not", who=to.name)
    return to


def _held(session: Session, request_id: int) -> ApprovalRequest:
    hold_matter(session, request_id)
    request = desks.hold_request(session, request_id)
    if request is None:
        raise Missing
    return request


def _tell(session: Session, request: ApprovalRequest, told: Event, *, actor: Actor, at: dt.datetime) -> None:
    """Tell of a move, and bring an order's own line about whom it waits on up to date."""
    session.flush()
    if session.get(Order, request.order_id or 0) is not None:
        orders.note(session, request.matter_id, [told], actor=actor, at=at)
        return
    history.record(session, actor, at, [told])
