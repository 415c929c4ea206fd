"""Who is asked about an order: the chef on the ladder, the head of IT, and IT about what joins the network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Person, RoleGrant
from app.identity.queries import holds
from app.orders.models import ApprovalRequest, Consultation, Order, OrderLine
from app.orders.queries.progress import and_more
from app.shop.queries import JudgedBasket
from app.words.formats import today_of
from catalogue.terms import Asked, Queue, Role

CHEFS = frozenset({Asked.MANAGER, Asked.SCHOOL_MANAGER})
# IT's own yes is asked for beside the other questions to IT.
IT_APPROVAL = "approval"
LONGEST = 200


def ask(
    session: Session, order: Order, lines: Sequence[OrderLine], *, basket: JudgedBasket, at: dt.datetime
) -> list[ApprovalRequest]:
    """Put one question for each step to the one who decides it, and the questions to IT; flushes."""
    questions = [question for line in lines for question in _consultations(order, line, at)]
    steps = dict.fromkeys(step for line in lines for step in line.steps if step != Asked.IT)
    requests = []
    for step in steps:
        asked = [line for line in lines if step in line.steps]
        decider_id, name = _decider(session, Asked(step), basket, order)
        requests.append(
            ApprovalRequest(
                order_id=order.id, step=step, decider_id=decider_id, decider_name=name, state="open", asked_at=at,
                **about(asked),
            )
        )  # fmt: skip
    session.add_all([*questions, *requests])
    session.flush()
    return requests


def about(lines: Sequence[OrderLine]) -> dict[str, object]:
    """What a request keeps of its lines for lists: öre, how many, and what."""
    return {
        "amount": sum(line.unit_cost for line in lines),
        "line_count": len(lines),
        "summary": and_more(lines[0].name, len(lines) - 1)[:LONGEST] if lines else "",
    }


def _decider(session: Session, step: Asked, basket: JudgedBasket, order: Order) -> tuple[int | None, str]:
    """Who decides a step; nobody found means that the request waits, never that it is approved."""
    if step in CHEFS:
        return (basket.decider.person_id, basket.decider_name) if basket.decider else (None, "")
    if step is not Asked.HEAD_OF_IT:
        return None, ""
    others = Person.id.not_in({order.orderer_id, order.recipient_id or 0})
    found = session.execute(_holders(Role.HEAD_OF_IT, order.placed_at).where(others).limit(1)).one_or_none()
    return (found.id, found.name) if found else (None, "")


def it_addresses(session: Session, at: dt.datetime) -> list[str]:
    """Whom to tell when a request has nobody: the service desk, or IT workplace where none is manned."""
    for role in (Role.SERVICEDESK, Role.IT_WORKPLACE):
        found = [row.email for row in session.execute(_holders(role, at).limit(3))]
        if found:
            return found
    return []


def _holders(role: Role, at: dt.datetime) -> sa.Select[int, str, str]:
    today = today_of(at)
    return (
        sa.select(Person.id, Person.name, Person.email)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == role, Person.active, holds(today))
        .order_by(Person.id)
    )


def _consultations(order: Order, line: OrderLine, at: dt.datetime) -> list[Consultation]:
    wanted = [(row["topic"], row["queue"], bool(row["blocking"])) for row in line.verdict["consultations"]]
    if Asked.IT in line.steps:
        wanted.append((IT_APPROVAL, line.queue or Queue.IT_WORKPLACE.value, True))
    return [
        Consultation(
            order_id=order.id, line_id=line.id, topic=topic, queue=queue, blocking=blocking, state="open", asked_at=at
        )
        for topic, queue, blocking in wanted
    ]
