"""Filling in the individual capital costs of a report from the latest run of the year's outcome (R-133)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.contribution.models import CapitalPart, CapitalRow, CapitalRun
from app.follow_up.actions.preparing import Entry, fill_in
from app.follow_up.queries import Shown
from app.identity.queries import Visitor
from app.refusal import Refused
from catalogue.contribution import Section
from catalogue.following import interest_so_far, written_so_far


def reckon(session: Session, shown: Shown, me: Visitor) -> None:
    """The year's capital costs as the run says, and so much of them as the months until the report's day have borne.

    Raises Refused where no run of the outcome is done, and as filling in does.
    """
    report = shown.report
    run_id = session.scalar(
        sa.select(sa.func.max(CapitalRun.id)).where(
            CapitalRun.year_id == report.budget_year_id, CapitalRun.purpose == "outcome", CapitalRun.state == "done"
        )
    )
    if run_id is None:
        raise Refused("following.refused.no_run")
    whole = {
        part.organisation_id: part.total
        for part in session.scalars(sa.select(CapitalPart).where(CapitalPart.run_id == run_id))
    }
    so_far = _so_far(session, run_id, shown)
    entries = {
        row.id: Entry(so_far[row.organisation_id], whole.get(row.organisation_id, 0), row.note)
        for row, _member in shown.rows
        if row.section == Section.INDIVIDUAL_INVESTMENT and row.organisation_id is not None
    }
    fill_in(session, shown, entries, text=report.text, as_of=report.as_of, seen=report.version, me=me)


def _so_far(session: Session, run_id: int, shown: Shown) -> dict[int, int]:
    """What each member has borne, öre; what was written off is borne whole."""
    row, until = CapitalRow, shown.report.as_of
    same = (row.organisation_id, row.price, row.months, row.in_service_on, row.expensed > 0)
    question: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            *same, sa.func.count(), sa.func.sum(row.depreciation + row.expensed), sa.func.sum(row.interest)
        )
        .where(row.run_id == run_id)
        .group_by(*same)
    )  # fmt: skip
    found: dict[int, int] = defaultdict(int)
    for member, price, months, begun, lost, count, borne, interest in session.execute(question):
        written = int(borne) if lost else written_so_far(price * count, months, begun, until=until)
        found[member] += written + interest_so_far(int(interest), until)
    return found
