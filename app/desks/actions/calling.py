"""The first letter about a whole matter: to whom it lies with today, the decider or who stands in for them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import outbox
from app.desks.models import ApprovalRequest
from app.desks.queries.mine import covers
from app.desks.queries.sentences import next_step, why
from app.identity.models import Person, Substitution, Unit
from app.words import day_long, kr, moment, say
from app.words.formats import today_of


def call(session: Session, request: ApprovalRequest, *, at: dt.datetime) -> None:
    """Ask whoever has the question; nothing is sent when nobody was found. The request must be flushed."""
    requester, stand_in = aliased(Person), aliased(Person)
    question = (
        sa.select(
            Person.name, Person.email, requester.name, Unit.name, stand_in.name, stand_in.email, Substitution.ends
        )
        .select_from(ApprovalRequest)
        .join(Person, Person.id == ApprovalRequest.decider_id)
        .join(requester, requester.id == ApprovalRequest.requester_id)
        .join(Unit, Unit.id == ApprovalRequest.unit_id)
        .outerjoin(Substitution, covers(today_of(at)))
        .outerjoin(stand_in, stand_in.id == Substitution.substitute_id)
        .where(ApprovalRequest.id == request.id)
    )
    row = session.execute(question).first()
    if row is None:
        return
    name, email, asker, unit, acting, acting_email, ends = row
    until = day_long(ends) if acting else ""
    params = _about(request, asker, unit, at) | {
        "decider": acting or name, "absent": name if acting else "", "until": until,
        "why": say("desks.why.substitute", name=name, until=until) if acting else why(request, unit),
    }  # fmt: skip
    key = f"approval-asked:{request.id}:{request.moves}"
    outbox.mail(session, key, acting_email or email, "approval_asked", params, at=at)


def _about(request: ApprovalRequest, asker: str, unit: str, at: dt.datetime) -> dict[str, Any]:
    return {
        "request": request.id, "number": request.label, "orderer": asker, "recipient": "", "unit": unit,
        "organisation": "", "account": "", "note": "", "placed": moment(at), "what": request.summary,
        "cost": kr(request.amount), "lines": [], "facts": request.facts, "next": next_step(request),
        "since": day_long(at),
    }  # fmt: skip
