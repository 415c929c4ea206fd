"""Putting a question to a desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from app.assortment.queries import support_calendar
from app.desks.actions import calling
from app.desks.models import ORDER, ApprovalRequest
from app.desks.queries.resolving import Desk, Matter, pace_of, resolve
from app.words.formats import today_of
from catalogue.approvals import next_event
from catalogue.calendar import SupportCalendar

LONGEST = 200


def ask(
    session: Session, matter: Matter, step: str, *, settings: Mapping[str, object] | None, at: dt.datetime,
    desk: Desk | None = None, others: Collection[int] = (),
) -> ApprovalRequest:  # fmt: skip
    """Put one step of a matter to whom it concerns; nobody found means that it waits and that IT is told.

    `desk` is who decides when the caller has just looked; `others` decide other steps of the same matter. Adds the row
    and does not flush.
    """
    today = today_of(at)
    found = desk or resolve(session, matter, step, today=today, others=others)
    event, day = next_event(
        today, reminded=False, held=found.person_id is not None, pace=pace_of(settings), calendar=calendar_of(today)
    )
    request = ApprovalRequest(
        matter=matter.kind,
        matter_id=matter.id,
        order_id=matter.id if matter.kind == ORDER else None,
        step=step,
        unit_id=matter.unit_id,
        topic=matter.topic,
        requester_id=matter.requester_id,
        creator_id=matter.creator_id,
        beneficiary_id=matter.beneficiary_id,
        label=matter.label,
        facts=[list(fact) for fact in matter.facts],
        amount=matter.amount,
        line_count=matter.line_count,
        summary=matter.summary[:LONGEST],
        state="open",
        asked_at=at,
        decider_id=found.person_id,
        decider_name=found.name,
        relation=found.relation,
        reason=found.reason,
        reason_name=found.reason_name,
        desk_at=at,
        moves=0,
        passed=[],
        answered=[],
        alerted_at=None if found.person_id else at,
        next_event=event,
        next_on=day,
        decided_name="",
    )
    session.add(request)
    return request


def ask_whole(
    session: Session, matter: Matter, step: str, *, settings: Mapping[str, object] | None, at: dt.datetime,
    others: Collection[int] = (),
) -> ApprovalRequest:  # fmt: skip
    """Put a step of a matter without lines to its desk and write to whoever has it, or to IT when nobody does."""
    request = ask(session, matter, step, settings=settings, at=at, others=others)
    session.flush()
    if request.decider_id is None:
        calling.alert(session, request, at=at)
    else:
        calling.call(session, request, at=at)
    return request


def calendar_of(day: dt.date) -> SupportCalendar:
    """The Swedish working days around a day."""
    return support_calendar(day.year)
