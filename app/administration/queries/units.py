"""Questions about units: the tree of an organisation on a day, one unit, and which may be chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.administration.queries.reach import Reach
from app.identity.models import CostCentre, Organisation, Person, Unit, UnitChange, Workplace
from app.identity.queries import tree_on
from app.refusal import Missing, Refused
from catalogue.structure import Place

DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Branch:
    """A row of the tree; `depth` counts from the top, at most six."""

    id: int
    name: str
    depth: int
    segment: str
    chef: str
    cost_centre: str
    people: int
    planned: int
    hit: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """A unit with what a reader wants to know beside it."""

    unit: Unit
    organisation: Organisation
    chef: Person | None
    parent: Unit | None
    cost_centre: CostCentre | None
    successor: Unit | None
    people: int


def unit(session: Session, reach: Reach, unit_id: int) -> Facts:
    """A unit within reach, open or closed; raises Missing."""
    parent, successor = aliased(Unit), aliased(Unit)
    count = sa.select(sa.func.count()).select_from(Person).where(Person.unit_id == Unit.id, Person.active)
    question = (
        sa.select(Unit, Organisation, Person, parent, CostCentre, successor, count.correlate(Unit).scalar_subquery())
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .outerjoin(Person, Person.id == Unit.manager_id)
        .outerjoin(parent, parent.id == Unit.parent_id)
        .outerjoin(CostCentre, CostCentre.id == Unit.cost_centre_id)
        .outerjoin(successor, successor.id == Unit.successor_id)
        .where(Unit.id == unit_id, reach.within(Unit.organisation_id))
    )
    row = session.execute(question).one_or_none()
    if row is None:
        raise Missing
    return Facts(*row)


def tree(session: Session, organisation: Organisation, *, day: dt.date, text: str = "") -> list[Branch]:
    """An organisation's open units on a day, each under its parent; with a text only what holds it, and the way there.

    Chef, people and cost centre are today's.
    """
    places = {place.id: place for place in tree_on(session, day).values() if place.open}
    own = {place.id: place for place in places.values() if place.organisation == organisation.id}
    hits = {place.id for place in own.values() if text.casefold() in place.name.casefold()}
    shown = {above for hit in hits for above in _way_up(own, hit)}
    facts = _facts(session, shown)
    return [
        Branch(place.id, place.name, min(depth, DEEPEST), *facts[place.id], hit=bool(text) and place.id in hits)
        for place, depth in _in_order(own)
        if place.id in shown
    ]


def children(session: Session, unit_id: int) -> tuple[list[Unit], list[Unit]]:
    """The open units just below one, and the units that were merged into it."""
    question = sa.select(Unit).where(sa.or_(Unit.parent_id == unit_id, Unit.successor_id == unit_id))
    rows = session.scalars(question.order_by(Unit.name)).all()
    return (
        [row for row in rows if row.closed_on is None and row.parent_id == unit_id],
        [row for row in rows if row.successor_id == unit_id],
    )


def workplaces_of(session: Session, unit_id: int) -> Sequence[Workplace]:
    """All addresses of a unit, those in use first."""
    return session.scalars(
        sa.select(Workplace)
        .where(Workplace.unit_id == unit_id)
        .order_by(Workplace.closed_on.is_not(None), Workplace.id)
    ).all()


def unit_choices(session: Session, reach: Reach, *, organisation_id: int | None = None) -> list[tuple[int, str, str]]:
    """The open units that may be chosen, in the order of the tree: number, indented name, organisation."""
    question = (
        sa.select(Unit.id, Unit.organisation_id, Unit.parent_id, Unit.name, Organisation.short_name)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .where(Unit.closed_on.is_(None), reach.within(Unit.organisation_id))
    )
    if organisation_id is not None:
        question = question.where(Unit.organisation_id == organisation_id)
    rows = session.execute(question.order_by(Organisation.id, Unit.id)).all()
    names = {row.organisation_id: row.short_name for row in rows}
    places = {row.id: Place(row.id, row.organisation_id, row.parent_id, row.name) for row in rows}
    return [
        (place.id, f"{'– ' * depth}{place.name}", names[place.organisation])
        for each in names
        for place, depth in _in_order({key: place for key, place in places.items() if place.organisation == each})
    ]


def target(session: Session, reach: Reach, chosen: str) -> tuple[int | None, int | None]:
    """What was chosen in a list of units, as organisation and unit: `o3` is the top of an organisation, `u7` a unit.

    Raises Missing for what lies out of reach.
    """
    number = chosen[1:]
    if chosen[:1] not in ("o", "u") or not number.isdecimal():
        raise Refused("administration.form.choose")
    if chosen[0] == "o":
        reach.demand(int(number))
        return int(number), None
    found = unit(session, reach, int(number)).unit
    return found.organisation_id, found.id


def _in_order(places: Mapping[int, Place]) -> Iterator[tuple[Place, int]]:
    """Every unit with its depth, parents before children, brothers and sisters by name."""
    children: dict[int | None, list[Place]] = {}
    for place in sorted(places.values(), key=lambda each: each.name.casefold()):
        children.setdefault(place.parent if place.parent in places else None, []).append(place)

    def walk(parent: int | None, depth: int) -> Iterator[tuple[Place, int]]:
        for place in children.get(parent, ()):
            yield place, depth
            yield from walk(place.id, depth + 1)

    return walk(None, 0)


def _way_up(places: Mapping[int, Place], unit_id: int | None) -> Iterator[int]:
    while unit_id is not None and unit_id in places:
        yield unit_id
        unit_id = places[unit_id].parent


def _facts(session: Session, units: Iterable[int]) -> dict[int, tuple[str, str, str, int, int]]:
    """Segment, chef, cost centre, number of people and of planned changes, for each unit."""
    people = sa.select(Person.unit_id, sa.func.count().label("count")).where(Person.active).group_by(Person.unit_id)
    planned = (
        sa.select(UnitChange.unit_id, sa.func.count().label("count"))
        .where(UnitChange.state == "planned")
        .group_by(UnitChange.unit_id)
    )
    heads, plans = people.subquery(), planned.subquery()
    question = (
        sa.select(
            Unit.id, Unit.segment, Person.name, CostCentre.code, CostCentre.activity, heads.c.count, plans.c.count
        )
        .outerjoin(Person, Person.id == Unit.manager_id)
        .outerjoin(CostCentre, CostCentre.id == Unit.cost_centre_id)
        .outerjoin(heads, heads.c.unit_id == Unit.id)
        .outerjoin(plans, plans.c.unit_id == Unit.id)
        .where(Unit.id.in_(list(units)))
    )
    return {
        row[0]: (row[1], row[2] or "", " ".join(filter(None, (row[3], row[4]))), row[5] or 0, row[6] or 0)
        for row in session.execute(question)
    }
