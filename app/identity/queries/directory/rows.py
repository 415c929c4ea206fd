"""One row of a directory by the id the shop gave it; another directory's does not exist."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from scim2_models import NotFoundException
from sqlalchemy.orm import Session

from app.db import locked
from app.identity.models import DirectoryGroup, DirectoryMember, DirectoryUser, Person
from app.identity.models.scim import Group, ScimUser
from app.identity.queries.directory.callers import Directory
from app.identity.queries.directory.shapes import group_shape, groups_by_user, members_by_group, user_shape


def user_row(session: Session, directory: Directory, public_id: str, *, hold: bool = False) -> DirectoryUser:
    """A user's row, held until commit when it is to be changed; raises NotFoundException."""
    question = sa.select(DirectoryUser).where(
        DirectoryUser.public_id == _known(public_id),
        DirectoryUser.tenant == directory.tenant,
        DirectoryUser.deleted_at.is_(None),
    )
    row = session.scalar(locked(question) if hold else question)
    if row is None:
        raise NotFoundException
    return row


def group_row(session: Session, directory: Directory, public_id: str, *, hold: bool = False) -> DirectoryGroup:
    """A group's row, held until commit when it is to be changed; raises NotFoundException."""
    question = sa.select(DirectoryGroup).where(
        DirectoryGroup.public_id == _known(public_id),
        DirectoryGroup.tenant == directory.tenant,
        DirectoryGroup.deleted_at.is_(None),
    )
    row = session.scalar(locked(question) if hold else question)
    if row is None:
        raise NotFoundException
    return row


def user_told(session: Session, row: DirectoryUser, base: str) -> ScimUser:
    """A user's row in the shape it travels in."""
    active = session.scalar(sa.select(Person.active).where(Person.id == row.person_id))
    return user_shape(row, bool(active), base, groups_by_user(session, [row.id]).get(row.id, ()))


def group_told(session: Session, row: DirectoryGroup, base: str) -> Group:
    """A group's row in the shape it travels in."""
    return group_shape(row, members_by_group(session, [row.id]).get(row.id, ()), base)


def group_keys_of(session: Session, person_id: int) -> list[str]:
    """The directory's own ids of the groups a person belongs to."""
    question = (
        sa.select(DirectoryGroup.external_id)
        .join(DirectoryMember, DirectoryMember.group_id == DirectoryGroup.id)
        .join(DirectoryUser, DirectoryUser.id == DirectoryMember.user_id)
        .where(DirectoryUser.person_id == person_id, DirectoryUser.deleted_at.is_(None))
        .where(DirectoryGroup.deleted_at.is_(None), DirectoryGroup.external_id.is_not(None))
        .order_by(DirectoryGroup.id)
    )
    return [key for key in session.scalars(question) if key]


def _known(public_id: str) -> str:
    """The id as it is written; raises NotFoundException for what no id looks like."""
    try:
        return str(uuid.UUID(public_id))
    except ValueError:
        raise NotFoundException from None
