"""The partner order as a paper for the supplier, and as data for those who read files instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import files, history
from app.assortment.models import Supplier
from app.delivery.actions.order_xml import kept_documents
from app.delivery.models import PartnerOrder, PartnerOrderLine
from app.history import Actor, Event
from app.paper import Column, Fact, Paragraphs, Sheet, Table, Words, render
from app.words import kr, say
from app.words.formats import today_of

PDF = "application/pdf"
Lines = Sequence[PartnerOrderLine]


@dataclass(frozen=True, slots=True)
class Parcel:
    """All that a supplier gets: the document, the same as Peppol Order and as data, and what the mail says.

    `agreement` is the same for the buyer's purchasing system. Both are None for what cannot be a Peppol document.
    """

    partner_order_id: int
    number: str
    supplier: str
    to: str
    pdf: bytes
    xml: bytes | None
    agreement: bytes | None
    data: dict[str, Any]
    params: dict[str, object]


def pack(session: Session, partner_order_id: int, *, folder: Path, at: dt.datetime) -> Parcel:
    """Make the parcel of a partner order; its documents are made and kept once, later parcels carry the same bytes."""
    found = session.get_one(PartnerOrder, partner_order_id)
    supplier = session.get_one(Supplier, found.supplier_id)
    lines = session.scalars(
        sa.select(PartnerOrderLine)
        .where(PartnerOrderLine.partner_order_id == found.id)
        .order_by(PartnerOrderLine.position)
    ).all()
    made = kept_documents(session, found, folder=folder, at=at)
    return Parcel(
        partner_order_id=found.id, number=found.number, supplier=supplier.name, to=supplier.email,
        pdf=_kept_pdf(session, found, supplier, lines, folder=folder, at=at),
        xml=made.order, agreement=made.agreement, data=order_data(found, supplier, lines),
        params=_mail_params(found, supplier, lines),
    )  # fmt: skip


def note_sent(session: Session, parcel: Parcel, *, at: dt.datetime) -> None:
    """Note that a partner order has left, the first time."""
    first = session.scalar(
        sa.update(PartnerOrder)
        .where(PartnerOrder.id == parcel.partner_order_id, PartnerOrder.sent_at.is_(None))
        .values(sent_at=at, state=sa.case((PartnerOrder.state == "created", "sent"), else_=PartnerOrder.state))
        .returning(PartnerOrder.id)
    )
    if first is not None:
        told = {"number": parcel.number, "supplier": parcel.supplier}
        event = Event("partner_order", parcel.partner_order_id, "partner_order.sent", told)
        history.record(session, Actor(None, say("delivery.shop")), at, [event])


def document(found: PartnerOrder, supplier: Supplier, lines: Lines) -> bytes:
    """The paper: who orders, what, where each line goes and what the invoice must say (R-042, R-139)."""
    return render(
        Sheet(
            title=say("delivery.document.title", number=found.number),
            number=found.number,
            issued=today_of(found.created_at).isoformat(),
            words=Words(page=say("delivery.document.page"), issued=say("delivery.document.date")),
            sender=say("delivery.shop"),
            facts=[
                Fact(say("delivery.document.buyer"), found.organisation_name),
                Fact(say("delivery.document.org_number"), found.org_number),
                Fact(say("delivery.document.supplier"), supplier.name),
                Fact(say("delivery.document.supplier_number"), supplier.org_number),
            ],
            blocks=[_table(found, lines), *(_place(line) for line in lines)],
            footer=[say("delivery.document.invoice", buyer=found.organisation_name, org_number=found.org_number)],
        )
    )


def order_data(found: PartnerOrder, supplier: Supplier, lines: Lines) -> dict[str, Any]:
    """The partner order as JSON-safe data; amounts are öre excluding VAT unless named otherwise."""
    row = (
        "position", "order_number", "article", "name", "quantity", "unit_code", "unit_price", "net", "vat",
        "invoice_reference", "cost_centre", "recipient_name", "delivery_address", "note",
    )  # fmt: skip
    return {
        "number": found.number,
        "created_at": found.created_at.isoformat(),
        "currency": "SEK",
        "supplier": {"name": supplier.name, "org_number": supplier.org_number},
        "buyer": {"name": found.organisation_name, "org_number": found.org_number},
        "net": found.net,
        "vat": found.vat,
        "lines": [{name: getattr(line, name) for name in row} for line in lines],
    }


def _kept_pdf(
    session: Session, found: PartnerOrder, supplier: Supplier, lines: Lines, *, folder: Path, at: dt.datetime
) -> bytes:
    kept = files.get(session, folder, found.file_key) if found.file_key else None
    if kept is not None:
        return kept[1]
    pdf = document(found, supplier, lines)
    found.file_key = files.put(session, folder, pdf, name=f"{found.number}.pdf", media_type=PDF, at=at).key
    return pdf


def _table(found: PartnerOrder, lines: Lines) -> Table:
    return Table(
        columns=[
            Column(say("delivery.document.position"), 0.5), Column(say("delivery.document.article"), 1.4),
            Column(say("delivery.document.name"), 3.2), Column(say("delivery.document.quantity"), 0.7, "right"),
            Column(say("delivery.document.price"), 1.3, "right"), Column(say("delivery.document.net"), 1.4, "right"),
        ],
        rows=[
            [str(line.position), line.article, line.name, str(line.quantity), kr(line.unit_price), kr(line.net)]
            for line in lines
        ],
        sums=[
            (say("delivery.document.sum"), kr(found.net)), (say("delivery.document.vat"), kr(found.vat)),
            (say("delivery.document.total"), kr(found.net + found.vat)),
        ],
    )  # fmt: skip


def _place(line: PartnerOrderLine) -> Paragraphs:
    """Where a line goes and what the invoice says of it."""
    told = [
        ("recipient", line.recipient_name), ("delivery", line.delivery_address), ("reference", line.invoice_reference),
        ("cost_centre", line.cost_centre), ("order", line.order_number), ("note", line.note),
    ]  # fmt: skip
    heading = say("delivery.document.place", position=line.position, name=line.name)
    return Paragraphs(heading, [f"{say(f'delivery.document.{key}')}: {value}" for key, value in told if value])


def _mail_params(found: PartnerOrder, supplier: Supplier, lines: Lines) -> dict[str, object]:
    return {
        "number": found.number,
        "supplier": supplier.name,
        "buyer": found.organisation_name,
        "org_number": found.org_number,
        "count": len(lines),
        "net": kr(found.net),
        "lines": [
            {"name": line.name, "quantity": line.quantity, "reference": line.invoice_reference} for line in lines[:10]
        ],
    }
