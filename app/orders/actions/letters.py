"""The letters of an order: what was ordered, who is asked, whom to tell when nobody can be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.identity.models import Person
from app.identity.queries import Visitor
from app.orders.actions.asking import it_addresses
from app.orders.models import ApprovalRequest, Order, OrderLine
from app.orders.queries.progress import and_more
from app.orders.queries.sentences import cost, total
from app.words import moment


def placed(
    session: Session, me: Visitor, order: Order, lines: Sequence[OrderLine], *,
    asked: Sequence[ApprovalRequest], at: dt.datetime,
) -> None:  # fmt: skip
    """Tell the orderer, and ask those who decide."""
    outbox.mail(session, f"order-placed:{order.id}", me.email, "order_placed", summary(order, lines), at=at)
    addresses = _addresses(session, [request.decider_id for request in asked if request.decider_id])
    for request in asked:
        waiting = [line for line in lines if request.step in line.steps]
        ask(session, request, order, waiting, to=addresses.get(request.decider_id or 0, ""), at=at)


def ask(
    session: Session, request: ApprovalRequest, order: Order, lines: Sequence[OrderLine], *, to: str, at: dt.datetime
) -> None:
    """Ask the decider of a request, or tell IT that there is none."""
    params = summary(order, lines) | {"request": request.id, "decider": request.decider_name}
    if request.decider_id:
        outbox.mail(session, f"approval-asked:{request.id}", to, "approval_asked", params, at=at)
        return
    for place, address in enumerate(it_addresses(session, at)):
        outbox.mail(session, f"approval-nobody:{request.id}:{place}", address, "approval_nobody", params, at=at)


def summary(order: Order, lines: Sequence[OrderLine]) -> dict[str, Any]:
    """What letters tell of an order, as finished text."""
    return {
        "number": order.number,
        "headline": order.headline,
        "orderer": order.orderer_name,
        "recipient": order.recipient_name,
        "unit": order.unit_name,
        "organisation": order.organisation_name,
        "account": order.cost_centre,
        "address": order.delivery_address,
        "note": order.note,
        "placed": moment(order.placed_at),
        "what": and_more(lines[0].name, len(lines) - 1),
        "cost": total(lines),
        "lines": [
            {"name": line.name, "quantity": line.quantity, "cost": cost(line), "note": line.note} for line in lines
        ],
    }


def _addresses(session: Session, people: Sequence[int]) -> dict[int, str]:
    if not people:
        return {}
    found = session.execute(sa.select(Person.id, Person.email).where(Person.id.in_(people)))
    return {row.id: row.email for row in found}
