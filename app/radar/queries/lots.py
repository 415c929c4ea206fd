"""Devices counted by kind and place with the years their clocks run out, in one grouped question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.queries import Product, Shelf
from app.devices.models import ENDED, Device, DeviceState, Renewal, RenewalState
from app.identity.models import Organisation, Unit
from app.identity.queries import Visitor, within
from catalogue.edition import Edition
from catalogue.lifetimes import MONTHS_A_YEAR
from catalogue.radar import Lot
from catalogue.rights import roles_that
from catalogue.terms import Payer

D = DeviceState
# What nobody uses, or is not here: it is not replaced, or was already.
AWAY = (*ENDED, D.STOLEN, D.LOST, D.ON_ORDER, D.RETURNED, D.WIPED)
REPLACED = (RenewalState.DELIVERED, RenewalState.CLOSED)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where devices are; no unit when units were not asked for. The lots of a place share one of these."""

    organisation_id: int
    key: str
    organisation: str
    unit_id: int = 0
    unit: str = ""


@dataclass(slots=True)
class Counted:
    """The lots in reach, and of each class how many devices there are and how many IT manages."""

    lots: list[Lot] = field(default_factory=list)
    managed: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """Which devices: of an organisation (its key), a kind, a unit; empty for all."""

    organisation: str = ""
    kind: str = ""
    unit: int = 0


def devices_of(me: Visitor) -> sa.ColumnElement[bool]:
    """The condition that a device is within my reach."""
    return within(me, roles_that("forecast.read"), organisation=Device.organisation_id, unit=Device.unit_id)


def in_use(me: Visitor, which: Narrowed) -> list[sa.ColumnElement[bool]]:
    """The conditions that a device counts: in reach, in use, and nothing new was handed over in its place."""
    found = [
        Device.state.not_in(AWAY),
        sa.or_(Renewal.id.is_(None), Renewal.state.not_in(REPLACED)),
        devices_of(me),
    ]
    if which.organisation:
        found.append(Organisation.key == which.organisation)
    if which.kind:
        found.append(Device.kind == which.kind)
    if which.unit:
        found.append(Device.unit_id == which.unit)
    return found


def unsupported(models: Sequence[Product]) -> sa.ColumnElement[bool]:
    """The condition that a device is of one of these models; what no item is named for is known by its model's name."""
    if not models:
        return sa.false()
    names = {name for model in models for name in (model.name, model.model) if name}
    by_name = sa.and_(Device.item_id.is_(None), Device.model.in_(sorted(names)))
    return sa.or_(Device.item_id.in_([model.id for model in models]), by_name)


def past_support(shelf: Shelf, today: dt.date) -> list[Product]:
    """The models whose maker has stopped supporting them, the longest ago first (R-028)."""
    return [model for model in with_support_day(shelf) if model.supported_until < today.isoformat()]


def with_support_day(shelf: Shelf) -> list[Product]:
    """The models whose last day of support is known."""
    return sorted((each for each in shelf.products if each.supported_until), key=lambda each: each.supported_until)


def depreciated() -> sa.ColumnElement[int]:
    """The year of a device's last month of depreciation: straight line from the month after it came in service."""
    month = sa.extract("year", Device.in_service_on) * MONTHS_A_YEAR + sa.extract("month", Device.in_service_on) - 1
    year = sa.cast(month + Device.depreciation_months, sa.Integer) // MONTHS_A_YEAR
    return sa.case((Device.payer == Payer.INVEST.value, year))


def began() -> sa.ColumnElement[int]:
    """The year a device without a planned end came in service."""
    return sa.case((Device.planned_end.is_(None), sa.extract("year", Device.in_service_on)))


def planned() -> sa.ColumnElement[int]:
    """The year a device has lived its planned life."""
    return sa.extract("year", Device.planned_end)


def warranted() -> sa.ColumnElement[int]:
    """The year a device's warranty ends."""
    return sa.extract("year", Device.warranty_end)


def counted(session: Session, me: Visitor, which: Narrowed, *, models: Sequence[Product], only: str = "") -> Counted:
    """Every device that counts, as lots; `models` are those past their support.

    Lots are by organisation with all three clocks, or by unit with the planned end and `only` one more at most:
    nobody reads more there.
    """
    place: list[Any] = [Organisation.id, Organisation.key, Organisation.short_name]
    place += [Unit.id, Unit.name] if only else []
    clocks = [name for name in YEARS if not only or name.startswith(("planned", only))]
    alike = [*place, Device.device_class, Device.kind, *(YEARS[name]() for name in clocks)]
    question = (
        sa.select(
            *alike,
            sa.func.count(),
            sa.func.count().filter(Device.managed),
            sa.func.count().filter(Renewal.state == RenewalState.DRAFT),
            sa.func.count().filter(Renewal.state == RenewalState.ORDERED),
            sa.func.count().filter(unsupported(models)),
        )
        .select_from(Device)
        .join(Organisation, Organisation.id == Device.organisation_id)
        .outerjoin(Renewal, Renewal.device_id == Device.id)
        .where(*in_use(me, which))
        .group_by(*[sa.literal_column(str(number)) for number in range(1, len(alike) + 1)])
    )
    if only:
        question = question.join(Unit, Unit.id == Device.unit_id)
    rows: Iterable[Any] = session.execute(question)
    return _read(rows, len(place), [name.split(".")[-1] for name in clocks])


def _read(rows: Iterable[Any], width: int, clocks: Sequence[str]) -> Counted:
    found = Counted()
    places: dict[tuple[Any, ...], Place] = {}
    for row in rows:
        head, (device_class, kind) = tuple(row[:width]), row[width : width + 2]
        place = places.get(head) or places.setdefault(head, Place(*head))
        years = dict(zip(clocks, row[width + 2 : -5], strict=True))
        count, kept, drafts, ordered, past = row[-5:]
        before = found.managed.get(device_class, (0, 0))
        found.managed[device_class] = (before[0] + count, before[1] + kept)
        found.lots.append(
            Lot(place=place, kind=kind, **years, count=count, drafts=drafts, ordered=ordered, unsupported=past)
        )
    return found


# By clock and the attribute of a lot; what has no planned end is due by the year it came in service.
YEARS: Mapping[str, Callable[[], sa.ColumnElement[int]]] = {
    "planned.planned": planned,
    "planned.began": began,
    "depreciation.depreciated": depreciated,
    "warranty.warranted": warranted,
}


def prices(shelf: Shelf) -> Mapping[str, Product]:
    """The current model of each kind: the most ordered that is on sale."""
    found: dict[str, Product] = {}
    for product in sorted(shelf.products, key=lambda each: (-each.popularity, each.id)):
        if product.on_sale:
            found.setdefault(product.kind, product)
    return found


def device_kinds(edition: Edition) -> list[str]:
    """The kinds that become devices, in the order of the agreement."""
    return [key for key, kind in edition.kinds.items() if kind.device_class]
