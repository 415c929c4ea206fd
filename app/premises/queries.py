"""Questions about printers and access points: who has which, and what should be renewed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import locked
from app.devices.models import Device, DeviceState
from app.identity.models import Organisation, Unit
from app.identity.queries import Visitor, within
from app.premises.models import Printer, PrinterPortal
from app.refusal import Forbidden, Missing
from catalogue.lifetimes import add_months
from catalogue.rights import roles_that

MOST = 500
# Not where it was mounted any more.
GONE = (
    DeviceState.RETURNED, DeviceState.WIPED, DeviceState.RECYCLED, DeviceState.WRITTEN_OFF, DeviceState.STOLEN,
    DeviceState.LOST,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """How many printers in use an organisation has, and how many of them use Follow-Me."""

    key: str
    name: str
    printers: int
    with_follow_me: int

    @property
    def percent(self) -> int:
        """The share in whole per cent."""
        return 100 * self.with_follow_me // self.printers if self.printers else 0


@dataclass(frozen=True, slots=True)
class AccessPoint:
    """An access point; `renew` says that it has been mounted longer than is recommended (L630, R-180)."""

    tag: str
    model: str
    organisation: str
    unit: str
    site: str
    room: str
    mounted_on: dt.date | None
    state: str
    renew: bool


def organisations(session: Session) -> list[Organisation]:
    """Every organisation."""
    return list(session.scalars(sa.select(Organisation).order_by(Organisation.id)))


def printers(session: Session, organisation_id: int) -> list[Printer]:
    """An organisation's printers, those in use first, by place."""
    question = sa.select(Printer).where(Printer.organisation_id == organisation_id)
    order = (Printer.retired_on.is_not(None), Printer.site, Printer.room, Printer.id)
    return list(session.scalars(question.order_by(*order).limit(MOST)))


def portal(session: Session, organisation_id: int) -> PrinterPortal | None:
    """Where an organisation orders its printers, when it has said so."""
    return session.get(PrinterPortal, organisation_id)


def shares(session: Session) -> list[Share]:
    """The share with Follow-Me of every organisation that has printers in use (R-177)."""
    question = (
        sa.select(
            Organisation.key, Organisation.short_name, sa.func.count(Printer.id),
            sa.func.count(Printer.id).filter(Printer.uses_follow_me),
        )
        .join(Printer, Printer.organisation_id == Organisation.id)
        .where(Printer.retired_on.is_(None))
        .group_by(Organisation.id, Organisation.key, Organisation.short_name)
        .order_by(Organisation.id)
    )  # fmt: skip
    return [Share(row[0], row[1], row[2], row[3]) for row in session.execute(question)]


def kept_by(me: Visitor) -> frozenset[int] | None:
    """The organisations whose printers I keep; None for all (R-171)."""
    mine = [grant for grant in me.grants if grant.role in roles_that("printers.keep")]
    if any(grant.is_whole for grant in mine):
        return None
    return frozenset(grant.organisation_id for grant in mine if grant.organisation_id is not None)


def keeps(me: Visitor, organisation_id: int) -> bool:
    """Whether I keep the printers of an organisation."""
    mine = kept_by(me)
    return mine is None or organisation_id in mine


def to_change(session: Session, me: Visitor, printer_id: int) -> Printer:
    """A printer that I may change, held until commit; raises Missing, and Forbidden for another organisation's."""
    found: Printer | None = session.scalar(locked(sa.select(Printer).where(Printer.id == printer_id)))
    if found is None:
        raise Missing
    if not keeps(me, found.organisation_id):
        raise Forbidden("premises.refused.not_yours")
    return found


def access_points(
    session: Session, me: Visitor, today: dt.date, *, months: int, old: bool = False
) -> Sequence[AccessPoint]:
    """The access points my roles reach, the longest mounted first; `old`: only those to renew (R-179, R-180)."""
    last = add_months(today, -months)
    over = sa.and_(Device.in_service_on.is_not(None), Device.in_service_on < last)
    question = (
        sa.select(
            Device.tag, Device.model, Organisation.short_name, Unit.name, Device.site, Device.room,
            Device.in_service_on, Device.state, over,
        )
        .join(Organisation, Organisation.id == Device.organisation_id)
        .join(Unit, Unit.id == Device.unit_id)
        .where(Device.device_class == "access_point", Device.state.not_in(GONE))
        .where(within(me, roles_that("network.read"), organisation=Device.organisation_id, unit=Device.unit_id))
    )  # fmt: skip
    if old:
        question = question.where(over)
    rows = session.execute(question.order_by(Device.in_service_on.asc().nulls_last(), Device.id).limit(MOST))
    return [
        AccessPoint(
            tag=row[0], model=row[1], organisation=row[2], unit=row[3], site=row[4], room=row[5], mounted_on=row[6],
            state=row[7], renew=bool(row[8]),
        )
        for row in rows
    ]  # fmt: skip
