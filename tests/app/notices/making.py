"""Makes messages as tests need them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import begin_write
from app.identity.models import Organisation, Person, RoleGrant
from app.identity.queries import Visitor
from app.notices import actions
from app.notices.models import OperationsMessage
from catalogue.operations import MessageKind
from catalogue.terms import Role
from tests.people import People

HOUR = dt.timedelta(hours=1)


def organisation(session: Session, key: str) -> int:
    """An organisation's id."""
    return session.scalars(sa.select(Organisation.id).where(Organisation.key == key)).one()


def written(session: Session, at: dt.datetime, *keys: str, **facts: Any) -> actions.Written:
    """A disturbance of Follow-Me since an hour in these organisations, with changes."""
    reach = tuple(organisation(session, key) for key in keys or ("laxa",))
    plain = {
        "kind": MessageKind.UNPLANNED, "title": "Follow-Me står still", "text": "Det går inte att skriva ut.",
        "components": ("follow_me",), "organisations": reach, "starts_at": at - HOUR,
    }  # fmt: skip
    return actions.Written(**{**plain, **facts})


def draft(session: Session, people: People, *keys: str, **facts: Any) -> OperationsMessage:
    """A draft of Nils's; committed."""
    at, me = people.clock(), _writer(session, people)
    found = actions.write(session, me, written(session, at, *keys, **facts), at=at)
    session.commit()
    return found


def published(session: Session, people: People, *keys: str, **facts: Any) -> OperationsMessage:
    """The same, told to everybody it is for; committed."""
    found = draft(session, people, *keys, **facts)
    me = _writer(session, people)
    actions.publish(session, me, found, at=people.clock())
    session.commit()
    return found


def _writer(session: Session, people: People) -> Visitor:
    """Nils, with a unit of work that may write."""
    session.rollback()
    begin_write(session)
    me = people.visitor("nils")
    session.rollback()
    begin_write(session)
    return me


def communicator(session: Session, person: Person, key: str) -> None:
    """Make somebody the communicator of an organisation; committed."""
    grant = RoleGrant(
        person_id=person.id, role=Role.COMMUNICATOR, organisation_id=organisation(session, key),
        valid_from=dt.date(2026, 1, 1), valid_to=None,
    )  # fmt: skip
    session.add(grant)
    session.commit()
