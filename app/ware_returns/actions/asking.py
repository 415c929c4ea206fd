"""Asking to send something back: within the supplier's terms, never more than was delivered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.assortment.models import Supplier
from app.delivery.actions.holding import hold
from app.delivery.models import PartnerOrder, PartnerOrderLine
from app.delivery.queries.partner import living
from app.history import Event
from app.identity.queries import Visitor
from app.numbers import next_number
from app.orders.actions import note
from app.refusal import Refused
from app.ware_returns.models import WareReturn
from app.ware_returns.queries import Offered, offered
from app.words import day_long, kr, say
from app.words.formats import today_of
from catalogue import money
from catalogue.ware_returns import Reason, ReturnState
from catalogue.ware_returns import credit as credit_of

SEND_WITHIN = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to send back; `token` makes a form that is sent twice count once."""

    quantity: int
    reason: Reason
    text: str
    token: str


def ask(session: Session, me: Visitor, number: str, line_id: int, *, wanted: Wanted, at: dt.datetime) -> WareReturn:
    """Ask the supplier to take something back; its letter leaves with it. The same form sent twice asks once.

    Raises Missing for a line that is not mine, Refused when the terms do not allow it or fewer are left.
    """
    hold(session, offered(session, me, number, line_id).line.id)
    known = session.scalar(sa.select(WareReturn).where(WareReturn.token == f"{me.id}:{wanted.token}"))
    if known is not None:
        return known
    found = offered(session, me, number, line_id)
    _demand(found, wanted, today_of(at))
    row = _row(session, me, found, wanted, at=at)
    told = {"name": row.name, "count": row.quantity, "return": row.number}
    events = [
        Event("order", row.order_id, "ware_return.asked", told),
        Event("ware_return", row.id, "ware_return.requested", {"who": me.name, "count": row.quantity}),
    ]
    note(session, row.order_id, events, actor=me.actor, at=at)
    _write(session, row, number, at=at)
    return row


def _demand(found: Offered, wanted: Wanted, today: dt.date) -> None:
    """Raise Refused where something may not go back."""
    if found.hindered:
        raise Refused(f"ware_returns.hindered.{found.hindered}", name=found.line.name)
    last = found.last_day(wanted.reason)
    if today > last:
        raise Refused("ware_returns.refused.late", name=found.line.name, day=day_long(last, year=True))
    if not 1 <= wanted.quantity <= found.left:
        raise Refused("ware_returns.refused.quantity", left=found.left)


def _row(session: Session, me: Visitor, found: Offered, wanted: Wanted, *, at: dt.datetime) -> WareReturn:
    line, year = found.line, today_of(at).year
    net = money.line_total(line.unit_price, wanted.quantity)
    row = WareReturn(
        number=f"R{year}-{next_number(session, f'ware-return-{year}'):05d}", token=f"{me.id}:{wanted.token}",
        order_id=line.order_id, line_id=line.id, supplier_id=line.supplier_id, organisation_id=line.organisation_id,
        name=line.name, quantity=wanted.quantity, reason=wanted.reason.value, text=wanted.text, address=found.address,
        requested_by=me.id, requester_name=me.name, requested_at=at, send_by=today_of(at + SEND_WITHIN),
        state=ReturnState.REQUESTED.value, state_at=at, expected=credit_of(net, wanted.reason, found.terms),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _write(session: Session, row: WareReturn, order_number: str, *, at: dt.datetime) -> None:
    """Tell the supplier what comes back, why, and what it is expected to credit."""
    supplier = session.get_one(Supplier, row.supplier_id)
    made = session.scalar(
        sa.select(PartnerOrder.number)
        .join(PartnerOrderLine, PartnerOrderLine.partner_order_id == PartnerOrder.id)
        .where(living(row.line_id))
    )
    params = {
        "number": row.number, "supplier": supplier.name, "thing": row.name, "quantity": row.quantity,
        "reason": say(f"ware_returns.reason.{row.reason}"), "text": row.text, "who": row.requester_name,
        "partner_order": made or order_number, "expected": kr(row.expected), "send_by": day_long(row.send_by),
    }  # fmt: skip
    outbox.mail(session, f"ware-return:{row.id}", supplier.email, "ware_return", params, at=at)
