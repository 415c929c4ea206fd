"""Which requests for exceptions a person may see."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.desks.models import ApprovalRequest
from app.desks.queries import on_my_desk
from app.exceptions.models import EXCEPTION, ExceptionRequest
from app.identity.queries import Visitor, within
from app.refusal import Missing
from catalogue.rights import IT
from catalogue.terms import Role

READERS = IT | {Role.AUDITOR}
LONGEST_NUMBER = 20


def visible(me: Visitor) -> sa.ColumnElement[bool]:
    """Those I asked for or will get, of units I lead, that were put to me; for IT and auditor those in reach."""
    told = sa.or_(on_my_desk(me), ApprovalRequest.decided_by == me.id, ApprovalRequest.handed_by == me.id)
    asked = sa.exists().where(
        ApprovalRequest.matter == EXCEPTION, ApprovalRequest.matter_id == ExceptionRequest.id, told
    )
    mine = [ExceptionRequest.requester_id == me.id, ExceptionRequest.recipient_id == me.id, asked]
    if me.led_units:
        mine.append(ExceptionRequest.unit_id.in_(me.led_units))
    reach = within(me, READERS, organisation=ExceptionRequest.organisation_id, unit=ExceptionRequest.unit_id)
    return sa.or_(*mine, reach)


def by_number(session: Session, me: Visitor, number: str) -> ExceptionRequest:
    """One that I may see; raises Missing for any other, the same as for a number that nothing has."""
    if len(number) > LONGEST_NUMBER or not number.isascii():
        raise Missing
    found = session.scalar(sa.select(ExceptionRequest).where(ExceptionRequest.number == number, visible(me)))
    if found is None:
        raise Missing
    return found


def reviewers(session: Session, request: ExceptionRequest) -> list[ApprovalRequest]:
    """The questions about it, the chef's first."""
    about = sa.and_(ApprovalRequest.matter == EXCEPTION, ApprovalRequest.matter_id == request.id)
    return list(session.scalars(sa.select(ApprovalRequest).where(about).order_by(ApprovalRequest.id)))
