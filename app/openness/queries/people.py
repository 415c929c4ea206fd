"""Finding the person that a question about personal data concerns."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.administration.queries import Reach
from app.identity.models import Organisation, Person, Unit
from app.refusal import Missing

MOST = 25


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody, as a list shows them."""

    id: int
    name: str
    email: str
    title: str
    active: bool
    unit: str
    organisation: str


def people_like(session: Session, reach: Reach, text: str) -> list[Found]:
    """People within reach whose name or mail address holds a text, by name."""
    words = text.casefold()
    return [
        Found(*row)
        for row in session.execute(
            _FOUND.where(
                reach.within(Unit.organisation_id),
                sa.or_(
                    sa.func.lower(Person.name).contains(words, autoescape=True),
                    Person.name.contains(text, autoescape=True),
                    sa.func.lower(Person.email).startswith(words, autoescape=True),
                ),
            )
            .order_by(Person.sort_key)
            .limit(MOST)
        )
    ]


def person_within(session: Session, reach: Reach, person_id: int) -> Found:
    """Somebody within reach; raises Missing for anybody else."""
    row = session.execute(_FOUND.where(Person.id == person_id, reach.within(Unit.organisation_id))).one_or_none()
    if row is None:
        raise Missing
    return Found(*row)


def person_by_key(session: Session, key: str) -> Person:
    """Somebody by number, mail address or key in the directory; raises Missing for nobody, or for more than one."""
    same = [Person.email == key, Person.subject == key]
    if key.isascii() and key.isdigit():
        same.append(Person.id == int(key))
    found = session.scalars(sa.select(Person).where(sa.or_(*same)).limit(2)).all()
    if len(found) != 1:
        raise Missing
    return found[0]


_FOUND = (
    sa.select(
        Person.id, Person.name, Person.email, Person.title, Person.active, Unit.name, Organisation.short_name
    )
    .join(Unit, Unit.id == Person.unit_id)
    .join(Organisation, Organisation.id == Unit.organisation_id)
)  # fmt: skip
