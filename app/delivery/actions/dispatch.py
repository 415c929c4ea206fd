"""Sending released lines to suppliers: one partner order for each supplier and invoice reference (R-049, R-139)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.assortment.models import Supplier
from app.assortment.queries import edition
from app.delivery.actions.holding import Of, hold_with
from app.delivery.models import ExpectedInvoice, PartnerOrder, PartnerOrderLine
from app.delivery.queries.due import Group, due_groups, due_lines
from app.delivery.queries.places import Reception, it_reception
from app.history import Actor, Event
from app.identity.models import Organisation
from app.numbers import next_number
from app.orders.actions import Move, move_all
from app.orders.models import LineState, OrderLine
from app.refusal import Refused
from app.words import say
from app.words.formats import today_of
from catalogue import money

Lines = Sequence[Of]


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name a partner order is made; with `pays`, on that reception's invoice reference."""

    actor: Actor
    reception: Reception
    pays: bool = False


def send_due(session: Session, *, now: dt.datetime, delay: int, only: Group | None = None) -> int:
    """Send what is due to the suppliers; returns how many partner orders were made. `delay` is seconds.

    With `only`, just that group, so that a worker can keep each in a transaction of its own.
    """
    made = 0
    for group in [only] if only else due_groups(session, now=now, delay=delay):
        lines = due_lines(session, group, now=now, delay=delay)
        hold_with(session, lines)
        if lines:
            sender = Sender(Actor(None, say("delivery.shop")), it_reception(session))
            make_partner_order(session, lines, sender=sender, at=now)
            made += 1
    return made


def order_from_supplier(session: Session, lines: Lines, *, sender: Sender, at: dt.datetime) -> list[PartnerOrder]:
    """IT orders what it pays itself: one order for each supplier, whichever organisations the lines are for.

    Raises Refused for a line no supplier sells, Changed for one that moved on.
    """
    groups: dict[int, list[Of]] = {}
    for line, order in lines:
        if line.supplier_id is None or line.route != "it":
            raise Refused("delivery.refused.no_supplier", name=line.name)
        groups.setdefault(line.supplier_id, []).append((line, order))
    return [make_partner_order(session, group, sender=sender, at=at) for group in groups.values()]


def make_partner_order(session: Session, lines: Lines, *, sender: Sender, at: dt.datetime) -> PartnerOrder:
    """One partner order for lines of one supplier and one payer, with its letter; the lines become sourced."""
    made = _head(session, lines[0][0], sender, at)
    before = _withdrawn(session, lines)
    for position, of in enumerate(lines, start=1):
        row = _row(made, position, of, sender)
        session.add(row)
        made.net, made.vat = made.net + row.net, made.vat + row.vat
        if not sender.pays:
            _expect(session, made, row, before.get(row.line_id), at=at)
    made.line_count = len(lines)
    session.flush()
    _announce(session, made, lines, sender=sender, at=at)
    return made


def _head(session: Session, line: OrderLine, sender: Sender, at: dt.datetime) -> PartnerOrder:
    """The buyer is the unit's organisation, or the one that IT belongs to for what IT pays (C5, C6)."""
    buyer = sender.reception.organisation_id if sender.pays else line.organisation_id
    organisation = session.get_one(Organisation, buyer or line.organisation_id)
    year = today_of(at).year
    made = PartnerOrder(
        number=f"P{year}-{next_number(session, f'partner-order-{year}'):05d}",
        supplier_id=line.supplier_id,
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        org_number=organisation.org_number,
        created_at=at,
        line_count=0,
        net=0,
        vat=0,
    )
    session.add(made)
    session.flush()
    return made


def _row(made: PartnerOrder, position: int, of: Of, sender: Sender) -> PartnerOrderLine:
    """What goes through IT's hands first is delivered to IT, the rest to the unit (R-164, R-212)."""
    line, order = of
    net = money.line_total(line.unit_price, line.quantity)
    to_it = bool(line.verdict.get("registers_device"))
    return PartnerOrderLine(
        partner_order_id=made.id, line_id=line.id, position=position, order_number=order.number, article=line.article,
        name=line.name, quantity=line.quantity, unit_code=line.unit_code, unit_price=line.unit_price, net=net,
        vat=money.vat(net, line.vat_rate),
        invoice_reference=sender.reception.invoice_reference if sender.pays else order.invoice_reference,
        cost_centre=sender.reception.cost_centre if sender.pays else order.cost_centre,
        recipient_name=order.recipient_name,
        delivery_address=sender.reception.address if to_it else order.delivery_address,
        note=line.note,
    )  # fmt: skip


def _withdrawn(session: Session, lines: Lines) -> dict[int, ExpectedInvoice]:
    """What was expected of lines that have been on another partner order before."""
    question = sa.select(ExpectedInvoice).where(ExpectedInvoice.line_id.in_([line.id for line, _ in lines]))
    return {row.line_id: row for row in session.scalars(question)}


def _expect(
    session: Session, made: PartnerOrder, row: PartnerOrderLine, before: ExpectedInvoice | None, *, at: dt.datetime
) -> None:
    """What the supplier will invoice the unit; IT never does (R-139)."""
    expected = before or ExpectedInvoice(line_id=row.line_id)
    expected.partner_order_id, expected.supplier_id = made.id, made.supplier_id
    expected.organisation_id, expected.invoice_reference = made.organisation_id, row.invoice_reference
    expected.net, expected.vat, expected.state, expected.noted_at = row.net, row.vat, "expected", at
    session.add(expected)


def _announce(session: Session, made: PartnerOrder, lines: Lines, *, sender: Sender, at: dt.datetime) -> None:
    """Move the lines, write history on both sides and put the letter in the outbox."""
    supplier = session.scalars(sa.select(Supplier.name).where(Supplier.id == made.supplier_id)).one()
    told = {"supplier": supplier, "partner_order": made.number}
    steps = [Move(line, LineState.SOURCED, "delivery.ordered", told) for line, _order in lines]
    event = Event("partner_order", made.id, "partner_order.created", {"number": made.number, "supplier": supplier})
    move_all(session, steps, actor=sender.actor, at=at, also=[event])
    letter = {"partner_order_id": made.id, "number": made.number}
    outbox.post(session, "partner_order", f"partner-order:{made.number}", letter, at=at)
    _agree(session, made, letter, at=at)


def _agree(session: Session, made: PartnerOrder, letter: dict[str, object], *, at: dt.datetime) -> None:
    """Tell the buyer's purchasing system, where the organisation has said that it wants to know."""
    settings = session.get_one(Organisation, made.organisation_id).settings
    if to := str(edition().setting("order_agreement_to", settings)):
        outbox.post(session, "order_agreement", f"order-agreement:{made.number}", {**letter, "to": to}, at=at)
