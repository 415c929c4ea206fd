"""The letters that call somebody to a question: asked anew, reminded, nobody found, a substitute begins."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import outbox
from app.approvals.actions.matters import letter_for
from app.approvals.queries.inbox import waiting
from app.desks.models import ApprovalRequest
from app.desks.queries.mine import covers
from app.desks.queries.sentences import next_step, why
from app.identity.models import Person, Substitution, Unit
from app.orders.actions.asking import it_addresses
from app.orders.actions.letters import summary
from app.orders.models import Order, OrderLine, Suggestion
from app.words import day_long, kr, moment, say
from app.words.formats import today_of


def ask_again(session: Session, request: ApprovalRequest, *, at: dt.datetime) -> None:
    """Ask whoever has a question now; one letter for each desk it comes to."""
    _to_desk(session, request, f"approval-asked:{request.id}:{request.moves}", "approval_asked", at=at)


def remind(session: Session, request: ApprovalRequest, *, at: dt.datetime) -> None:
    """Remind whoever has a question, once on each desk."""
    _to_desk(session, request, f"approval-reminder:{request.id}:{request.moves}", "approval_reminder", at=at)


def alert(session: Session, request: ApprovalRequest, *, at: dt.datetime) -> None:
    """Tell IT that nobody can be found, or that nobody answers; once a day at most."""
    params = _about(session, request)
    for place, address in enumerate(it_addresses(session, at)):
        key = f"approval-nobody:{request.id}:{today_of(at):%y%m%d}:{place}"
        _once(session, key, address, "approval_nobody", params, at=at)


def substitute_begins(session: Session, row: Substitution, waiting: int, *, at: dt.datetime) -> None:
    """Tell a substitute that their time has begun, until when, and how much waits."""
    absent = session.execute(sa.select(Person.name).where(Person.id == row.absent_id)).scalar_one()
    to = session.execute(sa.select(Person.name, Person.email).where(Person.id == row.substitute_id)).one()
    params = {"absent": absent, "name": to.name, "until": day_long(row.ends, year=True), "waiting": waiting}
    _once(session, f"substitute-begins:{row.id}", to.email, "substitute_begins", params, at=at)


def suggested(session: Session, row: Suggestion, order: Order, line: OrderLine, *, at: dt.datetime) -> None:
    """Put a cheaper thing before the orderer."""
    params = summary(order, [line]) | {
        "who": row.made_by_name, "item": row.item_name, "saves": kr(row.saves), "text": row.text, "line": line.name,
    }  # fmt: skip
    _once(session, f"suggestion:{row.id}", _email(session, order.orderer_id), "suggestion_made", params, at=at)


def _to_desk(session: Session, request: ApprovalRequest, key: str, template: str, *, at: dt.datetime) -> None:
    acting = _acting(session, request, today_of(at))
    if acting is None:
        return
    name, address, until = acting
    params = _about(session, request) | {
        "decider": name,
        "absent": request.decider_name if until else "",
        "until": day_long(until) if until else "",
        "why": say("desks.why.substitute", name=request.decider_name, until=day_long(until)) if until else
               why(request, _unit(session, request)),
        "next": next_step(request),
        "since": day_long(request.asked_at),
        "reminds": template == "approval_reminder",
    }  # fmt: skip
    _once(session, key, address, letter_for(request, template), params, at=at)


def _acting(session: Session, request: ApprovalRequest, today: dt.date) -> tuple[str, str, dt.date | None] | None:
    """Who acts on a desk today: the one it lies on, or their substitute while they are away."""
    stand_in = aliased(Person)
    question = (
        sa.select(Person.name, Person.email, stand_in.name, stand_in.email, Substitution.ends)
        .select_from(ApprovalRequest)
        .join(Person, Person.id == ApprovalRequest.decider_id)
        .outerjoin(Substitution, covers(today))
        .outerjoin(stand_in, stand_in.id == Substitution.substitute_id)
        .where(ApprovalRequest.id == request.id)
    )
    row = session.execute(question).first()
    if row is None:
        return None
    return (row[2], row[3], row[4]) if row[2] else (row[0], row[1], None)


def _about(session: Session, request: ApprovalRequest) -> dict[str, Any]:
    """What letters tell of what waits, as finished text."""
    waits = {"request": request.id, "decider": request.decider_name}
    if request.order_id is not None:
        order = session.get_one(Order, request.order_id)
        lines = session.scalars(
            sa.select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position)
        ).all()
        return summary(order, waiting(lines, request) or lines) | waits
    who = session.execute(sa.select(Person.name).where(Person.id == request.requester_id)).scalar_one()
    return waits | {
        "number": request.label, "orderer": who, "recipient": "", "unit": _unit(session, request), "organisation": "",
        "account": "", "note": "", "placed": moment(request.asked_at), "what": request.summary,
        "cost": kr(request.amount), "lines": [], "facts": request.facts,
    }  # fmt: skip


def _unit(session: Session, request: ApprovalRequest) -> str:
    return session.execute(sa.select(Unit.name).where(Unit.id == request.unit_id)).scalar_one()


def _email(session: Session, person_id: int) -> str:
    return session.execute(sa.select(Person.email).where(Person.id == person_id)).scalar_one()


def _once(  # noqa: PLR0917  # to whom, what about and with what is how a letter is told
    session: Session, key: str, to: str, template: str, params: dict[str, Any], *, at: dt.datetime
) -> None:
    if session.scalar(sa.select(outbox.Letter.id).where(outbox.Letter.key == key)) is None:
        outbox.mail(session, key, to, template, params, at=at)
