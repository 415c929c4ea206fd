"""Issuing: number, rows, paper and e-invoice in the caller's transaction, checked before any of it may leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history, numbers
from app.history import Actor, Event
from app.invoicing.actions import moving
from app.invoicing.actions.einvoice import xml_of
from app.invoicing.actions.paper import pdf_of
from app.invoicing.actions.proofreading import differences, digest
from app.invoicing.models import (
    InvoiceGroup,
    InvoiceLine,
    InvoicePaper,
    InvoiceSource,
    InvoiceStanding,
    InvoiceStep,
    IssuedInvoice,
    Issuer,
    State,
)
from app.invoicing.queries import parties
from app.refusal import Refused
from app.words import say
from app.words.formats import today_of
from catalogue import invoices
from catalogue.invoice_checks import basis_faults, faults
from catalogue.invoices import Basis, Invoice, Kind, Line, Treatment

TEN_THOUSANDTHS = 4
SERIES_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Links:
    """What an issued document belongs to besides its customer: the run that made it, the invoice it credits."""

    run_id: int | None = None
    credits_id: int | None = None


def basis_for(session: Session, kind: Kind, organisation_id: int, lines: Iterable[Line], **said: Any) -> Basis:
    """A basis for one of our customers, taxed as its kind is; `said` are the basis' other fields, `key` among them.

    `reference` takes the place of the customer's own. Raises Refused without an issuer, or a customer's details.
    """
    treatment = parties.treatment_of(parties.need_issuer(session), kind)
    buyer = parties.customer(session, organisation_id, said.pop("reference", ""))
    return Basis(kind=kind, buyer=buyer, **_taxed(lines, treatment), **said)


def issue(
    session: Session, basis: Basis, organisation_id: int, *, actor: Actor, at: dt.datetime, links: Links | None = None
) -> IssuedInvoice:
    """Issue a document once and for all: the same `key` always gives the same one, also when it is asked for again.

    Raises Refused, with nothing done and no number used, for a basis with faults.
    """
    links = links or Links()
    if known := _known(session, basis.key):
        return known
    issuer = parties.need_issuer(session)
    terms = parties.terms_of(issuer)
    demand(basis_faults(basis, terms), basis.buyer.name)
    history.hold(session)  # before the series: every unit of work takes the two in this order
    if known := _known(session, basis.key):
        return known
    day = today_of(at)
    invoice = invoices.compute(basis, terms, _number(session, day), issued_on=day)
    demand(faults(invoice), basis.buyer.name)
    row = _keep(session, invoice, organisation_id, issuer=issuer, links=links, at=at)
    _papers(session, row, invoice, at=at)
    told = {"number": row.number, "customer": row.customer, "amount": row.payable}
    history.record(session, actor, at, [Event("invoice", row.id, f"invoice.{row.document}", told)])
    return row


def demand(found: tuple[str, ...], name: str) -> None:
    """Raise Refused with every fault in words."""
    if found:
        raise Refused("invoicing.refused.faults", name=name, faults=in_words(found))


def in_words(found: Iterable[str]) -> str:
    """Faults as a sentence."""
    return ", ".join(say(f"invoicing.fault.{fault}") for fault in found) + "."


def _taxed(lines: Iterable[Line], treatment: Treatment) -> dict[str, Any]:
    return {"lines": invoices.treated(lines, treatment), "reason": treatment.reason}


def _known(session: Session, key: str) -> IssuedInvoice | None:
    return session.scalars(sa.select(IssuedInvoice).where(IssuedInvoice.key == key)).first()


def _number(session: Session, day: dt.date) -> str:
    """The next number of the year's series; its row is held until commit, so a number is never lost or given twice."""
    year = f"{day.year % 100:02}"
    return f"{year}{numbers.next_number(session, f'invoice-{year}'):0{SERIES_DIGITS}}"


def _keep(
    session: Session, invoice: Invoice, organisation_id: int, *, issuer: Issuer, links: Links, at: dt.datetime
) -> IssuedInvoice:
    basis, totals = invoice.basis, invoice.totals
    row = IssuedInvoice(
        number=invoice.number, key=basis.key, kind=basis.kind, document=basis.document, organisation_id=organisation_id,
        issuer_id=issuer.id, run_id=links.run_id, credits_id=links.credits_id, customer=basis.buyer.name,
        reference=basis.buyer.reference, note=basis.note, reason=basis.reason, ocr=invoice.ocr,
        issued_on=invoice.issued_on, due_on=invoice.due_on,
        period_first=basis.period.first if basis.period else None,
        period_last=basis.period.last if basis.period else None,
        net=totals.net, vat=totals.vat, rounding=totals.rounding, payable=totals.payable, at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(
        InvoiceGroup(invoice_id=row.id, category=group.category, rate=group.rate, net=group.net, vat=group.vat)
        for group in totals.groups
    )
    _keep_lines(session, row.id, invoice)
    return row


def _keep_lines(session: Session, invoice_id: int, invoice: Invoice) -> None:
    rows = [
        InvoiceLine(
            invoice_id=invoice_id, place=place, name=line.name, description=line.description,
            quantity=scaled(line.quantity), unit=line.unit, unit_price=scaled(line.unit_price),
            category=line.category, rate=line.rate, net=line.net, item_number=line.item_number,
            accounting=line.accounting, period_first=line.period.first if line.period else None,
            period_last=line.period.last if line.period else None, credits_id=line.credits,
        )
        for place, line in enumerate(invoice.basis.lines, 1)
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    session.add_all(
        InvoiceSource(key=key, line_id=row.id)
        for row, line in zip(rows, invoice.basis.lines, strict=True)
        for key in line.sources
    )
    session.flush()


def _papers(session: Session, row: IssuedInvoice, invoice: Invoice, *, at: dt.datetime) -> None:
    """Make the bytes, keep them, read them back; what is as it should be goes on its way."""
    data = {"xml": xml_of(invoice), "pdf": pdf_of(invoice)}
    session.add_all(
        InvoicePaper(invoice_id=row.id, kind=kind, sha256=digest(made), data=made) for kind, made in data.items()
    )
    session.add(InvoiceStanding(invoice_id=row.id, state=State.CREATED, state_at=at))
    session.add(InvoiceStep(invoice_id=row.id, state=State.CREATED, at=at))
    session.flush()
    wrong = differences(invoice, data["xml"])
    moving.validated(session, row, wrong, at=at)


def scaled(value: Decimal) -> int:
    """A decimal as whole ten-thousandths."""
    return int(value.scaleb(TEN_THOUSANDTHS).to_integral_value())


def unscaled(value: int) -> Decimal:
    """Whole ten-thousandths as a decimal."""
    return Decimal(value).scaleb(-TEN_THOUSANDTHS).normalize()
