"""Finding one colleague by what somebody typed: a name or an address."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Organisation, Person, Unit
from app.refusal import Refused

LIKELY = 60


def colleague(session: Session, organisation_id: int, typed: str) -> Person:
    """The one active person of an organisation with this name or address; raises Refused for none or several."""
    word = " ".join(typed.split())
    address = word.rpartition(" ")[2].strip("<>,")
    theirs = (
        sa.select(Person)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Unit.organisation_id == organisation_id, Person.active, Person.supplier_id.is_(None))
    )
    if "@" in address:
        found = session.scalars(theirs.where(sa.func.lower(Person.email) == address.lower()).limit(2)).all()
    else:
        # Databases do not agree on how Å is written small, so the last word is spoken here.
        firsts = {word[:1], word[:1].upper(), word[:1].lower()}
        like = theirs.where(sa.or_(*(Person.name.like(f"{_escaped(first)}%", escape="/") for first in sorted(firsts))))
        like = like.limit(20000)
        named = session.execute(like.with_only_columns(Person.id, Person.name))
        ids = [row.id for row in named if row.name.casefold() == word.casefold()]
        found = session.scalars(sa.select(Person).where(Person.id.in_(ids[:2]))).all() if word else []
    if not found:
        name = session.scalar(sa.select(Organisation.name).where(Organisation.id == organisation_id))
        raise Refused("substitutes.refused.unknown", organisation=name or "")
    if len(found) > 1:
        raise Refused("substitutes.refused.several")
    return found[0]


def organisation_of(session: Session, person: Person) -> int:
    """The organisation that somebody works in."""
    return session.execute(sa.select(Unit.organisation_id).where(Unit.id == person.unit_id)).scalar_one()


def likely(session: Session, me_id: int, unit_id: int, organisation_id: int) -> list[tuple[str, str]]:
    """Names worth offering: those of the unit, and the chefs of the organisation; with their titles."""
    chefs = sa.select(Unit.manager_id).where(Unit.organisation_id == organisation_id, Unit.manager_id.is_not(None))
    question = sa.select(Person.name, Person.title).where(
        Person.active, Person.id != me_id, Person.supplier_id.is_(None),
        sa.or_(Person.unit_id == unit_id, Person.id.in_(chefs)),
    )  # fmt: skip
    return [(row.name, row.title) for row in session.execute(question.order_by(Person.sort_key).limit(LIKELY))]


def _escaped(word: str) -> str:
    return word.replace("/", "//").replace("%", "/%").replace("_", "/_")
