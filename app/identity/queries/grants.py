"""What a role reaches: the grants of a visitor, and the conditions that follow from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa

from app.identity.models import CONFIRMED, RoleGrant, Unit


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that holds today and what it reaches; None is no limit."""

    role: str
    organisation_id: int | None = None
    unit_id: int | None = None
    segment: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it reaches everything."""
        return self.organisation_id is None and self.unit_id is None and self.segment is None

    def covers(self, organisation_id: int, unit_id: int, segment: str) -> bool:
        """Whether it reaches a unit."""
        wanted = ((self.organisation_id, organisation_id), (self.unit_id, unit_id), (self.segment, segment))
        return all(own is None or own == theirs for own, theirs in wanted)


class Granted(Protocol):
    """Somebody with grants."""

    @property
    def grants(self) -> tuple[Grant, ...]:
        """The grants that hold today."""
        ...


def holds(today: Any) -> sa.ColumnElement[bool]:
    """Whether a row of grants holds on a day: confirmed, begun and not ended."""
    return sa.and_(
        RoleGrant.state == CONFIRMED,
        RoleGrant.valid_from <= today,
        sa.or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= today),
    )


def grants_of(person: Any, today: Any) -> sa.Select[Any]:
    """The grants of a person that hold, drawn together to one text; `read_grants` reads it."""
    parts = [
        RoleGrant.role,
        sa.func.coalesce(sa.cast(RoleGrant.organisation_id, sa.String), ""),
        sa.func.coalesce(sa.cast(RoleGrant.unit_id, sa.String), ""),
        sa.func.coalesce(RoleGrant.segment, ""),
    ]
    row = parts[0] + ":" + parts[1] + ":" + parts[2] + ":" + parts[3]
    return sa.select(sa.func.aggregate_strings(row, ",")).where(RoleGrant.person_id == person, holds(today))


def read_grants(text: str | None) -> tuple[Grant, ...]:
    """The grants of a text made by `grants_of`."""
    rows = [row.split(":") for row in text.split(",")] if text else []
    return tuple(
        Grant(role, _id(organisation), _id(unit), segment or None) for role, organisation, unit, segment in rows
    )


def _id(text: str) -> int | None:
    return int(text) if text else None


def within(me: Granted, roles: Collection[str], *, organisation: Any, unit: Any) -> sa.ColumnElement[bool]:
    """The condition that something of an organisation and a unit (columns of ids) lies within my grants of roles."""
    found = [grant for grant in me.grants if grant.role in roles]
    if any(grant.is_whole for grant in found):
        return sa.true()
    return sa.or_(sa.false(), *(_reach(grant, organisation, unit) for grant in found))


def _reach(grant: Grant, organisation: Any, unit: Any) -> sa.ColumnElement[bool]:
    conditions: list[sa.ColumnElement[bool]] = []
    if grant.organisation_id is not None:
        conditions.append(organisation == grant.organisation_id)
    if grant.unit_id is not None:
        conditions.append(unit == grant.unit_id)
    if grant.segment is not None:
        conditions.append(unit.in_(sa.select(Unit.id).where(Unit.segment == grant.segment)))
    return sa.and_(sa.true(), *conditions)


def roles_for(grants: Iterable[Grant], place: tuple[int, int, str]) -> frozenset[str]:
    """The roles whose grants reach a place: organisation, unit and segment of a unit."""
    return frozenset(grant.role for grant in grants if grant.covers(*place))
