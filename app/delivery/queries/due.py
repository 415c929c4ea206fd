"""What the worker looks for: lines to send to suppliers, deliveries that nobody confirmed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.orders.models import LineState, Order, OrderLine
from app.outbox import Letter
from catalogue import edition

MOST = 200
REMINDER = "receipt-reminder:"


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that share a partner order: one supplier, one organisation, one reference on the invoice."""

    supplier_id: int
    organisation_id: int
    reference: str


def is_due(now: dt.datetime, delay: int) -> tuple[sa.ColumnElement[bool], ...]:
    """Released lines for a supplier whose undo window of `delay` seconds has passed."""
    return (
        OrderLine.state == LineState.RELEASED,
        OrderLine.route == "supplier",
        OrderLine.supplier_id.is_not(None),
        OrderLine.released_at <= now - dt.timedelta(seconds=delay),
    )


def due_groups(session: Session, *, now: dt.datetime, delay: int) -> list[Group]:
    """The partner orders to make now; `delay` is seconds."""
    question = (
        sa.select(OrderLine.supplier_id, OrderLine.organisation_id, Order.invoice_reference)
        .join(Order, Order.id == OrderLine.order_id)
        .where(*is_due(now, delay))
        .group_by(OrderLine.supplier_id, OrderLine.organisation_id, Order.invoice_reference)
        .order_by(sa.func.min(OrderLine.id))
    )
    return [Group(row[0] or 0, row[1], row[2]) for row in session.execute(question)]


def due_lines(session: Session, group: Group, *, now: dt.datetime, delay: int) -> list[tuple[OrderLine, Order]]:
    """The lines of a group with their orders, held until commit; what another worker holds is passed over."""
    question = (
        sa.select(OrderLine, Order)
        .join(Order, Order.id == OrderLine.order_id)
        .where(*is_due(now, delay))
        .where(OrderLine.supplier_id == group.supplier_id, OrderLine.organisation_id == group.organisation_id)
        .where(Order.invoice_reference == group.reference)
    )
    return _held(session, question)


def delivered_before(session: Session, moment: dt.datetime) -> list[tuple[OrderLine, Order]]:
    """Lines that were delivered before a moment and that nobody has confirmed, held until commit."""
    return _held(session, _unconfirmed(moment))


def unreminded(session: Session, moment: dt.datetime) -> list[tuple[OrderLine, Order]]:
    """Those of them whose recipient has not been asked about it yet, held until commit."""
    return _held(session, _unconfirmed(moment).where(~_reminded()))


def patience() -> dt.timedelta:
    """How long a delivery may go unconfirmed before silence means yes (setting, 14 days)."""
    return dt.timedelta(days=int(edition.load().settings["receipt_auto_confirm_days"].default))


def anything_unconfirmed(session: Session, *, now: dt.datetime) -> bool:
    """Whether a delivered line waits to be closed, or its recipient for a reminder."""
    old = _unconfirmed(now - patience()).with_only_columns(OrderLine.id).limit(1)
    silent = _unconfirmed(now - patience() / 2).where(~_reminded()).with_only_columns(OrderLine.id).limit(1)
    return session.scalar(old) is not None or session.scalar(silent) is not None


def _unconfirmed(moment: dt.datetime) -> sa.Select[OrderLine, Order]:
    return (
        sa.select(OrderLine, Order)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.state == LineState.DELIVERED, OrderLine.delivered_at <= moment)
    )


def _reminded() -> sa.Exists:
    key = sa.literal(REMINDER) + sa.cast(OrderLine.id, sa.String)
    return sa.select(Letter.id).where(Letter.key == key).exists()


def _held(session: Session, question: sa.Select[OrderLine, Order]) -> list[tuple[OrderLine, Order]]:
    held = question.order_by(OrderLine.id).limit(MOST).with_for_update(of=OrderLine, skip_locked=True)
    return [(row[0], row[1]) for row in session.execute(held)]
