"""The register (CMDB): search, filter, keyset paging, and all of it for an export (R-237)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.db import plain
from app.devices.models import Device
from app.identity.models import Organisation, Unit
from app.identity.queries import Visitor, within
from app.orders.models import Order, OrderLine
from catalogue.rights import roles_that

PAGE = 50
COLUMNS = (
    Device.id, Device.tag, Device.serial, Device.imei, Device.device_class, Device.model, Device.illustration,
    Device.state, Device.holder_id, Device.holder_name, Unit.name, Organisation.short_name, Device.in_service_on,
    Device.warranty_end, Device.planned_end, Device.managed,
)  # fmt: skip
MORE = (
    Device.kind, Device.imei2, Device.site, Device.room, Device.received_on, Device.price, Device.os_licence,
    Device.order_reference, Device.support_level, Device.origin, Order.number,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list of devices."""

    id: int
    tag: str
    serial: str
    imei: str | None
    device_class: str
    model: str
    illustration: str
    state: str
    holder_id: int | None
    holder_name: str
    unit: str
    organisation: str
    in_service_on: dt.date | None
    warranty_end: dt.date | None
    planned_end: dt.date | None
    managed: bool


@dataclass(frozen=True, slots=True)
class Exported(Listed):
    """A row of the whole register as a file; price is öre."""

    kind: str
    imei2: str | None
    site: str
    room: str
    received_on: dt.date
    price: int
    os_licence: str
    order_reference: str
    support_level: str
    origin: str
    order_number: str | None


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for; an empty part means all. `before` is the id of the last row of the page before."""

    text: str = ""
    device_class: str = ""
    organisation: str = ""
    state: str = ""
    before: int = 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of the register; `next_before` is 0 on the last one."""

    rows: list[Listed]
    next_before: int


def in_register(me: Visitor) -> sa.ColumnElement[bool]:
    """The devices that a person reads the register for: all for a role without scope, else those in its scope."""
    return within(me, roles_that("devices.register"), organisation=Device.organisation_id, unit=Device.unit_id)


def register(session: Session, me: Visitor, wanted: Filter) -> Shelf:
    """A page of the register, newest first; a whole tag, serial, IMEI or order number finds it at once."""
    question = _narrowed(wanted).where(in_register(me))
    if wanted.text and not wanted.before and (exact := _exact(session, question, wanted.text)):
        return Shelf(exact, 0)
    if wanted.text:
        question = question.where(_like(wanted.text))
    if wanted.before:
        question = question.where(Device.id < wanted.before)
    rows = _rows(session, question.order_by(Device.id.desc()).limit(PAGE + 1))
    return Shelf(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0)


def _exact(session: Session, question: sa.Select[*tuple[Any, ...]], text: str) -> list[Listed]:
    """What a whole number finds: one device by its own, some by that of their order."""
    return _rows(session, question.where(_is(text)).order_by(Device.id.desc()).limit(PAGE))


def labelled(session: Session, me: Visitor, wanted: Filter, most: int) -> tuple[list[Listed], bool]:
    """The devices that a filter finds, newest first, for labels; and whether there are more."""
    question = _narrowed(wanted).where(in_register(me))
    if wanted.text:
        question = question.where(sa.or_(_is(wanted.text), _like(wanted.text)))
    if wanted.before:
        question = question.where(Device.id < wanted.before)
    rows = _rows(session, question.order_by(Device.id.desc()).limit(most + 1))
    return rows[:most], len(rows) > most


def organisation_key(session: Session, organisation_id: int) -> str:
    """The key of an organisation."""
    return session.execute(sa.select(Organisation.key).where(Organisation.id == organisation_id)).scalar_one()


def exported(session: Session, me: Visitor, wanted: Filter) -> Iterator[Exported]:
    """Every device that fits, a thousand at a time."""
    question = (
        _narrowed(wanted)
        .add_columns(*MORE)
        .outerjoin(OrderLine, OrderLine.id == Device.order_line_id)
        .outerjoin(Order, Order.id == OrderLine.order_id)
        .where(in_register(me))
        .order_by(Device.id.desc())
        .execution_options(yield_per=1000)
    )
    if wanted.text:
        question = question.where(sa.or_(_is(wanted.text), _like(wanted.text)))
    # Closed by name: whoever stops half-way leaves no open cursor behind.
    with session.execute(question) as rows:
        for row in rows:
            yield Exported(*tuple(row))


_ORGANISATIONS = sa.select(Organisation.key, Organisation.short_name).order_by(Organisation.id)


def organisations(session: Session) -> list[tuple[str, str]]:
    """The organisations to filter by: key and short name."""
    return [(row.key, row.short_name) for row in plain(session, _ORGANISATIONS, {})]


def _narrowed(wanted: Filter) -> sa.Select[*tuple[Any, ...]]:
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(*COLUMNS)
        .join(Unit, Unit.id == Device.unit_id)
        .join(Organisation, Organisation.id == Device.organisation_id)
    )
    if wanted.device_class:
        question = question.where(Device.device_class == wanted.device_class)
    if wanted.state:
        question = question.where(Device.state == wanted.state)
    if wanted.organisation:
        question = question.where(
            Device.organisation_id.in_(sa.select(Organisation.id).where(Organisation.key == wanted.organisation))
        )
    return question


def _rows(session: Session, question: sa.Select[*tuple[Any, ...]]) -> list[Listed]:
    return [Listed(*tuple(row)) for row in session.execute(question)]


def _is(text: str) -> sa.ColumnElement[bool]:
    """A whole number of any sort; each is looked up by its own index, since an OR of them would be walked."""
    number = "".join(text.split()).upper()
    of_order = sa.select(OrderLine.id).join(Order, Order.id == OrderLine.order_id).where(Order.number == number)
    at = aliased(Device)
    ways = (
        at.tag == number, at.serial == number, at.imei == number, at.imei2 == number,
        at.order_reference == text.strip(), at.order_line_id.in_(of_order),
    )  # fmt: skip
    return Device.id.in_(sa.union(*(sa.select(at.id).where(way) for way in ways)))


def _like(text: str) -> sa.ColumnElement[bool]:
    """Anything a person may remember: part of a number or model, the holder, the unit."""
    return sa.or_(
        Device.tag.contains(text.upper(), autoescape=True),
        Device.serial.contains(text.upper(), autoescape=True),
        Device.imei.startswith(text, autoescape=True),
        Device.model.icontains(text, autoescape=True),
        *(Device.holder_name.icontains(word, autoescape=True) for word in _spellings(text)),
        Device.unit_id.in_(
            sa.select(Unit.id).where(sa.or_(*(Unit.name.icontains(word, autoescape=True) for word in _spellings(text))))
        ),
    )


def _spellings(text: str) -> set[str]:
    """The text, and when it holds letters like å also its capitals, since SQLite folds only a to z."""
    return {text} if text.isascii() else {text, text.lower(), text.upper(), text.title()}
