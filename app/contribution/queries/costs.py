"""What capital cost runs are made of: the devices of a member, and afterwards the rows of a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.contribution.models import BudgetYear, CapitalPart, CapitalRow, CapitalRun
from app.devices.models import Device, DeviceState
from app.identity.models import Organisation
from app.refusal import Missing
from app.theft.models import TheftMeasure, TheftReport
from app.words.formats import today_of
from catalogue import capital
from catalogue.capital import Cost
from catalogue.terms import Payer
from catalogue.theft import Measure

PAGE = 50
MOST_PURCHASES = 300
D = Device


@dataclass(frozen=True, slots=True)
class Borne:
    """A device and what it costs its municipality in a year."""

    device: Any
    gone_on: dt.date | None
    cost: Cost


@dataclass(frozen=True, slots=True)
class Purchase:
    """Devices of a run that were bought together: how many, and what they cost in the year, öre."""

    device_class: str
    model: str
    price: int
    months: int
    in_service_on: dt.date
    count: int
    book_value: int
    depreciation: int
    interest: int
    expensed: int
    first: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.depreciation + self.interest + self.expensed


def payer_of() -> sa.ColumnElement[int]:
    """Who pays for an organisation: itself, or the member that pays for a company."""
    return sa.func.coalesce(Organisation.payer_id, Organisation.id)


def expected(session: Session, year: int) -> int:
    """How many devices of the members may have a cost in a year."""
    payers = sa.select(Organisation.id).where(Organisation.is_member).scalar_subquery()
    question = sa.select(sa.func.count()).select_from(D).join(Organisation, Organisation.id == D.organisation_id)
    return session.scalar(question.where(payer_of().in_(payers), *_individual(year))) or 0


def borne(session: Session, organisation_id: int, year: int, *, interest: int) -> Iterator[Borne]:
    """The devices a member bears the cost of in a year, purchase by purchase; one question.

    A device that was written off after a theft costs what was left of it that month. One that was replaced under
    warranty lives on in the one that took its place.
    """
    gone = _written_off()
    question = (
        sa.select(
            D.id, D.tag, D.device_class, D.model, D.price, D.depreciation_months, D.in_service_on, D.received_on,
            gone.c.at,
        )
        .join(Organisation, Organisation.id == D.organisation_id)
        .outerjoin(gone, gone.c.device_id == D.id)
        .where(payer_of() == organisation_id, *_individual(year))
        .where(sa.or_(D.state != DeviceState.WRITTEN_OFF, gone.c.at.is_not(None)))
    )  # fmt: skip
    found = [row for row in session.execute(question) if _is_individual(row)]
    found.sort(key=_order)
    for key, same in groupby(found, key=lambda row: _order(row)[:-1]):
        yield from _purchase(list(same), year, interest, key[-1])


def _individual(year: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        D.payer == Payer.INVEST.value, D.price > 0, D.depreciation_months > 0,
        D.in_service_on < dt.date(year + 1, 1, 1),
    )  # fmt: skip


def _is_individual(row: Any) -> bool:
    return capital.is_individual(row.device_class, Payer.INVEST, row.received_on)


def _written_off() -> sa.Subquery:
    question = (
        sa.select(TheftReport.device_id, sa.func.max(TheftMeasure.done_at).label("at"))
        .join(TheftMeasure, TheftMeasure.report_id == TheftReport.id)
        .where(TheftMeasure.key == Measure.WRITE_OFF.value, TheftMeasure.outcome == "done")
        .group_by(TheftReport.device_id)
    )
    return question.subquery()


def _order(row: Any) -> tuple[str, str, int, int, dt.date, dt.date, int]:
    """What makes devices one purchase, and their order in it; a day in the far future stands for none."""
    gone = today_of(row.at).replace(day=1) if row.at else dt.date.max
    return row.device_class, row.model, row.price, row.depreciation_months, row.in_service_on, gone, row.id


def _purchase(rows: Sequence[Any], year: int, interest: int, gone: object) -> Iterator[Borne]:
    first, last = rows[0], gone if isinstance(gone, dt.date) and gone != dt.date.max else None
    whole = capital.cost_in(
        first.price * len(rows), first.depreciation_months, first.in_service_on, year, interest=interest, gone=last
    )
    if whole.total or whole.book_value:
        for row, cost in zip(rows, capital.per_device(whole, len(rows)), strict=True):
            yield Borne(row, last, cost)


def runs(session: Session, year: BudgetYear) -> list[tuple[CapitalRun, int, int]]:
    """The runs of a year, newest first, with their sum, öre, and how many members are reckoned."""
    total = sa.func.coalesce(sa.func.sum(CapitalPart.total), 0)
    question = (
        sa.select(CapitalRun, total, sa.func.count(CapitalPart.id))
        .outerjoin(CapitalPart, CapitalPart.run_id == CapitalRun.id)
        .where(CapitalRun.year_id == year.id)
        .group_by(CapitalRun.id)
        .order_by(CapitalRun.id.desc())
        .limit(20)
    )
    return [(row[0], int(row[1]), row[2]) for row in session.execute(question)]


def run_of(session: Session, year: BudgetYear, run_id: int) -> CapitalRun:
    """A run of a year; raises Missing."""
    found = session.scalar(sa.select(CapitalRun).where(CapitalRun.id == run_id, CapitalRun.year_id == year.id))
    if found is None:
        raise Missing
    return found


def parts(session: Session, run_id: int) -> dict[int, CapitalPart]:
    """What a run says of each member."""
    rows = session.scalars(sa.select(CapitalPart).where(CapitalPart.run_id == run_id))
    return {part.organisation_id: part for part in rows}


def unfinished(session: Session) -> int | None:
    """The oldest run that is not done."""
    question = sa.select(CapitalRun.id).where(CapitalRun.state == "waiting").order_by(CapitalRun.id).limit(1)
    return session.scalar(question)


def purchases(session: Session, run_id: int, organisation_id: int) -> list[Purchase]:
    """A member's rows of a run, added up by purchase, the dearest first."""
    same = (
        CapitalRow.device_class, CapitalRow.model, CapitalRow.price, CapitalRow.months, CapitalRow.in_service_on,
    )  # fmt: skip
    sums = [
        sa.func.sum(column)
        for column in (CapitalRow.book_value, CapitalRow.depreciation, CapitalRow.interest, CapitalRow.expensed)
    ]
    question = (
        sa.select(*same, sa.func.count(), *sums, sa.func.min(CapitalRow.id))
        .where(CapitalRow.run_id == run_id, CapitalRow.organisation_id == organisation_id)
        .group_by(*same)
        .order_by((sums[1] + sums[2] + sums[3]).desc(), sa.func.min(CapitalRow.id))
        .limit(MOST_PURCHASES)
    )
    return [
        Purchase(*row[:5], row[5], int(row[6]), int(row[7]), int(row[8]), int(row[9]), row[10])
        for row in session.execute(question)
    ]


def rows_of(
    session: Session, run_id: int, organisation_id: int, *, after: int = 0, like: int = 0, most: int = PAGE
) -> tuple[list[CapitalRow], int]:
    """A member's rows of a run in order, and where the next page begins (0: none); `like` only those bought with it."""
    question = sa.select(CapitalRow).where(
        CapitalRow.run_id == run_id, CapitalRow.organisation_id == organisation_id, CapitalRow.id > after
    )
    if like:
        question = question.where(*_bought_with(session, run_id, like))
    rows = list(session.scalars(question.order_by(CapitalRow.id).limit(most + 1)))
    return rows[:most], rows[most - 1].id if len(rows) > most else 0


def _bought_with(session: Session, run_id: int, row_id: int) -> list[sa.ColumnElement[bool]]:
    row = session.scalar(sa.select(CapitalRow).where(CapitalRow.id == row_id, CapitalRow.run_id == run_id))
    if row is None:
        raise Missing
    columns = ("device_class", "model", "price", "months", "in_service_on")
    return [getattr(CapitalRow, name) == getattr(row, name) for name in columns]
