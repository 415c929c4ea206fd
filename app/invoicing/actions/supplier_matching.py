"""A registered supplier invoice meets the orders: its lines are placed, what deviates is written down, it moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.assortment.models import Supplier
from app.assortment.queries import edition
from app.db import locked
from app.delivery.models import ExpectedInvoice, PartnerOrder, PartnerOrderLine
from app.history import Actor, Event
from app.identity.models import Organisation
from app.invoicing.actions.supplier_booking import book
from app.invoicing.actions.supplier_crediting import billed_of, cancel, credits_of, debited_by, shut, taken_back
from app.invoicing.actions.supplier_returns import awaited_credits, settle_returns
from app.invoicing.models.supplier import (
    CREDIT_NOTE,
    PAID,
    REJECTED,
    SupplierDeviation,
    SupplierInvoice,
    SupplierInvoiceLine,
)
from app.orders.models import Order, OrderLine
from app.words import say
from catalogue import matching
from catalogue.matching import MOVES, OPEN, Fault, Found, InvoiceState, Ordered

Notes = Sequence[SupplierInvoice]
Rows = Sequence[SupplierInvoiceLine]
# Order lines, each with the reference and the buyer it was ordered with.
Lines = list[tuple[Ordered, tuple[str, str]]]


def hold_supplier(session: Session, supplier_id: int) -> None:
    """Let nobody else match invoices of this supplier until commit: what is invoiced before must stand still."""
    history.hold(session)  # first, as everywhere: what is booked on frames holds it before them
    session.execute(locked(sa.select(Supplier.id).where(Supplier.id == supplier_id)))


def match_invoice(session: Session, invoice: SupplierInvoice, *, actor: Actor, at: dt.datetime) -> bool:
    """Match an invoice that is not done with; False when it stands as it stood. The supplier is held.

    What deviates is looked at together with its credit notes, and a credit note has its invoice matched anew.
    """
    if invoice.state not in OPEN:
        return False
    rows, before = lines_of(session, invoice.id), _known(session, invoice.id)
    notes = credits_of(session, invoice) if invoice.kind != CREDIT_NOTE else ()
    found, ordered = _find(session, invoice, rows, notes)
    faults = own = _faults(session, invoice, found, ordered)
    if own and notes:
        faults = _left(session, invoice, (found, ordered), notes)
    touched = {row.line_id for row in rows if row.line_id} | {each.key for each in found if each.key}
    for row, each in zip(rows, found, strict=True):
        row.line_id, row.frozen, row.pieces, row.counted = each.key, each.frozen, each.pieces, each.net
    changed = _write_down(session, invoice, faults) != before
    _place(session, invoice, touched)
    if own and not faults:
        why = say("supplier_invoices.settled", notes=", ".join(note.document for note in notes))
        shut(session, invoice, why, PAID, actor=actor, at=at)
        moved = True
    else:
        moved = _move(session, invoice, matching.state_of(faults), actor=actor, at=at)
    if invoice.state not in OPEN:
        book(session, invoice, rows, at=at)
    if invoice.kind == CREDIT_NOTE and invoice.state == InvoiceState.MATCHED:
        settle_returns(session, invoice, rows, actor=actor, at=at)
        moved |= _debit_anew(session, invoice, actor=actor, at=at)
    elif invoice.state in OPEN:
        touched |= set(cancel(session, invoice, actor=actor, at=at))
    settle_expected(session, touched)
    return changed or moved


def settle_expected(session: Session, line_ids: Collection[int]) -> None:
    """Let what was expected of these order lines say how their invoices stand."""
    session.flush()
    for line_id in sorted(line_ids):
        row = session.scalar(sa.select(ExpectedInvoice).where(ExpectedInvoice.line_id == line_id))
        if row is not None and row.state != "withdrawn":
            row.state = _expected_state(session, line_id)


def lines_of(session: Session, invoice_id: int) -> Rows:
    """The lines of an invoice, in their order."""
    question = sa.select(SupplierInvoiceLine).where(SupplierInvoiceLine.invoice_id == invoice_id)
    return session.scalars(question.order_by(SupplierInvoiceLine.position)).all()


def _debit_anew(session: Session, note: SupplierInvoice, *, actor: Actor, at: dt.datetime) -> bool:
    """Match the invoice that a credit note is about: it may be settled now."""
    about = debited_by(session, note)
    return about is not None and match_invoice(session, about, actor=actor, at=at)


def _find(session: Session, invoice: SupplierInvoice, rows: Rows, notes: Notes) -> tuple[list[Found], Lines]:
    """Where each line belongs, and the order lines with the reference and buyer of each.

    What the credit `notes` took back is as if it was not, for they are reckoned with the invoice.
    """
    numbers = {row.order_number.strip().upper() for row in rows} - {""}
    lines = _ordered(session, invoice, numbers, but=[invoice.id, *(note.id for note in notes)])
    found = matching.match(
        [billed_of(row) for row in rows],
        [line for line, _ in lines],
        share=_share(session, invoice),
        credit=invoice.kind == CREDIT_NOTE,
    )
    return found, lines


def _left(
    session: Session, invoice: SupplierInvoice, both: tuple[Sequence[Found], Lines], notes: Notes
) -> list[Fault]:  # the invoice, its lines and the order's, its credit notes
    """What is wrong with an invoice when its credit notes are counted in; nothing when they took back all of it."""
    net, vat = (getattr(invoice, name) - sum(getattr(note, name) for note in notes) for name in ("net", "vat"))
    if not net and not vat:
        return []
    (found, ordered), back = both, taken_back(session, notes)
    faults = matching.after_credit(found, back, [line for line, _ in ordered], share=_share(session, invoice))
    billed = [each.billed for each in found] + [replace(each.billed, net=-each.billed.net) for each in back]
    return faults + _addressed(invoice, found, ordered) + matching.totals(billed, net=net, vat=vat)


def _addressed(invoice: SupplierInvoice, found: Sequence[Found], ordered: Lines) -> list[Fault]:
    keys = {each.key for each in found}
    should = [addressed for line, addressed in ordered if line.key in keys]
    return matching.addressed((invoice.reference, invoice.buyer), should)


def _ordered(session: Session, invoice: SupplierInvoice, numbers: Collection[str], *, but: Collection[int]) -> Lines:
    """The lines of these orders to the supplier, with what other invoices have taken of them."""
    question = (
        sa.select(PartnerOrder, PartnerOrderLine, OrderLine)
        .join(PartnerOrderLine, PartnerOrderLine.partner_order_id == PartnerOrder.id)
        .join(OrderLine, OrderLine.id == PartnerOrderLine.line_id)
        .where(PartnerOrder.supplier_id == invoice.supplier_id, PartnerOrder.number.in_(numbers))
        .where(PartnerOrderLine.ended_at.is_(None))
        .order_by(PartnerOrder.id, PartnerOrderLine.position)
    )
    found = session.execute(question).all()
    ids = [line.id for _, _, line in found]
    taken, awaited = _taken(session, ids, but=but), awaited_credits(session, ids)
    return [
        (
            Ordered(
                key=line.id, order=made.number, position=row.position, articles=(row.article, line.article),
                quantity=line.quantity, received=line.received_quantity, unit_price=line.unit_price,
                vat_rate=line.vat_rate, invoiced=taken.get(line.id, (0, 0))[0],
                invoiced_net=taken.get(line.id, (0, 0))[1], awaited=awaited.get(line.id, ()),
            ),
            (row.invoice_reference, "".join(char for char in made.org_number if char.isdigit())),
        )
        for made, row, line in found
    ]  # fmt: skip


def _taken(session: Session, line_ids: Collection[int], *, but: Collection[int]) -> dict[int, tuple[int, int]]:
    """Pieces and amount that other invoices have taken of order lines."""
    row = SupplierInvoiceLine
    question = (
        sa.select(row.line_id, sa.func.sum(row.pieces), sa.func.sum(row.counted))
        .where(row.line_id.in_(line_ids), row.invoice_id.not_in(but))
        .group_by(row.line_id)
    )
    return {found[0] or 0: (int(found[1]), int(found[2])) for found in session.execute(question)}


def _faults(session: Session, invoice: SupplierInvoice, found: Sequence[Found], ordered: Lines) -> list[Fault]:
    faults = [fault for each in found for fault in each.faults]
    faults += _addressed(invoice, found, ordered)
    if invoice.kind != CREDIT_NOTE:
        faults += matching.extras(found, share=_share(session, invoice))
    return faults + matching.totals([each.billed for each in found], net=invoice.net, vat=invoice.vat)


def _share(session: Session, invoice: SupplierInvoice) -> int:
    """How much an amount may differ, basis points."""
    settings = session.scalars(sa.select(Organisation.settings).where(Organisation.id == invoice.organisation_id)).one()
    return int(edition().setting("invoice_deviation_share", settings))


def _known(session: Session, invoice_id: int) -> list[tuple[str, int]]:
    row = SupplierDeviation
    question = sa.select(row.word, row.position).where(row.invoice_id == invoice_id).order_by(row.id)
    return [(found.word, found.position) for found in session.execute(question)]


def _write_down(session: Session, invoice: SupplierInvoice, faults: Sequence[Fault]) -> list[tuple[str, int]]:
    """Keep what deviates now in place of what did before."""
    session.execute(sa.delete(SupplierDeviation).where(SupplierDeviation.invoice_id == invoice.id))
    session.add_all(
        SupplierDeviation(
            invoice_id=invoice.id, position=fault.position, word=fault.word.value, facts=dict(fault.facts)
        )
        for fault in faults
    )
    session.flush()
    return [(fault.word.value, fault.position) for fault in faults]


def _place(session: Session, invoice: SupplierInvoice, line_ids: Collection[int]) -> None:
    """An invoice is of the unit whose order it is for."""
    if invoice.unit_id is None and line_ids:
        question = sa.select(Order.unit_id).join(OrderLine, OrderLine.order_id == Order.id)
        invoice.unit_id = session.scalar(question.where(OrderLine.id == min(line_ids)))


def _move(session: Session, invoice: SupplierInvoice, to: InvoiceState, *, actor: Actor, at: dt.datetime) -> bool:
    if to == invoice.state or to not in MOVES[InvoiceState(invoice.state)]:
        return False
    invoice.state, invoice.state_at = to.value, at
    told = {"number": invoice.number, "document": invoice.document}
    history.record(session, actor, at, [Event("supplier_invoice", invoice.id, f"supplier_invoice.{to}", told)])
    return True


def _expected_state(session: Session, line_id: int) -> str:
    row = SupplierInvoiceLine
    question = (
        sa.select(SupplierInvoice.state, sa.func.sum(row.pieces))
        .join(SupplierInvoice, SupplierInvoice.id == row.invoice_id)
        .where(row.line_id == line_id, SupplierInvoice.closed_as != REJECTED)
        .group_by(SupplierInvoice.state)
    )
    pieces: dict[str, int] = {found[0]: int(found[1]) for found in session.execute(question)}
    ordered = session.scalars(sa.select(OrderLine.quantity).where(OrderLine.id == line_id)).one()
    if any(state in pieces for state in OPEN):
        return "deviating"
    if sum(pieces.values()) < ordered:
        return "expected"
    return "closed" if InvoiceState.CLOSED in pieces else "matched"
