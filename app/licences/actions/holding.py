"""The one way a licence ends: under a guard, with its place in the pool given back."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.desks import actions as desks
from app.desks.models import ApprovalRequest
from app.identity.models import Organisation, Unit
from app.licences.actions.pools import PLAIN, give_back
from app.licences.models import Licence, LicenceReview
from app.refusal import Changed

# The subject of a licence's own history; questions about licences have `licence`, the word of their desk.
HELD = "licence_held"
MATTER = "licence"


def settle(session: Session, licence: Licence, *, why: str, on: dt.date) -> None:
    """End an active licence with its last day; the caller has told of it. Raises Changed when it has ended already."""
    change(session, licence, {"state": "ended", "ended_on": on, "why": why, "review_on": None})
    give_back(session, licence.item_id)


def change(session: Session, licence: Licence, values: dict[str, object], *, state: str = "active") -> None:
    """Change a licence as long as it is in a state and as it was read; raises Changed when another hand was first."""
    session.flush()
    same = (Licence.ends_on.is_not_distinct_from(licence.ends_on), Licence.why == licence.why)
    guarded = sa.update(Licence).where(Licence.id == licence.id, Licence.state == state, *same).values(values)
    if session.execute(guarded.returning(Licence.id), execution_options=PLAIN).one_or_none() is None:
        raise Changed("licences.refused.changed", name=licence.name)
    session.refresh(licence)


def withdraw_question(session: Session, licence: Licence, *, at: dt.datetime) -> None:
    """Let the open question about a licence fall away: nobody needs to answer it any more."""
    open_ones = (
        sa.select(ApprovalRequest.id, LicenceReview)
        .join(LicenceReview, LicenceReview.id == ApprovalRequest.matter_id)
        .where(ApprovalRequest.matter == MATTER, LicenceReview.licence_id == licence.id, LicenceReview.state == "open")
    )
    for request_id, review in session.execute(open_ones).all():
        request = desks.hold_request(session, request_id)
        if request is not None and request.state == "open":
            desks.withdraw(request, at=at)
            review.state, review.answered_at = "withdrawn", at
    session.flush()


def settings_of(session: Session, unit_id: int) -> dict[str, object]:
    """The own values of the organisation that a unit belongs to."""
    question = sa.select(Organisation.settings).join(Unit, Unit.organisation_id == Organisation.id)
    return dict(session.scalar(question.where(Unit.id == unit_id)) or {})
