"""Rows of a directory in the shape they travel in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from scim2_models import Meta
from sqlalchemy.orm import Session

from app.identity.models import DirectoryGroup, DirectoryMember, DirectoryUser
from app.identity.models.scim import ENTERPRISE, Group, ScimUser

Shape = TypeVar("Shape", ScimUser, Group)


def version_tag(version: int) -> str:
    """A version as an entity tag."""
    return f'W/"{version}"'


def user_shape(row: DirectoryUser, active: bool, base: str, groups: Sequence[DirectoryGroup] = ()) -> ScimUser:
    """A user as the directory sees it; `active` is whether the person is, `base` the address of the doors."""
    told = [
        {"value": each.public_id, "$ref": f"{base}/Groups/{each.public_id}", "display": each.name} for each in groups
    ]
    document: dict[str, Any] = row.document | {"groups": told or None}
    if "active" in document:
        document["active"] = active
    user = ScimUser.model_validate(document)
    if (workplace := user[ENTERPRISE]) and workplace.manager and workplace.manager.value:
        workplace.manager.ref = f"{base}/Users/{workplace.manager.value}"
    return _named(user, row, base, "User")


def group_shape(row: DirectoryGroup, members: Sequence[str], base: str) -> Group:
    """A group with the ids of its members."""
    told = [{"value": each, "$ref": f"{base}/Users/{each}", "type": "User"} for each in members]
    group = Group.model_validate({"displayName": row.name, "externalId": row.external_id, "members": told or None})
    return _named(group, row, base, "Group")


def _named(shape: Shape, row: DirectoryUser | DirectoryGroup, base: str, kind: str) -> Shape:
    shape.id = row.public_id
    shape.meta = Meta(
        resource_type=kind,
        created=_moment(row.created_at),
        last_modified=_moment(row.changed_at),
        location=f"{base}/{kind}s/{row.public_id}",
        version=version_tag(row.version),
    )
    return shape


def _moment(at: dt.datetime) -> dt.datetime:
    return at.replace(microsecond=0)


def groups_by_user(session: Session, users: Sequence[int]) -> Mapping[int, list[DirectoryGroup]]:
    """The groups of each of these users."""
    question = (
        sa.select(DirectoryMember.user_id, DirectoryGroup)
        .join(DirectoryGroup, DirectoryGroup.id == DirectoryMember.group_id)
        .where(DirectoryMember.user_id.in_(users), DirectoryGroup.deleted_at.is_(None))
        .order_by(DirectoryGroup.id)
    )
    found: dict[int, list[DirectoryGroup]] = {}
    for user, group in session.execute(question).all() if users else ():
        found.setdefault(user, []).append(group)
    return found


def members_by_group(session: Session, groups: Sequence[int]) -> Mapping[int, list[str]]:
    """The public ids of each group's members."""
    question = (
        sa.select(DirectoryMember.group_id, DirectoryUser.public_id)
        .join(DirectoryUser, DirectoryUser.id == DirectoryMember.user_id)
        .where(DirectoryMember.group_id.in_(groups), DirectoryUser.deleted_at.is_(None))
        .order_by(DirectoryUser.id)
    )
    found: dict[int, list[str]] = {}
    for group, user in session.execute(question).all() if groups else ():
        found.setdefault(group, []).append(user)
    return found
