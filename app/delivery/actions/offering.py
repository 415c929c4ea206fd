"""What a supplier offers instead: put to the buyer, taken with one tap, with a new yes only when it is dearer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.approvals.actions.binding import again_event, unbound
from app.assortment.models import Supplier
from app.delivery.actions.ending import end_line, leave_partner
from app.delivery.actions.holding import Of, hold
from app.delivery.actions.matching import Known
from app.delivery.actions.mismatches import settle_about
from app.delivery.actions.promising import promise
from app.delivery.actions.work import letter
from app.delivery.models import ExpectedInvoice, PartnerOrder, PartnerOrderLine
from app.delivery.queries.places import Addressee
from app.history import Event
from app.identity.models import Person
from app.identity.queries import Visitor
from app.orders import actions as orders
from app.orders.actions import Move
from app.orders.models import LineOffer, LineState, Order, OrderLine
from app.orders.queries.sentences import is_dearer, offer_difference
from app.refusal import Changed, Missing
from app.words import day_long, say
from catalogue import money


@dataclass(frozen=True, slots=True)
class Terms:
    """What is offered for a line; `unit_price` is öre excluding VAT."""

    article: str
    name: str
    quantity: int
    unit_price: int
    day: dt.date | None = None


def offer(session: Session, known: Known, terms: Terms, *, at: dt.datetime) -> None:
    """Put an offer to the buyer, instead of one that is open; the line waits."""
    line, order = known.line, known.order
    open_ones = sa.update(LineOffer).where(LineOffer.line_id == line.id, LineOffer.state == "open")
    session.execute(open_ones.values(state="withdrawn", answered_at=at))
    supplier = session.scalars(sa.select(Supplier.name).where(Supplier.id == known.partner_order.supplier_id)).one()
    row = LineOffer(
        order_id=order.id, line_id=line.id, supplier_name=supplier, article=terms.article, name=terms.name,
        quantity=terms.quantity, unit_price=terms.unit_price, expected_on=terms.day, made_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    to = _orderer(session, order)
    params = letter(line, order, to.name) | {
        "supplier": supplier, "offered": terms.name, "offered_quantity": terms.quantity,
        "difference": offer_difference(line, row), "day": day_long(terms.day) if terms.day else "",
    }  # fmt: skip
    outbox.mail(session, f"offer-made:{row.id}", to.email, "offer_made", params, at=at)


def answer_offer(
    session: Session, me: Visitor, number: str, offer_id: int, *, answer: str, at: dt.datetime
) -> tuple[str, str]:
    """Take what the supplier offers (`yes`), wait for what was ordered (`wait`), or do without it (`cancel`).

    Returns what came of it, accepted, offer_asked (something dearer waits for a new yes), waits, cancelled, or before
    when it was answered already; and what the line is called now. Raises Missing for an order I have not placed,
    Changed when the line moved on.
    """
    found = _mine(session, me, number, offer_id)
    of = hold(session, found.line_id)
    session.refresh(found)
    if found.state != "open":
        return "before", found.name
    line, order = of
    if line.state != LineState.BACKORDERED:
        raise Changed("orders.refused.moved", name=line.name)
    found.state, found.answered_at, found.answered_by = ("accepted" if answer == "yes" else "declined"), at, me.id
    said = {"who": me.name, "name": line.name, "offered": found.name}
    told = Event("order", order.id, f"offer.{found.state}", said)
    done = _take(session, of, found, told, me=me, at=at) if answer == "yes" else ""
    if answer == "cancel":
        end_line(session, of, actor=me.actor, at=at, also=[told])
        done = "cancelled"
    elif not done:
        orders.note(session, order.id, [told], actor=me.actor, at=at)
        done = "waits"
    _tell_partner(session, of, found, said=done, at=at)
    return done, line.name


def _take(session: Session, of: Of, found: LineOffer, told: Event, *, me: Visitor, at: dt.datetime) -> str:
    line, order = of
    dearer = is_dearer(line, found)
    _exchange(session, line, found)
    again = _ask_again(session, of, me=me, at=at) if dearer else []
    settle_about(session, actor=me.actor, at=at, text=say("parcels.offer.settled"), kinds=("refused",), line_id=line.id)
    if again:
        leave_partner(session, line, at=at)
        orders.move_all(session, again, actor=me.actor, at=at, also=[told, again_event(order, line)])
        return "offer_asked"
    promise(session, line, [(line.quantity - line.received_quantity, found.expected_on)])
    _expect(session, line)
    moves = [Move(line, LineState.SOURCED, "delivery.on_its_way", values={"expected_on": line.expected_on})]
    orders.move_all(session, moves, actor=me.actor, at=at, also=[told])
    return "accepted"


def _mine(session: Session, me: Visitor, number: str, offer_id: int) -> LineOffer:
    question = (
        sa.select(LineOffer)
        .join(Order, Order.id == LineOffer.order_id)
        .where(LineOffer.id == offer_id, Order.number == number, Order.orderer_id == me.id)
    )
    found = session.scalars(question).one_or_none()
    if found is None:
        raise Missing
    return found


def _exchange(session: Session, line: OrderLine, found: LineOffer) -> None:
    """The line becomes what was offered."""
    line.article, line.name, line.unit_price = found.article, found.name, found.unit_price
    for column, value in orders.amounts(line, found.quantity).items():
        setattr(line, column, value)
    session.flush()


def _ask_again(session: Session, of: Of, *, me: Visitor, at: dt.datetime) -> list[Move]:
    """The move back to waiting of a line whose yes does not cover what it has become; none when nobody is asked."""
    line, order = of
    added = orders.rejudge(session, me, order, line, at=at)
    return unbound(session, order, line, added=added, at=at)


def _expect(session: Session, line: OrderLine) -> None:
    """The supplier will invoice what was agreed."""
    net = money.line_total(line.unit_price, line.quantity)
    values = {"net": net, "vat": money.vat(net, line.vat_rate)}
    session.execute(sa.update(ExpectedInvoice).where(ExpectedInvoice.line_id == line.id).values(values))


def _tell_partner(session: Session, of: Of, found: LineOffer, *, said: str, at: dt.datetime) -> None:
    """Write to the supplier what the buyer answered."""
    line, order = of
    question = (
        sa.select(PartnerOrder.number, Supplier.email, Supplier.name)
        .join(PartnerOrderLine, PartnerOrderLine.partner_order_id == PartnerOrder.id)
        .join(Supplier, Supplier.id == PartnerOrder.supplier_id)
        .where(PartnerOrderLine.line_id == line.id)
        .order_by(PartnerOrderLine.id.desc())
        .limit(1)
    )
    made = session.execute(question).one_or_none()
    if made is not None and said != "before":
        params = {
            "number": made.number, "supplier": made.name, "offered": found.name, "quantity": found.quantity,
            "said": said, "thing": line.name, "order": order.number,
        }  # fmt: skip
        outbox.mail(session, f"offer-answered:{found.id}", made.email, "offer_answered", params, at=at)


def _orderer(session: Session, order: Order) -> Addressee:
    row = session.execute(sa.select(Person.name, Person.email).where(Person.id == order.orderer_id)).one()
    return Addressee(row.name, row.email)
