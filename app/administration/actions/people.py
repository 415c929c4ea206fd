"""People without a directory: made by hand, changed, closed. Whom a directory governs is changed there."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.administration.actions.amend import amend, guard, remember
from app.history import Actor
from app.identity.actions.directory import accounts
from app.identity.models import Person, RoleGrant
from app.refusal import Refused
from catalogue.terms import Role

# Made by hand in the shop, or by the demo: no directory overwrites what is written here.
HAND = "hand"
UNGOVERNED = frozenset({HAND, "demo"})


def is_governed(person: Person) -> bool:
    """Whether a directory says who this person is and where they work; a file says it only when it is sent in."""
    return person.provider not in UNGOVERNED and not person.provider.startswith("import:")


def add_person(
    session: Session, values: Mapping[str, Any], *, sort_key: str, actor: Actor, at: dt.datetime, today: dt.date
) -> Person:
    """Somebody whom no directory knows, who may order as an employee; raises Refused when the address is taken.

    The account they will sign in with is tied to them later.
    """
    _address_is_free(session, str(values["email"]))
    person = Person(provider=HAND, subject=secrets.token_hex(12), sort_key=sort_key, supplier_id=None, **values)
    session.add(person)
    session.flush()
    session.add(RoleGrant(person_id=person.id, role=Role.EMPLOYEE.value, valid_from=today, valid_to=None))
    remember(session, person, "added", changes=[], actor=actor, at=at, name=person.name)
    return person


def change_person(
    session: Session,
    person: Person,
    values: Mapping[str, Any],
    *,
    version: int,
    shown: Mapping[str, tuple[str, str]],
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Change where somebody works and as what; raises Refused for one whom a directory governs, and Changed."""
    if is_governed(person):
        raise Refused("administration.person.governed")
    if values.get("manager_id") == person.id:
        raise Refused("administration.person.own_manager")
    if values.get("email", person.email) != person.email:
        _address_is_free(session, str(values["email"]))
    amend(session, person, values, version=version, actor=actor, at=at, shown=shown)


def close_person(session: Session, person: Person, *, version: int, actor: Actor, at: dt.datetime) -> None:
    """End somebody's way in at once, on every browser; nothing of theirs is removed. Raises Refused or Changed."""
    if person.id == actor.id:
        raise Refused("administration.person.oneself")
    _count(session, person, version)
    history.record(session, actor, at, accounts.close(session, [person], at=at, why="by_hand"))


def reopen_person(session: Session, person: Person, *, version: int, actor: Actor, at: dt.datetime) -> None:
    """Let somebody in again; raises Refused or Changed."""
    _count(session, person, version)
    history.record(session, actor, at, accounts.reopen(session, person, at=at))


def _count(session: Session, person: Person, version: int) -> None:
    if is_governed(person):
        raise Refused("administration.person.governed")
    guard(session, person, version, {})
    session.refresh(person)


def _address_is_free(session: Session, email: str) -> None:
    question = sa.select(Person.name).where(sa.func.lower(Person.email) == email.lower(), Person.active)
    if (name := session.scalar(question)) is not None:
        raise Refused("administration.person.address", name=name)
