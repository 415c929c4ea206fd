"""Runs as their page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Organisation
from app.invoicing.models import InvoiceRun, RunFault

MOST = 24


@dataclass(frozen=True, slots=True)
class Hindered:
    """A customer that a run could not invoice, and why; `amount` is öre without VAT."""

    run_id: int
    customer: str
    reference: str
    why: str
    amount: int


def latest(session: Session) -> Sequence[InvoiceRun]:
    """The newest runs, newest first."""
    return session.scalars(sa.select(InvoiceRun).order_by(InvoiceRun.id.desc()).limit(MOST)).all()


def hindered(session: Session, runs: Sequence[InvoiceRun]) -> list[Hindered]:
    """What stood in the way in these runs."""
    question = (
        sa.select(RunFault.run_id, Organisation.name, RunFault.reference, RunFault.faults, RunFault.amount)
        .join(Organisation, Organisation.id == RunFault.organisation_id)
        .where(RunFault.run_id.in_([run.id for run in runs]))
        .order_by(RunFault.run_id.desc(), Organisation.name, RunFault.reference)
    )
    return [Hindered(*row) for row in session.execute(question)]
