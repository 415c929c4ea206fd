"""Devices that no order of the shop brought: taken in from a file, by hand, or bought outside the range."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.devices.actions import holding
from app.devices.actions.holding import Given
from app.devices.actions.registering import free_tags, support_level, tag_prefix
from app.devices.models import Device, DeviceState, Origin
from app.devices.queries.recipients import Recipient
from app.history import Event
from app.identity.models import Organisation
from app.refusal import Changed
from catalogue.edition import Kind
from catalogue.lifetimes import add_months, planned_end
from catalogue.terms import Payer

# How a device looks whose product is not in the range.
PICTURES = {
    "computer": "laptop",
    "tablet": "tablet",
    "phone": "phone",
    "access_point": "access-point",
    "switch": "network",
    "firewall": "network",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known of a device; price is öre excluding VAT. Without a holder it stands ready to be handed out."""

    kind: Kind
    serial: str
    model: str
    to: Recipient
    held: bool = True
    tag: str = ""
    imei: str | None = None
    imei2: str | None = None
    segment: str = "staff"
    site: str = ""
    room: str = ""
    price: int = 0
    received_on: dt.date
    in_service_on: dt.date | None = None
    warranty_months: int | None = None
    warranty_end: dt.date | None = None
    planned_end: dt.date | None = None
    os_licence: str = ""
    managed: bool = True
    origin: Origin = Origin.IMPORT
    order_reference: str = ""
    illustration: str = ""
    item_id: int | None = None


def enter(
    session: Session, entries: Sequence[Entry], *, by: int | None, at: dt.datetime, ask: bool = False
) -> tuple[list[Device], list[Event]]:
    """Put devices in the register as they stand today; returns them and what happened, for the caller to record.

    Their holders answer for them from now on, and are asked to confirm it where `ask`. Raises Changed when a number
    was registered by somebody else in the meantime.
    """
    short = _short_names(session, entries)
    tags = _tags(session, entries, short)
    made = [_device(entry, tag) for entry, tag in zip(entries, tags, strict=True)]
    try:
        with session.begin_nested():
            session.add_all(made)
    except IntegrityError as error:
        raise Changed("devices.refused.registered_meanwhile") from error
    held = [device for device in made if device.state == DeviceState.ACTIVE]
    holding.begin_all(session, held, Given("import", by, ask), at=at)
    told = [{"tag": device.tag, "serial": device.serial} for device in made]
    return made, [
        Event("device", device.id, f"device.entered_{device.origin}", data)
        for device, data in zip(made, told, strict=True)
    ]


def _short_names(session: Session, entries: Sequence[Entry]) -> dict[int, str]:
    wanted = {entry.to.organisation_id for entry in entries}
    question = sa.select(Organisation.id, Organisation.short_name).where(Organisation.id.in_(wanted))
    return {row.id: row.short_name for row in session.execute(question)}


def _tags(session: Session, entries: Sequence[Entry], short: dict[int, str]) -> list[str]:
    """The tag of each: its own, or the next of its series; as many at once as each series needs."""
    prefixes = [tag_prefix(short[entry.to.organisation_id], entry.kind.device_class or "") for entry in entries]
    wanted = Counter(prefix for entry, prefix in zip(entries, prefixes, strict=True) if not entry.tag)
    free = {prefix: iter(free_tags(session, prefix, count)) for prefix, count in wanted.items()}
    return [entry.tag or next(free[prefix]) for entry, prefix in zip(entries, prefixes, strict=True)]


def _device(entry: Entry, tag: str) -> Device:
    kind, device_class = entry.kind, entry.kind.device_class or ""
    since = entry.in_service_on or (entry.received_on if entry.held else None)
    end = entry.planned_end or (planned_end(since, kind.planned_months) if since and kind.planned_months else None)
    warranty = entry.warranty_end
    if warranty is None and since and entry.warranty_months:
        warranty = add_months(since, entry.warranty_months)
    return Device(
        tag=tag,
        serial=entry.serial, imei=entry.imei, imei2=entry.imei2, device_class=device_class, kind=kind.key,
        segment=entry.segment, model=entry.model, illustration=entry.illustration or PICTURES[device_class],
        item_id=entry.item_id, organisation_id=entry.to.organisation_id, unit_id=entry.to.unit_id, site=entry.site,
        room=entry.room, holder_id=entry.to.person_id if entry.held else None,
        holder_name=entry.to.name if entry.held else "", payer=_payer(entry), price=entry.price,
        received_on=entry.received_on, in_service_on=since, warranty_end=warranty,
        depreciation_months=kind.depreciation_months, planned_months=kind.planned_months, planned_end=end,
        support_level=support_level(device_class, entry.segment), managed=entry.managed, os_licence=entry.os_licence,
        state=(DeviceState.ACTIVE if entry.held else DeviceState.READY).value, origin=entry.origin.value,
        order_reference=entry.order_reference,
    )  # fmt: skip


def _payer(entry: Entry) -> str:
    """Who pays: by the agreement, but a unit that buys outside the range pays itself (R-038)."""
    return (Payer.UNIT if entry.origin is Origin.EXCEPTION else entry.kind.payer).value
