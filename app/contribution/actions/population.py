"""How many live where, noted with its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.contribution.actions.moves import demand
from app.contribution.models import PopulationFigure
from app.history import Event
from app.identity.models import Organisation
from app.identity.queries import Visitor
from app.refusal import Refused
from app.words.formats import today_of


def note(
    session: Session, me: Visitor, on: dt.date, counts: Mapping[int, int], *, source: str, at: dt.datetime
) -> None:  # who, of which day, how many live in each member
    """Note the members' inhabitants of a day; figures that are known are replaced, and the log keeps the old.

    What is adopted keeps the inhabitants it was adopted with. Raises Forbidden for others than the economist, Refused
    for a day to come, without a source, and for anybody but the members.
    """
    demand(me, "finance")
    if on > today_of(at):
        raise Refused("contribution.refused.future")
    known = {row.organisation_id: row for row in session.scalars(_of(on))}
    members = sa.select(Organisation.id, Organisation.short_name).where(Organisation.is_member)
    names = {row.id: row.short_name for row in session.execute(members)}
    events = []
    for organisation_id, count in counts.items():
        if organisation_id not in names or count < 1 or not source:
            raise Refused("contribution.refused.figure")
        row = known.get(organisation_id)
        if row is not None and (row.count, row.source) == (count, source):
            continue
        events.append(_told(organisation_id, names[organisation_id], on, row.count if row else None, count, source))
        if row is None:
            row = PopulationFigure(organisation_id=organisation_id, on=on, count=count, source=source)
            session.add(row)
        row.count, row.source, row.recorded_by, row.recorded_at = count, source, me.id, at
    session.flush()
    history.record(session, me.actor, at, events)


def _of(on: dt.date) -> sa.Select[PopulationFigure]:
    return sa.select(PopulationFigure).where(PopulationFigure.on == on)


def _told(organisation_id: int, *facts: object) -> Event:
    name, on, before, count, source = facts
    data = {"name": name, "day": str(on), "count": count, "source": source, "before": before or "–"}
    return Event("organisation", organisation_id, "budget.population", data)
