"""Questions about the other ticketing system."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.models import Case, Ticketing, TicketingEvent


def via(session: Session) -> str:
    """How cases leave: off, json or mail."""
    return session.scalar(sa.select(Ticketing.via).where(Ticketing.id == 1)) or "off"


def lately(session: Session) -> list[sa.Row[tuple[TicketingEvent, str]]]:
    """The last things that came in, each with the number of its case."""
    question = (
        sa.select(TicketingEvent, Case.number)
        .outerjoin(Case, Case.id == TicketingEvent.case_id)
        .order_by(TicketingEvent.id.desc())
        .limit(20)
    )
    return list(session.execute(question))
