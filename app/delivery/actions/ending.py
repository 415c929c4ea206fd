"""When a supplier cannot deliver: the line ends, or is closed with what has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.delivery.actions.holding import ON_THE_WAY, Of
from app.delivery.actions.mismatches import settle_about
from app.delivery.actions.promising import promise
from app.delivery.actions.receiving import complete
from app.delivery.actions.work import letter
from app.delivery.models import ExpectedInvoice, PartnerOrder, PartnerOrderLine
from app.delivery.queries.places import addressee
from app.history import Actor, Event
from app.orders import actions as orders
from app.orders.actions import Move
from app.orders.models import LineOffer, LineState, OrderLine
from app.refusal import Refused
from app.words import say
from catalogue import money


def end_line(
    session: Session, of: Of, *, actor: Actor, at: dt.datetime, also: Sequence[Event] = (), reason: str = ""
) -> None:
    """End a back-ordered line of which nothing has come; its cost leaves the order, and the people of it are told.

    Raises Refused for a line that the supplier can deliver, or of which something has come.
    """
    line, order = of
    if line.state != LineState.BACKORDERED or line.received_quantity:
        raise Refused("parcels.refused.not_ended", name=line.name)
    open_offer = sa.update(LineOffer).where(LineOffer.line_id == line.id, LineOffer.state == "open")
    session.execute(open_offer.values(state="withdrawn", answered_at=at))
    leave_partner(session, line, at=at)
    promise(session, line, [])
    settle_about(session, actor=actor, at=at, text=say("parcels.ended"), kinds=("refused",), line_id=line.id)
    told = {"reason": reason}
    moves = [Move(line, LineState.CANCELLED, "delivery.ended", told, {"expected_on": None})]
    orders.move_all(session, moves, actor=actor, at=at, also=also)
    to = addressee(session, order)
    params = letter(line, order, to.name) | {"reason": reason}
    outbox.mail(session, f"line-ended:{line.id}", to.email, "line_ended", params, at=at)


def be_content(session: Session, of: Of, *, actor: Actor, at: dt.datetime) -> None:
    """Close a line with what has come of it: it becomes that many, and goes on as if no more had been ordered.

    Raises Refused for a line of which nothing, or everything, has come.
    """
    line, order = of
    if line.state not in ON_THE_WAY or not line.received_quantity:
        raise Refused("parcels.refused.not_partly", name=line.name)
    told = Event("order", order.id, "delivery.shortened", {
        "name": line.name, "count": line.received_quantity, "of": line.quantity,
    })  # fmt: skip
    shorten(session, line)
    promise(session, line, [])
    settle_about(session, actor=actor, at=at, text=say("parcels.ended"), kinds=("refused", "missing"), line_id=line.id)
    complete(session, [of], actor=actor, at=at, also=[told])


def leave_partner(session: Session, line: OrderLine, *, at: dt.datetime) -> None:
    """Take a line off its partner order, which keeps its row, and off what is to be invoiced."""
    living = PartnerOrderLine.ended_at.is_(None)
    mine = sa.select(PartnerOrderLine).where(PartnerOrderLine.line_id == line.id, living)
    row = session.scalars(mine).one_or_none()
    expected = sa.update(ExpectedInvoice).where(ExpectedInvoice.line_id == line.id)
    session.execute(expected.values(state="withdrawn"))
    if row is None:
        return
    row.ended_at = at
    session.flush()
    rest = sa.select(PartnerOrderLine.id).join(OrderLine, OrderLine.id == PartnerOrderLine.line_id)
    rest = rest.where(PartnerOrderLine.partner_order_id == row.partner_order_id, living)
    on_the_way = rest.where(OrderLine.state.in_(ON_THE_WAY)).exists()
    ended = sa.case((rest.exists(), "received"), else_="ended")
    made = sa.update(PartnerOrder).where(PartnerOrder.id == row.partner_order_id, ~on_the_way)
    session.execute(made.values(state=ended).execution_options(synchronize_session=False))


def shorten(session: Session, line: OrderLine) -> None:
    """Let a line be only what has come of it; the caller moves it on."""
    for column, value in orders.amounts(line, line.received_quantity).items():
        setattr(line, column, value)
    net = money.line_total(line.unit_price, line.quantity)
    values = {"net": net, "vat": money.vat(net, line.vat_rate)}
    session.execute(sa.update(ExpectedInvoice).where(ExpectedInvoice.line_id == line.id).values(values))
    session.flush()
