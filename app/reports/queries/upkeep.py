"""What licences and business systems cost each organisation in a year, as they stand today (R-197)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Organisation
from app.licences.models import Licence
from app.licences.queries.costs import charged_in
from app.requests.models import BusinessSystem
from catalogue.licences import yearly


@dataclass(frozen=True, slots=True)
class Line:
    """One licence product or one system of an organisation; `amount` is öre a year excluding VAT, None when unknown."""

    name: str
    what: str
    count: int
    amount: int | None


@dataclass(frozen=True, slots=True)
class Upkeep:
    """An organisation with what it uses; the one without a name is what all share."""

    organisation: str
    lines: Sequence[Line]

    @property
    def licences(self) -> int:
        """Licences a year, öre."""
        return sum(line.amount or 0 for line in self.lines if line.what == "licence")

    @property
    def systems(self) -> int:
        """Business systems a year, öre, those whose cost is known."""
        return sum(line.amount or 0 for line in self.lines if line.what == "system")

    @property
    def unknown(self) -> int:
        """How many systems nobody has written a cost for."""
        return sum(line.what == "system" and line.amount is None for line in self.lines)


def upkeep(session: Session, today: dt.date) -> list[Upkeep]:
    """Every organisation that uses a licence or a system, by name, and last what all share. Two questions."""
    found: dict[str, list[Line]] = defaultdict(list)
    for organisation, line in [*_licences(session, today), *_systems(session)]:
        found[organisation].append(line)
    named = sorted(found, key=lambda name: (name == "", name))
    return [
        Upkeep(name, sorted(found[name], key=lambda line: (line.what, -(line.amount or 0), line.name)))
        for name in named
    ]


def _licences(session: Session, today: dt.date) -> list[tuple[str, Line]]:
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Organisation.short_name, Licence.name, Licence.price, Licence.price_period, sa.func.count()
        )
        .join(Organisation, Organisation.id == Licence.organisation_id)
        .where(charged_in(today.replace(day=1)))
        .group_by(Organisation.short_name, Licence.name, Licence.price, Licence.price_period)
    )  # fmt: skip
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for organisation, name, price, period, count in session.execute(question):
        row = sums[organisation, name]
        row[0] += count
        row[1] += count * yearly(price, period)
    return [(organisation, Line(name, "licence", *row)) for (organisation, name), row in sums.items()]


def _systems(session: Session) -> list[tuple[str, Line]]:
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(sa.func.coalesce(Organisation.short_name, ""), BusinessSystem.name, BusinessSystem.yearly_cost)
        .outerjoin(Organisation, Organisation.id == BusinessSystem.organisation_id)
        .order_by(BusinessSystem.name)
    )
    return [(organisation, Line(name, "system", 1, cost)) for organisation, name, cost in session.execute(question)]
