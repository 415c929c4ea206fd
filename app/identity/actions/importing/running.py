"""From a file to its dry run, and from the dry run to the deed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.history import Actor
from app.identity.actions.importing.applying import carry_out
from app.identity.actions.importing.planning import Wishes, plan
from app.identity.actions.importing.plans import Plan
from app.identity.actions.importing.reading import read
from app.identity.models import PeopleImport
from app.identity.queries import importing as queries
from app.refusal import Changed, Refused

MOST_SHOWN = 300
FORGOTTEN = dt.timedelta(days=1)


def dry_run(session: Session, data: bytes, wishes: Wishes, *, organisations: Collection[int] | None) -> Plan:
    """What a file would do in these organisations (None: all); writes nothing. Raises Refused for what is no table."""
    records = read(data, queries.importable(session, organisations))
    named = {each.organisation for each in records.people} | {each.organisation for each in records.units}
    standing = queries.standing(session, named | {each.organisation for each in records.cost_centres})
    logins = queries.logins(session, set(wishes.providers.values()))
    found = plan(records, standing, wishes, logins=logins)
    found.faults.sort(key=lambda fault: (fault.sheet, fault.line))
    return found


def send(  # a file, its name, how to take it, and who sends it when
    session: Session, data: bytes, found: Plan, wishes: Wishes, *, file_name: str, me: int, at: dt.datetime
) -> PeopleImport:
    """Keep a file whose dry run found no fault, with what it showed; files that nobody went on with are let go."""
    old = sa.update(PeopleImport).where(PeopleImport.sent_at < at - FORGOTTEN, PeopleImport.content.is_not(None))
    session.execute(old.values(content=None))
    row = PeopleImport(
        file_name=file_name[:160], content=data, closes_missing=wishes.closes_missing, most_share=wishes.most_share,
        digest=found.digest, shown=shown(found), sent_by=me, sent_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def do(
    session: Session, row: PeopleImport, wishes: Wishes, *, digest: str, actor: Actor, at: dt.datetime,
    organisations: Collection[int] | None,
) -> None:  # fmt: skip
    """Do what was shown, and nothing else.

    Raises Refused for what is done already, Changed when the file would now do something else; then it is kept with
    what it would do now.
    """
    if row.state == "done" or row.content is None:
        raise Refused("importing.refused.done")
    taken = replace(wishes, closes_missing=row.closes_missing, most_share=row.most_share)
    found = dry_run(session, row.content, taken, organisations=organisations)
    if found.faults or found.digest != row.digest or digest != row.digest:
        raise Changed("importing.refused.changed")
    carry_out(session, found, keys=queries.organisation_keys(session), actor=actor, at=at)
    row.state, row.done_at, row.content = "done", at, None
    session.flush()


def carry_out_file(session: Session, found: Plan, *, actor: Actor, at: dt.datetime) -> None:
    """Do what a faultless dry run showed, in the same transaction as the dry run."""
    carry_out(session, found, keys=queries.organisation_keys(session), actor=actor, at=at)


def shown(found: Plan) -> dict[str, object]:
    """What is kept of a dry run to show it: counts, and the first differences."""
    rows = [
        {"kind": step.kind, "op": step.op, "label": step.label, "told": [list(each) for each in step.told]}
        for step in sorted(found.steps, key=lambda step: step.op != "close")[:MOST_SHOWN]
    ]
    return {"counts": found.counts, "same": found.same, "rows": rows, "more": max(0, len(found.steps) - MOST_SHOWN)}
