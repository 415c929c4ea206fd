"""From a file to its dry run, and from the dry run to the deed: all of it, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.devices.actions.changing import change
from app.devices.actions.entering import enter
from app.devices.actions.importing.planning import Plan, plan
from app.devices.actions.importing.reading import read
from app.devices.actions.keeping import changed_event
from app.devices.models import DeviceImport
from app.devices.queries.importing import standing
from app.history import Actor
from app.refusal import Changed, Refused
from app.words.formats import today_of
from catalogue.edition import load as edition

MOST_SHOWN = 200
FORGOTTEN = dt.timedelta(days=1)


def dry_run(session: Session, data: bytes, *, within: Collection[int] | None, at: dt.datetime) -> Plan:
    """What a file would do in these organisations (None: all); writes nothing. Raises Refused for what is no table."""
    found = read(data)
    known = standing(session, [record.values for record in found.records])
    return plan(found, known, edition=edition(), today=today_of(at), within=within)


def send(session: Session, data: bytes, found: Plan, *, file_name: str, me: int, at: dt.datetime) -> DeviceImport:
    """Keep a file whose dry run found no fault, with what it showed; files that nobody went on with are let go."""
    old = sa.update(DeviceImport).where(DeviceImport.sent_at < at - FORGOTTEN, DeviceImport.content.is_not(None))
    session.execute(old.values(content=None))
    row = DeviceImport(
        file_name=file_name[:160], content=data, digest=found.digest, shown=_shown(found), sent_by=me, sent_at=at
    )
    session.add(row)
    session.flush()
    return row


def do(
    session: Session, row: DeviceImport, *, digest: str, within: Collection[int] | None, actor: Actor, at: dt.datetime
) -> int:
    """Do what was shown and nothing else; gives how many devices it touched.

    Raises Refused for what is done already, Changed when the file would now do something else.
    """
    if row.state == "done" or row.content is None:
        raise Refused("importing.refused.done")
    found = dry_run(session, row.content, within=within, at=at)
    if found.faults or found.digest != row.digest or digest != row.digest:
        raise Changed("registering.refused.changed")
    _, events = enter(session, found.entries, by=actor.id, at=at)
    for step in found.corrections:
        change(session, step.device, dict(step.facts))
        events.append(changed_event(step.device, step.told))
    history.record(session, actor, at, events)
    row.state, row.done_at, row.content = "done", at, None
    session.flush()
    return len(events)


def _shown(found: Plan) -> dict[str, object]:
    """What is kept of a dry run to show it: counts, and the first rows."""
    new = [[e.serial, e.model, e.to.name if e.held else ""] for e in found.entries[:MOST_SHOWN]]
    changed = [[c.device.tag, c.device.model, [list(each) for each in c.told]] for c in found.corrections[:MOST_SHOWN]]
    return {
        "new": new, "changed": changed, "count_new": len(found.entries), "count_changed": len(found.corrections),
        "same": found.same,
    }  # fmt: skip
