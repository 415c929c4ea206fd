"""What a month's run is to recharge: licences that units pay, and extra costs; each once, nothing funded by IT."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.exceptions.models import ExtraCost
from app.identity.models import Organisation, Unit
from app.invoicing.models import InvoiceCustomer, InvoiceSource
from app.licences.models import Licence
from app.licences.queries.costs import UNIT_PAYS, charged_in
from catalogue.licences import monthly
from catalogue.lifetimes import add_months

ONCE = "once"


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """Who gets a document of their own: the customer, and the reference of a unit."""

    customer_id: int
    reference: str


@dataclass(frozen=True, slots=True)
class Charge:
    """One thing to recharge: its key, what it is, the cost centre that bears it, öre without VAT, and the days."""

    key: str
    name: str
    cost_centre: str
    amount: int
    first: dt.date
    last: dt.date


def groups(session: Session, month: dt.date) -> list[Group]:
    """Everybody who has something left to be charged for in a month, in order. Two questions."""
    found: set[Group] = set()
    for question in (_licences(month), _extra_costs(month)):
        plain = question.with_only_columns(_customer(), Unit.invoice_reference).distinct()
        found |= {Group(customer, reference) for customer, reference in session.execute(plain)}
    return sorted(found)


def charges(session: Session, month: dt.date, group: Group) -> list[Charge]:
    """What is left to charge a group for in a month. Two questions."""
    where = (_customer() == group.customer_id, Unit.invoice_reference == group.reference)
    licences = session.execute(_licences(month).where(*where).order_by(Licence.id))
    extra = session.execute(_extra_costs(month).where(*where).order_by(ExtraCost.id))
    return [charge for charge in (*_of_licences(licences, month), *_of_extra(extra)) if charge.amount]


def _customer() -> sa.ColumnElement[int]:
    """An organisation that is a customer itself, else the one that pays for it."""
    own = sa.select(InvoiceCustomer.organisation_id).where(InvoiceCustomer.organisation_id == Organisation.id)
    return sa.func.coalesce(own.scalar_subquery(), Organisation.payer_id, Organisation.id)


def _licences(month: dt.date) -> sa.Select[*tuple[Any, ...]]:
    last = _last(month)
    # What is paid once belongs to the month it began in; what recurs to every month begun.
    counts = sa.or_(Licence.price_period != ONCE, Licence.starts_on.between(month, last))
    found: sa.Select[*tuple[Any, ...]] = (
        sa.select(Licence.id, Licence.name, Licence.cost_centre, Licence.price, Licence.price_period)
        .join(Unit, Unit.id == Licence.unit_id)
        .join(Organisation, Organisation.id == Licence.organisation_id)
        .where(Licence.payer == UNIT_PAYS, Licence.price > 0, charged_in(month), counts)
        .where(_is_left(sa.literal("licence:") + sa.cast(Licence.id, sa.String) + f":{month:%Y-%m}"))
    )
    return found


def _extra_costs(month: dt.date) -> sa.Select[*tuple[Any, ...]]:
    """Those of the month and before it: what was written down late is charged with the next run."""
    found: sa.Select[*tuple[Any, ...]] = (
        sa.select(ExtraCost.id, ExtraCost.text, ExtraCost.cost_centre, ExtraCost.amount, ExtraCost.spent_on)
        .join(Unit, Unit.id == ExtraCost.unit_id)
        .join(Organisation, Organisation.id == ExtraCost.organisation_id)
        .where(ExtraCost.spent_on <= _last(month), _is_left(sa.literal("extra:") + sa.cast(ExtraCost.id, sa.String)))
    )
    return found


def _is_left(key: Any) -> sa.ColumnElement[bool]:
    return ~sa.exists().where(InvoiceSource.key == key)


def _of_licences(rows: Any, month: dt.date) -> Iterator[Charge]:
    for row in rows:
        amount = row.price if row.price_period == ONCE else monthly(row.price, row.price_period, month.month)
        yield Charge(f"licence:{row.id}:{month:%Y-%m}", row.name, row.cost_centre, amount, month, _last(month))


def _of_extra(rows: Any) -> Iterator[Charge]:
    for row in rows:
        yield Charge(f"extra:{row.id}", row.text, row.cost_centre, row.amount, row.spent_on, row.spent_on)


def _last(month: dt.date) -> dt.date:
    return add_months(month, 1) - dt.timedelta(days=1)
