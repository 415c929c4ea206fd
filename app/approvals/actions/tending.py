"""Keeps what waits moving: reminds, asks the next one, finds somebody new for who left or is away, tells IT.

Nothing is ever approved or declined here. Each round looks at what is due and at what lies where it cannot be decided;
a letter's key names the desk it was written for, so that a round that is done twice writes nothing twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.approvals.actions import calling
from app.approvals.actions.matters import hold_matter
from app.desks import actions as desks
from app.desks.models import ApprovalRequest
from app.desks.queries import Desk, holds, matter_of, resolve, settings_of
from app.desks.queries.mine import covers
from app.history import Actor, Event
from app.identity.models import Person, Substitution, Unit
from app.orders import actions as orders
from app.words import say
from app.words.formats import today_of

MOST = 100
# IT is told again of what nobody can decide, but not every day.
TOLD_LATELY = dt.timedelta(days=6)


def due(session: Session, *, now: dt.datetime, after: int = 0) -> list[int]:
    """The requests that something must be done about, by id: their day has come, or nobody there can decide."""
    today = today_of(now)
    asked = ApprovalRequest
    left = sa.exists().where(Person.id == asked.decider_id, Person.active.is_(False))
    other = sa.exists().where(Unit.id == asked.unit_id, Unit.manager_id.is_distinct_from(asked.decider_id))
    moved = sa.and_(asked.relation == "manager", other)
    gone = sa.exists().where(Person.id == Substitution.substitute_id, Person.active.is_(False))
    away = sa.exists().where(covers(today), sa.or_(Substitution.announced_at.is_(None), gone))
    question = sa.select(asked.id).where(
        asked.state == "open", asked.id > after, sa.or_(asked.next_on <= today, left, moved, away)
    )
    return list(session.scalars(question.order_by(asked.id).limit(MOST)))


def tend(session: Session, ids: Sequence[int], *, now: dt.datetime) -> None:
    """Do what is due about these requests, each as it stands when its turn comes."""
    for request_id in ids:
        request = _hold(session, request_id)
        if request is not None and request.state == "open":
            _tend(session, request, now)
    session.flush()


def announce(session: Session, *, now: dt.datetime) -> int:
    """Tell those whose time as substitutes has begun what waits for them; once each."""
    today = today_of(now)
    new = sa.select(Substitution).where(
        Substitution.announced_at.is_(None), Substitution.revoked_at.is_(None),
        Substitution.starts <= today, Substitution.ends >= today,
    )  # fmt: skip
    rows = session.scalars(new.order_by(Substitution.id).limit(MOST).with_for_update(skip_locked=True)).all()
    for row in rows:
        count = session.scalar(
            sa.select(sa.func.count(ApprovalRequest.id))
            .join(Substitution, covers(today))
            .where(Substitution.id == row.id, ApprovalRequest.state == "open")
        )
        calling.substitute_begins(session, row, int(count or 0), at=now)
        row.announced_at = now
    return len(rows)


def _tend(session: Session, request: ApprovalRequest, now: dt.datetime) -> None:
    today = today_of(now)
    settings = settings_of(session, request.unit_id)
    found = _better(session, request, today)
    if found is not None:
        _move(session, request, found, settings=settings, now=now)
        return
    if request.next_on > today:
        return
    if request.decider_id is not None and request.next_event == "remind":
        desks.reminded(request, settings=settings, at=now)
        calling.remind(session, request, at=now)
        _tell(session, request, "approval.reminded", {"who": request.decider_name}, now=now)
        return
    _escalate(session, request, settings=settings, now=now)


def _better(session: Session, request: ApprovalRequest, today: dt.date) -> Desk | None:
    """Another desk, when the one it lies on cannot decide it; None when it lies well or there is no other."""
    if request.decider_id is not None and holds(session, request, today=today):
        if request.relation in ("forwarded", "appointed", "role"):
            return None
        found = resolve(session, matter_of(request), request.step, today=today, passed=request.passed)
        away = found.reason == "away" and found.person_id not in (None, request.decider_id)
        return found if away else None
    found = resolve(session, matter_of(request), request.step, today=today, passed=request.passed)
    return None if found.person_id == request.decider_id else found


def _escalate(session: Session, request: ApprovalRequest, *, settings: dict[str, object], now: dt.datetime) -> None:
    """Ask the next one, or tell IT when there is none; never an answer by silence."""
    today = today_of(now)
    passed = [*request.passed, *([request.handed_by] if request.relation == "forwarded" else [])]
    passed = list(dict.fromkeys([*passed, *([request.decider_id] if request.decider_id else [])]))
    found = resolve(session, matter_of(request), request.step, today=today, passed=passed)
    request.passed = passed
    if found.person_id is not None and found.person_id not in passed:
        _move(session, request, found, settings=settings, now=now)
        return
    fresh = request.alerted_at is not None and now - request.alerted_at < TOLD_LATELY
    desks.look_again(request, settings=settings, at=now, told=not fresh)
    if not fresh:
        calling.alert(session, request, at=now)
        _tell(session, request, "approval.alerted", {}, now=now)


def _move(
    session: Session, request: ApprovalRequest, desk: Desk, *, settings: dict[str, object], now: dt.datetime
) -> None:
    before = request.decider_name
    desks.move_to(request, desk, settings=settings, at=now)
    if desk.person_id is None:
        calling.alert(session, request, at=now)
        _tell(session, request, "approval.alerted", {}, now=now)
        return
    calling.ask_again(session, request, at=now)
    key = "escalated" if desk.reason == "silence" and before else "moved" if before else "found"
    _tell(session, request, f"approval.{key}", {"who": desk.name, "before": before}, now=now)


def _tell(session: Session, request: ApprovalRequest, name: str, data: dict[str, str], *, now: dt.datetime) -> None:
    actor, told = Actor(None, say("delivery.shop")), Event(request.matter, request.matter_id, name, data)
    session.flush()
    if request.order_id is not None:
        orders.note(session, request.order_id, [told], actor=actor, at=now)
    else:
        history.record(session, actor, now, [told])


def _hold(session: Session, request_id: int) -> ApprovalRequest | None:
    hold_matter(session, request_id)
    return desks.hold_request(session, request_id)
