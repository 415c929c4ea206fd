"""What is told of a role: to the person who gets or loses it, and to the administrators whose yes it waits for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.administration.queries.roles import Listed
from app.identity.models import Person, RoleGrant
from app.identity.queries import holds
from app.words import say
from app.words.formats import day_long, today_of
from catalogue.terms import Role


def reach_of(found: Listed) -> str:
    """How far a grant goes, in words."""
    place = found.reach_unit or found.reach_organisation
    if found.reach_unit and found.reach_organisation:
        place = say("roles.reach.unit", unit=found.reach_unit, organisation=found.reach_organisation)
    place = place or say("roles.reach.everything")
    return (
        say("roles.reach.segment", place=place, segment=say(f"roles.segment.{found.segment}"))
        if found.segment
        else place
    )


def days_of(found: Listed) -> str:
    """When a grant holds, in words."""
    begins = day_long(found.valid_from, year=True)
    if found.valid_to is None:
        return say("roles.days.open", begins=begins)
    return say("roles.days.closed", begins=begins, ends=day_long(found.valid_to, year=True))


def facts(found: Listed) -> dict[str, Any]:
    """What a sentence or a letter about a grant needs; JSON-safe."""
    return {
        "role": found.role,
        "what": say(f"roles.name.{found.role}"),
        "where": reach_of(found),
        "days": days_of(found),
        "reason": found.end_reason or found.reason,
        "valid_from": found.valid_from.isoformat(),
        "valid_to": found.valid_to.isoformat() if found.valid_to else None,
        "state": found.state,
    }


def given(session: Session, found: Listed, *, at: dt.datetime) -> None:
    """Tell the person that the role is theirs."""
    params = facts(found) | {"meaning": say(f"roles.meaning.{found.role}"), "giver": found.giver or ""}
    outbox.mail(session, f"role-given:{found.id}", found.email, "role_given", params, at=at)


def ended(session: Session, found: Listed, *, last: dt.date | None, at: dt.datetime) -> None:
    """Tell the person that the role ends, unless it never held."""
    if found.decider is None and found.state == "ended" and found.giver is not None and _waited(session, found):
        return
    params = facts(found) | {"last": day_long(last, year=True) if last else ""}
    key = f"role-ended:{found.id}:{last.isoformat() if last else 'now'}:{at:%Y%m%d%H%M%S}"
    outbox.mail(session, key, found.email, "role_ended", params, at=at)


def _waited(session: Session, found: Listed) -> bool:
    return bool(session.scalar(sa.select(RoleGrant.needs_second).where(RoleGrant.id == found.id)))


def waits(session: Session, found: Listed, *, besides: Collection[int], at: dt.datetime) -> None:
    """Tell the other administrators that a role waits for one of them."""
    params = facts(found) | {"person": found.person, "giver": found.giver or "", "grant": found.id}
    for person_id, address in _administrators(session, besides, today_of(at)):
        outbox.mail(session, f"role-waits:{found.id}:{person_id}", address, "role_waits", params, at=at)


def mapping_waits(
    session: Session, mapping_id: int, params: dict[str, Any], *, besides: Collection[int], at: dt.datetime
) -> None:
    """Tell the other administrators that what the directory would give waits for one of them."""
    params = params | {"mapping": mapping_id}
    for person_id, address in _administrators(session, besides, today_of(at)):
        outbox.mail(session, f"mapping-waits:{mapping_id}:{person_id}", address, "mapping_waits", params, at=at)


def _administrators(session: Session, besides: Collection[int], today: dt.date) -> list[tuple[int, str]]:
    """Those who administer everything today, with their addresses."""
    question = (
        sa.select(Person.id, Person.email)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == Role.ADMIN, RoleGrant.organisation_id.is_(None), holds(today), Person.active)
        .where(Person.id.not_in(besides))
        .distinct()
    )
    return [(row.id, row.email) for row in session.execute(question)]
