"""What waits anywhere, oldest first: for IT, who must see that nothing gets stuck."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.desks.models import ApprovalRequest
from app.desks.queries.mine import covers
from app.identity.models import Organisation, Person, Substitution, Unit
from app.identity.queries import Visitor, within
from catalogue.rights import RIGHTS

PAGE = 50
WATCHERS = RIGHTS["approvals.watch"].roles


def watched(me: Visitor) -> sa.ColumnElement[bool]:
    """The requests of the units that my roles reach."""
    places = sa.select(Unit.id).where(within(me, WATCHERS, organisation=Unit.organisation_id, unit=Unit.id))
    return ApprovalRequest.unit_id.in_(places)


@dataclass(frozen=True, slots=True)
class Watched:
    """Something that waits, where it lies, and who acts there while its owner is away."""

    request: ApprovalRequest
    requester: str
    unit: str
    organisation: str
    stand_in: str


@dataclass(frozen=True, slots=True)
class Watch:
    """A page of what waits; `next_after` is 0 on the last one."""

    rows: list[Watched]
    next_after: int


def watch(session: Session, me: Visitor, today: dt.date, *, stuck: bool = False, after: int = 0) -> Watch:
    """A page of everything within my reach that waits for a yes; `stuck` is only what IT was told of. One question."""
    stand_in, requester = aliased(Person), aliased(Person)
    question = (
        sa.select(ApprovalRequest, requester.name, Unit.name, Organisation.short_name, stand_in.name)
        .join(requester, requester.id == ApprovalRequest.requester_id)
        .join(Unit, Unit.id == ApprovalRequest.unit_id)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .outerjoin(Substitution, covers(today))
        .outerjoin(stand_in, stand_in.id == Substitution.substitute_id)
        .where(ApprovalRequest.state == "open", ApprovalRequest.id > after, watched(me))
        .order_by(ApprovalRequest.id)
        .limit(PAGE + 1)
    )
    if stuck:
        question = question.where(ApprovalRequest.alerted_at.is_not(None))
    rows = [Watched(row[0], row[1], row[2], row[3], row[4] or "") for row in session.execute(question)]
    return Watch(rows[:PAGE], rows[PAGE - 1].request.id if len(rows) > PAGE else 0)
