"""What a file of devices would do: new ones, corrected ones, others' faults; writes nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.devices.actions.entering import Entry
from app.devices.actions.importing.reading import Read, Record
from app.devices.actions.keeping import differences
from app.devices.models import Device
from app.devices.queries.importing import Standing
from app.devices.queries.recipients import Recipient
from catalogue.edition import Edition
from catalogue.terms import Segment

# What an import corrects of a device that is known: column of the file -> fact. Who holds it is handed over, not typed.
FACTS = {
    "model": "model", "site": "site", "room": "room", "os_licence": "os_licence", "order": "order_reference",
    "price": "price", "warranty": "warranty_end", "planned": "planned_end", "managed": "managed",
}  # fmt: skip
REQUIRED = ("kind", "model", "organisation")


@dataclass(frozen=True, slots=True)
class Correction:
    """A known device and which of its facts would change: name, old and new in words."""

    device: Device
    facts: Mapping[str, object]
    told: list[tuple[str, str, str]]


@dataclass(slots=True)
class Plan:
    """What a file would do."""

    entries: list[Entry] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    same: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """What tells whether it would still do the same."""
        plain: list[Any] = [[e.serial, e.model, e.to.name, e.held, e.tag, str(e.in_service_on)] for e in self.entries]
        plain += [[c.device.id, c.device.version, *map(list, c.told)] for c in self.corrections]
        return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()


def plan(read: Read, standing: Standing, *, edition: Edition, today: dt.date, within: Collection[int] | None) -> Plan:
    """What the lines would do; only in the organisations `within`, where they are given."""
    found = Plan(faults=list(read.faults))
    for record in read.records:
        known = standing.devices.get(record.values["serial"])
        if known is not None:
            _correct(found, known, record)
        elif (entry := _entry(read, record, standing, edition=edition, today=today, within=within)) is not None:
            found.entries.append(entry)
    found.faults = list(read.faults)
    return found


def _correct(found: Plan, device: Device, record: Record) -> None:
    own = device.order_line_id is not None  # its own order's number stands with the order
    wanted = {fact: record.values[key] for key, fact in FACTS.items() if key in record.values}
    if own:
        wanted.pop("order_reference", None)
    told = differences(device, wanted)
    if told:
        found.corrections.append(Correction(device, wanted, told))
    else:
        found.same += 1


def _entry(
    read: Read, record: Record, standing: Standing, *, edition: Edition, today: dt.date, within: Collection[int] | None
) -> Entry | None:
    """A new device of a line; None when something is wrong with it, which is noted."""
    values, before = record.values, len(read.faults)
    for key in REQUIRED:
        if key not in values:
            read.fault(record.line, f"registering.fault.needs_{key}")
    organisation = standing.organisations.get(str(values.get("organisation", "")).casefold())
    if "organisation" in values and (organisation is None or (within is not None and organisation not in within)):
        read.fault(record.line, "registering.fault.organisation", value=values["organisation"])
    for key in ("serial", "imei", "imei2", "tag"):
        if (number := values.get(key)) in standing.taken:
            read.fault(record.line, "registering.fault.taken", number=number, tag=standing.taken[str(number)])
    to = _holder(read, record, standing, organisation)
    if len(read.faults) > before or to is None:
        return None
    kind = edition.kinds[values["kind"]]
    since = values.get("in_service")
    return Entry(
        kind=kind, serial=values["serial"], model=values["model"], to=to, held="holder" in values,
        tag=values.get("tag", ""), imei=values.get("imei"), imei2=values.get("imei2"),
        segment=(Segment.PUPIL if kind.key.startswith("pupil") else Segment.STAFF).value,
        site=values.get("site", ""), room=values.get("room", ""), price=values.get("price", 0),
        received_on=values.get("received") or since or today, in_service_on=since,
        warranty_end=values.get("warranty"), planned_end=values.get("planned"),
        os_licence=values.get("os_licence", ""), managed=values.get("managed", True),
        order_reference=values.get("order", ""),
    )  # fmt: skip


def _holder(read: Read, record: Record, standing: Standing, organisation: int | None) -> Recipient | None:
    """Who holds it; where nobody is named it belongs to the first unit of its organisation, and stands ready."""
    if organisation is None:
        return None
    typed = record.values.get("holder")
    if typed is None:
        return standing.units.get(organisation)
    key = (organisation, str(typed).casefold())
    if key not in standing.holders:
        read.fault(record.line, "registering.fault.holder", value=typed)
    elif standing.holders[key] is None:
        read.fault(record.line, "registering.fault.several", value=typed)
    return standing.holders.get(key)
