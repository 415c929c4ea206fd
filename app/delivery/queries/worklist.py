"""What IT has to do: open lines by queue, oldest first, with counts that stay cheap however long the history grows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import plain, settled
from app.delivery.models import PartnerOrder, PartnerOrderLine, Step
from app.identity.models import Organisation, Person
from app.orders.models import LineState, Order, OrderLine
from app.refusal import Missing
from catalogue.terms import Queue

PAGE = 50
COUNTED_TO = 99
OPEN = (LineState.RELEASED, LineState.SOURCED, LineState.BACKORDERED, LineState.INSTALLING, LineState.READY)
# Direct lines that the supplier delivers to the unit itself; IT only watches them.
SUPPLIER = "leverantor"
REGISTERS = OrderLine.registers
QUEUES = (Queue.IT_WORKPLACE.value, Queue.IT_INFRASTRUCTURE.value, SUPPLIER)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the work list; `value` is öre excluding VAT."""

    id: int
    state: str
    route: str
    name: str
    quantity: int
    received: int
    value: int
    since: dt.datetime
    expected_on: dt.date | None
    registers: bool
    order_number: str
    orderer: str
    recipient: str
    unit: str
    organisation: str
    supplier_id: int | None

    @property
    def verbs(self) -> tuple[str, ...]:
        """What may be done with the line now, by the word the form sends."""
        return verbs(self.state, self.route, self.registers, orderable=self.supplier_id is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What is shown of a queue; an empty part means all."""

    organisation: str = ""
    state: str = ""
    text: str = ""


ALL = Narrowed()


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A page of a queue; `next_after` is 0 on the last one."""

    rows: list[Row]
    next_after: int


@dataclass(frozen=True, slots=True)
class Ticked:
    """A step of a checklist that is done."""

    step: str
    done_at: dt.datetime
    done_by: str


def verbs(state: str, route: str, registers: bool, *, orderable: bool) -> tuple[str, ...]:
    """What IT may do with a line in a state; a line that registers a device goes through receipt and installation."""
    if state == LineState.RELEASED and route == "it":
        if not registers:
            return ("aktivera",)
        return ("hamta", "bestall") if orderable else ("hamta",)
    if state == LineState.SOURCED:
        return ("restnotera",) if registers else ("levererad", "restnotera")
    return {LineState.BACKORDERED.value: ("pa-vag",), LineState.READY.value: ("lamna-ut",)}.get(state, ())


def work(session: Session, queue: str, narrowed: Narrowed = ALL, after: int = 0) -> WorkPage:
    """A page of a queue, oldest first; raises Missing for an unknown queue."""
    known(queue)
    asked = {"queue": queue, "organisation": narrowed.organisation, "after": after}
    states = (narrowed.state,) if narrowed.state in OPEN else OPEN
    by_supplier, filtered = queue == SUPPLIER, bool(narrowed.organisation)
    if narrowed.text:
        question = _built(states, by_supplier=by_supplier, filtered=filtered, text=narrowed.text)
    else:
        question = _question(states, by_supplier=by_supplier, filtered=filtered)
    rows = [Row(*tuple(found)) for found in plain(session, question, asked)]
    return WorkPage(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0)


def known(queue: str) -> None:
    """Raise Missing for a queue that nobody works in."""
    if queue not in QUEUES:
        raise Missing


def counts(session: Session) -> dict[str, int]:
    """How many open lines each queue holds, counted to 99 at most."""
    return dict(zip(QUEUES, plain(session, _tally(), {}).one(), strict=True))


def line_of(session: Session, line_id: int) -> tuple[OrderLine, Order]:
    """A line with its order, to look at; raises Missing."""
    question = sa.select(OrderLine, Order).join(Order, Order.id == OrderLine.order_id).where(OrderLine.id == line_id)
    row = session.execute(question).one_or_none()
    if row is None:
        raise Missing
    return row[0], row[1]


def ticked(session: Session, line_id: int) -> dict[str, Ticked]:
    """The steps of a line that are done, by step."""
    question = (
        sa.select(Step.step, Step.done_at, Person.name)
        .join(Person, Person.id == Step.done_by)
        .where(Step.line_id == line_id)
    )
    return {row.step: Ticked(*row) for row in session.execute(question)}


def partner_number(session: Session, line_id: int) -> str:
    """The number of the partner order that a line went out on; empty for a line from stock."""
    question = (
        sa.select(PartnerOrder.number)
        .join(PartnerOrderLine, PartnerOrderLine.partner_order_id == PartnerOrder.id)
        .where(PartnerOrderLine.line_id == line_id, PartnerOrderLine.ended_at.is_(None))
    )
    return session.scalar(question) or ""


@cache
def _tally() -> sa.Select[*tuple[Any, ...]]:
    columns = []
    for queue in QUEUES:
        held = _by_supplier() if queue == SUPPLIER else (OrderLine.queue == queue,)
        some = sa.select(OrderLine.id).where(*held, OrderLine.state.in_(OPEN)).limit(COUNTED_TO)
        columns.append(sa.select(sa.func.count()).select_from(some.subquery()).scalar_subquery())
    return settled(sa.select(*columns))


@cache
def _question(states: Sequence[str], *, by_supplier: bool, filtered: bool) -> sa.Select[*tuple[Any, ...]]:
    """The question of a page, built once for all."""
    return _built(states, by_supplier=by_supplier, filtered=filtered, text="")


def _built(states: Sequence[str], *, by_supplier: bool, filtered: bool, text: str) -> sa.Select[*tuple[Any, ...]]:
    """Each state is read by its index and cut, so that history costs nothing."""
    held = _by_supplier() if by_supplier else (OrderLine.queue == sa.bindparam("queue", type_=sa.String),)
    parts = [_part(held, state, filtered=filtered, text=text).subquery() for state in states]
    ids = sa.union_all(*[sa.select(part.c.id) for part in parts]).subquery()
    return settled(_lines().where(OrderLine.id.in_(sa.select(ids.c.id))).order_by(OrderLine.id).limit(PAGE + 1))


def _by_supplier() -> tuple[sa.ColumnElement[bool], ...]:
    """What suppliers deliver without IT has no queue of IT's."""
    return (OrderLine.route == "supplier", OrderLine.queue == "")


def _part(held: Sequence[sa.ColumnElement[bool]], state: str, *, filtered: bool, text: str) -> sa.Select[int]:
    """One state of a queue."""
    part = sa.select(OrderLine.id).where(*held, OrderLine.state == state)
    if filtered:
        chosen = sa.select(Organisation.id).where(Organisation.key == sa.bindparam("organisation", type_=sa.String))
        part = part.where(OrderLine.organisation_id == chosen.scalar_subquery())
    if text:
        part = part.join(Order, Order.id == OrderLine.order_id).where(_like(text))
    return part.where(OrderLine.id > sa.bindparam("after", type_=sa.Integer)).order_by(OrderLine.id).limit(PAGE + 1)


def _like(text: str) -> sa.ColumnElement[bool]:
    """The order's number from its beginning, or a part of the thing's, the person's or the unit's name."""
    names = (Order.recipient_name, Order.orderer_name, Order.unit_name, OrderLine.name)
    return sa.or_(
        Order.number.startswith(text, autoescape=True),
        *(name.icontains(word, autoescape=True) for word in {text, text.title()} for name in names),
    )


def _lines() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            OrderLine.id, OrderLine.state, OrderLine.route, OrderLine.name, OrderLine.quantity,
            OrderLine.received_quantity, OrderLine.value,
            sa.func.coalesce(OrderLine.released_at, OrderLine.state_at).label("since"), OrderLine.expected_on,
            REGISTERS.label("registers"), Order.number, Order.orderer_name, Order.recipient_name, Order.unit_name,
            Organisation.short_name, OrderLine.supplier_id,
        )
        .join(Order, Order.id == OrderLine.order_id)
        .join(Organisation, Organisation.id == OrderLine.organisation_id)
    )  # fmt: skip
