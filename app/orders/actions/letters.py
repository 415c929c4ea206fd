"""The letters of an order: what was ordered, who is asked, whom to tell when nobody can be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.assortment.queries import edition
from app.desks.actions.calling import it_addresses
from app.desks.models import ApprovalRequest
from app.desks.queries.sentences import next_step, why
from app.identity.models import Person
from app.identity.queries import Chosen, Visitor
from app.orders.models import Order, OrderLine
from app.orders.queries.details import details_of
from app.orders.queries.progress import and_more
from app.orders.queries.sentences import cost, cost_remark, total
from app.words import day_long, moment, say
from app.words.formats import today_of
from catalogue.rulebook import Verdict, explain


def placed(
    session: Session, me: Visitor, order: Order, lines: Sequence[OrderLine], *,
    asked: Sequence[ApprovalRequest], chosen: Chosen | None, at: dt.datetime,
) -> None:  # fmt: skip
    """Tell the orderer, and ask those who decide; `chosen` is who acts when a chef is away."""
    outbox.mail(session, f"order-placed:{order.id}", me.email, "order_placed", summary(order, lines), at=at)
    away = chosen.decider.on_behalf_of if chosen else None
    acting = {request.id: request.decider_id for request in asked if request.decider_id}
    if chosen is not None and away is not None:
        acting = {key: chosen.decider.person_id if who == away else who for key, who in acting.items()}
    people = _people(session, set(acting.values()))
    for request in asked:
        waiting = [line for line in lines if request.step in line.steps]
        if request.id not in acting:
            _alarm(session, request, order, waiting, at=at)
            continue
        stand_in = chosen if acting[request.id] != request.decider_id else None
        name, address = people[acting[request.id]]
        params = (
            summary(order, waiting) | {"request": request.id, "decider": name} | _why(request, order, stand_in, at=at)
        )
        outbox.mail(session, f"approval-asked:{request.id}", address, "approval_asked", params, at=at)


def _why(request: ApprovalRequest, order: Order, stand_in: Chosen | None, *, at: dt.datetime) -> dict[str, str]:
    """Why just this person is asked, and what happens if they do not answer."""
    then = next_step(request, today_of(at))
    if stand_in is None or stand_in.until is None:
        return {"absent": "", "until": "", "why": why(request, order.unit_name), "next": then}
    until = day_long(stand_in.until)
    said = say("desks.why.substitute", name=request.decider_name, until=until)
    return {"absent": request.decider_name, "until": until, "why": said, "next": then}


def _alarm(
    session: Session, request: ApprovalRequest, order: Order, lines: Sequence[OrderLine], *, at: dt.datetime
) -> None:
    """Tell IT that nobody can decide."""
    params = summary(order, lines) | {"request": request.id, "decider": ""}
    for place, address in enumerate(it_addresses(session, at)):
        outbox.mail(session, f"approval-nobody:{request.id}:{place}", address, "approval_nobody", params, at=at)


def remarks(lines: Sequence[OrderLine]) -> list[str]:
    """What must be said in the confirmation itself: that AV is the unit's own to run and support (R-050)."""
    said = {
        sentence.text: sentence
        for line in lines
        for sentence in explain(Verdict.from_dict(line.verdict), edition(), "sv")
        if sentence.key.startswith("responsible.")
    }
    return list(said)


def summary(order: Order, lines: Sequence[OrderLine]) -> dict[str, Any]:
    """What letters tell of an order, as finished text."""
    free = not any(line.unit_cost for line in lines)
    return {
        "number": order.number,
        "headline": order.headline,
        "orderer": order.orderer_name,
        "recipient": order.recipient_name,
        "unit": order.unit_name,
        "organisation": order.organisation_name,
        "account": "" if free else order.accounts or order.cost_centre,
        "address": order.delivery_address,
        "note": order.note,
        "placed": moment(order.placed_at),
        "what": and_more(lines[0].name, len(lines) - 1),
        "cost": total(lines),
        "free": free,
        "remarks": remarks(lines),
        "lines": [
            {
                "name": line.name,
                "quantity": line.quantity,
                "cost": cost(line),
                "value": "" if line.unit_cost else cost_remark(line),
                "note": line.note,
                "details": details_of(line),
            }
            for line in lines
        ],
    }


_PEOPLE = sa.select(Person.id, Person.name, Person.email).where(Person.id.in_(sa.bindparam("people", expanding=True)))


def _people(session: Session, people: set[int]) -> dict[int, tuple[str, str]]:
    if not people:
        return {}
    found = session.execute(_PEOPLE, {"people": list(people)})
    return {row.id: (row.name, row.email) for row in found}
