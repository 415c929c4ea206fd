"""Who decides for a unit: the chefs above it, nearest first, with who stands in for them today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.db import plain, settled
from app.identity.models import Person, RoleGrant, Substitution, Unit
from app.identity.queries.grants import holds
from app.identity.queries.standing import lives, same_person
from app.words import say
from catalogue.approvals import Decider, Link, who_decides
from catalogue.rights import RIGHTS
from catalogue.terms import Role

LADDER_HEIGHT = 8
# How far apart the ladders of a unit and the unit above it begin, so that the nearer one comes first.
APART = 10
BARRED = tuple(str(role) for role in RIGHTS["decide"].excluded)


@dataclass(frozen=True, slots=True)
class Rung:
    """A chef above a unit; `barred` is one who may decide nothing here: it is their own, or they do the finances."""

    person_id: int
    name: str
    active: bool
    barred: bool
    substitute_id: int | None
    substitute_name: str
    until: dt.date | None
    able: bool

    @property
    def link(self) -> Link:
        """The rung as the agreement sees it."""
        return Link(self.person_id, self.active and not self.barred, self.substitute_id, self.able)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who decides now: whose power it is, who acts, until when for another, and how that reads."""

    decider: Decider
    principal_name: str
    acting_name: str
    until: dt.date | None = None
    rungs: tuple[Rung, ...] = ()

    @property
    def words(self) -> str:
        """The name that people read: `Anders Ek`, `Stina Ask (ersättare för Anders Ek)`."""
        if self.decider.on_behalf_of is None:
            return self.acting_name
        return say("substitutes.stands_in", who=self.acting_name, absent=self.principal_name)


def ladder(session: Session, unit_id: int, *, today: dt.date, own: Collection[int] = (), topic: str = "") -> list[Rung]:
    """The chefs above a unit, nearest first; `own` are the people who may not decide, in any account of theirs."""
    asked = {"unit": unit_id, "today": today, "own": list(own) or [0], "topic": topic}
    found: dict[int, Rung] = {}
    for row in plain(session, _LADDER, asked):
        found.setdefault(row.id, Rung(*tuple(row)))
    return list(found.values())


def chosen(
    rungs: Sequence[Rung], own: Collection[int], *, passed: Collection[int] = (),
    fallbacks: Collection[tuple[int, str]] = (),
) -> Chosen | None:  # fmt: skip
    """The first of these chefs, then of the organisation's fallbacks, who may decide; None when nobody may."""
    names = dict(fallbacks)
    links = [rung.link for rung in rungs]
    found = who_decides(links, frozenset(own), passed=frozenset(passed), fallbacks=list(names))
    if found is None:
        return None
    rung = next((rung for rung in rungs if rung.person_id == found.principal), None)
    if rung is None or found.relation == "fallback":
        return Chosen(found, names[found.person_id], names[found.person_id], None, tuple(rungs))
    acting = rung.substitute_name if found.on_behalf_of else rung.name
    return Chosen(found, rung.name, acting, rung.until if found.on_behalf_of else None, tuple(rungs))


def decider_for(
    session: Session, unit_id: int, excluded: frozenset[int], *, today: dt.date, topic: str = ""
) -> Chosen | None:
    """Who decides for a unit when these persons may not: a chef or the organisation's fallback; None for nobody."""
    rungs = ladder(session, unit_id, today=today, own=excluded, topic=topic)
    found = chosen(rungs, excluded)
    if found is not None:
        return found
    return chosen(rungs, excluded, fallbacks=fallbacks(session, unit_id, today=today, own=excluded))


def fallbacks(session: Session, unit_id: int, *, today: dt.date, own: Collection[int]) -> list[tuple[int, str]]:
    """The organisation's own fallbacks for a unit's decisions: those with that role there, who may decide."""
    asked = {"unit": unit_id, "today": today, "own": list(own) or [0]}
    return [(row.id, row.name) for row in session.execute(_FALLBACKS, asked)]


