"""The register is kept right by hand: facts are corrected, and what changed is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from app import history
from app.devices.actions.changing import change
from app.devices.models import Device
from app.history import Actor, Event
from app.refusal import Changed
from app.words import kr, say

# What may be corrected; numbers, state and holder have ways of their own.
FACTS = (
    "model", "site", "room", "os_licence", "order_reference", "price", "warranty_end", "planned_end", "managed",
)  # fmt: skip


def correct(
    session: Session, device: Device, facts: Mapping[str, object], *, version: int, actor: Actor, at: dt.datetime
) -> bool:
    """Set facts of a device; False when they are so already. Raises Changed when it was changed since it was shown."""
    if version != device.version:
        raise Changed("devices.refused.moved", tag=device.tag)
    told = differences(device, facts)
    if not told:
        return False
    change(session, device, {name: facts[name] for name, _, _ in told})
    history.record(session, actor, at, [changed_event(device, told)])
    return True


def changed_event(device: Device, told: list[tuple[str, str, str]]) -> Event:
    """What happened when facts were changed."""
    what = ", ".join(
        say("registering.change", field=say(f"registering.field.{name}"), old=old or "–", new=new or "–")
        for name, old, new in told
    )
    return Event("device", device.id, "device.changed", {"tag": device.tag, "what": what[:900]})


def differences(device: Device, facts: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """Which facts differ from those of a device: name, old and new in words."""
    return [
        (name, in_words(name, getattr(device, name)), in_words(name, value))
        for name, value in facts.items()
        if getattr(device, name) != value
    ]


def in_words(name: str, value: object) -> str:
    """A fact as people read it."""
    if isinstance(value, bool):
        return say("devices.export.yes" if value else "devices.export.no")
    if name == "price":
        return kr(int(str(value or 0)))
    return str(value) if value is not None else ""
