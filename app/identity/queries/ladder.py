"""Who decides for a unit: the chefs above it, nearest first."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.identity.models import Person, Unit
from catalogue.approvals import Decider, Link, who_decides

LADDER_HEIGHT = 8


def ladder(session: Session, unit_id: int) -> list[tuple[Link, str]]:
    """The chefs above a unit, nearest first, each with a name."""
    rows = session.execute(_LADDER, {"unit": unit_id}).all()
    return [(Link(person_id=row.id, active=row.active, substitute_id=None), row.name) for row in rows]


def _ladder() -> sa.Select[Any]:
    """The question about a unit's chefs, with `unit` as parameter; built once: building costs more than asking.

    Of a unit that was merged, the chef of its successor decides.
    """
    heir = aliased(Unit)
    first = (
        sa.select(sa.func.coalesce(heir.manager_id, Unit.manager_id).label("id"), sa.literal(0).label("step"))
        .select_from(Unit)
        .outerjoin(heir, heir.id == Unit.successor_id)
        .where(Unit.id == sa.bindparam("unit"))
    )
    climb = first.cte("climb", recursive=True)
    above = aliased(Person)
    climb = climb.union_all(
        sa.select(above.manager_id, climb.c.step + 1)
        .join(climb, climb.c.id == above.id)
        .where(above.manager_id.is_not(None), climb.c.step < LADDER_HEIGHT)
    )
    named = sa.select(Person.id, Person.active, Person.name)
    return cast(sa.Select[Any], named.join(climb, climb.c.id == Person.id).order_by(climb.c.step))


_LADDER = _ladder()


def decider_for(session: Session, unit_id: int, excluded: frozenset[int]) -> tuple[Decider, str] | None:
    """Who decides for a unit when these persons may not, with their name; None when nobody can."""
    steps = ladder(session, unit_id)
    decider = who_decides([link for link, _ in steps], excluded)
    if decider is None:
        return None
    names = {link.person_id: name for link, name in steps}
    return decider, names[decider.person_id]
