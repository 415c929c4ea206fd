"""What must be replaced when, what was ordered and delivered of it, and how much of it IT manages."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.queries import shelf
from app.devices.models import ENDED, Device, DeviceState, Origin, VolumeComment
from app.identity.models import Organisation
from app.identity.queries import Visitor, within
from app.orders.models import LineState, Order, OrderLine
from app.words.formats import STOCKHOLM
from catalogue.edition import Edition
from catalogue.rights import roles_that

# So far ahead access points and all else is looked: this year and the five that follow.
AHEAD = 5
NEVER = (LineState.DECLINED, LineState.CANCELLED, LineState.REFERRED_TO_BUDGET)
AWAY = (*ENDED, DeviceState.STOLEN, DeviceState.LOST, DeviceState.ON_ORDER)
PERSONAL = ("computer", "phone", "tablet")


@dataclass(slots=True)
class Due:
    """What falls due of one kind in one organisation: how many each year, and what they cost today, öre."""

    organisation: str
    kind: str
    name: str
    device_class: str
    renews: bool
    years: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    price: int = 0

    def cost(self, year: int) -> int:
        """What a year's share costs at today's price, öre excluding VAT."""
        return self.years.get(year, 0) * self.price


@dataclass(slots=True)
class Volume:
    """Of one class in one organisation in a year: forecast, ordered, delivered; what the municipality says of it."""

    organisation_id: int
    organisation: str
    device_class: str
    forecast: int = 0
    ordered: int = 0
    delivered: int = 0
    comments: list[VolumeComment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Managed:
    """How many devices of a class IT manages."""

    device_class: str
    count: int
    managed: int

    @property
    def share(self) -> int:
        """Per cent, rounded down: what is not whole is not a hundred."""
        return self.managed * 100 // self.count if self.count else 0


def due(session: Session, me: Visitor, edition: Edition, today: dt.date) -> list[Due]:
    """What must be replaced each year; what should have been is this year's (R-048, R-127, R-136, R-163)."""
    year = sa.extract("year", Device.planned_end)
    question = (
        sa.select(Organisation.short_name, Device.kind, year, sa.func.count())
        .join(Organisation, Organisation.id == Device.organisation_id)
        .where(Device.planned_end.is_not(None), Device.planned_end < dt.date(today.year + AHEAD + 1, 1, 1))
        .where(Device.state.not_in(AWAY), _reach(me))
        .group_by(Organisation.short_name, Device.kind, year)
    )
    prices = _prices(session)
    found: dict[tuple[str, str], Due] = {}
    for organisation, key, ends, count in session.execute(question):
        kind = edition.kinds.get(key)
        if kind is None:
            continue
        row = found.setdefault(
            (organisation, key),
            Due(organisation, key, kind.name, kind.device_class or "", kind.auto_renewal, price=prices.get(key, 0)),
        )
        row.years[max(int(ends), today.year)] += count
    return sorted(found.values(), key=lambda row: (row.device_class, row.name, row.organisation))


def _prices(session: Session) -> Mapping[str, int]:
    """What the most ordered product of each kind costs now, öre excluding VAT."""
    found: dict[str, int] = {}
    for product in sorted(shelf(session).products, key=lambda product: -product.popularity):
        if product.on_sale:
            found.setdefault(product.kind, product.price)
    return found


