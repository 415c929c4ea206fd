"""An account is opened, closed and opened again, whoever says so: a directory, a file or an administrator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.history import Event
from app.identity.actions.roles import DIRECTORY
from app.identity.models import CONFIRMED, ENDED, PENDING, Person, RoleGrant, SignInSession
from app.identity.queries.grants import holds
from app.words import say
from app.words.formats import today_of
from catalogue.terms import Role

# The table's own insert: thousands of people come at once, and none of these rows is looked at again.
_GRANT = sa.insert(cast(sa.Table, RoleGrant.__table__))


def close(session: Session, people: Sequence[Person], *, at: dt.datetime, why: str) -> list[Event]:
    """Close accounts at once: nobody of them is let in again, and what they were granted ends.

    `why` is the key of a reason among the words of history. Returns what happened, for the caller to record; a closed
    account is left as it is.
    """
    leaving = [person for person in people if person.active]
    for person in leaving:
        person.active, person.closed_at = False, at
    session.flush()
    ids = [person.id for person in leaving]
    for some in _batches(ids):
        session.execute(
            sa.update(SignInSession)
            .where(SignInSession.person_id.in_(some), SignInSession.ended_at.is_(None))
            .values(ended_at=at)
        )
        end_grants(session, some, at=at)
    return [Event("person", person.id, "person.closed", {"name": person.name, "why": why}) for person in leaving]


def reopen(session: Session, person: Person, *, at: dt.datetime) -> list[Event]:
    """Let somebody in again as an employee; what they were granted besides does not come back by itself."""
    if person.active:
        return []
    person.active, person.closed_at = True, None
    session.flush()
    employ(session, [person.id], at=at)
    return [Event("person", person.id, "person.reopened", {"name": person.name})]


def employ(session: Session, people: Sequence[int], *, at: dt.datetime) -> None:
    """Give people the role that everybody in a directory has, where they lack it."""
    today = today_of(at)
    for some in _batches(people):
        having = set(session.scalars(_standing(some, today).where(RoleGrant.role == Role.EMPLOYEE.value)))
        fresh = [{"person_id": person, "role": Role.EMPLOYEE.value, "valid_from": today} for person in some]
        if fresh := [row for row in fresh if row["person_id"] not in having]:
            session.connection().execute(_GRANT, fresh)


def end_grants(session: Session, people: Sequence[int], *, at: dt.datetime) -> None:
    """End every grant of these people, also those that wait for a second person; a directory's own are taken back."""
    session.execute(sa.delete(RoleGrant).where(RoleGrant.person_id.in_(people), RoleGrant.source == DIRECTORY))
    standing = RoleGrant.state.in_((PENDING, CONFIRMED))
    session.execute(
        sa.update(RoleGrant)
        .where(RoleGrant.person_id.in_(people), standing)
        .values(state=ENDED, ended_at=at, end_reason=say("directory.grant_ended"))
    )


def _standing(people: Sequence[int], today: dt.date) -> sa.Select[int]:
    return sa.select(RoleGrant.person_id).where(RoleGrant.person_id.in_(people), holds(today))


def _batches(ids: Sequence[int], size: int = 500) -> list[Sequence[int]]:
    return [ids[first : first + size] for first in range(0, len(ids), size)]
