"""How far the invoices of a quarter have come."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.contribution.models import BudgetYear, QuarterRun
from app.identity.models import Organisation
from app.invoicing.models import InvoiceRun, RunFault


@dataclass(frozen=True, slots=True)
class Run:
    """The latest run of a quarter: how many of how many are done, and whom something stood in the way of, and what."""

    id: int
    state: str
    supplement: bool
    done: int
    planned: int
    at: dt.datetime
    asked_by: str
    hindered: list[tuple[str, str]] = field(default_factory=list)


def latest_run(session: Session, year: BudgetYear, quarter: int) -> Run | None:
    """The run of a quarter, or of its supplements, that was started last. One question."""
    last = sa.select(sa.func.max(QuarterRun.run_id)).where(QuarterRun.year_id == year.id, QuarterRun.quarter == quarter)
    question = (
        sa.select(InvoiceRun, QuarterRun, Organisation.short_name, RunFault.faults)
        .join(QuarterRun, QuarterRun.run_id == InvoiceRun.id)
        .outerjoin(RunFault, RunFault.run_id == InvoiceRun.id)
        .outerjoin(Organisation, Organisation.id == RunFault.organisation_id)
        .where(InvoiceRun.id == last.scalar_subquery())
        .order_by(Organisation.id)
    )
    rows = session.execute(question).all()
    if not rows:
        return None
    run, asked = rows[0][0], rows[0][1]
    return Run(
        run.id, run.state, asked.supplement, run.done, run.planned, run.at, asked.asked_by_name,
        [(name, why) for _run, _asked, name, why in rows if why],
    )  # fmt: skip
