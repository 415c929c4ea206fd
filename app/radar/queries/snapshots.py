"""Forecasts that were frozen, their rows within one's reach, and what came of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.contribution.models import BudgetLine, BudgetYear
from app.devices.models import Device, Origin, Renewal
from app.identity.queries import Visitor, within
from app.orders.models import LineState, Order, OrderLine
from app.radar.models import BudgetCopy, Snapshot, SnapshotRow
from app.refusal import Missing
from app.words.formats import STOCKHOLM
from catalogue.contribution import BudgetState
from catalogue.edition import Edition
from catalogue.rights import roles_that

MOST = 100
SUMMED = ("count", "cost", "base_count", "base_cost")
NEVER = (LineState.DECLINED, LineState.CANCELLED, LineState.REFERRED_TO_BUDGET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """Of one class in one organisation in a year: how many were forecast and what they cost, öre."""

    organisation_id: int
    organisation: str
    device_class: str
    year: int
    count: int
    cost: int
    base_count: int
    base_cost: int


@dataclass(slots=True, kw_only=True)
class Outcome:
    """Forecast against actual: what was ordered, handed over and replaced in the year."""

    organisation: str
    device_class: str
    forecast: int = 0
    ordered: int = 0
    delivered: int = 0
    replaced: int = 0


def snapshots(session: Session) -> Sequence[Snapshot]:
    """The latest, newest first."""
    return session.scalars(sa.select(Snapshot).order_by(Snapshot.id.desc()).limit(MOST)).all()


def snapshot(session: Session, snapshot_id: int) -> Snapshot:
    """One of them; raises Missing."""
    found = session.get(Snapshot, snapshot_id)
    if found is None:
        raise Missing
    return found


def frozen(session: Session, me: Visitor, snapshot_id: int, year: int | None = None) -> list[Frozen]:
    """Its rows within reach, summed by organisation, class and year."""
    row = SnapshotRow
    cost = sa.func.sum(row.count * sa.cast(sa.func.coalesce(row.unit_price, 0), sa.BigInteger))
    base = sa.func.sum(row.base_count * sa.cast(sa.func.coalesce(row.base_price, 0), sa.BigInteger))
    question = (
        sa.select(
            row.organisation_id, row.organisation_name.label("organisation"), row.device_class, row.year,
            sa.func.sum(row.count).label("count"), cost.label("cost"),
            sa.func.sum(row.base_count).label("base_count"), base.label("base_cost"),
        )
        .where(row.snapshot_id == snapshot_id, _reach(me))
        .group_by(row.organisation_id, row.organisation_name, row.device_class, row.year)
        .order_by(row.device_class, row.organisation_name, row.year)
    )  # fmt: skip
    if year is not None:
        question = question.where(row.year == year)
    return [_whole(found._mapping) for found in session.execute(question)]


def _whole(values: Mapping[Any, Any]) -> Frozen:
    """A row with its sums as whole numbers: a sum of large integers is a decimal to some databases."""
    whole: dict[str, Any] = {name: int(value) if name in SUMMED else value for name, value in values.items()}
    return Frozen(**whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What of a forecast stands in a year's budget: how many lines and what they sum to, öre."""

    year: int
    lines: int
    amount: int
    by: str
    at: dt.datetime


def budgets(session: Session, snapshot: Snapshot) -> tuple[list[int], list[Copied]]:
    """The years in preparation that it may be copied to, and what of it stands in which budget."""
    years = range(snapshot.first, snapshot.first + snapshot.ahead + 1)
    mine = sa.case((BudgetCopy.snapshot_id == snapshot.id, BudgetLine.amount))
    question = (
        sa.select(
            BudgetYear.year, BudgetYear.state, sa.func.count(mine), sa.func.coalesce(sa.func.sum(mine), 0),
            sa.func.max(BudgetCopy.copied_by_name), sa.func.max(BudgetCopy.copied_at),
        )
        .outerjoin(BudgetLine, BudgetLine.year_id == BudgetYear.id)
        .outerjoin(BudgetCopy, sa.and_(BudgetCopy.line_id == BudgetLine.id, BudgetCopy.snapshot_id == snapshot.id))
        .where(BudgetYear.year.in_(years))
        .group_by(BudgetYear.year, BudgetYear.state)
        .order_by(BudgetYear.year)
    )  # fmt: skip
    found = list(session.execute(question))
    copied = [
        Copied(year=year, lines=count, amount=int(amount), by=who or "", at=at)
        for year, _, count, amount, who, at in found
        if count
    ]
    return [row[0] for row in found if row[1] == BudgetState.PREPARING], copied


