"""What goes with a unit that is merged or moves to another organisation: its people, addresses and chef's people."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Person, Unit, UnitChange, Workplace
from catalogue.structure import Place


def follow(session: Session, row: UnitChange, moved: Iterable[Place]) -> None:
    """Move people and addresses of a merged unit to its successor, and drop what another organisation cannot pay."""
    if row.into_id:
        _hand_over(session, row.unit_id, row.into_id)
    for place in moved:
        # A cost centre belongs to an organisation's plan: the new one's must be chosen.
        session.execute(
            sa.update(Unit).where(Unit.id == place.id, Unit.closed_on.is_(None)).values(cost_centre_id=None)
        )


def _hand_over(session: Session, unit_id: int, into_id: int) -> None:
    chefs = dict(session.execute(sa.select(Unit.id, Unit.manager_id).where(Unit.id.in_([unit_id, into_id]))).all())
    old, new = chefs[unit_id], chefs[into_id]
    people = sa.update(Person).where(Person.unit_id == unit_id)
    if new is not None:
        led = people.where(Person.id != new, sa.or_(Person.manager_id == old, Person.id == old))
        session.execute(led.values(manager_id=new, version=Person.version + 1))
    session.execute(people.values(unit_id=into_id))
    session.execute(sa.update(Workplace).where(Workplace.unit_id == unit_id).values(unit_id=into_id))
