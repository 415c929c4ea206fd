"""Which orders a person may see; every question about orders goes through here."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import RoleGrant
from app.identity.queries import Visitor, ladder
from app.orders.models import ApprovalRequest, Order
from app.refusal import Missing
from catalogue.terms import Role

IT = frozenset({Role.IT_WORKPLACE, Role.IT_INFRASTRUCTURE, Role.SERVICEDESK, Role.HEAD_OF_IT})
READERS = frozenset({Role.FINANCE, Role.AUDITOR})
LONGEST_NUMBER = 20


def visible_to(me: Visitor, today: dt.date) -> sa.ColumnElement[bool]:
    """Orders by me, for me, of units I lead or that asked me; all for IT; those in scope for economist and auditor."""
    if not me.roles.isdisjoint(IT):
        return sa.true()
    asked = sa.exists().where(ApprovalRequest.order_id == Order.id, ApprovalRequest.decider_id == me.id)
    mine = [Order.orderer_id == me.id, Order.recipient_id == me.id, asked]
    if me.led_units:
        mine.append(Order.unit_id.in_(me.led_units))
    if not me.roles.isdisjoint(READERS):
        mine.append(_in_scope(me, today))
    return sa.or_(*mine)


def order_by_number(session: Session, me: Visitor, number: str, today: dt.date) -> Order:
    """An order I may see; raises Missing for any other, the same as for an unknown number."""
    if len(number) > LONGEST_NUMBER or not (number.isascii() and number.isprintable()):
        raise Missing
    order = session.scalar(sa.select(Order).where(Order.number == number, visible_to(me, today)))
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
    return order if me.id in {link.person_id for link, _name in ladder(session, order.unit_id)} else None


def _in_scope(me: Visitor, today: dt.date) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        RoleGrant.person_id == me.id,
        RoleGrant.role.in_(READERS),
        RoleGrant.valid_from <= today,
        sa.or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= today),
        sa.or_(RoleGrant.organisation_id.is_(None), RoleGrant.organisation_id == Order.organisation_id),
        sa.or_(RoleGrant.unit_id.is_(None), RoleGrant.unit_id == Order.unit_id),
    )
