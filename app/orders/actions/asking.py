"""Who is asked about an order: the chef on the ladder, the head of IT, and IT about what joins the network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.desks import actions as desks
from app.desks.models import ORDER, ApprovalRequest
from app.desks.queries.resolving import Matter, desk_of
from app.orders.models import Consultation, Order, OrderLine
from app.orders.queries.progress import and_more
from app.shop.queries import JudgedBasket, topic_of
from catalogue.terms import Asked, Queue

NEAREST = frozenset({Asked.MANAGER, Asked.SCHOOL_MANAGER})
# IT's own yes is asked for beside the other questions to IT.
IT_APPROVAL = "approval"
LONGEST = 200


def ask(
    session: Session, order: Order, lines: Sequence[OrderLine], *, basket: JudgedBasket,
    settings: Mapping[str, object], at: dt.datetime,
) -> list[ApprovalRequest]:  # fmt: skip
    """Put one question for each step to the one who decides it, and the questions to IT; flushes."""
    session.add_all(question for line in lines for question in _consultations(order, line, at))
    steps = dict.fromkeys(step for line in lines for step in line.steps if step != Asked.IT)
    requests: list[ApprovalRequest] = []
    for step in steps:
        asked = [line for line in lines if step in line.steps]
        known = desk_of(basket.decider) if step in NEAREST and basket.decider else None
        others = {request.decider_id for request in requests if request.decider_id}
        matter = _matter(order, asked)
        requests.append(desks.ask(session, matter, step, settings=settings, at=at, desk=known, others=others))
    session.flush()
    return requests


def ask_step(
    session: Session, order: Order, lines: Sequence[OrderLine], step: str, *, settings: Mapping[str, object],
    at: dt.datetime,
) -> ApprovalRequest:  # fmt: skip
    """Put a step of an order to its desk because of lines that have become something else; flushes."""
    question = sa.select(ApprovalRequest).where(ApprovalRequest.order_id == order.id, ApprovalRequest.step == step)
    request = session.scalars(question).one_or_none()
    if request is None:
        asked = sa.select(ApprovalRequest.decider_id).where(ApprovalRequest.order_id == order.id)
        others = {person for person in session.scalars(asked) if person is not None}
        request = desks.ask(session, _matter(order, lines), step, settings=settings, at=at, others=others)
    else:
        gone = {line.id for line in lines}
        if request.state != "open":
            desks.ask_anew(request, settings=settings, at=at)
        request.state, request.decided_at, request.decided_by, request.decided_name = "open", None, None, ""
        request.answered = [line for line in request.answered if line not in gone]
    session.flush()
    return request


def _matter(order: Order, lines: Sequence[OrderLine]) -> Matter:
    """The lines of an order as something that a yes is wanted for."""
    kept = about(lines)
    return Matter(
        kind=ORDER,
        id=order.id,
        unit_id=order.unit_id,
        requester_id=order.orderer_id,
        creator_id=order.orderer_id,
        beneficiary_id=order.recipient_id,
        label=order.number,
        topic=topic_of(line.kind for line in lines),
        summary=str(kept["summary"]),
        amount=int(str(kept["amount"])),
        line_count=len(lines),
    )


def about(lines: Sequence[OrderLine]) -> dict[str, object]:
    """What a request keeps of its lines for lists: öre, how many, and what."""
    return {
        "amount": sum(line.unit_cost for line in lines),
        "line_count": len(lines),
        "summary": and_more(lines[0].name, len(lines) - 1)[:LONGEST] if lines else "",
    }


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
