"""Who may get a device: a person or a unit, found by what somebody typed."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.identity.models import Organisation, Person, Unit
from app.identity.queries.finding import colleague
from app.refusal import Refused


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a device: a person, or a unit when `person_id` is None; `email` is where they are told."""

    person_id: int | None
    name: str
    unit_id: int
    unit_name: str
    organisation_id: int
    email: str

    @property
    def columns(self) -> dict[str, object]:
        """What a device keeps of it."""
        return {
            "holder_id": self.person_id, "holder_name": self.name, "unit_id": self.unit_id,
            "organisation_id": self.organisation_id,
        }  # fmt: skip


def recipient(session: Session, organisation: str, typed: str) -> Recipient:
    """The unit or the person of an organisation (its key) with this name or address; raises Refused for none."""
    word = " ".join(typed.split()).casefold()
    found = session.execute(sa.select(Organisation.id, Organisation.name).where(Organisation.key == organisation))
    here = found.one_or_none()
    if here is None or not word:
        raise Refused("devices.refused.no_such_holder", organisation=here.name if here else "")
    for unit in units_of(session, [here.id]):
        if unit.name.casefold() == word:
            return unit
    try:
        person = colleague(session, here.id, typed)
    except Refused as none:
        many = none.key.endswith("several")
        key = "devices.refused.several_holders" if many else "devices.refused.no_such_holder"
        raise Refused(key, organisation=here.name) from none
    return of_person(session, person.id)


def of_person(session: Session, person_id: int) -> Recipient:
    """A person as the one who gets a device."""
    question = (
        sa.select(Person.id, Person.name, Unit.id, Unit.name, Unit.organisation_id, Person.email)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.id == person_id)
    )
    return Recipient(*session.execute(question).one())


def units_of(session: Session, organisations: list[int]) -> list[Recipient]:
    """The open units of organisations, as those who get a device; their chefs are told."""
    chef = aliased(Person)
    question = (
        sa.select(Unit.id, Unit.name, Unit.organisation_id, sa.func.coalesce(chef.email, ""))
        .outerjoin(chef, sa.and_(chef.id == Unit.manager_id, chef.active))
        .where(Unit.organisation_id.in_(organisations), Unit.successor_id.is_(None))
        .order_by(Unit.id)
    )
    return [Recipient(None, row[1], row[0], row[1], row[2], row[3]) for row in session.execute(question)]
