"""The register (CMDB): search, filter, keyset paging, and all of it for an export (R-237)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.devices.models import Device
from app.identity.models import Organisation, Unit
from app.identity.queries import Visitor, within
from catalogue.rights import roles_that

PAGE = 50
COLUMNS = (
    Device.id, Device.tag, Device.serial, Device.imei, Device.device_class, Device.model, Device.illustration,
    Device.state, Device.holder_id, Device.holder_name, Unit.name, Organisation.short_name, Device.in_service_on,
    Device.warranty_end, Device.planned_end, Device.managed,
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
    """A page of the register, newest first; a whole tag, serial number or IMEI finds its device at once."""
    question = _narrowed(wanted).where(in_register(me))
    if wanted.text and (exact := _rows(session, question.where(_is(wanted.text)).limit(2))):
        return Shelf(exact, 0)
    if wanted.text:
        question = question.where(_like(wanted.text))
    if wanted.before:
        question = question.where(Device.id < wanted.before)
    rows = _rows(session, question.order_by(Device.id.desc()).limit(PAGE + 1))
    return Shelf(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else 0)


def exported(session: Session, me: Visitor, wanted: Filter) -> Iterator[Listed]:
    """Every device that fits, a thousand at a time."""
    question = _narrowed(wanted).where(in_register(me)).order_by(Device.id.desc()).execution_options(yield_per=1000)
    if wanted.text:
        question = question.where(sa.or_(_is(wanted.text), _like(wanted.text)))
    # Closed by name: whoever stops half-way leaves no open cursor behind.
    with session.execute(question) as rows:
        for row in rows:
            yield Listed(*tuple(row))


def organisations(session: Session) -> list[tuple[str, str]]:
    """The organisations to filter by: key and short name."""
    question = sa.select(Organisation.key, Organisation.short_name).order_by(Organisation.id)
    return [(row.key, row.short_name) for row in session.execute(question)]


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
    number = "".join(text.split()).upper()
    return sa.or_(Device.tag == number, Device.serial == number, Device.imei == number, Device.imei2 == number)


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