def volumes(session: Session, me: Visitor, edition: Edition, year: int) -> list[Volume]:
    """Forecast, ordered and delivered of a year for each organisation and class (R-218)."""
    classes = {kind.key: kind.device_class for kind in edition.kinds.values() if kind.device_class}
    names = {row.id: row.short_name for row in session.execute(sa.select(Organisation.id, Organisation.short_name))}
    found: dict[tuple[int, str], Volume] = {}

    def add(rows: Sequence[sa.Row[int, str, int]], column: str) -> None:
        for organisation, kind, count in rows:
            if kind in classes:
                key = (organisation, str(classes[kind]))
                volume = found.setdefault(key, Volume(organisation, names[organisation], key[1]))
                setattr(volume, column, getattr(volume, column) + int(count))

    add(session.execute(_forecast(me, year)).all(), "forecast")
    add(session.execute(_ordered(me, year, list(classes))).all(), "ordered")
    add(session.execute(_delivered(me, year)).all(), "delivered")
    for comment in _comments(session, me, year):
        key = (comment.organisation_id, comment.device_class)
        found.setdefault(key, Volume(key[0], names[key[0]], key[1])).comments.append(comment)
    return sorted(found.values(), key=lambda row: (row.device_class, row.organisation))


def _days(year: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def _forecast(me: Visitor, year: int) -> sa.Select[int, str, int]:
    return (
        sa.select(Device.organisation_id, Device.kind, sa.func.count())
        .where(Device.planned_end.between(*_days(year)), Device.state.not_in((DeviceState.WRITTEN_OFF,)), _reach(me))
        .group_by(Device.organisation_id, Device.kind)
    )


def _ordered(me: Visitor, year: int, kinds: list[str]) -> sa.Select[int, str, int]:
    first, last = (dt.datetime(each, 1, 1, tzinfo=STOCKHOLM).astimezone(dt.UTC) for each in (year, year + 1))
    roles = roles_that("forecast.read")
    return (
        sa.select(OrderLine.organisation_id, OrderLine.kind, sa.func.sum(OrderLine.quantity))
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.placed_at >= first, Order.placed_at < last, OrderLine.kind.in_(kinds))
        .where(OrderLine.state.not_in(NEVER), within(me, roles, organisation=Order.organisation_id, unit=Order.unit_id))
        .group_by(OrderLine.organisation_id, OrderLine.kind)
    )


def _delivered(me: Visitor, year: int) -> sa.Select[int, str, int]:
    return (
        sa.select(Device.organisation_id, Device.kind, sa.func.count())
        .where(Device.in_service_on.between(*_days(year)), Device.origin == Origin.ORDER, _reach(me))
        .group_by(Device.organisation_id, Device.kind)
    )


def _comments(session: Session, me: Visitor, year: int) -> Sequence[VolumeComment]:
    reach = within(me, roles_that("forecast.read"), organisation=VolumeComment.organisation_id, unit=sa.literal(0))
    question = sa.select(VolumeComment).where(VolumeComment.year == year, reach).order_by(VolumeComment.id)
    return session.scalars(question).all()


def managed(session: Session, me: Visitor) -> list[Managed]:
    """The share of computers, phones and tablets in use that IT manages (R-198)."""
    question = (
        sa.select(Device.device_class, sa.func.count(), sa.func.count().filter(Device.managed))
        .where(Device.state.not_in(AWAY), Device.device_class.in_(PERSONAL), _reach(me))
        .group_by(Device.device_class)
    )
    found = {row[0]: Managed(row[0], row[1], row[2]) for row in session.execute(question)}
    return [found.get(key, Managed(key, 0, 0)) for key in PERSONAL]


def comments_on(me: Visitor) -> sa.ColumnElement[bool]:
    """The organisations I may comment for: those of my roles, and my own where a role names none."""
    roles = roles_that("forecast.comment")
    ids = {grant.organisation_id or me.organisation_id for grant in me.grants if grant.role in roles}
    return Organisation.id.in_(ids)


def commented(session: Session, me: Visitor) -> list[tuple[str, str]]:
    """Those organisations: key and short name."""
    question = sa.select(Organisation.key, Organisation.short_name).where(comments_on(me)).order_by(Organisation.id)
    return [(row[0], row[1]) for row in session.execute(question)]


def _reach(me: Visitor) -> sa.ColumnElement[bool]:
    return within(me, roles_that("forecast.read"), organisation=Device.organisation_id, unit=Device.unit_id)
