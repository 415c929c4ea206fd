"""A device passes to somebody, from the shelf or from its holder before."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app import history, outbox
from app.devices.actions import holding, renewing
from app.devices.actions.answering import settle_with_new_holder
from app.devices.actions.changing import change
from app.devices.actions.holding import Given
from app.devices.actions.moving import moves
from app.devices.models import HELD, Device, DeviceState
from app.devices.queries.recipients import Recipient
from app.history import Actor, Event
from app.refusal import Refused
from app.words import say
from app.words.formats import today_of
from catalogue import lifetimes


def hand_over(
    session: Session, device: Device, to: Recipient, *, actor: Actor, at: dt.datetime, site: str = "", room: str = ""
) -> None:
    """Give a device to somebody, who is asked to confirm it by letter and on their page of devices.

    Raises Refused for a device that is not in use nor ready to be, for one that its delivery hands over, and for who
    holds it already; Changed when another hand was first.
    """
    events = handed(session, device, to, by=actor.id, at=at, site=site, room=room)
    settle_with_new_holder(session, device.id, actor=actor, at=at)
    history.record(session, actor, at, events)
    if to.email:
        told = {"name": to.name, "thing": device.model, "tag": device.tag, "by": actor.name}
        outbox.mail(session, f"device-given:{device.id}:{device.version}", to.email, "device_given", told, at=at)


def handed(
    session: Session, device: Device, to: Recipient, *, by: int | None, at: dt.datetime, site: str = "", room: str = "",
    cause: str = "handover",
) -> list[Event]:  # fmt: skip
    """Give a device to somebody without a letter; returns what happened, for the caller to record."""
    values, given = to.columns | {"site": site or device.site, "room": room}, Given(cause, by)
    if device.state == DeviceState.READY:
        events = _into_service(session, device, values, given, at=at)
        return events + renewing.handed_from_shelf(session, device, to.person_id, at=at)
    if device.state in HELD:
        renewing.passed_on(session, device.id, at=at)
        return _passed_on(session, device, values, given, at=at)
    raise Refused("devices.refused.not_in_use", tag=device.tag, state=say(f"devices.state.{device.state}"))


def _into_service(
    session: Session, device: Device, values: dict[str, object], given: Given, *, at: dt.datetime
) -> list[Event]:
    """From the shelf. A device that has lived before keeps its age; a new one begins its life today."""
    if device.in_service_on is None:
        if device.order_line_id is not None:
            raise Refused("devices.refused.by_delivery", tag=device.tag)
        on = today_of(at)
        values["in_service_on"] = on
        if device.planned_end is None and device.planned_months:
            values["planned_end"] = lifetimes.planned_end(on, device.planned_months)
    told = {"holder": values["holder_name"]}
    return moves(
        session, [device], DeviceState.ACTIVE, at=at, event="device.in_service", data=told, given=given, **values
    )


def _passed_on(
    session: Session, device: Device, values: dict[str, object], given: Given, *, at: dt.datetime
) -> list[Event]:
    if (device.holder_id, device.unit_id) == (values["holder_id"], values["unit_id"]):
        raise Refused("devices.refused.holds_already", tag=device.tag, holder=device.holder_name)
    before = device.holder_name or say("devices.nobody")
    holding.end(session, [device.id], at=at)
    change(session, device, values)
    holding.begin(session, device, given, at=at)
    told = {"tag": device.tag, "before": before, "holder": device.holder_name}
    return [Event("device", device.id, "device.handed", told)]
