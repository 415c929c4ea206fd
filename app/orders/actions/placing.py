"""Placing an order exactly once: freezing what was judged, asking who must be asked, letting the rest go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.db import locked
from app.desks.models import ApprovalRequest
from app.history import Event, HistoryEntry
from app.identity.queries import Visitor
from app.numbers import next_number
from app.orders.actions import asking, budgeting, coding, freezing, letters, licensing
from app.orders.actions.moves import tallies
from app.orders.models import Order, OrderLine
from app.orders.queries.checkout import Account, content, unit_pays
from app.orders.queries.progress import Waiting
from app.refusal import Changed, Refused
from app.shop import actions as shop
from app.shop.models import Basket
from app.shop.queries import JudgedBasket
from app.words.formats import today_of

PROBLEMS = {
    "shop.problem.withdrawn": "orders.refused.withdrawn",
    "shop.problem.questions": "orders.refused.questions",
    "shop.problem.one_each": "licences.refused.one_each",
    "shop.problem.place": "licences.refused.place",
    "shop.problem.editors": "licences.refused.editors",
    "shop.problem.refused": "orders.refused.not_allowed",
    "shop.problem.not_orderable": "orders.refused.not_allowed",
}


# Built once: building costs more than asking.
_TOKEN = locked(sa.select(Basket.token).where(Basket.person_id == sa.bindparam("me")))


def order_number(session: Session, year: int) -> str:
    """The next order number of a year."""
    return f"{year}-{next_number(session, f'order-{year}'):05d}"


def earlier(session: Session, me: Visitor, token: str, shown: str) -> str:
    """Hold my basket, and give the number of the order that was already made of this token; empty for none.

    Raises Changed when the token is of no order and no longer my basket's, Refused when the order made of it had other
    content than what is sent now.
    """
    held = session.scalar(_TOKEN, {"me": me.id})
    if held == token:
        return ""
    mine = sa.select(Order.id, Order.number).where(Order.basket_token == token, Order.orderer_id == me.id)
    found = session.execute(mine).one_or_none()
    if found is None:
        raise Changed("orders.refused.basket_changed")
    if shown and shown != _content_of(session, found.id):
        raise Refused("orders.refused.other_content")
    return str(found.number)


def place(
    session: Session, me: Visitor, basket: JudgedBasket, *, details: Account, accepted: str, at: dt.datetime
) -> Order:
    """Make an order of my basket, which must be held (`earlier`), and begin the basket anew.

    `accepted` is the digest of what was shown. Raises Changed when that is not what stands now, Refused for a line that
    stops the order, for a missing account (DOMAIN c), and for a frame with a hard stop that does not suffice.
    """
    check(basket, details)
    if accepted and accepted != content(basket, details):
        raise Changed("orders.refused.basket_changed")
    order = freezing.order_of(me, basket, details, number=order_number(session, today_of(at).year), at=at)
    session.add(order)
    session.flush()
    lines = [freezing.line_of(order, position, line, at) for position, line in enumerate(basket.lines, start=1)]
    licensing.prepare(session, order, lines, items=[line.item for line in basket.lines])
    frames = budgeting.prepare(session, order, lines, at=at)
    session.add_all(lines)
    session.flush()
    coding.freeze(session, lines, details, actor=me.actor, at=at)
    asked = asking.ask(session, order, lines, basket=basket, settings=me.organisation_settings, at=at)
    _tally(order, lines, asked, at)
    history.record(session, me.actor, at, _told(order, lines, asked, content(basket, details)))
    budgeting.book(session, order, lines, frames, at=at)
    letters.placed(session, me, order, lines, asked=asked, chosen=basket.decider, at=at)
    if basket.id is not None:
        shop.empty(session, basket.id)
    session.flush()
    return order


def check(basket: JudgedBasket, details: Account) -> None:
    """Raise Changed for a price that was not accepted, Refused for anything else that stops the order."""
    for line in basket.problems:
        if line.problem in PROBLEMS:
            raise Refused(PROBLEMS[line.problem], name=line.item.name)
    if basket.problems:
        raise Changed("orders.refused.price_changed")
    if any(unit_pays(line) for line in basket.lines):
        if not details.cost_centre:
            raise Refused("orders.refused.cost_centre")
        if not details.invoice_reference:
            raise Refused("orders.refused.invoice_reference")
        coding.check(details)
    if not details.workplace_id:
        raise Refused("orders.refused.workplace")


def _tally(order: Order, lines: Sequence[OrderLine], asked: Sequence[ApprovalRequest], at: dt.datetime) -> None:
    waiting = Waiting(asked[0].decider_name, at) if asked else None
    for column, value in tallies(lines, waiting, today_of(at)).items():
        setattr(order, column, value)


def _told(order: Order, lines: Sequence[OrderLine], asked: Sequence[ApprovalRequest], shown: str) -> list[Event]:
    events = [Event("order", order.id, "order.placed", {"number": order.number, "content": shown})]
    events += [
        Event("order", order.id, f"line.placed_{line.state}", freezing.told(line))
        for line in lines
        if line.state != "pending_approval"
    ]
    for request in asked:
        name = "order.asked" if request.decider_id else "order.nobody"
        events.append(Event("order", order.id, name, {"who": request.decider_name, "request": request.id}))
    return events


def _content_of(session: Session, order_id: int) -> str:
    question = sa.select(HistoryEntry.data).where(
        HistoryEntry.subject == "order", HistoryEntry.subject_id == order_id, HistoryEntry.event == "order.placed"
    )
    data = session.scalar(question)
    return str(data["content"]) if data else ""
