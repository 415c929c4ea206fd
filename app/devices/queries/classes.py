"""The schools somebody orders for."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Organisation, Unit
from app.identity.queries import Visitor, within
from catalogue.terms import Role, Segment

SCHOOLS = (Segment.SCHOOL_STAFF, Segment.PUPIL)


def schools(session: Session, me: Visitor) -> list[tuple[int, str]]:
    """The schools whose pupils I order for: id and name."""
    reach = within(me, {Role.SCHOOL_ORDERER}, organisation=Unit.organisation_id, unit=Unit.id)
    question = (
        sa.select(Unit.id, Unit.name, Organisation.short_name)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .where(Unit.segment.in_(SCHOOLS), Unit.successor_id.is_(None), reach)
        .order_by(Unit.name)
    )
    return [(row[0], f"{row[1]}, {row[2]}") for row in session.execute(question)]
