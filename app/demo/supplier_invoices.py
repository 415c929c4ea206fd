"""Suppliers' invoices of the demo year: what came long ago is invoiced, and the latest wait for Elin."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Supplier
from app.db import begin_write
from app.delivery.actions.order_xml import digits
from app.delivery.models import ExpectedInvoice, PartnerOrder
from app.demo.cases import visitor_of
from app.identity.queries import Visitor
from app.invoicing.actions import supplier_invoices
from app.invoicing.actions.supplier_reading import Paper, PaperLine
from app.invoicing.queries.supplier_orders import ToInvoice, lines_to_invoice, reference_of
from app.orders.models import OrderLine
from app.words.formats import today_of
from catalogue import money
from catalogue.matching import Billed, InvoiceState

DATA = Path(__file__).with_name("supplier_invoices.toml")
WEEK = dt.timedelta(days=7)


def load(session: Session, *, now: dt.datetime) -> None:
    """Let invoices come for what has been delivered: all but one of the old, and of the newest one that is too dear."""
    begin_write(session)
    said = tomllib.loads(DATA.read_text(encoding="utf-8"))
    elin = visitor_of(session, "elin", now)
    waiting = _delivered(session)
    # The oldest that nobody has invoiced stays missing; the newest but one is dearer than ordered.
    for place, made in enumerate(waiting[1:], 1):
        dearer = said["dearer"]["share"] if place == len(waiting) - 2 else 0
        _invoice(session, elin, made, f"{said['series']}{place:04d}", dearer=dearer, at=now)
    for row in said["lost"]:
        if waiting:
            _lost(session, elin, waiting[-1], row, at=now)
    session.commit()


def _delivered(session: Session) -> Sequence[PartnerOrder]:
    """Partner orders of which everything has come and an invoice is expected, oldest first."""
    lines = sa.select(ExpectedInvoice.id).join(OrderLine, OrderLine.id == ExpectedInvoice.line_id)
    mine = lines.where(ExpectedInvoice.partner_order_id == PartnerOrder.id, ExpectedInvoice.state == "expected")
    left = mine.where(sa.or_(OrderLine.delivered_at.is_(None), OrderLine.received_quantity < OrderLine.quantity))
    question = sa.select(PartnerOrder).where(mine.exists(), ~left.exists()).order_by(PartnerOrder.id)
    return session.scalars(question).all()


def _invoice(session: Session, me: Visitor, made: PartnerOrder, number: str, *, dearer: int, at: dt.datetime) -> None:
    lines = [_line(row, made.number, dearer) for row in lines_to_invoice(session, made.id)]
    came = min(at, made.created_at + 2 * WEEK)
    paper = _paper(session, made, lines, number=number, day=today_of(came))
    row, _new = supplier_invoices.register(session, me, paper, supplier_invoices.typed(paper), at=came)
    assert dearer or row.state == InvoiceState.MATCHED  # noqa: S101  # else the demo's own year does not add up


def _lost(session: Session, me: Visitor, made: PartnerOrder, row: dict[str, str], *, at: dt.datetime) -> None:
    """An invoice that names an order nobody knows."""
    billed = Billed(position=1, net=int(row["net"]), order=row["order"])
    paper = _paper(session, made, [PaperLine(billed, row["name"])], number=row["number"], day=today_of(at))
    supplier_invoices.register(session, me, paper, supplier_invoices.typed(paper), at=at)


def _line(row: ToInvoice, order: str, dearer: int) -> PaperLine:
    net = row.unit_price * row.left
    net += net * dearer // money.WHOLE
    billed = Billed(
        position=row.position, net=net, quantity=Decimal(row.left), vat_rate=row.vat_rate, order=order,
        order_line=row.position, article=row.article,
    )  # fmt: skip
    return PaperLine(billed, row.name)


def _paper(session: Session, made: PartnerOrder, lines: list[PaperLine], *, number: str, day: dt.date) -> Paper:
    supplier = session.get_one(Supplier, made.supplier_id)
    rates: dict[int, int] = {}
    for line in lines:
        rates[line.billed.vat_rate] = rates.get(line.billed.vat_rate, 0) + line.billed.net
    return Paper(
        kind="invoice", document=number, issued_on=day, due_on=day + dt.timedelta(days=30),
        seller=digits(supplier.org_number), seller_name=supplier.name, buyer=digits(made.org_number),
        reference=reference_of(session, made.id), order=lines[0].billed.order,
        net=sum(rates.values()), vat=sum(money.vat(net, rate) for rate, net in rates.items()), lines=lines,
    )  # fmt: skip
