"""A request held by the one who may decide it now, with its order: what everything that is done with it begins with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.approvals.actions.matters import hold_matter
from app.approvals.queries.inbox import put_forward, waiting
from app.approvals.queries.one import readable
from app.desks import actions as desks
from app.desks.models import ApprovalRequest
from app.desks.queries import acts_for, holds, matter_of
from app.identity.models import Person
from app.identity.queries import Visitor, same_people
from app.orders import actions as orders
from app.orders.models import Order, OrderLine
from app.refusal import Changed, Missing
from app.words import say
from app.words.formats import today_of
from catalogue.rights import RIGHTS


@dataclass(frozen=True, slots=True)
class Held:
    """A request with its order and all lines of it, held until commit, and in whose place I decide it."""

    request: ApprovalRequest
    order: Order | None
    lines: list[OrderLine]
    on_behalf_of: int | None
    who: str

    def waiting(self, session: Session) -> tuple[OrderLine, ...]:
        """The lines that can be decided now: those with a cheaper thing put forward wait for the orderer first."""
        asked = put_forward(session, self.request.order_id)
        return tuple(line for line in waiting(self.lines, self.request) if line.id not in asked)


def hold(session: Session, me: Visitor, request_id: int, *, at: dt.datetime) -> Held:
    """A request that I may decide or have decided; raises Missing for any other, and for one's own in any account.

    Raises Changed when the power to decide it has ended: somebody else has the question.
    """
    today = today_of(at)
    found = session.execute(
        sa.select(ApprovalRequest.order_id).where(ApprovalRequest.id == request_id, readable(me))
    ).one_or_none()
    if found is None:
        raise Missing
    order, lines = None, []
    if found.order_id is not None:
        lines = orders.hold_lines(session, found.order_id)
    hold_matter(session, request_id)
    if found.order_id is not None:
        order = session.get_one(Order, found.order_id, populate_existing=True)
    request = desks.hold_request(session, request_id)
    if request is None or not _still(session, me, request, today):
        raise Missing
    absent = acts_for(me, request) if request.state == "open" else None
    return Held(request, order, lines, absent, _who(session, me, absent))


def _still(session: Session, me: Visitor, request: ApprovalRequest, today: dt.date) -> bool:
    """Whether I may, now that nobody can change it any more."""
    barred = same_people(session, matter_of(request).own)
    if me.id in barred or not me.roles.isdisjoint(RIGHTS["decide"].excluded):
        return False
    if request.state != "open":
        return me.id in (request.decider_id, request.decided_by)
    mine = session.scalar(sa.select(ApprovalRequest.id).where(ApprovalRequest.id == request.id, readable(me)))
    if mine is None or me.id == request.handed_by or acts_for(me, request) in barred:
        return False
    if not holds(session, request, today=today):
        raise Changed("approvals.refused.power_ended")
    return True


def _who(session: Session, me: Visitor, absent: int | None) -> str:
    """Who decides, as everybody reads it: `Stina Ask för Anders Ek` when it is in another's place."""
    if absent is None:
        return me.name
    name = session.scalar(sa.select(Person.name).where(Person.id == absent))
    return say("substitutes.for", who=me.name, absent=name or "")
