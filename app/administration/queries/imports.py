"""My files, and the people that wait to be placed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from app.administration.queries.reach import Reach
from app.db import locked
from app.identity.models import DirectoryUser, Organisation, PeopleImport, Person, Unit
from app.identity.queries import Visitor
from app.refusal import Missing

PAGE = 50
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Somebody without a place, and what the directory says of it."""

    id: int
    name: str
    title: str
    organisation_id: int
    organisation: str
    told: tuple[str, ...]


def import_of(session: Session, me: Visitor, import_id: int, *, hold: bool = False) -> PeopleImport:
    """A file that I sent in; raises Missing for any other. The file itself is read only when it is to be used."""
    question = sa.select(PeopleImport).where(PeopleImport.id == import_id, PeopleImport.sent_by == me.id)
    row = session.scalar(locked(question) if hold else question.options(defer(PeopleImport.content)))
    if row is None:
        raise Missing
    return row


def is_kept(session: Session, row: PeopleImport) -> bool:
    """Whether the file itself is still there, so that one can go on with it."""
    return bool(session.scalar(sa.select(PeopleImport.content.is_not(None)).where(PeopleImport.id == row.id)))


def imports(session: Session, me: Visitor) -> Sequence[PeopleImport]:
    """My latest files, newest first."""
    question = sa.select(PeopleImport).options(defer(PeopleImport.content)).where(PeopleImport.sent_by == me.id)
    return session.scalars(question.order_by(PeopleImport.id.desc()).limit(10)).all()


def unplaced(session: Session, reach: Reach) -> list[Unplaced]:
    """The active people within reach who wait to be placed, by name; the first ones when there are many."""
    question = (
        sa.select(Person, Organisation.id, Organisation.short_name, DirectoryUser.document)
        .join(Unit, Unit.id == Person.unit_id)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .outerjoin(DirectoryUser, sa.and_(DirectoryUser.person_id == Person.id, DirectoryUser.deleted_at.is_(None)))
        .where(Unit.awaits_placing, Person.active, reach.within(Organisation.id))
        .order_by(Person.sort_key, Person.id)
        .limit(PAGE)
    )
    return [
        Unplaced(person.id, person.name, person.title, organisation_id, organisation, _told(document or {}))
        for person, organisation_id, organisation, document in session.execute(question)
    ]


def unit_names(session: Session, organisations: set[int]) -> dict[int, list[str]]:
    """The names of the open units of these organisations."""
    question = (
        sa.select(Unit.organisation_id, Unit.name)
        .where(
            Unit.organisation_id.in_(sorted(organisations)), Unit.awaits_placing.is_(False), Unit.closed_on.is_(None)
        )
        .order_by(Unit.name)
    )
    found: dict[int, list[str]] = {}
    for row in session.execute(question).all() if organisations else ():
        found.setdefault(row.organisation_id, []).append(row.name)
    return found


def waiting_person(session: Session, reach: Reach, person_id: int) -> tuple[Person, Organisation]:
    """Somebody within reach who waits to be placed, with their organisation; raises Missing for anybody else."""
    question = (
        sa.select(Person, Organisation)
        .join(Unit, Unit.id == Person.unit_id)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .where(Person.id == person_id, Unit.awaits_placing, reach.within(Organisation.id))
    )
    row = session.execute(question).one_or_none()
    if row is None:
        raise Missing
    return row[0], row[1]


def _told(document: dict[str, object]) -> tuple[str, ...]:
    """The directory's own words for where somebody works."""
    work = document.get(ENTERPRISE)
    words = work if isinstance(work, dict) else {}
    found = (str(words.get(name) or "") for name in ("department", "division", "costCenter", "organization"))
    return tuple(dict.fromkeys(each for each in found if each))
