"""What IT does with a line in one step: from stock, back-ordered, delivered, activated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from app import outbox
from app.assortment.queries import edition
from app.delivery.actions.holding import Of, settle
from app.delivery.actions.sendings import take_off
from app.delivery.queries.places import addressee
from app.history import Actor, Event
from app.licences import actions as licences
from app.orders.actions import Move, move, move_all
from app.orders.models import LineState, Order, OrderLine
from app.refusal import Refused


def take_from_stock(session: Session, of: Of, *, actor: Actor, at: dt.datetime) -> None:
    """Take what IT pays from the shelf; raises Refused for what the supplier delivers, Changed when it moved on."""
    line, _order = of
    if line.route != "it" or not registers(line):
        raise Refused("delivery.refused.not_from_stock", name=line.name)
    move(session, line, LineState.SOURCED, actor=actor, at=at, event="delivery.taken")


def activate(session: Session, of: Of, *, actor: Actor, at: dt.datetime) -> None:
    """Give the recipient a licence or service: there is nothing to carry, so it is delivered at once.

    Raises Refused for a line that brings a device and where the pool is empty, Changed when it moved on.
    """
    line, order = of
    if line.route != "it" or registers(line):
        raise Refused("delivery.refused.not_activated", name=line.name)
    move(session, line, LineState.SOURCED, actor=actor, at=at, event="delivery.begun")
    if edition().kinds[line.kind].holder:
        licences.activate(session, ordered(line, order), actor=actor, at=at)
    arrive(session, of, actor=actor, at=at, event="delivery.activated")
    tell_delivered(session, line, order, at=at)


def ordered(line: OrderLine, order: Order) -> licences.Ordered:
    """What a line says of its licences."""
    return licences.Ordered(
        line_id=line.id, order_number=order.number, item_id=line.item_id, kind=line.kind, name=line.name,
        quantity=line.quantity, price=line.unit_price, price_period=line.price_period, payer=line.payer,
        cost_centre=order.cost_centre, orderer_id=order.orderer_id, recipient_id=order.recipient_id,
        recipient_name=order.recipient_name, unit_id=order.unit_id, organisation_id=order.organisation_id,
        details=line.answers,
    )  # fmt: skip


def backorder(session: Session, of: Of, *, actor: Actor, at: dt.datetime) -> None:
    """Note that the supplier has none just now; raises Changed when the line moved on."""
    move(session, of[0], LineState.BACKORDERED, actor=actor, at=at, event="delivery.backordered")


def back_on_its_way(session: Session, of: Of, *, actor: Actor, at: dt.datetime) -> None:
    """Note that the supplier has it again; raises Changed when the line moved on."""
    move(session, of[0], LineState.SOURCED, actor=actor, at=at, event="delivery.on_its_way")


def deliver(session: Session, of: Of, *, actor: Actor, at: dt.datetime) -> None:
    """Note that goods which need no installation have reached the unit.

    Raises Refused for computers, phones and tablets, which must be received, installed and verified first
    (R-164, R-211, R-221); Changed when the line moved on.
    """
    line, order = of
    if registers(line):
        raise Refused("delivery.refused.needs_installation", name=line.name)
    arrive(session, of, actor=actor, at=at, event="delivery.delivered")
    tell_delivered(session, line, order, at=at)


def arrive(session: Session, of: Of, *, actor: Actor, at: dt.datetime, event: str, also: Sequence[Event] = ()) -> None:
    """The one way a line becomes delivered in a single step; all of it has come then. Raises Changed when it cannot."""
    line, order = of
    settle(session, line)
    rest = line.quantity - line.received_quantity
    if rest and not registers(line):
        line.received_quantity = line.quantity
        take_off(session, line, rest, (), shipment_id=None, at=at)
    told = Move(line, LineState.DELIVERED, event, {"recipient": order.recipient_name}, {"delivered_at": at})
    move_all(session, [told], actor=actor, at=at, also=also)


def registers(line: OrderLine) -> bool:
    """Whether what the line brings must stand in the register before anybody gets it."""
    return bool(line.verdict.get("registers_device"))


def tell_delivered(session: Session, line: OrderLine, order: Order, *, at: dt.datetime) -> None:
    """Write to the recipient that something has come, once a line."""
    to = addressee(session, order)
    outbox.mail(session, f"delivered:{line.id}", to.email, "delivered", letter(line, order, to.name), at=at)


def letter(line: OrderLine, order: Order, name: str) -> dict[str, object]:
    """What letters about a delivery tell."""
    return {
        "name": name, "thing": line.name, "quantity": line.quantity, "number": order.number,
        "recipient": order.recipient_name, "address": order.delivery_address, "line": line.id,
    }  # fmt: skip
