"""What IT is asked about lines that would join the network or need its help (R-058 to R-061)."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.queries import Visitor
from app.orders.models import Consultation, Order, OrderLine
from catalogue.terms import Role, Topic

PAGE = 50


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the line and the order it is about."""

    asked: Consultation
    line: OrderLine
    order: Order


@dataclass(frozen=True, slots=True)
class Questions:
    """A page of questions, oldest first; `next_after` is 0 on the last one."""

    rows: list[Question]
    next_after: int


def answerable(me: Visitor) -> sa.ColumnElement[bool]:
    """The questions a person may answer: those of their queue, and information security for its officer."""
    queue: sa.ColumnElement[bool] = Consultation.queue.in_(me.roles)
    if Role.INFOSEC_OFFICER in me.roles:
        return sa.or_(queue, Consultation.topic == Topic.INFORMATION_SECURITY.value)
    return queue


def questions(session: Session, me: Visitor, after: int = 0) -> Questions:
    """A page of the open questions to me."""
    asked = (
        sa.select(Consultation, OrderLine, Order)
        .join(OrderLine, OrderLine.id == Consultation.line_id)
        .join(Order, Order.id == Consultation.order_id)
        .where(answerable(me), Consultation.state == "open", Consultation.id > after)
        .order_by(Consultation.id)
        .limit(PAGE + 1)
    )
    rows = [Question(row[0], row[1], row[2]) for row in session.execute(asked)]
    return Questions(rows[:PAGE], rows[PAGE - 1].asked.id if len(rows) > PAGE else 0)
