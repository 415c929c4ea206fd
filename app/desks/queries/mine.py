"""What waits for a person: their own desk, and those of the people they stand in for today."""

from __future__ import annotations

import sqlalchemy as sa

from app.desks.models import ApprovalRequest
from app.identity.models import Person, Substitution
from app.identity.queries import Lent, Visitor, lives

# Power that was lent once is not lent again (depth 1).
LENT = ("forwarded", "appointed")


def covers(today: object) -> sa.ColumnElement[bool]:
    """Whether a substitution covers a request on a day."""
    return sa.and_(
        Substitution.absent_id == ApprovalRequest.decider_id,
        lives(Substitution, today),
        sa.or_(Substitution.unit_id.is_(None), Substitution.unit_id == ApprovalRequest.unit_id),
        sa.or_(Substitution.topic == "", Substitution.topic == ApprovalRequest.topic),
        ApprovalRequest.relation.not_in(LENT),
    )


def never_own(person: object) -> sa.ColumnElement[bool]:
    """That a request is of nobody but others: not asked for, made or received by this person."""
    return sa.and_(
        ApprovalRequest.requester_id != person,
        ApprovalRequest.creator_id != person,
        sa.or_(ApprovalRequest.beneficiary_id.is_(None), ApprovalRequest.beneficiary_id != person),
    )


def on_my_desk(me: Visitor) -> sa.ColumnElement[bool]:
    """The requests that I may decide: those put to me, and those put to whom I stand in for today."""
    mine = ApprovalRequest.decider_id == me.id
    if not me.stands_for:
        return mine
    lent = sa.or_(*(_within(power) for power in me.stands_for))
    return sa.or_(mine, sa.and_(lent, ApprovalRequest.relation.not_in(LENT), never_own(me.id)))


def _within(power: Lent) -> sa.ColumnElement[bool]:
    conditions = [ApprovalRequest.decider_id == power.absent]
    if power.unit is not None:
        conditions.append(ApprovalRequest.unit_id == power.unit)
    if power.topic:
        conditions.append(ApprovalRequest.topic == power.topic)
    return sa.and_(*conditions)


def lies_with(request: ApprovalRequest, me: Visitor) -> bool:
    """Whether an open request lies on my desk, or on that of somebody I stand in for."""
    if request.decider_id == me.id:
        return True
    if request.relation in LENT or me.id in (request.requester_id, request.creator_id, request.beneficiary_id):
        return False
    return any(
        power.absent == request.decider_id
        and power.unit in (None, request.unit_id)
        and power.topic in ("", request.topic)
        for power in me.stands_for
    )


def acts_for(me: Visitor, request: ApprovalRequest) -> int | None:
    """In whose place I decide a request that I may decide; None for my own power."""
    if request.decider_id == me.id:
        return request.handed_by if request.relation == "forwarded" else None
    return request.decider_id


def waiting_count() -> sa.ScalarSelect[int]:
    """How many requests wait for a person, as a column of the question that finds the person."""
    asked = sa.select(sa.func.count(ApprovalRequest.id)).where(ApprovalRequest.state == "open")
    own = asked.where(ApprovalRequest.decider_id == Person.id).correlate(Person).scalar_subquery()
    today = sa.bindparam("today", type_=sa.Date)
    lent = asked.join(Substitution, covers(today)).where(Substitution.substitute_id == Person.id, never_own(Person.id))
    both = own + lent.correlate(Person).scalar_subquery()
    return both.label("waiting_count")  # type: ignore[return-value]  # a labelled sum is selected the same way
