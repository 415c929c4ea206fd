"""Groups of a directory and who belongs to them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

import sqlalchemy as sa
from scim2_models import InvalidValueException, UniquenessException
from sqlalchemy.orm import Session

from app import history
from app.history import Event
from app.identity.actions import roles
from app.identity.models import DirectoryGroup, DirectoryMember, DirectoryUser, Person
from app.identity.models.scim import Group
from app.identity.queries.directory import Directory
from app.identity.queries.directory.rows import group_keys_of
from app.identity.queries.directory.searching import name_key

LONGEST_NAME, LONGEST_ID = 256, 120


def create(session: Session, directory: Directory, group: Group, *, at: dt.datetime) -> DirectoryGroup:
    """Take in a group.

    Raises UniquenessException when the directory's id is taken, InvalidValueException for a member nobody knows.
    """
    row = DirectoryGroup(
        public_id=str(uuid.uuid4()),
        tenant=directory.tenant,
        name="",
        name_key="",
        version=0,
        created_at=at,
        changed_at=at,
    )
    session.add(row)
    events = _take_in(session, directory, row, group, at=at)
    history.record(session, directory.actor, at, [Event("group", row.id, "group.created", {"name": row.name}), *events])
    return row


def replace(
    session: Session, directory: Directory, row: DirectoryGroup, group: Group, *, at: dt.datetime
) -> DirectoryGroup:
    """Take in what a group has become; raises as `create`."""
    old = row.name
    events = _take_in(session, directory, row, group, at=at)
    if old != row.name:
        events.insert(0, Event("group", row.id, "group.renamed", {"old": old, "name": row.name}))
    history.record(session, directory.actor, at, events)
    return row


def remove(session: Session, directory: Directory, row: DirectoryGroup, *, at: dt.datetime) -> None:
    """Close a group; who belonged to it stays on record."""
    row.deleted_at, row.changed_at, row.version = at, at, row.version + 1
    session.flush()
    people = sa.select(DirectoryUser.person_id).join(DirectoryMember, DirectoryMember.user_id == DirectoryUser.id)
    leaving = session.scalars(people.where(DirectoryMember.group_id == row.id, DirectoryUser.deleted_at.is_(None)))
    sync(session, set(leaving), at=at)
    history.record(session, directory.actor, at, [Event("group", row.id, "group.deleted", {"name": row.name})])


def sync(session: Session, people: Collection[int], *, at: dt.datetime) -> None:
    """Give and take the roles that these people's groups are mapped to; who is closed is given none."""
    found = sa.select(Person).where(Person.id.in_(people), Person.active).order_by(Person.id)
    for person in session.scalars(found).all() if people else ():
        told = roles.Directory(groups=frozenset(group_keys_of(session, person.id)))
        roles.sync_roles(session, person, told, at=at)
    session.flush()


def _take_in(
    session: Session, directory: Directory, row: DirectoryGroup, group: Group, *, at: dt.datetime
) -> list[Event]:
    name, external_id = group.display_name or "", group.external_id or None
    if len(name) > LONGEST_NAME or len(external_id or "") > LONGEST_ID:
        raise InvalidValueException(detail=f"at most {LONGEST_NAME} characters of name and {LONGEST_ID} of externalId")
    _demand_free(session, row, external_id)
    wanted = _members(session, directory, {each.value for each in group.members or () if each.value})
    changed = (row.name, row.external_id) != (name, external_id)
    row.name, row.name_key, row.external_id = name, name_key(name), external_id
    session.flush()
    joined, left = _join_and_leave(session, row, wanted)
    if changed or joined or left:
        row.version, row.changed_at = row.version + 1, at
        session.flush()
    return _told(session, row, joined=joined, left=left, at=at)


def _demand_free(session: Session, row: DirectoryGroup, external_id: str | None) -> None:
    question = sa.select(DirectoryGroup.id).where(
        DirectoryGroup.tenant == row.tenant,
        DirectoryGroup.deleted_at.is_(None),
        DirectoryGroup.external_id == external_id,
        DirectoryGroup.id != (row.id or 0),
    )
    with session.no_autoflush:
        if external_id and session.scalar(question) is not None:
            raise UniquenessException


def _members(session: Session, directory: Directory, ids: Collection[str]) -> set[int]:
    """The users that are meant; raises InvalidValueException for one this directory has not told of."""
    found: set[int] = set()
    asked = sorted(ids)
    for first in range(0, len(asked), 500):
        question = sa.select(DirectoryUser.id).where(
            DirectoryUser.public_id.in_(asked[first : first + 500]),
            DirectoryUser.tenant == directory.tenant,
            DirectoryUser.deleted_at.is_(None),
        )
        found.update(session.scalars(question))
    if len(found) != len(asked):
        raise InvalidValueException(detail="members: every member must be a user of this directory")
    return found


def _join_and_leave(session: Session, row: DirectoryGroup, wanted: set[int]) -> tuple[set[int], set[int]]:
    """Make the living members those that are wanted; returns who joined and who left."""
    standing = set(session.scalars(sa.select(DirectoryMember.user_id).where(DirectoryMember.group_id == row.id)))
    living = sa.select(DirectoryUser.id).where(DirectoryUser.deleted_at.is_(None))
    living = living.join(DirectoryMember, DirectoryMember.user_id == DirectoryUser.id)
    present = set(session.scalars(living.where(DirectoryMember.group_id == row.id)))
    joined, left = wanted - standing, present - wanted
    if left:
        gone = sa.delete(DirectoryMember).where(DirectoryMember.group_id == row.id, DirectoryMember.user_id.in_(left))
        session.execute(gone.execution_options(synchronize_session=False))
    if joined:
        session.execute(sa.insert(DirectoryMember), [{"group_id": row.id, "user_id": user} for user in sorted(joined)])
    return joined, left


def _told(session: Session, row: DirectoryGroup, *, joined: set[int], left: set[int], at: dt.datetime) -> list[Event]:
    """What happened, told of the person each of it is about."""
    question = sa.select(DirectoryUser.id, DirectoryUser.person_id).where(DirectoryUser.id.in_(joined | left))
    people = {found.id: found.person_id for found in session.execute(question)} if joined | left else {}
    sync(session, set(people.values()), at=at)
    events = [Event("person", people[user], "person.joined", {"group": row.name}) for user in sorted(joined)]
    return events + [Event("person", people[user], "person.left", {"group": row.name}) for user in sorted(left)]
