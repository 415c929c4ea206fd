"""Order answers: days, back orders, what cannot be delivered, and offers that wait for the buyer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.delivery.actions.matching import Known, lines_of
from app.delivery.actions.mismatches import note_mismatch
from app.delivery.actions.offering import Terms, offer
from app.delivery.actions.promising import Part, promise
from app.delivery.actions.reading import Answered, Content, Where
from app.delivery.models import PartnerDocument, PartnerOrder
from app.history import Actor, Event
from app.orders.actions import Move, move_all, refresh
from app.orders.models import LineState, OrderLine
from app.refusal import Refused
from app.words import day_long, kr, say

LONGEST = dt.timedelta(days=365)
CONFIRMABLE = ("created", "sent", "confirmed")


@dataclass(frozen=True, slots=True)
class Reply:
    """What an answer does with one line: days in parts, nothing at all, or an offer for the buyer."""

    known: Known
    parts: tuple[Part, ...] = ()
    refused: bool = False
    terms: Terms | None = None

    @property
    def told(self) -> str:
        """What it means, in words."""
        line = self.known.title
        if self.refused:
            return say("parcels.shown.refused", line=line)
        if self.terms:
            what = say("parcels.shown.offer_what", count=self.terms.quantity, name=self.terms.name,
                       price=kr(self.terms.unit_price))  # fmt: skip
            return say("parcels.shown.offer", line=line, what=what)
        return say("parcels.shown.promised", line=line, parts=told_parts(self.parts))

    @property
    def backordered(self) -> bool:
        """Whether nothing of the line can be delivered now."""
        return self.refused or self.terms is not None or (len(self.parts) == 1 and self.parts[0][0] < 0)


def told_parts(parts: Sequence[Part]) -> str:
    """`7 st torsdag 26 november, 3 st senare`."""
    return ", ".join(
        say("parcels.shown.part", count=abs(count), day=day_long(day) if day else say("parcels.shown.later"))
        for count, day in parts
    )


def plan_answer(
    session: Session, supplier_id: int, content: Content, *, today: dt.date, held: bool = False
) -> tuple[list[Reply], list[str]]:
    """What an answer would do, and everything that is wrong with it in words; writes nothing."""
    numbers = {row.where.order for row in content.answers} | ({content.order} if content.order else set())
    known, faults = lines_of(session, supplier_id, numbers, held=held), list(content.faults)
    if content.order and not known.lines:
        return [], [*faults, say("parcels.fault.order", number=content.order)]
    replies: dict[int, Reply] = {}
    for row in [*content.answers, *_of_the_whole(content, known.of(content.order))]:
        try:
            reply = _reply(known.find(row.where), row, content.day, today)
            if reply.known.line.id in replies:
                raise Refused("parcels.fault.line_twice", name=reply.known.line.name)
        except Refused as refused:
            text = say(refused.key, **refused.params)
            faults.append(say("parcels.fault.at", place=row.where.place, what=text))
        else:
            replies[reply.known.line.id] = reply
    return list(replies.values()), faults


def answer(
    session: Session, document: PartnerDocument, replies: Sequence[Reply], *, content: Content, actor: Actor,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Carry a checked answer out; its lines are held."""
    events = _seen(session, document, content) if content.code == "AB" else []
    moves: list[Move] = []
    for reply in replies:
        events += _say(session, document, reply, at=at)
        moves += _move(reply)
    events += _orders_said(session, document, replies, content.code)
    order_ids = {reply.known.order.id for reply in replies}
    if moves:
        move_all(session, moves, actor=actor, at=at, also=events)
    else:
        history.record(session, actor, at, events)
    refresh(session, order_ids, at=at)
    for reply in replies:
        if reply.terms:
            offer(session, reply.known, reply.terms, at=at)


def _seen(session: Session, document: PartnerDocument, content: Content) -> list[Event]:
    """That the partner has the order, and will answer."""
    question = sa.select(PartnerOrder.id).where(
        PartnerOrder.number == content.order, PartnerOrder.supplier_id == document.supplier_id
    )
    data = {"number": content.order, "reference": document.reference}
    return [Event("partner_order", order_id, "partner_order.seen", data) for order_id in session.scalars(question)]


def _of_the_whole(content: Content, lines: Sequence[Known]) -> list[Answered]:
    """An answer about a whole order, said of each of its lines."""
    status = {"AP": "ordered", "RE": "refused"}.get(content.code)
    if status is None:
        return []
    place = say("parcels.place.head")
    return [Answered(Where(content.order, known.row.position, place=place), status) for known in lines]


