"""What is done with suppliers' invoices: taken in, typed by hand, pointed at an order, credited, closed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history, outbox
from app.assortment.models import Supplier
from app.history import Actor, Event
from app.identity.models import Organisation
from app.identity.queries import Visitor, within
from app.invoicing.actions.supplier_booking import book
from app.invoicing.actions.supplier_crediting import shut
from app.invoicing.actions.supplier_matching import hold_supplier, lines_of, match_invoice, settle_expected
from app.invoicing.actions.supplier_reading import Paper, read_invoice
from app.invoicing.models.supplier import (
    PAID,
    REJECTED,
    THOUSAND,
    SupplierDeviation,
    SupplierInvoice,
    SupplierInvoiceLine,
)
from app.invoicing.queries.supplier_found import KEEPERS
from app.invoicing.queries.supplier_words import sentence
from app.numbers import next_number
from app.refusal import Changed, Forbidden, Refused
from app.words import day_long, kr, say
from app.words.formats import today_of
from catalogue.matching import OPEN, InvoiceState

# Matched anew at most so many at a time.
MOST = 100


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of an invoice besides what it says: the bytes, what the file was called, how it came."""

    data: bytes
    name: str = ""
    source: str = "peppol"


def take_in(session: Session, me: Visitor, data: bytes, name: str, *, at: dt.datetime) -> tuple[SupplierInvoice, bool]:
    """Take in a Peppol invoice or credit note and match it; False beside the invoice when it was here before.

    Raises Refused in words for what cannot be read, an unknown sender or buyer, one that is not for my organisation,
    and for other content under a number that was taken in.
    """
    return register(session, me, read_invoice(data), Kept(data, name[:160]), at=at)


def register(
    session: Session, me: Visitor, paper: Paper, kept: Kept, *, at: dt.datetime
) -> tuple[SupplierInvoice, bool]:
    """Keep an invoice under (supplier, its number), once, and match it."""
    supplier = _supplier(session, paper)
    organisation = _organisation(session, me, paper)
    hold_supplier(session, supplier)
    digest = hashlib.sha256(kept.data).hexdigest()
    before = session.scalar(
        sa.select(SupplierInvoice).where(
            SupplierInvoice.supplier_id == supplier, SupplierInvoice.document == paper.document
        )
    )
    if before is not None:
        if before.digest != digest:
            raise Refused("supplier_invoices.refused.other_content", document=paper.document, number=before.number)
        return before, False
    made = _made(session, paper, (supplier, organisation), me.actor, at=at)
    made.content, made.digest, made.file_name, made.source = kept.data, digest, kept.name, kept.source
    session.add(made)
    session.flush()
    session.add_all(_lines(made.id, paper))
    told = {"number": made.number, "document": made.document, "amount": kr(made.payable)}
    history.record(session, me.actor, at, [Event("supplier_invoice", made.id, "supplier_invoice.registered", told)])
    session.flush()
    match_invoice(session, made, actor=me.actor, at=at)
    return made, True


def typed(paper: Paper) -> Kept:
    """An invoice that was typed by hand, kept as it was typed."""
    told = json.dumps(asdict(paper), ensure_ascii=False, sort_keys=True, default=str)
    return Kept(told.encode(), source="typed")


def point(
    session: Session, invoice: SupplierInvoice, position: int, order: tuple[str, int], *, actor: Actor, at: dt.datetime
) -> bool:
    """Say which order line a line is for, `(order number, line)`, and match anew; False when it says so already.

    Raises Refused for no such line of the invoice, Changed when the invoice is done with.
    """
    _demand_open(session, invoice)
    row = session.scalar(
        sa.select(SupplierInvoiceLine).where(
            SupplierInvoiceLine.invoice_id == invoice.id, SupplierInvoiceLine.position == position
        )
    )
    if row is None:
        raise Refused("supplier_invoices.refused.no_line")
    number = order[0].strip().upper()
    if (row.order_number, row.order_line) == (number, order[1]):
        return False
    row.order_number, row.order_line, row.article = number, order[1], ""
    told = {"number": invoice.number, "line": position, "order": number, "order_line": order[1]}
    history.record(session, actor, at, [Event("supplier_invoice", invoice.id, "supplier_invoice.pointed", told)])
    session.flush()
    match_invoice(session, invoice, actor=actor, at=at)
    return True


def match_anew(session: Session, invoice: SupplierInvoice, *, actor: Actor, at: dt.datetime) -> bool:
    """Match an invoice again, for instance since goods have come; raises Changed when it is done with."""
    _demand_open(session, invoice)
    return match_invoice(session, invoice, actor=actor, at=at)


def ask_credit(session: Session, invoice: SupplierInvoice, text: str, *, actor: Actor, at: dt.datetime) -> bool:
    """Write to the supplier what is wrong and ask for a credit note, once; False when that is done."""
    _demand_open(session, invoice)
    if invoice.credit_asked_at is not None:
        return False
    supplier = session.get_one(Supplier, invoice.supplier_id)
    buyer = session.scalars(sa.select(Organisation.name).where(Organisation.id == invoice.organisation_id)).one()
    question = sa.select(SupplierDeviation).where(SupplierDeviation.invoice_id == invoice.id)
    params = {
        "supplier": supplier.name, "buyer": buyer, "document": invoice.document, "number": invoice.number,
        "issued": day_long(invoice.issued_on, year=True), "amount": kr(invoice.payable), "text": text,
        "writer": actor.name, "order": invoice.order_number,
        "faults": [sentence(row) for row in session.scalars(question.order_by(SupplierDeviation.id).limit(20))],
    }  # fmt: skip
    outbox.mail(session, f"supplier-credit:{invoice.id}", supplier.email, "credit_request", params, at=at)
    invoice.credit_asked_at = at
    told = {"number": invoice.number, "supplier": supplier.name}
    history.record(session, actor, at, [Event("supplier_invoice", invoice.id, "supplier_invoice.credit_asked", told)])
    return True


