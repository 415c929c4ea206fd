"""The letters that follow a decision, a question or an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.approvals.actions.matters import address_of
from app.approvals.models import Decision
from app.desks.models import ApprovalRequest
from app.identity.models import Person
from app.orders.actions.letters import summary
from app.orders.models import Consultation, Order, OrderLine
from app.words import say


def decided(
    session: Session, order: Order, lines: Sequence[OrderLine], decisions: Sequence[Decision], *, who: str,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Tell the orderer what was decided; a decision that was regretted and made again has a letter of its own."""
    names = {line.id: line for line in lines}
    outcomes = [
        {"name": line.name, "approved": row.outcome == "approved", "quantity": row.quantity,
         "ordered": line.ordered_quantity}
        for row in decisions if (line := names.get(row.line_id or 0))
    ]  # fmt: skip
    given = {row.outcome for row in decisions}
    kind = given.pop() if len(given) == 1 else "partly"
    params = summary(order, lines) | {
        "outcomes": outcomes,
        "decision": say(f"approvals.decision.{kind}"),
        "decider": who,
        "reason": decisions[0].reason,
    }
    key = f"decision-made:{decisions[0].request_id}:{decisions[0].id}"
    outbox.mail(session, key, _address(session, order.orderer_id), "decision_made", params, at=at)


def question(
    session: Session, key: str, order: Order, lines: Sequence[OrderLine], *, who: str, text: str, at: dt.datetime
) -> None:
    """Carry the decider's question to the orderer."""
    params = summary(order, lines) | {"decider": who, "text": text}
    outbox.mail(session, key, _address(session, order.orderer_id), "question_asked", params, at=at)


def question_about(
    session: Session, key: str, request: ApprovalRequest, *, who: str, text: str, at: dt.datetime
) -> None:
    """Carry the decider's question about a whole matter to who asked for it."""
    params = {"decider": who, "text": text, "number": request.label, "what": request.summary,
              "address": address_of(request)}  # fmt: skip
    outbox.mail(session, key, _address(session, request.requester_id), "question_about", params, at=at)


def answered(session: Session, asked: Consultation, order: Order, line: OrderLine, *, at: dt.datetime) -> None:
    """Tell the orderer what IT answered."""
    params = summary(order, [line]) | {
        "topic": say(f"approvals.topic.{asked.topic}"),
        "answer": say(f"approvals.answer.{asked.state}"),
        "text": asked.answer,
        "who": asked.answered_by_name,
    }
    key = f"consultation-answered:{asked.id}"
    outbox.mail(session, key, _address(session, order.orderer_id), "consultation_answered", params, at=at)


def _address(session: Session, person_id: int) -> str:
    return session.execute(sa.select(Person.email).where(Person.id == person_id)).scalar_one()
