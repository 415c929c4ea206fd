"""The letters that call somebody to a question: asked anew, reminded, nobody found, a substitute begins."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.approvals.actions.matters import letter_for
from app.approvals.queries.inbox import waiting
from app.desks.actions import calling as desks
from app.desks.models import ApprovalRequest
from app.identity.models import Person, Substitution
from app.orders.actions.letters import summary
from app.orders.models import Order, OrderLine, Suggestion
from app.words import day_long, kr


def ask_again(session: Session, request: ApprovalRequest, *, at: dt.datetime) -> None:
    """Ask whoever has a question now; one letter for each desk it comes to."""
    desks.call(session, request, _about(session, request), at=at, template=letter_for(request, desks.ASKED))


def remind(session: Session, request: ApprovalRequest, *, at: dt.datetime) -> None:
    """Remind whoever has a question, once on each desk."""
    desks.remind(session, request, _about(session, request), at=at, template=letter_for(request, desks.REMINDED))


def alert(session: Session, request: ApprovalRequest, *, at: dt.datetime) -> None:
    """Tell IT that nobody can be found, or that nobody answers; once a day at most."""
    desks.alert(session, request, _about(session, request), at=at)


def substitute_begins(session: Session, row: Substitution, waiting: int, *, at: dt.datetime) -> None:
    """Tell a substitute that their time has begun, until when, and how much waits."""
    absent = session.execute(sa.select(Person.name).where(Person.id == row.absent_id)).scalar_one()
    to = session.execute(sa.select(Person.name, Person.email).where(Person.id == row.substitute_id)).one()
    params = {"absent": absent, "name": to.name, "until": day_long(row.ends, year=True), "waiting": waiting}
    desks.once(session, f"substitute-begins:{row.id}", to.email, "substitute_begins", params, at=at)


def suggested(session: Session, row: Suggestion, order: Order, line: OrderLine, *, at: dt.datetime) -> None:
    """Put a cheaper thing before the orderer."""
    params = summary(order, [line]) | {
        "who": row.made_by_name, "item": row.item_name, "saves": kr(row.saves), "text": row.text, "line": line.name,
    }  # fmt: skip
    desks.once(session, f"suggestion:{row.id}", _email(session, order.orderer_id), "suggestion_made", params, at=at)


def _about(session: Session, request: ApprovalRequest) -> dict[str, Any] | None:
    """What letters tell of an order, as finished text; None for a matter that tells of itself."""
    if request.order_id is None:
        return None
    order = session.get_one(Order, request.order_id)
    lines = session.scalars(
        sa.select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position)
    ).all()
    return summary(order, waiting(lines, request) or lines)


def _email(session: Session, person_id: int) -> str:
    return session.execute(sa.select(Person.email).where(Person.id == person_id)).scalar_one()