def _reply(known: Known, row: Answered, day: dt.date | None, today: dt.date) -> Reply:
    line = known.line
    for each in (row.day, row.later_day, day):
        if each is not None and not today <= each <= today + LONGEST:
            raise Refused("parcels.fault.day_range", day=day_long(each, year=True))
    if row.status == "refused":
        return Reply(known, refused=True)
    now, later = _shared(line, row)
    first, rest = row.day or day or line.expected_on, row.later_day or (None if now else row.day)
    if _differs(known, row, now + later):
        return Reply(known, terms=_terms(known, row, now + later, first))
    left, soon = line.quantity - line.received_quantity, max(0, now - line.received_quantity)
    if not soon:
        return Reply(known, parts=((-left, rest),))
    return Reply(known, parts=((soon, first), *(((left - soon, rest),) if left > soon else ())))


def _shared(line: OrderLine, row: Answered) -> tuple[int, int]:
    """How many of a line come on its day, and how many later; raises Refused for more than were ordered."""
    if (row.quantity or 0) > line.quantity:
        raise Refused("parcels.fault.more", name=line.name, ordered=line.quantity, said=row.quantity)
    if row.status == "backordered" and row.quantity is None and not row.later:
        return 0, line.quantity
    later = min(row.later, line.quantity)
    return min(line.quantity if row.quantity is None else row.quantity, line.quantity - later), later


def _differs(known: Known, row: Answered, total: int) -> bool:
    line = known.line
    other = bool(row.article) and row.article.casefold() != line.article.casefold()
    dear = row.price is not None and row.price != line.unit_price
    return other or dear or bool(row.name and row.name != line.name and not row.article) or total < line.quantity


def _terms(known: Known, row: Answered, total: int, day: dt.date | None) -> Terms:
    """What the buyer is asked to take; raises Refused for something else once part of the line has come."""
    line = known.line
    article, name = row.article or line.article, row.name or (row.article or line.name)
    price = line.unit_price if row.price is None else row.price
    if line.received_quantity and (article, price) != (line.article, line.unit_price):
        raise Refused("parcels.fault.partly_here", name=line.name)
    if total < max(1, line.received_quantity):
        raise Refused("parcels.fault.too_few", name=line.name)
    return Terms(article, name, total, price, day)


def _say(session: Session, document: PartnerDocument, reply: Reply, *, at: dt.datetime) -> list[Event]:
    """Write down what is said of a line, and tell it to its order."""
    line, order = reply.known.line, reply.known.order
    data = {"name": line.name, "supplier": document.sent_by_name, "partner_order": reply.known.partner_order.number}
    if reply.refused:
        promise(session, line, [])
        note_mismatch(
            session, "refused", supplier_id=document.supplier_id, line_id=line.id, document_id=document.id,
            partner_order_id=reply.known.partner_order.id, facts={"line": reply.known.title}, at=at,
        )  # fmt: skip
        return [Event("order", order.id, "delivery.refused", data)]
    if reply.terms:
        promise(session, line, [])  # no day is promised while the buyer is asked
    if reply.parts:
        promise(session, line, [(abs(count), day) for count, day in reply.parts])
        return [Event("order", order.id, "delivery.promised", data | {"parts": told_parts(reply.parts)})]
    return []


def _move(reply: Reply) -> list[Move]:
    line = reply.known.line
    if reply.backordered and line.state == LineState.SOURCED:
        return [Move(line, LineState.BACKORDERED, "delivery.backordered", values={"expected_on": line.expected_on})]
    if not reply.backordered and reply.parts and line.state == LineState.BACKORDERED:
        return [Move(line, LineState.SOURCED, "delivery.on_its_way", values={"expected_on": line.expected_on})]
    return []


def _orders_said(session: Session, document: PartnerDocument, replies: Sequence[Reply], code: str) -> list[Event]:
    """An order of which something is promised is confirmed."""
    events, seen = [], set()
    for reply in replies:
        order = reply.known.partner_order
        if order.id in seen:
            continue
        seen.add(order.id)
        promised = any(each.parts for each in replies if each.known.partner_order.id == order.id)
        if promised:
            session.execute(
                sa.update(PartnerOrder)
                .where(PartnerOrder.id == order.id, PartnerOrder.state.in_(CONFIRMABLE))
                .values(state="confirmed")
            )
        data = {"number": order.number, "reference": document.reference, "code": code}
        events.append(Event("partner_order", order.id, "partner_order.answered", data))
    return events
