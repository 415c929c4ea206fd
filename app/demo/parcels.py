"""What partners have said and sent lately, and what goes back to them: made with the shop's own verbs."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Supplier
from app.db import begin_write
from app.delivery import actions as delivery
from app.delivery.actions.matching import Known, lines_of
from app.delivery.actions.reading import Answered, Content, Sent, Where
from app.delivery.actions.work import registers
from app.delivery.models import PartnerOrder
from app.demo.cases import visitor_of
from app.identity.queries import Visitor
from app.orders.models import LineState, Order, OrderLine
from app.ware_returns import actions as ware_returns
from app.ware_returns.models import ReturnTerms
from app.words.formats import today_of
from catalogue.ware_returns import Reason

DATA = Path(__file__).with_name("parcels.toml")
IMEIS = (
    "350000000000006", "350000000000014", "350000000000022", "350000000000030",
    "350000000000048", "350000000000055", "350000000000063", "350000000000071",
)  # fmt: skip


def load(session: Session, *, now: dt.datetime) -> None:
    """Let the partner answer, send and ask about what is on its way, and let two things go back."""
    begin_write(session)
    said = tomllib.loads(DATA.read_text(encoding="utf-8"))
    petra = visitor_of(session, "petra", now)
    for row in said["terms"]:
        _terms(session, row, at=now)
    waiting = _waiting(session, petra.supplier_id or 0)
    _send(session, petra, waiting, said, now=now)
    for kind in ("instead", "refused"):
        if known := next(waiting, None):
            _answer(session, petra, known, said[kind], now=now)
    if known := next(waiting, None):
        delivery.ask(session, known.partner_order, said["question"]["text"], actor=petra.actor, at=now)
    session.flush()
    for row in said["return"]:
        _send_back(session, visitor_of(session, row["who"], now), row, now=now)
    session.commit()


def _waiting(session: Session, supplier_id: int) -> Iterator[Known]:
    """A line of each order on the way from a supplier that nobody has announced: devices first, newest first."""
    question = (
        sa.select(PartnerOrder.number)
        .where(PartnerOrder.supplier_id == supplier_id, PartnerOrder.state.in_(("sent", "confirmed", "shipped")))
        .order_by(PartnerOrder.id.desc())
    )
    found = []
    for number in session.scalars(question).all():
        lines = [k for k in lines_of(session, supplier_id, [number]).of(number) if k.line.state == LineState.SOURCED]
        found += sorted(lines, key=lambda known: not registers(known.line))[:1]
    return iter(sorted(found, key=lambda known: not registers(known.line)))


def _send(
    session: Session, petra: Visitor, waiting: Iterator[Known], said: dict[str, dict[str, str]], *, now: dt.datetime
) -> None:
    """Two sendings: one on its way since yesterday, one that should have come long ago."""
    imeis = iter(IMEIS)
    for number, days in ((said["sendings"]["new"], 1), (said["sendings"]["late"], 9)):
        if known := next(waiting, None):
            sent = list(_sent(known, imeis))
            content = Content("dispatch", reference=number, tracking=said["sendings"]["tracking"], sent=sent)
            at = now - dt.timedelta(days=days)
            _typed(session, petra, content, at=at)


def _sent(known: Known, imeis: Iterator[str]) -> Iterator[Sent]:
    where = Where(known.partner_order.number, known.row.position, place=known.line.name)
    if not registers(known.line):
        yield Sent(where, known.left)
        return
    phone = known.line.verdict["device_class"] == "phone"
    for place in range(known.left):
        yield Sent(where, 1, f"DEMO{known.line.id:05d}{place}", next(imeis, "") if phone else "")


def _answer(session: Session, petra: Visitor, known: Known, row: dict[str, str], *, now: dt.datetime) -> None:
    where = Where(known.partner_order.number, known.row.position, place=known.line.name)
    price = known.line.unit_price - 5_000 if row["status"] == "changed" else None
    answer = Answered(where, row["status"], price=price, article=row.get("article", ""), name=row.get("name", ""))
    _typed(session, petra, Content("answer", reference=row["number"], answers=[answer]), at=now)


def _typed(session: Session, petra: Visitor, content: Content, *, at: dt.datetime) -> None:
    delivery.send_typed(session, petra.supplier_id or 0, content, actor=petra.actor, today=today_of(at), at=at)


def _terms(session: Session, row: dict[str, object], *, at: dt.datetime) -> None:
    supplier = session.scalars(sa.select(Supplier.id).where(Supplier.key == row["supplier"])).one()
    columns = {name: row[name] for name in ("wrong_days", "unwanted_days", "fee", "address")}
    session.add(ReturnTerms(supplier_id=supplier, changed_at=at, changed_by=None, **columns))
    session.flush()


def _send_back(session: Session, me: Visitor, row: dict[str, str], *, now: dt.datetime) -> None:
    """The newest ware of somebody's that may go back."""
    question = (
        sa.select(OrderLine, Order.number)
        .join(Order, Order.id == OrderLine.order_id)
        .where(sa.or_(Order.orderer_id == me.id, Order.recipient_id == me.id), OrderLine.route == "supplier")
        .where(OrderLine.state.in_((LineState.DELIVERED, LineState.CLOSED)), OrderLine.registers.is_(False))
        .order_by(OrderLine.delivered_at.desc())
        .limit(1)
    )
    found = session.execute(question).one_or_none()
    if found is None:
        return
    line, number = found
    at: dt.datetime = min(now, (line.delivered_at or now) + dt.timedelta(days=2))
    wanted = ware_returns.Wanted(1, Reason(row["reason"]), row["text"], "demo")
    made = ware_returns.ask(session, me, number, line.id, wanted=wanted, at=at)
    if row["sent"]:
        ware_returns.hand_in(session, made, "", actor=me.actor, at=min(now, at + dt.timedelta(days=1)))
