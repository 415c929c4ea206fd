"""The first administrator: made by whoever runs the shop, where nobody administers everything yet."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.administration.actions import role_letters
from app.administration.queries import Reach
from app.administration.queries import roles as queries
from app.history import Actor, Event
from app.identity.models import Person, RoleGrant
from app.identity.queries import holds
from app.refusal import Missing, Refused
from app.words import say
from app.words.formats import today_of
from catalogue.terms import Role

EVERYTHING = Reach(everything=True, organisations=frozenset())


def make_admin(session: Session, key: str, *, at: dt.datetime) -> queries.Listed:
    """Let somebody administer everything; `key` is provider:subject, or an address that one active person has.

    Raises Missing for nobody or for more than one, Refused where somebody administers everything today.
    """
    today = today_of(at)
    whole = [RoleGrant.role == Role.ADMIN, RoleGrant.organisation_id.is_(None), holds(today), Person.active]
    held = sa.select(RoleGrant.id).join(Person, Person.id == RoleGrant.person_id).where(*whole)
    if session.scalars(held.limit(1)).first() is not None:
        raise Refused("roles.refused.first")
    row = RoleGrant(
        person_id=_person(session, key),
        role=Role.ADMIN,
        valid_from=today,
        reason=say("roles.first.reason"),
        given_at=at,
    )
    session.add(row)
    session.flush()
    found = queries.grant(session, EVERYTHING, row.id)
    data = role_letters.facts(found) | {"grant": found.id, "was": None}
    history.record(
        session, Actor(None, say("roles.first.actor")), at, [Event("person", row.person_id, "role.given", data)]
    )
    role_letters.given(session, found, at=at)
    return found


def _person(session: Session, key: str) -> int:
    """The one active person with this key or address."""
    named = sa.or_(Person.provider + ":" + Person.subject == key, sa.func.lower(Person.email) == key.lower())
    question = sa.select(Person.id).where(named, Person.active, Person.supplier_id.is_(None))
    found = session.scalars(question.limit(2)).all()
    if len(found) != 1:
        raise Missing
    return found[0]
