"""The partner order as Peppol documents: made and kept once, beside its paper and under the same number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import files
from app.assortment.models import Supplier, SupplierContract
from app.delivery.models import PartnerOrder, PartnerOrderLine
from app.identity.models import Organisation
from app.orders.models import Order, OrderLine
from app.ubl import checking
from app.ubl.orders import COMPANY, LOCATION, OrderedLine, PaperOrder, Party, agreement, order
from app.words import say
from app.words.formats import today_of

XML = "application/xml"
# How long an order may be answered (T01-R002).
OPEN = dt.timedelta(days=30)
Rows = Sequence[tuple[PartnerOrderLine, int, dt.date | None]]


@dataclass(frozen=True, slots=True)
class Documents:
    """The Order and the Order Agreement; None where the order cannot be one, and `fault` says why."""

    order: bytes | None = None
    agreement: bytes | None = None
    fault: str = ""


def kept_documents(session: Session, found: PartnerOrder, *, folder: Path, at: dt.datetime) -> Documents:
    """The documents of a partner order; made once, then always the same bytes."""
    if not (found.xml_key or found.xml_fault):
        made = documents(session, found)
        found.xml_fault = made.fault[:500]
        for column, data, ending in (("xml_key", made.order, ""), ("agreement_key", made.agreement, "-avtal")):
            if data is not None:
                name = f"{found.number}{ending}.xml"
                setattr(found, column, files.put(session, folder, data, name=name, media_type=XML, at=at).key)
        return made
    return Documents(_kept(session, folder, found.xml_key), _kept(session, folder, found.agreement_key),
                     found.xml_fault)  # fmt: skip


def peppol_order(session: Session, found: PartnerOrder, *, folder: Path) -> Documents:
    """The documents as they were sent; before that, as they would be. Writes nothing."""
    if found.xml_key:
        return Documents(_kept(session, folder, found.xml_key), _kept(session, folder, found.agreement_key))
    return documents(session, found)


def documents(session: Session, found: PartnerOrder) -> Documents:
    """What a partner order is as Peppol documents; nothing that would break the rules is made."""
    paper = paper_of(session, found)
    if faults := checking.faults(paper):
        return Documents(fault=" ".join(say(f"ubl.fault.{fault}") for fault in faults))
    return Documents(order(paper), agreement(paper))


def paper_of(session: Session, found: PartnerOrder) -> PaperOrder:
    """A partner order as its documents tell it."""
    supplier = session.get_one(Supplier, found.supplier_id)
    rows, issued = _rows(session, found.id), today_of(found.created_at)
    one_place = len({row.delivery_address for row, _, _ in rows}) == 1
    receivers = {row.recipient_name for row, _, _ in rows}
    return PaperOrder(
        number=found.number, issued=issued, until=issued + OPEN, reference=rows[0][0].invoice_reference if rows else "",
        buyer=_buyer(session.get_one(Organisation, found.organisation_id), found),
        seller=Party(supplier.name, digits(supplier.org_number), email=supplier.email),
        contract=_contract(session, found.supplier_id, issued),
        address=rows[0][0].delivery_address if one_place else "",
        receiver=receivers.pop() if len(receivers) == 1 else found.organisation_name,
        note=say("delivery.document.invoice", buyer=found.organisation_name, org_number=found.org_number),
        lines=[_line(row, rate, day, apart=not one_place) for row, rate, day in rows],
    )  # fmt: skip


def digits(text: str) -> str:
    """The digits of a number as people write it."""
    return "".join(char for char in text if char.isdigit())


def _rows(session: Session, partner_order_id: int) -> Rows:
    question = (
        sa.select(PartnerOrderLine, OrderLine.vat_rate, Order.needed_by)
        .join(OrderLine, OrderLine.id == PartnerOrderLine.line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(PartnerOrderLine.partner_order_id == partner_order_id)
        .order_by(PartnerOrderLine.position)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(question)]


def _line(row: PartnerOrderLine, rate: int, day: dt.date | None, *, apart: bool) -> OrderedLine:
    """A line; where it goes stands in its note when the order goes to several places."""
    place = f"{say('delivery.document.delivery')}: {row.delivery_address}" if apart else ""
    return OrderedLine(
        position=row.position, article=row.article, name=row.name, quantity=row.quantity, unit=row.unit_code,
        price=row.unit_price, net=row.net, vat=row.vat, rate=rate, recipient=row.recipient_name,
        account=row.cost_centre, note=" ".join(text for text in (place, row.note) if text), day=day,
    )  # fmt: skip


def _buyer(organisation: Organisation, found: PartnerOrder) -> Party:
    """The organisation, reached at its Peppol address or location number if it has one, else at its own number."""
    scheme, _, value = organisation.peppol_id.partition(":")
    company = value if scheme == COMPANY and value else digits(found.org_number)
    place = value if scheme == LOCATION else organisation.gln if scheme != COMPANY else ""
    return Party(found.organisation_name, company, place=place)


def _contract(session: Session, supplier_id: int, day: dt.date) -> str:
    """The agreement with the supplier that holds on a day; nothing when there are several."""
    question = sa.select(SupplierContract.reference).where(
        SupplierContract.supplier_id == supplier_id, SupplierContract.starts_on <= day, SupplierContract.ends_on >= day
    )
    found = session.scalars(question.limit(2)).all()
    return found[0] if len(found) == 1 else ""


def _kept(session: Session, folder: Path, key: str) -> bytes | None:
    found = files.get(session, folder, key) if key else None
    return found[1] if found else None
