"""The reports of a year, those that are made and those that are yet to come."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.follow_up.models import FollowUp, FollowUpSending
from app.follow_up.queries.shown import slug_of
from catalogue.following import OF_A_YEAR, Report


@dataclass(frozen=True, slots=True)
class Card:
    """One of the reports of a year; `made` is None until somebody begins it. `sent` counts the members it went to."""

    kind: Report
    number: int
    made: FollowUp | None
    sent: int

    @property
    def slug(self) -> str:
        """What it is called in an address."""
        return slug_of(self.kind, self.number)


def cards(session: Session, year: int) -> list[Card]:
    """The four reports of a budget year in the order of the year. One question."""
    sent = (
        sa.select(sa.func.count())
        .where(FollowUpSending.report_id == FollowUp.id, FollowUpSending.audience == "member")
        .scalar_subquery()
    )
    question = sa.select(FollowUp, sent).where(FollowUp.year == year, FollowUp.kind != Report.QUARTER)
    made = {(row[0].kind, row[0].number): (row[0], row[1]) for row in session.execute(question)}
    return [Card(kind, number, *made.get((kind, number), (None, 0))) for kind, number in OF_A_YEAR]