def close(
    session: Session, invoice: SupplierInvoice, reason: str, *, paid: bool, actor: Actor, at: dt.datetime
) -> bool:
    """Be done with an invoice that deviates, and say why; False when it is closed.

    One that is not `paid` takes nothing of the order, which may be invoiced anew. Raises Refused without a reason.
    """
    hold_supplier(session, invoice.supplier_id)
    session.refresh(invoice)
    if invoice.state == InvoiceState.CLOSED:
        return False
    _demand_open(session, invoice)
    if not reason:
        raise Refused("supplier_invoices.refused.reason")
    shut(session, invoice, reason, PAID if paid else REJECTED, actor=actor, at=at)
    rows = lines_of(session, invoice.id)
    if paid:
        book(session, invoice, rows, at=at)
    else:
        for row in rows:
            row.pieces = row.counted = 0
    settle_expected(session, {row.line_id for row in rows if row.line_id})
    return True


def tend(session: Session, *, now: dt.datetime) -> int:
    """Match anew what waits for goods that have come since; returns how many moved."""
    waits = sa.exists().where(
        SupplierDeviation.invoice_id == SupplierInvoice.id, SupplierDeviation.word == "more_than_received"
    )
    question = sa.select(SupplierInvoice).where(SupplierInvoice.state.in_(OPEN), waits)
    found: Sequence[SupplierInvoice] = session.scalars(question.order_by(SupplierInvoice.id).limit(MOST)).all()
    actor, moved = Actor(None, say("delivery.shop")), 0
    for invoice in found:
        hold_supplier(session, invoice.supplier_id)
        moved += match_invoice(session, invoice, actor=actor, at=now)
    return moved


def _demand_open(session: Session, invoice: SupplierInvoice) -> None:
    hold_supplier(session, invoice.supplier_id)
    session.refresh(invoice)
    if invoice.state not in OPEN:
        raise Changed("supplier_invoices.refused.done", number=invoice.number)


def _supplier(session: Session, paper: Paper) -> int:
    """Whose invoice it is; raises Refused for nobody we order from."""
    digits = sa.func.replace(sa.func.replace(Supplier.org_number, "-", ""), " ", "")
    found = session.scalar(sa.select(Supplier.id).where(digits == paper.seller).order_by(Supplier.id).limit(1))
    if not paper.seller or found is None:
        said = " ".join(text for text in (paper.seller_name, paper.seller) if text)
        raise Refused("supplier_invoices.refused.sender", sender=said or say("supplier_invoices.nobody"))
    return int(found)


def _organisation(session: Session, me: Visitor, paper: Paper) -> int:
    """Who is to pay; raises Refused for nobody we know, Forbidden for one that is not mine to look after."""
    digits = sa.func.replace(sa.func.replace(Organisation.org_number, "-", ""), " ", "")
    question = sa.select(Organisation.id, Organisation.name).where(digits == paper.buyer)
    found = session.execute(question.order_by(Organisation.id).limit(1)).first()
    if not paper.buyer or found is None:
        raise Refused("supplier_invoices.refused.buyer", buyer=paper.buyer or say("supplier_invoices.nobody"))
    mine = within(me, KEEPERS, organisation=Organisation.id, unit=sa.null())
    if session.scalar(sa.select(Organisation.id).where(Organisation.id == found.id, mine)) is None:
        raise Forbidden("supplier_invoices.refused.not_mine", buyer=found.name)
    return int(found.id)


def _made(
    session: Session, paper: Paper, parties: tuple[int, int], actor: Actor, *, at: dt.datetime
) -> SupplierInvoice:
    year = today_of(at).year
    return SupplierInvoice(
        number=f"L{year}-{next_number(session, f'supplier-invoice-{year}'):05d}", supplier_id=parties[0],
        organisation_id=parties[1], kind=paper.kind, document=paper.document, corrects=paper.corrects,
        reference=paper.reference, order_number=paper.order, buyer=paper.buyer, issued_on=paper.issued_on,
        due_on=paper.due_on, net=paper.net, vat=paper.vat, rounding=paper.rounding, state_at=at,
        registered_by=actor.id or 0, registered_by_name=actor.name, registered_at=at,
    )  # fmt: skip


def _lines(invoice_id: int, paper: Paper) -> list[SupplierInvoiceLine]:
    return [
        SupplierInvoiceLine(
            invoice_id=invoice_id, position=row.position, name=line.name, article=row.article,
            order_number=row.order.strip().upper(), order_line=row.order_line,
            thousandths=int((row.quantity * THOUSAND).to_integral_value()), net=row.net, vat_rate=row.vat_rate,
            billing=row.billing.value,
        )
        for line in paper.lines
        for row in (line.billed,)
    ]  # fmt: skip
