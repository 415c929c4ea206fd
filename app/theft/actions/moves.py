"""The one way a theft report changes state."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.history import Event
from app.refusal import Changed
from app.theft.models import TheftReport
from catalogue.theft import TheftState, may_move


def move(session: Session, report: TheftReport, to: TheftState, **values: object) -> None:
    """Move a report along the table and set further columns; raises Changed when it may not move or has moved."""
    session.flush()
    if not may_move(TheftState(report.state), to):
        raise Changed("theft.refused.moved", number=report.number)
    guarded = sa.update(TheftReport).where(TheftReport.id == report.id, TheftReport.state == report.state)
    moved = session.scalar(
        guarded.values(state=to.value, **values).returning(TheftReport.id).execution_options(synchronize_session=False)
    )
    if moved is None:
        raise Changed("theft.refused.moved", number=report.number)
    session.refresh(report)


def told(report: TheftReport, name: str, **data: object) -> Event:
    """Something that happened to a report."""
    return Event("theft", report.id, f"theft.{name}", {"number": report.number, **data})
