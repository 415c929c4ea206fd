"""What roles and groups of the directories give: the list, one row, and the directories there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.administration.queries.organisations import organisations
from app.administration.queries.reach import Reach
from app.history import HistoryEntry
from app.identity.models import CONFIRMED, PENDING, Organisation, Person, RoleGrant, RoleMapping, Unit
from app.identity.queries import Visitor
from app.identity.queries.accounts import accounts
from app.refusal import Missing

MOST = 300
# Accounts that no directory signs in.
BY_HAND = ("demo", "hand")

_Giver, _Decider, _Ender = aliased(Person), aliased(Person), aliased(Person)
_COLUMNS = (
    RoleMapping.id, RoleMapping.provider, RoleMapping.claim, RoleMapping.value, RoleMapping.role,
    RoleMapping.organisation_id, Organisation.short_name, RoleMapping.state, RoleMapping.reason, RoleMapping.end_reason,
    RoleMapping.given_by, RoleMapping.given_at, _Giver.name, _Decider.name, _Ender.name,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping as it is read, with how many people have a role through it."""

    id: int
    provider: str
    claim: str
    value: str
    role: str
    organisation_id: int | None
    organisation: str | None
    state: str
    reason: str
    end_reason: str
    given_by: int | None
    given_at: dt.datetime | None
    giver: str | None
    decider: str | None
    ender: str | None
    people: int

    @property
    def live(self) -> bool:
        """Whether it gives something, or waits to."""
        return self.state in (PENDING, CONFIRMED)


def mappings(session: Session, reach: Reach) -> list[Mapped]:
    """Every mapping within reach, newest first."""
    question = _mappings(reach).order_by(RoleMapping.id.desc()).limit(MOST)
    return [Mapped(*tuple(row)) for row in session.execute(question)]


def mapping(session: Session, reach: Reach, mapping_id: int) -> Mapped:
    """One mapping within reach; raises Missing for any other."""
    row = session.execute(_mappings(reach).where(RoleMapping.id == mapping_id)).one_or_none()
    if row is None:
        raise Missing
    return Mapped(*tuple(row))


def mine_to_decide(session: Session, me: Visitor, reach: Reach, found: list[Mapped]) -> list[Mapped]:
    """Those of the found mappings that wait for a second person's yes, and that I did not propose."""
    waiting = [row for row in found if row.state == PENDING]
    if not waiting or not reach.everything:
        return []
    own = accounts(session, {me.id})
    return [row for row in waiting if row.given_by not in own]


def held_mapping(session: Session, mapping_id: int) -> RoleMapping:
    """The row itself, held until commit."""
    question = sa.select(RoleMapping).where(RoleMapping.id == mapping_id).with_for_update()
    return session.scalars(question.execution_options(populate_existing=True)).one()


def events_of_mapping(session: Session, mapping_id: int) -> list[HistoryEntry]:
    """What has happened to a mapping, newest first."""
    question = sa.select(HistoryEntry).where(
        HistoryEntry.subject == "role_mapping", HistoryEntry.subject_id == mapping_id
    )
    return list(session.scalars(question.order_by(HistoryEntry.id.desc()).limit(100)))


def directories(session: Session, reach: Reach, tenants: Mapping[str, frozenset[str]]) -> list[tuple[str, str]]:
    """The directories whose people are within reach, each with whose it is: of the settings, and those people are of.

    `tenants` maps the tenants of the settings to the keys of their organisations.
    """
    names = {row.key: row.short_name for row in organisations(session, reach)}
    found = {
        f"entra:{tenant}": ", ".join(sorted(names[key] for key in keys if key in names))
        for tenant, keys in tenants.items()
        if reach.everything or not keys.isdisjoint(names)
    }
    question = sa.select(Person.provider).where(Person.provider.not_in(BY_HAND)).distinct()
    if not reach.everything:
        question = question.join(Unit, Unit.id == Person.unit_id).where(reach.within(Unit.organisation_id))
    for provider in session.scalars(question):
        found.setdefault(provider, "")
    return sorted(found.items(), key=lambda pair: (pair[1] or "ö", pair[0]))


def _mappings(reach: Reach) -> sa.Select[*tuple[Any, ...]]:
    given = sa.select(sa.func.count()).where(RoleGrant.mapping_id == RoleMapping.id, RoleGrant.source == "directory")
    question = (
        sa.select(*_COLUMNS, given.scalar_subquery())
        .select_from(RoleMapping)
        .outerjoin(Organisation, Organisation.id == RoleMapping.organisation_id)
        .outerjoin(_Giver, _Giver.id == RoleMapping.given_by)
        .outerjoin(_Decider, _Decider.id == RoleMapping.decided_by)
        .outerjoin(_Ender, _Ender.id == RoleMapping.ended_by)
    )
    if reach.everything:
        return question
    return question.where(RoleMapping.organisation_id.in_(sorted(reach.organisations)))
