"""The availability of a year, component by component (R-182)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Person
from app.notices.models import Outage
from app.refusal import Missing
from app.words.formats import STOCKHOLM
from catalogue.availability import Availability, of_year
from catalogue.components import Component

MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A component's year and its outages, newest first, each with who recorded it."""

    component: Component
    availability: Availability
    planned: Availability
    outages: Sequence[tuple[Outage, str]]


def recorded(session: Session, components: Mapping[str, Component], year: int, goal: int) -> list[Recorded]:
    """The year of every component that is measured or was away; `goal` is basis points."""
    first, last = (dt.datetime(each, 1, 1, tzinfo=STOCKHOLM).astimezone(dt.UTC) for each in (year, year + 1))
    question = sa.select(Outage, Person.name).join(Person, Person.id == Outage.recorded_by)
    question = question.where(Outage.struck_at.is_(None), Outage.ends_at > first, Outage.starts_at < last)
    rows = [(row[0], row[1]) for row in session.execute(question.order_by(Outage.starts_at.desc()).limit(MOST))]
    found = []
    for component in components.values():
        own = [row for row in rows if row[0].component == component.key]
        if own or component.measured:
            spans = [(outage.starts_at, outage.ends_at) for outage, _name in own]
            expected = [(outage.starts_at, outage.ends_at) for outage, _name in own if outage.planned]
            found.append(
                Recorded(
                    component=component, availability=of_year(spans, year, goal, STOCKHOLM),
                    planned=of_year(expected, year, goal, STOCKHOLM), outages=own,
                )
            )  # fmt: skip
    return sorted(found, key=lambda row: not row.component.measured)


def outage(session: Session, outage_id: int) -> Outage:
    """An outage that counts; raises Missing."""
    found = session.scalar(sa.select(Outage).where(Outage.id == outage_id, Outage.struck_at.is_(None)))
    if found is None:
        raise Missing
    return found
