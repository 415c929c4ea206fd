"""What the database itself refuses of a budget year."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.contribution.models import BudgetYear, CouncilDecision
from app.db import begin_write
from app.identity.models import Organisation
from tests.databases import MOMENT
from tests.people import People


def year_with(session: Session, people: People, decisions: int) -> int:
    begin_write(session)
    year = BudgetYear(year=2027, population_date=dt.date(2025, 12, 31), interest=250, made_at=MOMENT)
    session.add(year)
    session.flush()
    members = session.scalars(sa.select(Organisation.id).where(Organisation.is_member).order_by(Organisation.id)).all()
    for member in members[:decisions]:
        session.add(
            CouncilDecision(
                year_id=year.id, organisation_id=member, council="Kommunfullmäktige", decided_on=dt.date(2026, 11, 16),
                reference="§ 112", recorded_by=people["elin"].id, recorded_by_name="Elin Dahl", recorded_at=MOMENT,
            )
        )  # fmt: skip
    session.commit()
    begin_write(session)
    return year.id


ADOPT = sa.text("UPDATE budget_year SET state = :state WHERE id = :year")


@pytest.mark.rule("R-021")
def test_the_database_adopts_no_budget_that_a_council_has_not_decided_and_keeps_what_it_was_adopted_by(
    session: Session, people: People
) -> None:
    year = year_with(session, people, 3)
    with pytest.raises(DatabaseError, match="adopted_by_councils"):
        session.execute(ADOPT, {"state": "adopted", "year": year})
    session.rollback()
    begin_write(session)
    with pytest.raises(DatabaseError, match="adopted_by_councils"):
        session.execute(ADOPT, {"state": "running", "year": year})
    session.rollback()
    begin_write(session)
    session.execute(sa.delete(CouncilDecision))
    session.execute(sa.delete(BudgetYear))
    session.commit()
    year = year_with(session, people, 4)
    session.execute(ADOPT, {"state": "adopted", "year": year})
    with pytest.raises(DatabaseError, match="the budget is adopted"):
        session.execute(sa.text("DELETE FROM council_decision"))
    session.rollback()
