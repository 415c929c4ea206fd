"""What may take the place of a device: what the range offers the one who picks, and what stands on the reuse shelf."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.queries import shelf
from app.devices.models import Device, DeviceState, Renewal, RenewalState
from app.identity.models import Organisation, Unit, Workplace
from app.identity.queries import Choice, Visitor
from app.shop.queries import Audience, Offer, offers

MOST = 20


@dataclass(frozen=True, slots=True)
class Reused:
    """A device that is wiped and ready for somebody new; `planned_end` is how long it is meant to live."""

    tag: str
    model: str
    illustration: str
    shelf_since: dt.date
    planned_end: dt.date | None


def on_shelf(session: Session, *, organisation_id: int, device_class: str, segment: str) -> list[Reused]:
    """The reuse shelf of an organisation for one class and segment, the youngest first, without what is spoken for."""
    spoken_for = sa.select(Renewal.new_device_id).where(
        Renewal.state == RenewalState.ORDERED, Renewal.new_device_id.is_not(None)
    )
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(Device.tag, Device.model, Device.illustration, Device.shelf_since, Device.planned_end)
        .where(Device.state == DeviceState.READY, Device.shelf_since.is_not(None), Device.id.not_in(spoken_for))
        .where(Device.organisation_id == organisation_id, Device.device_class == device_class)
        .where(Device.segment == segment)
        .order_by(Device.planned_end.desc(), Device.id)
        .limit(MOST)
    )
    return [Reused(*row) for row in session.execute(question)]


def offered(session: Session, me: Visitor, kind: str, today: dt.date) -> list[Offer]:
    """What the range has of a kind that I may order or ask for, the most ordered first."""
    found = offers(shelf(session), Audience.of(me, today)).values()
    return sorted(
        (offer for offer in found if offer.product.kind == kind and offer.orderable),
        key=lambda offer: (-offer.product.popularity, offer.product.name),
    )


def standing_in(session: Session, me: Visitor, unit_id: int) -> Visitor:
    """Me as one who orders for another unit: its address, its account and its chef."""
    if unit_id == me.unit_id:
        return me
    question = (
        sa.select(Unit.name, Unit.segment, Unit.manager_id, Organisation)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .where(Unit.id == unit_id)
    )
    row = session.execute(question).one()
    of = row[3]
    return replace(
        me, unit_id=unit_id, unit_name=row[0], unit_segment=row[1], unit_manager_id=row[2], organisation_id=of.id,
        organisation_key=of.key, organisation_name=of.name, organisation_short=of.short_name,
        organisation_settings=of.settings,
    )  # fmt: skip


def places(session: Session, unit_id: int) -> list[Choice]:
    """The addresses of a unit that are in use."""
    question = sa.select(Workplace).where(Workplace.unit_id == unit_id, Workplace.closed_on.is_(None))
    return [
        Choice(place.id, place.name, f"{place.street}, {place.postal_code} {place.town}")
        for place in session.scalars(question.order_by(Workplace.id))
    ]