def rows(session: Session, me: Visitor, snapshot_id: int, *, units: bool) -> list[tuple[Any, ...]]:
    """Every row within reach for a file, or the units of an organisation as one."""
    row = SnapshotRow
    unit = [row.unit_name] if units else [sa.literal("")]
    alike: list[Any] = [row.organisation_name, *unit, row.kind, row.year]
    question = (
        sa.select(*alike, sa.func.sum(row.count), row.unit_price, sa.func.sum(row.base_count), row.base_price)
        .where(row.snapshot_id == snapshot_id, _reach(me))
        .group_by(row.organisation_name, *(unit if units else []), row.kind, row.year, row.unit_price, row.base_price)
        .order_by(row.organisation_name, *(unit if units else []), row.kind, row.year)
    )
    return [tuple(found) for found in session.execute(question)]


def _reach(me: Visitor) -> sa.ColumnElement[bool]:
    roles = roles_that("forecast.read")
    return within(me, roles, organisation=SnapshotRow.organisation_id, unit=SnapshotRow.unit_id)


def outcome(session: Session, me: Visitor, snapshot_id: int, edition: Edition, *, year: int) -> list[Outcome]:
    """What a frozen forecast said of a year against what was done in it."""
    found: dict[tuple[int, str], Outcome] = {}
    forecast = frozen(session, me, snapshot_id, year)
    for row in forecast:
        key = (row.organisation_id, row.device_class)
        found[key] = Outcome(organisation=row.organisation, device_class=row.device_class, forecast=row.count)
    names = {row.organisation_id: row.organisation for row in forecast}
    for column, question in (
        ("ordered", _ordered(me, year, edition)),
        ("delivered", _delivered(me, year)),
        ("replaced", _replaced(me, year)),
    ):
        for organisation_id, kind, count in session.execute(question):
            known = edition.kinds.get(kind)
            if known and known.device_class and organisation_id in names:
                key = (organisation_id, known.device_class)
                new = Outcome(organisation=names[organisation_id], device_class=known.device_class)
                row_ = found.setdefault(key, new)
                setattr(row_, column, getattr(row_, column) + int(count))
    return sorted(found.values(), key=lambda each: (each.device_class, each.organisation))


def _moments(year: int) -> tuple[dt.datetime, dt.datetime]:
    first, last = (dt.datetime(each, 1, 1, tzinfo=STOCKHOLM).astimezone(dt.UTC) for each in (year, year + 1))
    return first, last


def _ordered(me: Visitor, year: int, edition: Edition) -> sa.Select[int, str, int]:
    first, last = _moments(year)
    kinds = [key for key, kind in edition.kinds.items() if kind.device_class]
    reach = within(me, roles_that("forecast.read"), organisation=Order.organisation_id, unit=Order.unit_id)
    return (
        sa.select(OrderLine.organisation_id, OrderLine.kind, sa.func.sum(OrderLine.quantity))
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.placed_at >= first, Order.placed_at < last, OrderLine.kind.in_(kinds))
        .where(OrderLine.state.not_in(NEVER), reach)
        .group_by(OrderLine.organisation_id, OrderLine.kind)
    )


def _delivered(me: Visitor, year: int) -> sa.Select[int, str, int]:
    return _devices(me).where(
        Device.in_service_on.between(dt.date(year, 1, 1), dt.date(year, 12, 31)), Device.origin == Origin.ORDER
    )


def _replaced(me: Visitor, year: int) -> sa.Select[int, str, int]:
    first, last = _moments(year)
    done = Renewal.new_done_at
    return _devices(me).join(Renewal, Renewal.device_id == Device.id).where(done >= first, done < last)


def _devices(me: Visitor) -> sa.Select[int, str, int]:
    reach = within(me, roles_that("forecast.read"), organisation=Device.organisation_id, unit=Device.unit_id)
    count = sa.func.count()
    return (
        sa.select(Device.organisation_id, Device.kind, count).where(reach).group_by(Device.organisation_id, Device.kind)
    )
