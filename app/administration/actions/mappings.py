"""What roles and groups of a directory give: added, confirmed by a second person, declined and ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import history
from app.administration.actions import role_letters
from app.administration.actions.roles import Mandate
from app.administration.queries import Reach
from app.administration.queries import mappings as queries
from app.administration.queries.mappings import Mapped
from app.administration.queries.roles import gives_everything
from app.history import Event
from app.identity.actions import take_back
from app.identity.models import CONFIRMED, DECLINED, ENDED, PENDING, Person, RoleGrant, RoleMapping
from app.identity.queries import holds
from app.identity.queries.accounts import accounts
from app.refusal import Changed, Forbidden, Refused
from app.words import say
from app.words.formats import today_of
from catalogue.roles import MAPPABLE, may_give, may_reach, needs_second
from catalogue.terms import Role


@dataclass(frozen=True, slots=True)
class Rule:
    """What somebody wants a role or a group (by its id) of a directory to give; no organisation is everywhere."""

    provider: str
    claim: str
    value: str
    role: str
    organisation_id: int | None
    reason: str


def add(session: Session, by: Mandate, rule: Rule, *, at: dt.datetime) -> Mapped:
    """Let a role or group of a directory give a role; a powerful one waits for a second administrator.

    Raises Forbidden for more than one's own mandate, Refused for what cannot be or stands already.
    """
    if rule.role not in MAPPABLE:
        raise Refused("roles.refused.role")
    if not may_reach(rule.role, organisation=rule.organisation_id is not None, unit=False, segment=False):
        raise Refused("roles.refused.reach")
    _demand(by.reach, rule.role, rule.organisation_id)
    if _stands(session, rule):
        raise Refused("mappings.refused.twice")
    second = needs_second(rule.role)
    row = RoleMapping(
        provider=rule.provider, claim=rule.claim, value=rule.value, role=rule.role,
        organisation_id=rule.organisation_id, reason=rule.reason, needs_second=second,
        state=PENDING if second else CONFIRMED, given_by=by.me.id, given_at=at,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # somebody else added the same this moment
        raise Refused("mappings.refused.twice") from None
    found = _record(session, by, row, "proposed" if second else "added", at=at)
    if second:
        params = _facts(found) | {"giver": found.giver or ""}
        role_letters.mapping_waits(session, found.id, params, besides=accounts(session, {by.me.id}), at=at)
    return found


def confirm(session: Session, by: Mandate, mapping_id: int, *, at: dt.datetime) -> Mapped:
    """Let a powerful mapping hold; raises Missing, Forbidden for who proposed it, Changed when it was decided."""
    row = _to_decide(session, by, mapping_id)
    if not gives_everything(session, row.given_by, today_of(at)):
        raise Refused("mappings.refused.giver_gone")
    _decide(session, by, row, CONFIRMED, at=at)
    return _record(session, by, row, "confirmed", at=at, was=PENDING)


def decline(session: Session, by: Mandate, mapping_id: int, reason: str, *, at: dt.datetime) -> Mapped:
    """Say no to a mapping that waits, with the reason; raises as `confirm`."""
    row = _to_decide(session, by, mapping_id)
    row.end_reason = reason
    _decide(session, by, row, DECLINED, at=at)
    return _record(session, by, row, "declined", at=at, was=PENDING)


def end(session: Session, by: Mandate, mapping_id: int, reason: str, *, at: dt.datetime) -> tuple[Mapped, int]:
    """End a mapping and take back at once what it gave; also returns from how many people.

    Raises Missing, Forbidden for more than one's own mandate, Changed when it has ended, Refused where nobody would
    administer everything any longer.
    """
    row = queries.held_mapping(session, queries.mapping(session, by.reach, mapping_id).id)
    _demand(by.reach, row.role, row.organisation_id)
    if row.state not in (PENDING, CONFIRMED):
        raise Changed("mappings.refused.ended")
    if row.state == CONFIRMED and row.role == Role.ADMIN and row.organisation_id is None:
        _demand_other_administrators(session, row, today_of(at))
    was = row.state
    row.state, row.ended_by, row.ended_at, row.end_reason = ENDED, by.me.id, at, reason
    session.flush()
    people = take_back(session, row.id, at=at)
    return _record(session, by, row, "ended", at=at, was=was, people=people), people


def _demand(reach: Reach, role: str, organisation_id: int | None) -> None:
    if not may_give(role, organisation_id, everything=reach.everything, organisations=reach.organisations):
        raise Forbidden("roles.refused.mandate")


def _stands(session: Session, rule: Rule) -> bool:
    """Whether the same is in force or waits."""
    question = sa.select(RoleMapping.id).where(
        RoleMapping.provider == rule.provider,
        RoleMapping.claim == rule.claim,
        RoleMapping.value == rule.value,
        RoleMapping.role == rule.role,
        RoleMapping.organisation_id.is_not_distinct_from(rule.organisation_id),
        RoleMapping.state.in_((PENDING, CONFIRMED)),
    )
    return session.scalars(question.limit(1)).first() is not None


def _to_decide(session: Session, by: Mandate, mapping_id: int) -> RoleMapping:
    """A waiting mapping that this person may decide, held."""
    row = queries.held_mapping(session, queries.mapping(session, by.reach, mapping_id).id)
    if not by.reach.everything:
        raise Forbidden("roles.refused.mandate")
    if row.given_by is not None and by.me.id in accounts(session, {row.given_by}):
        raise Forbidden("mappings.refused.second")
    if row.state != PENDING:
        raise Changed("roles.refused.decided")
    return row


def _decide(session: Session, by: Mandate, row: RoleMapping, state: str, *, at: dt.datetime) -> None:
    """The one move out of waiting, guarded in SQL."""
    moved = session.execute(
        sa.update(RoleMapping)
        .where(RoleMapping.id == row.id, RoleMapping.state == PENDING)
        .values(state=state, decided_by=by.me.id, decided_at=at)
        .execution_options(synchronize_session="fetch")
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult; the stub says Result
        raise Changed("roles.refused.decided")


def _demand_other_administrators(session: Session, row: RoleMapping, today: dt.date) -> None:
    """Raise Refused when the mapping is all that lets anybody administer everything."""
    whole = [RoleGrant.role == Role.ADMIN, RoleGrant.organisation_id.is_(None), holds(today), Person.active]
    question = sa.select(RoleGrant.mapping_id).join(Person, Person.id == RoleGrant.person_id).where(*whole)
    through = session.scalars(question.with_for_update(of=RoleGrant)).all()
    if through and all(mapping_id == row.id for mapping_id in through):
        raise Refused("mappings.refused.last_admin")


def _record(
    session: Session, by: Mandate, row: RoleMapping, event: str, *, at: dt.datetime, was: str = "", people: int = 0
) -> Mapped:
    """Write what happened to the log, with old and new; gives the mapping as it is read."""
    session.flush()
    found = queries.mapping(session, by.reach, row.id)
    data = _facts(found) | {"old": was, "new": found.state, "people": people}
    history.record(session, by.me.actor, at, [Event("role_mapping", found.id, f"mapping.{event}", data)])
    return found


def _facts(found: Mapped) -> dict[str, Any]:
    """What a sentence or a letter about a mapping needs; JSON-safe."""
    return {
        "value": found.value, "claim": say(f"mappings.claim.{found.claim}"), "provider": found.provider,
        "what": say(f"roles.name.{found.role}"), "where": found.organisation or say("roles.reach.everything"),
        "reason": found.end_reason or found.reason,
    }  # fmt: skip
