"""What licences cost each unit in a month; every öre is counted once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Organisation, Unit
from app.identity.queries import Visitor
from app.licences.models import Licence
from app.licences.queries.visible import in_register
from catalogue.licences import is_charged, monthly
from catalogue.lifetimes import add_months

UNIT_PAYS = "unit"


@dataclass(frozen=True, slots=True)
class UnitCost:
    """What one product costs one unit on one cost centre in a month, öre excluding VAT, and how many that is."""

    organisation: str
    unit: str
    cost_centre: str
    name: str
    count: int
    amount: int


def of_month(session: Session, me: Visitor, month: dt.date) -> list[UnitCost]:
    """What the month, named by its first day, costs each unit within my reach. One question."""
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Organisation.short_name, Unit.name, Licence.cost_centre, Licence.name, Licence.price, Licence.price_period,
            sa.func.count(),
        )
        .join(Unit, Unit.id == Licence.unit_id)
        .join(Organisation, Organisation.id == Licence.organisation_id)
        .where(in_register(me), Licence.payer == UNIT_PAYS, charged_in(month))
        .group_by(
            Organisation.short_name, Unit.name, Licence.cost_centre, Licence.name, Licence.price, Licence.price_period
        )
    )  # fmt: skip
    sums: dict[tuple[str, str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for organisation, unit, centre, name, price, period, count in session.execute(question):
        row = sums[organisation, unit, centre, name]
        row[0] += count
        row[1] += count * monthly(price, period, month.month)
    return [UnitCost(*key, *row) for key, row in sorted(sums.items())]


def months_of_units(session: Session, me: Visitor, *, today: dt.date, count: int = 12) -> list[tuple[dt.date, int]]:
    """What the units I lead paid each of the last months, the current one last. One question."""
    this = today.replace(day=1)
    months = [add_months(this, -back) for back in range(count - 1, -1, -1)]
    question = sa.select(
        Licence.price, Licence.price_period, Licence.starts_on, Licence.ended_on, Licence.why
    ).where(
        Licence.unit_id.in_(me.led_units), Licence.payer == UNIT_PAYS,
        sa.or_(Licence.ended_on.is_(None), Licence.ended_on >= months[0]),
    )  # fmt: skip
    rows = session.execute(question).all()
    return [(month, _sum(rows, month)) for month in months]


def charged_in(month: dt.date) -> sa.ColumnElement[bool]:
    """The licences that a month is paid for, as `catalogue.licences.is_charged` says."""
    last = add_months(month, 1) - dt.timedelta(days=1)
    ended = sa.and_(Licence.ended_on.is_not(None), Licence.ended_on < month)
    taken_over = sa.and_(Licence.why == "replaced", Licence.ended_on.is_not(None), Licence.ended_on <= last)
    return sa.and_(Licence.starts_on <= last, sa.not_(ended), sa.not_(taken_over))


def _sum(rows: Sequence[sa.Row[*tuple[Any, ...]]], month: dt.date) -> int:
    return sum(
        monthly(row.price, row.price_period, month.month)
        for row in rows
        if is_charged(month, row.starts_on, row.ended_on, replaced=row.why == "replaced")
    )
