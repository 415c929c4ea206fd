"""The list of invoices: filter, keyset paging, and all of it for an export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.identity.models import Organisation
from app.identity.queries import Visitor
from app.invoicing.models import InvoiceStanding, IssuedInvoice
from app.invoicing.queries.reach import readable

PAGE = 50
Credited = aliased(IssuedInvoice)
COLUMNS = (
    IssuedInvoice.id, IssuedInvoice.number, IssuedInvoice.document, IssuedInvoice.kind, IssuedInvoice.customer,
    IssuedInvoice.reference, IssuedInvoice.issued_on, IssuedInvoice.due_on, IssuedInvoice.period_first,
    IssuedInvoice.period_last, IssuedInvoice.net, IssuedInvoice.vat, IssuedInvoice.rounding, IssuedInvoice.payable,
    IssuedInvoice.ocr, InvoiceStanding.state, InvoiceStanding.response, Credited.number.label("credits"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list; amounts are öre."""

    id: int
    number: str
    document: str
    kind: str
    customer: str
    reference: str
    issued_on: dt.date
    due_on: dt.date
    period_first: dt.date | None
    period_last: dt.date | None
    net: int
    vat: int
    rounding: int
    payable: int
    ocr: str
    state: str
    response: str
    credits: str | None


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for; an empty part means all. `before` is the id of the last row of the page before."""

    text: str = ""
    state: str = ""
    kind: str = ""
    organisation: str = ""
    run_id: int = 0
    before: int = 0


def listing(session: Session, me: Visitor, wanted: Filter) -> tuple[list[Listed], int]:
    """A page of the list, newest first, and the id to go on before; 0 on the last page. One question."""
    question = _narrowed(me, wanted)
    if wanted.before:
        question = question.where(IssuedInvoice.id < wanted.before)
    found = session.execute(question.order_by(IssuedInvoice.id.desc()).limit(PAGE + 1)).all()
    rows = [Listed(*tuple(row)) for row in found]
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0


def exported(session: Session, me: Visitor, wanted: Filter) -> Iterator[Listed]:
    """Every invoice that fits in the order of numbers, a thousand at a time."""
    question = _narrowed(me, wanted).order_by(IssuedInvoice.id).execution_options(yield_per=1000)
    with session.execute(question) as rows:
        for row in rows:
            yield Listed(*tuple(row))


def organisations(session: Session) -> list[tuple[str, str]]:
    """The organisations to filter by: key and short name."""
    question = sa.select(Organisation.key, Organisation.short_name).order_by(Organisation.id)
    return [(row.key, row.short_name) for row in session.execute(question)]


def _narrowed(me: Visitor, wanted: Filter) -> sa.Select[*tuple[Any, ...]]:
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(*COLUMNS)
        .join(InvoiceStanding, InvoiceStanding.invoice_id == IssuedInvoice.id)
        .outerjoin(Credited, Credited.id == IssuedInvoice.credits_id)
        .where(readable(me))
    )
    if wanted.organisation:
        of = sa.select(Organisation.id).where(Organisation.key == wanted.organisation)
        question = question.where(IssuedInvoice.organisation_id.in_(of))
    if wanted.state:
        question = question.where(InvoiceStanding.state == wanted.state)
    if wanted.kind:
        question = question.where(IssuedInvoice.kind == wanted.kind)
    if wanted.run_id:
        question = question.where(IssuedInvoice.run_id == wanted.run_id)
    return question.where(_like(wanted.text)) if wanted.text else question


def _like(text: str) -> sa.ColumnElement[bool]:
    """What a person has before them: a number, an OCR number, a customer or a reference."""
    # Databases do not agree on how Å is written small, so a name is looked for as people may have typed it.
    spellings = {text, text.lower(), text.upper(), text.capitalize(), text.title()}
    names = (IssuedInvoice.customer, IssuedInvoice.reference)
    found = [name.icontains(word, autoescape=True) for word in sorted(spellings) for name in names]
    return sa.or_(IssuedInvoice.number == text, IssuedInvoice.ocr == text, *found)
