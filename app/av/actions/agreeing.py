"""Support agreements: added by hand, followed from orders, and reminded of before they end (R-056)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history, outbox
from app.assortment.models import Supplier
from app.assortment.queries import edition
from app.av.models import SupportAgreement
from app.history import Event
from app.identity.models import Person
from app.identity.queries import Visitor, decider_for
from app.orders.models import LineState, Order, OrderLine
from app.refusal import Refused
from app.words import day_long, say
from app.words.formats import today_of
from catalogue.lifetimes import add_months

KIND, A_YEAR, MOST = "av_support_agreement", 12, 100
ARRIVED = (LineState.DELIVERED.value, LineState.CLOSED.value)
PARTS = ("title", "heading", "lead", "button", "why")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What an agreement is about, with whom, between which days."""

    token: str
    what: str
    supplier: str
    starts_on: dt.date
    ends_on: dt.date
    purchase_id: int | None = None


def agree(session: Session, me: Visitor, agreed: Agreed, *, at: dt.datetime) -> None:
    """Keep an agreement of my unit in mind; the same form twice is one. Raises Refused for days that cannot be."""
    if session.scalar(sa.select(SupportAgreement.id).where(SupportAgreement.token == agreed.token)) is not None:
        return
    if agreed.ends_on < agreed.starts_on or agreed.ends_on <= today_of(at):
        raise Refused("av.refused.ends_on")
    row = SupportAgreement(
        token=agreed.token, unit_id=me.unit_id, unit_name=me.unit_name, organisation_id=me.organisation_id,
        what=agreed.what, supplier=agreed.supplier, starts_on=agreed.starts_on, ends_on=agreed.ends_on,
        purchase_id=agreed.purchase_id, added_by=me.id, added_name=me.name, added_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    data = {"what": row.what, "day": day_long(row.ends_on, year=True)}
    history.record(session, me.actor, at, [Event("unit", row.unit_id, "av.agreed", data)])


def tend(session: Session, *, now: dt.datetime) -> None:
    """Take agreements that were ordered into account, and remind of those that will end."""
    _follow_orders(session, now)
    days = int(edition().setting("av_agreement_reminder_days"))
    soon = today_of(now) + dt.timedelta(days=days)
    due = sa.select(SupportAgreement).where(
        SupportAgreement.reminded_at.is_(None), SupportAgreement.ends_on <= soon,
        SupportAgreement.ends_on >= today_of(now),
    )  # fmt: skip
    for row in session.scalars(due.order_by(SupportAgreement.id).limit(MOST)).all():
        row.reminded_at = now
        _remind(session, row, now)


def _follow_orders(session: Session, now: dt.datetime) -> None:
    """An agreement that was ordered in the shop holds a year from when it came."""
    known = sa.exists().where(SupportAgreement.order_line_id == OrderLine.id)
    arrived = (
        sa.select(OrderLine, Order, Supplier.name)
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(Supplier, Supplier.id == OrderLine.supplier_id)
        .where(OrderLine.kind == KIND, OrderLine.state.in_(ARRIVED), OrderLine.delivered_at.is_not(None), ~known)
    )
    for line, order, supplier in session.execute(arrived.order_by(OrderLine.id).limit(MOST)).all():
        began = today_of(line.delivered_at or now)
        session.add(
            SupportAgreement(
                token=f"line-{line.id}", unit_id=order.unit_id, unit_name=order.unit_name,
                organisation_id=order.organisation_id, what=line.name, supplier=supplier or "", starts_on=began,
                ends_on=add_months(began, A_YEAR) - dt.timedelta(days=1), order_line_id=line.id,
                added_by=order.orderer_id, added_name=order.orderer_name, added_at=now,
            )
        )  # fmt: skip
    session.flush()


def _remind(session: Session, row: SupportAgreement, now: dt.datetime) -> None:
    known = {"what": row.what, "supplier": row.supplier, "day": day_long(row.ends_on, year=True), "unit": row.unit_name}
    words = {part: say(f"av.mail.ends.{part}", **known) for part in PARTS}
    facts = [(say("av.fact.what"), row.what), (say("av.fact.supplier"), row.supplier)]
    params = {**words, "number": row.what, "text": "", "facts": facts, "path": "/av/avtal"}
    for address in _told(session, row, now):
        outbox.mail(session, f"av-agreement:{row.id}:{address}"[:80], address, "matter_news", params, at=now)


def _told(session: Session, row: SupportAgreement, now: dt.datetime) -> Sequence[str]:
    """The unit's chef, and whoever added it."""
    chef = decider_for(session, row.unit_id, frozenset(), today=today_of(now))
    people = {row.added_by, chef.decider.person_id if chef else row.added_by}
    question = sa.select(Person.email).where(Person.id.in_(people), Person.active).distinct().order_by(Person.email)
    return session.scalars(question).all()
