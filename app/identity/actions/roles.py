"""Roles that the directory gives, through mappings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.history import Actor, Event
from app.identity.models import CONFIRMED, Person, RoleGrant, RoleMapping
from app.identity.queries.accounts import accounts
from app.words.formats import today_of

DIRECTORY = "directory"


@dataclass(frozen=True, slots=True)
class Directory:
    """What the directory says of a person's roles and groups.

    None is "not told": too many groups to list is not the same as no group, so nothing is given and nothing taken.
    """

    roles: frozenset[str] | None = None
    groups: frozenset[str] | None = None

    def told(self) -> dict[str, frozenset[str]]:
        """What was told, by kind of claim."""
        found = {"role": self.roles, "group": self.groups}
        return {claim: values for claim, values in found.items() if values is not None}


def sync_roles(session: Session, person: Person, directory: Directory, *, at: dt.datetime) -> None:
    """Give and take what the directory says; grants made by hand stay, and so do those it told nothing about.

    Nobody gets a role through a mapping that they gave or confirmed themselves.
    """
    told = directory.told()
    mappings = session.scalars(
        sa.select(RoleMapping).where(RoleMapping.provider == person.provider, RoleMapping.state == CONFIRMED)
    ).all()
    named = [row for row in mappings if row.value in told.get(row.claim, ())]
    own = accounts(session, {person.id}) if any(row.given_by for row in named) else frozenset()
    wanted = {row.id: row for row in named if own.isdisjoint({row.given_by, row.decided_by})}
    question = (
        sa.select(RoleGrant, RoleMapping.claim)
        .join(RoleMapping, RoleMapping.id == RoleGrant.mapping_id)
        .where(RoleGrant.person_id == person.id, RoleGrant.source == DIRECTORY)
    )
    held = [(grant, claim) for grant, claim in session.execute(question)]
    standing = {row.id: row for row in mappings}
    lost = [grant for grant, claim in held if not _stands(grant, wanted if claim in told else standing)]
    kept = {grant.mapping_id for grant, _claim in held} - {grant.mapping_id for grant in lost}
    fresh = [row for mapping_id, row in wanted.items() if mapping_id not in kept]
    for grant in lost:
        session.delete(grant)
    today = today_of(at)
    session.add_all(_grant(person, row, today) for row in fresh)
    _record(session, person, given=[row.role for row in fresh], taken=[grant.role for grant in lost], at=at)


def take_back(session: Session, mapping_id: int, *, at: dt.datetime) -> int:
    """Take back at once what a mapping gave, when it ends or changes; returns from how many grants."""
    question = sa.select(RoleGrant).where(RoleGrant.mapping_id == mapping_id, RoleGrant.source == DIRECTORY)
    grants = session.scalars(question).all()
    events = [Event("person", grant.person_id, "person.role_taken", {"role": grant.role}) for grant in grants]
    for grant in grants:
        session.delete(grant)
    history.record(session, Actor(None, DIRECTORY), at, events)
    return len(grants)


def _stands(grant: RoleGrant, rows: dict[int, RoleMapping]) -> bool:
    """Whether a grant still is what its mapping says."""
    row = rows.get(grant.mapping_id or 0)
    return row is not None and (row.role, row.organisation_id) == (grant.role, grant.organisation_id)


def _grant(person: Person, row: RoleMapping, today: dt.date) -> RoleGrant:
    return RoleGrant(
        person_id=person.id,
        role=row.role,
        organisation_id=row.organisation_id,
        valid_from=today,
        valid_to=None,
        source=DIRECTORY,
        mapping_id=row.id,
    )


def _record(session: Session, person: Person, *, given: list[str], taken: list[str], at: dt.datetime) -> None:
    events = [Event("person", person.id, "person.role_given", {"role": role}) for role in sorted(given)]
    events += [Event("person", person.id, "person.role_taken", {"role": role}) for role in sorted(taken)]
    history.record(session, Actor(None, DIRECTORY), at, events)
