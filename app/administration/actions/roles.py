"""Roles are given, confirmed by a second person, declined and ended; nobody gives a role to themselves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.administration.actions import role_letters
from app.administration.queries import Reach
from app.administration.queries import roles as queries
from app.administration.queries.roles import Found, Listed
from app.history import Event
from app.identity.models import CONFIRMED, DECLINED, ENDED, PENDING, RoleGrant, Unit
from app.identity.queries import Visitor
from app.identity.queries.accounts import accounts
from app.refusal import Changed, Forbidden, Refused
from app.words.formats import today_of
from catalogue.roles import GRANTABLE, may_give, may_reach, needs_second, overlap
from catalogue.terms import Role, Segment


@dataclass(frozen=True, slots=True)
class Mandate:
    """Who administers, and how far."""

    me: Visitor
    reach: Reach


@dataclass(frozen=True, slots=True)
class Wanted:
    """A role as somebody wants to give it; None is no limit, both days are included."""

    role: str
    valid_from: dt.date
    valid_to: dt.date | None
    reason: str
    organisation_id: int | None = None
    unit_id: int | None = None
    segment: str | None = None


def give(session: Session, by: Mandate, person_id: int, wanted: Wanted, *, at: dt.datetime) -> RoleGrant:
    """Give a role; a powerful one waits for a second administrator.

    Raises Missing for a person out of reach, Forbidden for oneself (by any account) and for more than one's own
    mandate, Refused for days, reach or a role that cannot be.
    """
    person = queries.person(session, by.reach, person_id)
    if by.me.id in accounts(session, {person.id}):
        raise Forbidden("roles.refused.self")
    _check_days(wanted, today_of(at))
    wanted = _placed(session, wanted)
    _check_role(session, by.reach, person, wanted)
    second = needs_second(wanted.role)
    row = RoleGrant(
        person_id=person.id, role=wanted.role, organisation_id=wanted.organisation_id, unit_id=wanted.unit_id,
        segment=wanted.segment, valid_from=wanted.valid_from, valid_to=wanted.valid_to, reason=wanted.reason,
        needs_second=second, state=PENDING if second else CONFIRMED, given_by=by.me.id, given_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    found = _record(session, by, row, "role.proposed" if second else "role.given", at=at)
    if second:
        role_letters.waits(session, found, besides=accounts(session, {by.me.id, person.id}), at=at)
    else:
        role_letters.given(session, found, at=at)
    return row


def confirm(session: Session, by: Mandate, grant_id: int, *, at: dt.datetime) -> Listed:
    """Let a powerful role hold; raises Missing, Forbidden for who gave it or gets it, Changed when it was decided."""
    row = _to_decide(session, by, grant_id)
    if row.valid_to is not None and row.valid_to < today_of(at):
        raise Refused("roles.refused.past")
    if not queries.gives_everything(session, row.given_by, today_of(at)):
        raise Refused("roles.refused.giver_gone")
    queries.person(session, by.reach, row.person_id)
    _decide(session, by.me, row, CONFIRMED, at=at)
    found = _record(session, by, row, "role.confirmed", at=at)
    role_letters.given(session, found, at=at)
    return found


def decline(session: Session, by: Mandate, grant_id: int, reason: str, *, at: dt.datetime) -> Listed:
    """Say no to a role that waits, with the reason; raises as `confirm`."""
    row = _to_decide(session, by, grant_id)
    row.end_reason = reason
    _decide(session, by.me, row, DECLINED, at=at)
    return _record(session, by, row, "role.declined", at=at)


def end(session: Session, by: Mandate, grant_id: int, reason: str, *, last: dt.date | None, at: dt.datetime) -> Listed:
    """End a role at once, or after a last day; the very next request goes without it.

    Raises Missing, Forbidden for what is more than one's own mandate, Changed when it has ended, Refused for what the
    directory gives and for the last administrator of everything.
    """
    found = queries.grant(session, by.reach, grant_id)
    row = queries.held(session, found.id)
    _may_end(session, by.reach, row, last=last or today_of(at), today=today_of(at))
    was = row.valid_to
    if last is None:
        row.state, row.ended_by, row.ended_at = ENDED, by.me.id, at
    elif not row.valid_from <= last or (was is not None and last > was):
        raise Refused("roles.refused.last_day")
    else:
        row.valid_to = last
    row.end_reason = reason
    session.flush()
    found = _record(session, by, row, "role.ended" if last is None else "role.shortened", at=at, was=was)
    role_letters.ended(session, found, last=last, at=at)
    return found


def _check_days(wanted: Wanted, today: dt.date) -> None:
    if wanted.valid_from < today:
        raise Refused("roles.refused.begins_past")
    if wanted.valid_to is not None and wanted.valid_to < wanted.valid_from:
        raise Refused("roles.refused.days")


def _placed(session: Session, wanted: Wanted) -> Wanted:
    """The same with the organisation of its unit; raises Refused when the two do not belong together."""
    if wanted.unit_id is None:
        return wanted
    owner = session.scalar(sa.select(Unit.organisation_id).where(Unit.id == wanted.unit_id))
    if owner is None or wanted.organisation_id not in (None, owner):
        raise Refused("roles.refused.unit")
    return Wanted(wanted.role, wanted.valid_from, wanted.valid_to, wanted.reason, owner, wanted.unit_id, wanted.segment)


def _check_role(session: Session, reach: Reach, person: Found, wanted: Wanted) -> None:
    if wanted.role not in GRANTABLE or (wanted.segment or Segment.STAFF) not in set(Segment):
        raise Refused("roles.refused.role")
    limits = {"organisation": wanted.organisation_id, "unit": wanted.unit_id, "segment": wanted.segment}
    if not may_reach(wanted.role, **{name: limit is not None for name, limit in limits.items()}):
        raise Refused("roles.refused.reach")
    if (wanted.role == Role.SUPPLIER_USER) != (person.supplier_id is not None):
        raise Refused("roles.refused.supplier")
    if not may_give(
        wanted.role, wanted.organisation_id, everything=reach.everything, organisations=reach.organisations
    ):
        raise Forbidden("roles.refused.mandate")
    span = (wanted.valid_from, wanted.valid_to)
    if any(overlap(span, (row.valid_from, row.valid_to)) for row in _same(session, person, wanted)):
        raise Refused("roles.refused.twice")


def _same(session: Session, person: Found, wanted: Wanted) -> list[RoleGrant]:
    """What the person has, or waits for, of the same role and reach."""
    question = sa.select(RoleGrant).where(
        RoleGrant.person_id == person.id,
        RoleGrant.role == wanted.role,
        RoleGrant.state.in_((PENDING, CONFIRMED)),
        RoleGrant.organisation_id.is_not_distinct_from(wanted.organisation_id),
        RoleGrant.unit_id.is_not_distinct_from(wanted.unit_id),
        RoleGrant.segment.is_not_distinct_from(wanted.segment),
    )
    return list(session.scalars(question))


def _to_decide(session: Session, by: Mandate, grant_id: int) -> RoleGrant:
    """A waiting grant that this person may decide, held."""
    found = queries.grant(session, by.reach, grant_id)
    row = queries.held(session, found.id)
    if not by.reach.everything:
        raise Forbidden("roles.refused.mandate")
    if by.me.id in accounts(session, {row.person_id}):
        raise Forbidden("roles.refused.self")
    if row.given_by is not None and by.me.id in accounts(session, {row.given_by}):
        raise Forbidden("roles.refused.second")
    if row.state != PENDING:
        raise Changed("roles.refused.decided")
    return row


def _decide(session: Session, me: Visitor, row: RoleGrant, state: str, *, at: dt.datetime) -> None:
    """The one move out of waiting, guarded in SQL."""
    moved = session.execute(
        sa.update(RoleGrant)
        .where(RoleGrant.id == row.id, RoleGrant.state == PENDING)
        .values(state=state, decided_by=me.id, decided_at=at)
        .execution_options(synchronize_session="fetch")
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult; the stub says Result
        raise Changed("roles.refused.decided")
    session.flush()


def _may_end(session: Session, reach: Reach, row: RoleGrant, *, last: dt.date, today: dt.date) -> None:
    if row.state not in (PENDING, CONFIRMED) or (row.valid_to is not None and row.valid_to < today):
        raise Changed("roles.refused.ended")
    if row.source != "manual":
        raise Refused("roles.refused.directory")
    if not may_give(row.role, row.organisation_id, everything=reach.everything, organisations=reach.organisations):
        raise Forbidden("roles.refused.mandate")
    administers = row.state == CONFIRMED and row.role == Role.ADMIN and row.organisation_id is None
    if administers and not queries.other_administrators(session, row, last + dt.timedelta(days=1)):
        raise Refused("roles.refused.last_admin")


def _record(
    session: Session, by: Mandate, row: RoleGrant, event: str, *, at: dt.datetime,
    was: dt.date | None = None,
) -> Listed:  # fmt: skip
    """Write what happened to the person's history, with the grant as it stands now; gives it as it is read."""
    session.flush()
    found = queries.grant(session, by.reach, row.id)
    data = role_letters.facts(found) | {"grant": found.id, "was": was.isoformat() if was else None}
    history.record(session, by.me.actor, at, [Event("person", found.person_id, event, data)])
    return found
