"""The job that finds what has lived its planned life, and what people who left still have; each is told once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from sqlalchemy.orm import Session

from app import history, outbox
from app.devices.actions.renewing import owe, step
from app.devices.models import Device, Renewal, RenewalState
from app.devices.queries import renewals as queries
from app.history import Actor, Event
from app.words import day_long, say
from app.words.formats import today_of
from catalogue.edition import Edition

R = RenewalState
MOST = 200
PATIENCE = dt.timedelta(days=14)


def plan_renewals(session: Session, edition: Edition, *, now: dt.datetime) -> int:
    """Make one draft for each managed computer that is due, some hundred at a time; gives how many.

    Tablets are renewed when somebody orders (R-163, C3), and what is still held by somebody who left comes back first.
    """
    found = queries.due(session, edition, today=today_of(now), most=MOST)
    rows = [
        Renewal(
            device_id=device.id, holder_id=device.holder_id, holder_name=device.holder_name, unit_id=device.unit_id,
            organisation_id=device.organisation_id, due_on=device.planned_end, planned_at=now,
        )
        for device in found
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    events = [
        Event("device", device.id, "device.renewal_planned", {"tag": device.tag, "day": str(device.planned_end)})
        for device in found
    ]
    history.record(session, Actor(None, say("administration.shop")), now, events)
    _tell(session, found, now)
    return len(rows)


def _tell(session: Session, devices: Sequence[Device], now: dt.datetime) -> None:
    """Write to each holder, to the chef of what a unit has in common, and once to those who order for pupils."""
    people = queries.whom_to_tell(session, devices, today_of(now))
    told = sorted(((people[device.id], device) for device in devices if device.id in people), key=lambda pair: pair[0])
    for (address, name), group in groupby(told, key=lambda pair: pair[0]):
        things = [device for _, device in group]
        params = {
            "name": name,
            "devices": [
                {"thing": device.model, "tag": device.tag, "due": day_long(device.planned_end, year=True)}
                for device in things
                if device.planned_end
            ],
        }
        outbox.mail(session, f"renewal:{things[0].id}:{address}"[:80], address, "renewal_planned", params, at=now)


def reopen_renewals(session: Session) -> int:
    """What was declined or cancelled may be picked anew; gives how many."""
    ended = queries.ordered_in_vain(session, MOST)
    for renewal in ended:
        step(session, renewal, R.DRAFT, order_line_id=None, attempt=renewal.attempt + 1)
    return len(ended)


def note_leavers(session: Session, *, now: dt.datetime) -> int:
    """What people who left still have is owed by their unit: one debt for each device, one letter for each person."""
    rows = queries.left_behind(session, MOST)
    events = []
    for _, group in groupby(rows, key=lambda row: row.device.holder_id):
        found = list(group)
        for row in found:
            owe(session, row.device, cause="leaver", holder=(row.device.holder_id, row.device.holder_name), at=now)
            events.append(Event("device", row.device.id, "device.owed", {"holder": row.device.holder_name}))
        first = found[0]
        if first.chef_email:
            params = {
                "name": first.chef_name, "leaver": first.device.holder_name,
                "devices": [{"thing": row.device.model, "tag": row.device.tag} for row in found],
            }  # fmt: skip
            key = f"leaver:{first.device.holder_id}:{first.device.id}"
            outbox.mail(session, key, first.chef_email, "leaver_devices", params, at=now)
    history.record(session, Actor(None, say("administration.shop")), now, events)
    return len(rows)


def remind_renewals(session: Session, *, now: dt.datetime) -> int:
    """Remind once of what nobody has picked, and of what is owed since two weeks; gives how many letters."""
    letters = 0
    for renewal, device, person in queries.unpicked(session, now - PATIENCE, MOST):
        renewal.reminded_at = now
        params = {"name": person.name, "thing": device.model, "tag": device.tag, "due": day_long(renewal.due_on)}
        outbox.mail(session, f"renewal-reminder:{renewal.id}", person.email, "renewal_reminder", params, at=now)
        letters += 1
    for debt, device, person in queries.owed(session, now - PATIENCE, MOST):
        debt.reminded_at = now
        params = {"name": person.name, "thing": device.model, "tag": device.tag, "since": day_long(debt.since)}
        outbox.mail(session, f"debt-reminder:{debt.id}", person.email, "debt_reminder", params, at=now)
        letters += 1
    return letters


def anything_to_plan(session: Session, edition: Edition, *, now: dt.datetime) -> bool:
    """Whether anything is due that has no draft yet."""
    return bool(queries.due(session, edition, today=today_of(now), most=1))
