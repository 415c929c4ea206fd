"""What there is of everything just now, what there was of devices before, and the counts that were kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.devices.models import ENDED, Device, DeviceState, Holding
from app.growth.models import COUNTED, YearCount
from app.identity.models import Organisation, Person, Unit, Workplace
from app.identity.queries import Visitor, within
from app.requests.models import BusinessSystem
from catalogue.rights import roles_that

DEVICES = ("computer", "tablet", "phone", "access_point", "switch")
GONE = (*ENDED, DeviceState.STOLEN, DeviceState.LOST)
Key = tuple[int | None, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A count that was kept; no organisation: what all share."""

    year: int
    key: str
    organisation: str
    what: str
    count: int
    source: str
    counted_on: dt.date


def counts(session: Session) -> dict[Key, int]:
    """What there is just now, by organisation and what it is."""
    parts: list[sa.Select[Any, str, int]] = [_devices_now(), _users(), _sites(), _systems()]
    return {(row[0], row[1]): row[2] for row in session.execute(sa.union_all(*parts))}


def _devices_now() -> sa.Select[int, str, int]:
    return (
        sa.select(Device.organisation_id, Device.device_class, sa.func.count())
        .where(Device.state.not_in(GONE), Device.in_service_on.is_not(None), Device.device_class.in_(DEVICES))
        .group_by(Device.organisation_id, Device.device_class)
    )


def _users() -> sa.Select[int, str, int]:
    """People with an account; a supplier's people are none of ours."""
    return (
        sa.select(Unit.organisation_id, sa.literal("users"), sa.func.count())
        .select_from(Person)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.active, Person.supplier_id.is_(None))
        .group_by(Unit.organisation_id)
    )


def _sites() -> sa.Select[int, str, int]:
    """Addresses where somebody works; units that share one are counted once."""
    address = sa.func.lower(Workplace.street + "|" + Workplace.postal_code)
    return (
        sa.select(Unit.organisation_id, sa.literal("sites"), sa.func.count(sa.distinct(address)))
        .select_from(Workplace)
        .join(Unit, Unit.id == Workplace.unit_id)
        .where(Workplace.closed_on.is_(None), Unit.closed_on.is_(None))
        .group_by(Unit.organisation_id)
    )


def _systems() -> sa.Select[int | None, str, int]:
    return sa.select(BusinessSystem.organisation_id, sa.literal("systems"), sa.func.count()).group_by(
        BusinessSystem.organisation_id
    )


def devices_on(session: Session, day: dt.date) -> dict[Key, int]:
    """How many devices each organisation had in use at the end of a day, from the dates that the register keeps.

    One that is gone was there until nobody answered for it any more; one whose end nobody noted counts as there.
    """
    left = (
        sa.select(Holding.device_id, sa.func.max(Holding.until).label("until")).group_by(Holding.device_id).subquery()
    )
    after = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC)
    there = sa.or_(Device.state.not_in(GONE), left.c.until.is_(None), left.c.until >= after)
    question = (
        sa.select(Device.organisation_id, Device.device_class, sa.func.count())
        .outerjoin(left, left.c.device_id == Device.id)
        .where(Device.in_service_on <= day, Device.device_class.in_(DEVICES), there)
        .group_by(Device.organisation_id, Device.device_class)
    )
    return {(row[0], row[1]): row[2] for row in session.execute(question)}


def years_kept(session: Session) -> Mapping[int, dt.date]:
    """The years that have counts, and the day each was last counted."""
    question = sa.select(YearCount.year, sa.func.max(YearCount.counted_on)).group_by(YearCount.year)
    return {row[0]: row[1] for row in session.execute(question)}


def kept(session: Session, me: Visitor) -> Sequence[Kept]:
    """Every count within reach, by organisation, what it is and year."""
    roles = roles_that("growth.read")
    reach = within(me, roles, organisation=YearCount.organisation_id, unit=sa.literal(0))
    question = (
        sa.select(
            YearCount.year, sa.func.coalesce(Organisation.key, "").label("key"),
            sa.func.coalesce(Organisation.short_name, "").label("organisation"), YearCount.what, YearCount.count,
            YearCount.source, YearCount.counted_on,
        )
        .outerjoin(Organisation, Organisation.id == YearCount.organisation_id)
        .where(sa.or_(YearCount.organisation_id.is_(None), reach))
    )  # fmt: skip
    found = [Kept(**row._mapping) for row in session.execute(question)]
    return sorted(found, key=lambda each: (not each.key, each.organisation, COUNTED.index(each.what), each.year))
