"""What the licences that units pay themselves cost them, month by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Unit
from app.identity.queries import Visitor
from app.licences.models import Licence
from app.reports.queries.costs import reach
from app.reports.queries.wanted import Wanted
from catalogue.licences import is_charged, monthly

UNIT_PAYS = "unit"


@dataclass(frozen=True, slots=True)
class LicenceCost:
    """One product of one unit: how many in the last month, öre for each month, and for the period compared with."""

    unit_id: int
    unit: str
    name: str
    count: int
    months: Sequence[int]
    before: int


def licences(session: Session, me: Visitor, wanted: Wanted) -> list[LicenceCost]:
    """What each product costs each unit in the period; every month that a licence was had is paid. One question."""
    if wanted.kind not in ("", "licences"):
        return []
    months = wanted.period.months[:-1]
    others = wanted.other.months[:-1] if wanted.other else []
    found: dict[tuple[int, str, str], list[sa.Row[*tuple[Any, ...]]]] = {}
    for row in session.execute(_question(me, wanted, min([*months, *others]))):
        found.setdefault((row.unit_id, row.unit, row.name), []).append(row)
    return [
        LicenceCost(
            *key, _count(rows, months[-1]), [_sum(rows, month) for month in months],
            sum(_sum(rows, month) for month in others),
        )
        for key, rows in sorted(found.items(), key=lambda each: (each[0][2], each[0][1]))
    ]  # fmt: skip


def _question(me: Visitor, wanted: Wanted, since: dt.date) -> sa.Select[*tuple[Any, ...]]:
    columns = (
        Licence.unit_id, Unit.name.label("unit"), Licence.name.label("name"), Licence.price, Licence.price_period,
        Licence.starts_on, Licence.ended_on, Licence.why,
    )  # fmt: skip
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(*columns, sa.func.count().label("pieces"))
        .join(Unit, Unit.id == Licence.unit_id)
        .where(
            reach(me, Licence), Licence.payer == UNIT_PAYS, Licence.starts_on <= wanted.period.last,
            sa.or_(Licence.ended_on.is_(None), Licence.ended_on >= since),
        )
        .group_by(*columns)
    )  # fmt: skip
    if wanted.text:
        question = question.where(Licence.name.icontains(wanted.text, autoescape=True))
    return question


def _charged(row: sa.Row[*tuple[Any, ...]], month: dt.date) -> bool:
    return is_charged(month, row.starts_on, row.ended_on, replaced=row.why == "replaced")


def _sum(rows: Sequence[sa.Row[*tuple[Any, ...]]], month: dt.date) -> int:
    return sum(row.pieces * monthly(row.price, row.price_period, month.month) for row in rows if _charged(row, month))


def _count(rows: Sequence[sa.Row[*tuple[Any, ...]]], month: dt.date) -> int:
    return sum(row.pieces for row in rows if _charged(row, month))
