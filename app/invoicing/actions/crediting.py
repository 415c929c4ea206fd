"""Credit notes: of the whole or of a part, pointing at their invoice, never more than is left of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.db import locked
from app.history import Actor
from app.invoicing.actions.issuing import Links, issue, unscaled
from app.invoicing.models import InvoiceLine, IssuedInvoice
from app.invoicing.queries import parties
from app.invoicing.queries.credits import Left, left_of, taken_groups
from app.refusal import Refused
from app.words import kr
from catalogue import invoices
from catalogue.invoices import Basis, Category, Document, Kind, Line, Original, Period


@dataclass(frozen=True, slots=True)
class Credit:
    """What to credit: öre without VAT by line (None: all that is left), why, a key against twice, and the run."""

    key: str
    reason: str
    amounts: Mapping[int, int] | None = None
    run_id: int | None = None


def credit(session: Session, invoice: IssuedInvoice, wanted: Credit, *, actor: Actor, at: dt.datetime) -> IssuedInvoice:
    """Issue a credit note; raises Refused for more than is left, or for nothing."""
    if invoice.document == Document.CREDIT:
        raise Refused("invoicing.refused.credit_of_credit")
    history.hold(session)
    session.execute(locked(sa.select(IssuedInvoice.id).where(IssuedInvoice.id == invoice.id)))
    key = f"credit:{invoice.number}:{wanted.key}"
    if known := session.scalars(sa.select(IssuedInvoice).where(IssuedInvoice.key == key)).first():
        return known
    left = left_of(session, invoice.id)
    lines = _lines(invoice, left, wanted.amounts)
    basis = _basis(session, invoice, lines, key=key, reason=wanted.reason, left=left)
    links = Links(run_id=wanted.run_id, credits_id=invoice.id)
    return issue(session, basis, invoice.organisation_id, actor=actor, at=at, links=links)


def _basis(
    session: Session, invoice: IssuedInvoice, lines: Sequence[Line], *, key: str, reason: str, left: Sequence[Left]
) -> Basis:
    completes = sum(line.net for line in lines) == sum(each.left for each in left) and _takes_all(lines, left)
    original = Original(
        invoice.number, invoice.issued_on, tuple(taken_groups(session, invoice.id)),
        invoice.rounding if completes else 0,
    )  # fmt: skip
    first, last = invoice.period_first, invoice.period_last
    return Basis(
        key=key,
        kind=Kind(invoice.kind),
        document=Document.CREDIT,
        buyer=parties.customer(session, invoice.organisation_id, invoice.reference),
        lines=lines,
        note=reason,
        reason=invoice.reason,
        period=Period(first, last) if first and last else None,
        original=original,
    )


def _takes_all(lines: Sequence[Line], left: Sequence[Left]) -> bool:
    taken = {line.credits: line.net for line in lines}
    return all(taken.get(each.line.id, 0) == each.left for each in left)


def _lines(invoice: IssuedInvoice, left: Sequence[Left], amounts: Mapping[int, int] | None) -> list[Line]:
    if not any(each.left for each in left):
        raise Refused("invoicing.refused.credit_nothing", number=invoice.number)
    wanted = {each.line.id: each.left for each in left} if amounts is None else amounts
    for each in left:
        amount = wanted.get(each.line.id, 0)
        if abs(amount) > abs(each.left) or amount * each.left < 0:
            raise Refused("invoicing.refused.credit_more", place=each.line.place, left=kr(each.left))
    lines = [_line(each, wanted[each.line.id]) for each in left if wanted.get(each.line.id)]
    if not lines:
        raise Refused("invoicing.refused.credit_none")
    return lines


def _line(of: Left, amount: int) -> Line:
    """The line as it was when all of it is credited, else one of the amount."""
    row = of.line
    whole = of.is_whole and amount == row.net
    quantity = unscaled(row.quantity) if whole else Decimal(1 if amount > 0 else -1)
    price = unscaled(row.unit_price) if whole else invoices.kronor(abs(amount))
    return Line(
        name=row.name, description=row.description, quantity=quantity, unit_price=price,
        unit=row.unit if whole else "C62", category=Category(row.category), rate=row.rate,
        item_number=row.item_number, accounting=row.accounting, period=_period(row), credits=row.id,
    )  # fmt: skip


def _period(row: InvoiceLine) -> Period | None:
    return Period(row.period_first, row.period_last) if row.period_first and row.period_last else None
