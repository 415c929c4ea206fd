"""The moves of order lines: one function changes a line's state, along the declared table and guarded in SQL.

Rows are held in one order everywhere, so that two units of work never wait for each other: lines, then orders, then
the end of the history. Who moves several lines in one unit of work moves them in one call.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.budgets import actions as budgets
from app.db import locked
from app.desks.models import ApprovalRequest
from app.history import Actor, Event
from app.orders.actions import budgeting
from app.orders.models import MOVES, Consultation, LineState, Order, OrderLine
from app.orders.queries.expected import arrives_on
from app.orders.queries.progress import WAITING, Waiting, headline, progress, sums
from app.refusal import Changed
from app.words.formats import today_of
from catalogue import money

S = LineState


@dataclass(frozen=True, slots=True)
class Move:
    """One line on its way to a state: the event to tell of, what its sentence needs, and further columns to set."""

    line: OrderLine
    to: LineState
    event: str
    data: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


def move(
    session: Session, line: OrderLine, to: LineState, *, actor: Actor, at: dt.datetime, event: str,
    data: Mapping[str, Any] | None = None, values: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Move one line; raises Changed when the table does not know the move or another hand was first."""
    move_all(session, [Move(line, to, event, data or {}, values or {})], actor=actor, at=at)


def move_all(
    session: Session, moves: Sequence[Move], *, actor: Actor, at: dt.datetime, also: Sequence[Event] = ()
) -> None:
    """Move lines, tell of it, and bring their orders up to date; raises Changed and then nothing may be kept.

    `also` are events that led to the moves; they come first in the history.
    """
    for step in moves:
        if step.to not in MOVES[LineState(step.line.state)]:
            raise _passed(step)
    session.flush()
    key = _group_key
    for _, group in groupby(sorted(moves, key=key), key=key):
        _update(session, list(group), at)
    hold_orders(session, {step.line.order_id for step in moves})
    history.record(session, actor, at, [*also, *(_event(step) for step in moves)])
    refresh(session, {step.line.order_id for step in moves}, at=at)


def release(session: Session, line: OrderLine, *, actor: Actor, at: dt.datetime) -> None:
    """Let a line go on: to IT while questions to IT stand open, else out of the house. Raises Changed."""
    move_all(session, releases(session, [line], at=at), actor=actor, at=at)


def releases(
    session: Session, lines: Sequence[OrderLine], *, at: dt.datetime, data: Mapping[str, Any] | None = None
) -> list[Move]:
    """The moves that let lines go on (C17: blocking questions want a yes, the others an answer)."""
    asked = sa.select(Consultation.line_id).where(
        Consultation.line_id.in_([line.id for line in lines]), Consultation.state == "open"
    )
    held = set(session.scalars(asked))
    return [_to_it(line, data) if line.id in held else _out(line, at, data) for line in lines]


def decline(session: Session, line: OrderLine, *, actor: Actor, at: dt.datetime, reason: str) -> None:
    """Say no to a line; its open questions to IT fall away. Raises Changed."""
    withdraw_questions(session, [line])
    move(session, line, S.DECLINED, actor=actor, at=at, event="line.declined", data={"reason": reason})


def refer(
    session: Session, order: Order, lines: Sequence[OrderLine], *, data: Mapping[str, Any], actor: Actor,
    at: dt.datetime,
) -> list[Move]:  # fmt: skip
    """Put lines into a coming budget (`data` has year, who and reason); gives the moves that end them here (R-025)."""
    for line in lines:
        budgets.refer(session, budgeting.need(order, line, int(data["year"]), str(data["reason"])), actor=actor, at=at)
    return [Move(line, S.REFERRED_TO_BUDGET, "line.referred_by", data, {"expected_on": None}) for line in lines]


def send_back(session: Session, line: OrderLine, *, actor: Actor, at: dt.datetime) -> None:
    """Undo a decision: the line waits again, in its ordered quantity. Raises Changed when it has left the house."""
    move_all(session, [return_move(line)], actor=actor, at=at)


def return_move(line: OrderLine) -> Move:
    """The move that undoes a decision on a line."""
    undone = {"released_at": None, "expected_on": None, **amounts(line, line.ordered_quantity)}
    return Move(line, S.PENDING_APPROVAL, "line.sent_back", values=undone)


def reduce(session: Session, line: OrderLine, quantity: int) -> None:
    """Cut a waiting line to fewer; the caller moves it on. Raises Changed when it does not wait or is not more."""
    if line.state not in WAITING or not 1 <= quantity <= line.quantity:
        raise Changed("orders.refused.fewer", name=line.name)
    for column, value in amounts(line, quantity).items():
        setattr(line, column, value)
    session.flush()


