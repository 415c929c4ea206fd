"""How much waits on a person, as a column of the question that finds the person."""

from __future__ import annotations

import sqlalchemy as sa

from app.identity.models import Person
from app.orders.models import ApprovalRequest


def waiting_count() -> sa.ScalarSelect[int]:
    """How many requests wait for a person's decision."""
    return (
        sa.select(sa.func.count(ApprovalRequest.id))
        .where(ApprovalRequest.decider_id == Person.id, ApprovalRequest.state == "open")
        .correlate(Person)
        .scalar_subquery()
        .label("waiting_count")  # type: ignore[return-value]  # a labelled scalar subquery is selected the same way
    )
