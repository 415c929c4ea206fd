"""The devices behind a number of the forecast, those it cannot count, and what is on its way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.queries import Product
from app.devices.models import Device, Renewal, VolumeComment
from app.identity.models import Organisation, Unit
from app.identity.queries import Visitor, within
from app.orders.models import LineState, OrderLine
from app.radar.queries import lots
from app.radar.queries.lots import Narrowed
from catalogue.radar import Forecast
from catalogue.rights import roles_that

PAGE = 100
# A line that waits for an answer may still come to nothing; from released on it is on its way.
COMING = (
    LineState.PENDING_APPROVAL, LineState.PENDING_CONSULTATION, LineState.RELEASED, LineState.SOURCED,
    LineState.BACKORDERED, LineState.INSTALLING, LineState.READY,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A device behind a number; `renewal` is the state of its renewal."""

    id: int
    tag: str
    model: str
    kind: str
    organisation: str
    unit: str
    holder: str
    in_service_on: dt.date | None
    planned_end: dt.date | None
    warranty_end: dt.date | None
    depreciation_months: int | None
    price: int
    renewal: str | None


def behind(
    session: Session, me: Visitor, which: Narrowed, *, year: int, forecast: Forecast, after: int = 0
) -> tuple[list[Behind], int]:
    """The devices of a year by the forecast's clock and scenario, and the id to go on after (0 at the end)."""
    return _page(session, [*lots.in_use(me, which), _falls(forecast, year)], after)


def undated(
    session: Session, me: Visitor, which: Narrowed, *, lifeless: Sequence[str], after: int = 0
) -> tuple[list[Behind], int]:
    """The devices in use whose planned end nobody knows, though their kind has a planned life."""
    conditions = [Device.planned_end.is_(None), Device.kind.not_in(lifeless)]
    return _page(session, [*lots.in_use(me, which), *conditions], after)


def unsupported(
    session: Session, me: Visitor, which: Narrowed, *, models: Sequence[Product], after: int = 0
) -> tuple[list[Behind], int]:
    """The devices in use of these models."""
    return _page(session, [*lots.in_use(me, which), lots.unsupported(models)], after)


def _falls(forecast: Forecast, year: int) -> sa.ColumnElement[bool]:
    """The condition that a device falls in a year, as `Scenario.due` reckons it."""
    due = _due(forecast)
    return due <= year if year == forecast.first else due == year


def _due(forecast: Forecast) -> sa.ColumnElement[int]:
    if forecast.clock == "depreciation":
        return lots.depreciated()
    if forecast.clock == "warranty":
        return lots.warranted()
    lives = {kind: years for kind, years in forecast.scenario.lives.items() if years}
    if not lives:
        return lots.planned()
    more = sa.case(lives, value=Device.kind, else_=0)
    return sa.case((Device.planned_end.is_not(None), lots.planned() + more), (more > 0, lots.began() + more))


def _page(session: Session, conditions: list[sa.ColumnElement[bool]], after: int) -> tuple[list[Behind], int]:
    question = (
        sa.select(
            Device.id, Device.tag, Device.model, Device.kind, Organisation.short_name.label("organisation"),
            Unit.name.label("unit"), Device.holder_name.label("holder"), Device.in_service_on, Device.planned_end,
            Device.warranty_end, Device.depreciation_months, Device.price, Renewal.state.label("renewal"),
        )
        .join(Organisation, Organisation.id == Device.organisation_id)
        .join(Unit, Unit.id == Device.unit_id)
        .outerjoin(Renewal, Renewal.device_id == Device.id)
        .where(*conditions, Device.id > after)
        .order_by(Device.id)
        .limit(PAGE + 1)
    )  # fmt: skip
    rows = [Behind(**row._mapping) for row in session.execute(question)]
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0


def coming(session: Session, me: Visitor, which: Narrowed, kinds: Sequence[str]) -> dict[str, int]:
    """How many of each kind are ordered and not handed over yet."""
    reach = within(me, roles_that("forecast.read"), organisation=OrderLine.organisation_id, unit=sa.literal(0))
    question = (
        sa.select(OrderLine.kind, sa.func.sum(OrderLine.quantity))
        .where(OrderLine.state.in_(COMING), OrderLine.kind.in_([which.kind] if which.kind else kinds), reach)
        .group_by(OrderLine.kind)
    )
    if which.organisation:
        question = question.join(Organisation, Organisation.id == OrderLine.organisation_id)
        question = question.where(Organisation.key == which.organisation)
    return {row[0]: int(row[1]) for row in session.execute(question)}


def said(session: Session, me: Visitor, years: Sequence[int]) -> list[Any]:
    """What municipalities have said of the volumes of these years, the latest first."""
    reach = within(me, roles_that("forecast.read"), organisation=VolumeComment.organisation_id, unit=sa.literal(0))
    question = (
        sa.select(
            VolumeComment.year, VolumeComment.device_class, VolumeComment.text, VolumeComment.made_by_name,
            VolumeComment.made_at, Organisation.short_name.label("organisation"),
        )
        .join(Organisation, Organisation.id == VolumeComment.organisation_id)
        .where(VolumeComment.year.in_(years), reach)
        .order_by(VolumeComment.id.desc())
        .limit(20)
    )  # fmt: skip
    return list(session.execute(question))
