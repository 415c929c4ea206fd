"""The yes of somebody by name: put to a desk of `app/desks`, which reminds, passes on and stands in the chef's inbox.

IT's own yes (`it`) is none of these: it lies in the queue of the case, which is due on a day.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.actions import letters
from app.cases.models import Case, CaseStep
from app.cases.queries.asked import open_of
from app.db import locked
from app.desks import actions as desks
from app.desks.models import CASE, ApprovalRequest
from app.desks.queries import Matter
from app.identity.models import Organisation

QUEUE = "it"


def ask(session: Session, case: Case, step: CaseStep | None, *, at: dt.datetime) -> None:
    """Ask whose yes is needed next; nothing when none is, or when it is the queue's own."""
    if step is None or step.key == QUEUE:
        return
    own = session.execute(sa.select(Organisation.settings).where(Organisation.id == case.organisation_id)).scalar_one()
    desks.ask_whole(session, _matter(case), step.key, settings=own, at=at)
    letters.ask(session, case, step.key, at=at)


def open_question(session: Session, case: Case) -> ApprovalRequest | None:
    """The question about a case that waits at a desk now; held until commit."""
    request_id = session.scalar(sa.select(ApprovalRequest.id).where(open_of(case.id)))
    return desks.hold_request(session, request_id) if request_id else None


def hold(session: Session, case_id: int) -> None:
    """Hold a case until commit."""
    session.execute(locked(sa.select(Case.id).where(Case.id == case_id)))


def _matter(case: Case) -> Matter:
    return Matter(
        kind=CASE,
        id=case.id,
        unit_id=case.unit_id,
        requester_id=case.requester_id,
        creator_id=case.requester_id,
        beneficiary_id=None,
        label=case.number,
        summary=case.subject,
        amount=0,
        facts=case.facts,
    )