def _ladder() -> sa.Select[Any]:
    """The question about a unit's chefs, with `unit` as parameter; built once: building costs more than asking.

    Of a unit that was merged, the chefs of its successor decide.
    """
    steps = _steps()
    stand_in, further = aliased(Person), aliased(Substitution)
    today: sa.BindParameter[dt.date] = sa.bindparam("today", type_=sa.Date)
    own: sa.BindParameter[Any] = sa.bindparam("own", expanding=True)
    covers = sa.and_(
        Substitution.absent_id == Person.id,
        lives(Substitution, today),
        sa.or_(Substitution.unit_id.is_(None), Substitution.unit_id == sa.bindparam("unit")),
        sa.or_(Substitution.topic == "", Substitution.topic == sa.bindparam("topic")),
    )
    away = sa.exists().where(further.absent_id == stand_in.id, lives(further, today))
    able = sa.and_(stand_in.active, ~_barred(stand_in, today), ~same_person(stand_in, own), ~away)
    named = sa.select(
        Person.id,
        Person.name,
        Person.active,
        sa.or_(_barred(Person, today), same_person(Person, own)).label("barred"),
        stand_in.id.label("substitute_id"),
        sa.func.coalesce(stand_in.name, "").label("substitute_name"),
        Substitution.ends,
        sa.func.coalesce(able, sa.false()).label("able"),
    )
    joined = named.join(steps, steps.c.id == Person.id).outerjoin(Substitution, covers)
    whole = joined.outerjoin(stand_in, stand_in.id == Substitution.substitute_id).order_by(steps.c.step)
    return cast(sa.Select[Any], whole)


def _steps() -> sa.CTE:
    """The people on the ladder with their steps: chefs of the unit and of those above it, each with their chefs."""
    heir = aliased(Unit)
    up = sa.select(
        sa.func.coalesce(heir.id, Unit.id).label("id"),
        sa.case((heir.id.is_not(None), heir.parent_id), else_=Unit.parent_id).label("parent_id"),
        sa.func.coalesce(heir.manager_id, Unit.manager_id).label("manager_id"),
        sa.literal(0).label("step"),
    ).select_from(Unit)
    begun = up.outerjoin(heir, heir.id == Unit.successor_id).where(Unit.id == sa.bindparam("unit"))
    units = begun.cte("units", recursive=True)
    parent = aliased(Unit)
    units = units.union_all(
        sa.select(parent.id, parent.parent_id, parent.manager_id, units.c.step + APART)
        .join(units, units.c.parent_id == parent.id)
        .where(units.c.step < LADDER_HEIGHT * APART)
    )
    climb = sa.select(units.c.manager_id.label("id"), units.c.step).where(units.c.manager_id.is_not(None))
    steps = climb.cte("climb", recursive=True)
    above = aliased(Person)
    return steps.union_all(
        sa.select(above.manager_id, steps.c.step + 1)
        .join(steps, steps.c.id == above.id)
        .where(above.manager_id.is_not(None), steps.c.step % APART < LADDER_HEIGHT)
    )


def _fallbacks() -> sa.Select[Any]:
    today: sa.BindParameter[dt.date] = sa.bindparam("today", type_=sa.Date)
    own: sa.BindParameter[Any] = sa.bindparam("own", expanding=True)
    where = sa.or_(RoleGrant.unit_id == Unit.id, RoleGrant.organisation_id == Unit.organisation_id)
    everywhere = sa.and_(RoleGrant.unit_id.is_(None), RoleGrant.organisation_id.is_(None))
    named = cast(sa.Select[Any], sa.select(Person.id, Person.name))
    return (
        named.join(RoleGrant, RoleGrant.person_id == Person.id)
        .join(Unit, Unit.id == sa.bindparam("unit"))
        .where(RoleGrant.role == Role.FALLBACK_APPROVER, sa.or_(where, everywhere), Person.active)
        .where(holds(today))
        .where(~_barred(Person, today), ~same_person(Person, own))
        .order_by(Person.id)
    )


def _barred(person: Any, today: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Whether somebody has a role that must not decide, whatever else they are."""
    held = sa.exists().where(RoleGrant.person_id == person.id, RoleGrant.role.in_(BARRED), holds(today))
    return held.correlate(person)


_LADDER, _FALLBACKS = settled(_ladder()), settled(_fallbacks())