def withdraw_questions(session: Session, lines: Sequence[OrderLine]) -> None:
    """Close the open questions to IT about lines that need no answer any more."""
    about = Consultation.line_id.in_([line.id for line in lines])
    session.execute(sa.update(Consultation).where(about, Consultation.state == "open").values(state="withdrawn"))


def reopen_questions(session: Session, lines: Sequence[OrderLine]) -> None:
    """Ask IT again about lines that wait again; what was answered stays answered."""
    about = Consultation.line_id.in_([line.id for line in lines])
    session.execute(sa.update(Consultation).where(about, Consultation.state == "withdrawn").values(state="open"))


def note(session: Session, order_id: int, events: Sequence[Event], *, actor: Actor, at: dt.datetime) -> None:
    """Tell of something that moved no line, and bring the order up to date."""
    hold_orders(session, {order_id})
    history.record(session, actor, at, events)
    refresh(session, {order_id}, at=at)


def hold_orders(session: Session, order_ids: set[int]) -> None:
    """Hold orders until commit, always in the same order."""
    session.execute(locked(sa.select(Order.id).where(Order.id.in_(order_ids)).order_by(Order.id)))


def refresh(session: Session, order_ids: set[int], *, at: dt.datetime) -> None:
    """Compute anew what the orders keep of their lines for lists, and what the lines claim of frames."""
    session.flush()
    waiting = _waiting(session, order_ids)
    question = sa.select(OrderLine).where(OrderLine.order_id.in_(order_ids))
    ordered = question.order_by(OrderLine.order_id, OrderLine.position)
    lines = session.scalars(ordered.execution_options(populate_existing=True)).all()
    for order_id, group in groupby(lines, key=lambda line: line.order_id):
        session.execute(
            sa.update(Order)
            .where(Order.id == order_id)
            .values(**tallies(list(group), waiting.get(order_id), today_of(at)))
        )
    budgeting.follow(session, lines, at=at)


def tallies(lines: Sequence[OrderLine], waiting: Waiting | None, today: dt.date) -> dict[str, Any]:
    """What an order keeps of its lines."""
    total = sums(lines)
    return {
        "progress": progress(line.state for line in lines).value,
        "headline": headline(lines, waiting, today),
        "waiting_count": sum(line.state in WAITING for line in lines),
        "unit_cost": total.unit_cost,
        "vat": total.vat,
        "it_value": total.it_value,
        "monthly": total.monthly,
        "yearly": total.yearly,
    }


def _to_it(line: OrderLine, data: Mapping[str, Any] | None) -> Move:
    return Move(line, S.PENDING_CONSULTATION, "line.consulting", data or {})


def _out(line: OrderLine, at: dt.datetime, data: Mapping[str, Any] | None) -> Move:
    expected = arrives_on(today_of(at), line.lead_days_max)
    return Move(line, S.RELEASED, "line.released", data or {}, {"released_at": at, "expected_on": expected})


def _group_key(step: Move) -> str:
    return f"{step.line.state} {step.to} {sorted(step.values.items(), key=str)}"


def _update(session: Session, group: Sequence[Move], at: dt.datetime) -> None:
    """One guarded UPDATE for the lines that make the same move."""
    first, ids = group[0], sorted(step.line.id for step in group)
    changed = session.execute(
        sa.update(OrderLine)
        .where(OrderLine.id.in_(ids), OrderLine.state == first.line.state)
        .values(state=first.to.value, state_at=at, **first.values)
        .returning(OrderLine.id)
        .execution_options(synchronize_session=False)
    ).all()
    if len(changed) != len(ids):
        raise _passed(first)


def _event(step: Move) -> Event:
    line = step.line
    told = {"line": line.id, "to": step.to.value, "name": line.name, "quantity": line.quantity}
    return Event("order", line.order_id, step.event, told | dict(step.data))


def _passed(step: Move) -> Changed:
    return Changed("orders.refused.moved", name=step.line.name)


def amounts(line: OrderLine, quantity: int) -> dict[str, int]:
    """What a line costs in another quantity, öre; who pays stays as it was frozen."""
    value = money.line_total(line.unit_price, quantity)
    unit_cost = value if line.unit_cost else 0
    return {"quantity": quantity, "value": value, "unit_cost": unit_cost, "vat": money.vat(unit_cost, line.vat_rate)}


def _waiting(session: Session, order_ids: set[int]) -> dict[int, Waiting]:
    question = (
        sa.select(ApprovalRequest.order_id, ApprovalRequest.decider_name, ApprovalRequest.desk_at)
        .where(ApprovalRequest.order_id.in_(order_ids), ApprovalRequest.state == "open")
        .order_by(ApprovalRequest.id.desc())
    )
    return {row.order_id: Waiting(row.decider_name, row.desk_at) for row in session.execute(question)}
