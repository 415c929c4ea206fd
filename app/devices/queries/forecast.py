"""Of a year's volumes: what the forecast said, what was ordered and delivered, and what municipalities say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.devices.models import Device, DeviceState, Origin, VolumeComment
from app.identity.models import Organisation
from app.identity.queries import Visitor, within
from app.orders.models import LineState, Order, OrderLine
from app.words.formats import STOCKHOLM
from catalogue.edition import Edition
from catalogue.rights import roles_that

NEVER = (LineState.DECLINED, LineState.CANCELLED, LineState.REFERRED_TO_BUDGET)


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
