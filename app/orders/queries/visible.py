"""Which orders a person may see; every question about orders goes through here."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.desks.models import ApprovalRequest
from app.desks.queries import on_my_desk
from app.identity.queries import Visitor, ladder, within
from app.orders.models import Order
from app.refusal import Missing
from app.words.formats import today_of
from catalogue.rights import IT
from catalogue.terms import Role

READERS = IT | {Role.FINANCE, Role.AUDITOR}
LONGEST_NUMBER = 20


def visible_to(me: Visitor) -> sa.ColumnElement[bool]:
    """Orders by me, for me, of units I lead or that asked me; and for IT, economist and auditor those in scope."""
    mine = _own(me.id, on_my_desk(me))
    if me.led_units:
        mine.append(Order.unit_id.in_(me.led_units))
    return sa.or_(*mine, within(me, READERS, organisation=Order.organisation_id, unit=Order.unit_id))


def _own(person: Any, on_desk: sa.ColumnElement[bool]) -> list[sa.ColumnElement[bool]]:
    put_to = (ApprovalRequest.decided_by, ApprovalRequest.handed_by)
    told = sa.or_(on_desk, *(column == person for column in put_to))
    asked = sa.exists().where(ApprovalRequest.order_id == Order.id, told)
    return [Order.orderer_id == person, Order.recipient_id == person, asked]


_ME: sa.BindParameter[int] = sa.bindparam("me", type_=sa.Integer)
# What most people ask, who lead nothing and stand in for nobody; built once: building costs more than asking.
_OF_MINE = sa.select(Order).where(
    Order.number == sa.bindparam("number"), sa.or_(*_own(_ME, ApprovalRequest.decider_id == _ME))
)


def order_by_number(session: Session, me: Visitor, number: str) -> Order:
    """An order I may see; raises Missing for any other, the same as for an unknown number."""
    if len(number) > LONGEST_NUMBER or not (number.isascii() and number.isprintable()):
        raise Missing
    if me.led_units or me.stands_for or me.grants:
        order = session.scalar(sa.select(Order).where(Order.number == number, visible_to(me)))
    else:
        order = session.scalar(_OF_MINE, {"number": number, "me": me.id})
    if order is None and Role.MANAGER in me.roles:
        order = _as_higher_chef(session, me, number)
    if order is None:
        raise Missing
    return order


def _as_higher_chef(session: Session, me: Visitor, number: str) -> Order | None:
    """The order when I stand on the ladder above its unit."""
    order = session.scalar(sa.select(Order).where(Order.number == number))
    if order is None:
        return None
    above = {rung.person_id for rung in ladder(session, order.unit_id, today=today_of(me.seen_at))}
    return order if me.id in above else None
