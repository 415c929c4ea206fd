"""Who stands at the doors of the table: every role in the unit of a thing, in its municipality, and beyond."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Supplier
from app.db import begin_write
from app.identity.models import Organisation, Person, RoleGrant, Unit
from app.words.sorting import sort_key
from catalogue.terms import Role

SINCE = dt.date(2020, 1, 1)
PLACES = {"unit": "Stenebergsskolan", "municipality": "Kanslienheten", "elsewhere": "Kanslienheten"}
CHEFS = {"unit": "anders", "municipality": "eva", "elsewhere": "jonas"}
# Roles that are given within an organisation, and those that one holds for the whole cooperation.
SCOPED = (
    Role.EMPLOYEE, Role.DESIGNATED_ORDERER, Role.SCHOOL_ORDERER, Role.MUNICIPALITY_CONTACT, Role.COMMUNICATOR,
    Role.FINANCE, Role.AUDITOR, Role.ADMIN,
)  # fmt: skip
CENTRAL = (
    Role.IT_WORKPLACE, Role.IT_INFRASTRUCTURE, Role.SERVICEDESK, Role.HEAD_OF_IT, Role.CATALOGUE_EDITOR,
    Role.FORUM_MEMBER, Role.FORUM_CHAIR, Role.INFOSEC_OFFICER, Role.FINANCE, Role.AUDITOR, Role.ADMIN,
)  # fmt: skip
ALONE = frozenset({Role.AUDITOR, Role.SUPPLIER_USER})


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody at the doors: how they sign in, and as whom the table may name them."""

    key: str
    labels: frozenset[str]


def cast(session: Session) -> list[Actor]:
    """Make everybody; committed."""
    session.rollback()
    begin_write(session)
    actors = list(_scoped(session)) + list(_central(session)) + [_other_partner(session)]
    session.commit()
    return actors + [Actor(key, frozenset({f"chef:{where}"})) for where, key in CHEFS.items()]


def within(actors: list[Actor], people: Mapping[str, str]) -> list[Actor]:
    """The actors with the people of a scene among them, each once, under all their labels."""
    labels: dict[str, set[str]] = {}
    for label, key in people.items():
        labels.setdefault(key, set()).add(label)
    known = {actor.key for actor in actors}
    added = [Actor(key, frozenset(own)) for key, own in labels.items() if key not in known]
    return [Actor(actor.key, actor.labels | labels.get(actor.key, set())) for actor in actors] + added


def _scoped(session: Session) -> Iterator[Actor]:
    for where in PLACES:
        unit = _unit(session, where)
        for role in SCOPED:
            yield _actor(session, role, where, unit=unit, organisation_id=unit.organisation_id)


def _central(session: Session) -> Iterator[Actor]:
    unit = session.scalars(
        sa.select(Unit).join(Organisation).where(Organisation.key == "lekeberg").order_by(Unit.id).limit(1)
    ).one()
    return (_actor(session, role, "central", unit=unit) for role in CENTRAL)


def _other_partner(session: Session) -> Actor:
    petra = session.scalars(sa.select(Person).where(Person.subject == "petra")).one()
    unit = session.scalars(sa.select(Unit).where(Unit.id == petra.unit_id)).one()
    other = session.scalars(sa.select(Supplier.id).where(Supplier.id != petra.supplier_id).limit(1)).one()
    actor = _actor(session, Role.SUPPLIER_USER, "elsewhere", unit=unit)
    session.execute(sa.update(Person).where(Person.subject == actor.key).values(supplier_id=other))
    return actor


def _unit(session: Session, where: str) -> Unit:
    organisation = "hallsberg" if where == "elsewhere" else "laxa"
    found = sa.select(Unit).join(Organisation, Organisation.id == Unit.organisation_id)
    return session.scalars(found.where(Organisation.key == organisation, Unit.name == PLACES[where])).one()


def _actor(session: Session, role: Role, where: str, *, unit: Unit, organisation_id: int | None = None) -> Actor:
    key = f"m-{role}-{where}".replace("_", "-")
    person = Person(
        provider="demo", subject=key, name=f"{role} {where}", sort_key=sort_key(key), email=f"{key}@example.org",
        title="", unit_id=unit.id,
    )  # fmt: skip
    session.add(person)
    session.flush()
    session.add(RoleGrant(person_id=person.id, role=role, organisation_id=organisation_id, valid_from=SINCE))
    if role not in ALONE | {Role.EMPLOYEE}:
        session.add(RoleGrant(person_id=person.id, role=Role.EMPLOYEE, valid_from=SINCE))
    return Actor(key, frozenset({f"{role}:{where}"}))
