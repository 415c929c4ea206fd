"""A ware return changes state through one function, along the declared table and guarded in SQL."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history, outbox
from app.budgets import actions as budgets
from app.history import Actor, Event
from app.identity.models import Person
from app.refusal import Changed, Refused
from app.ware_returns.models import WareReturn
from app.words import day_long, kr, say
from catalogue.ware_returns import MOVES, ReturnState

S = ReturnState
MOST = 200


def hand_in(session: Session, row: WareReturn, tracking: str, *, actor: Actor, at: dt.datetime) -> bool:
    """Note that it is on its way to the supplier; False when it was before."""
    if row.state == S.HANDED_IN:
        return False
    _move(session, row, S.HANDED_IN, actor=actor, at=at, values={"tracking": tracking})
    return True


def cancel(session: Session, row: WareReturn, *, actor: Actor, at: dt.datetime) -> bool:
    """Keep it after all, before it is sent; False when that was said before."""
    if row.state == S.CANCELLED:
        return False
    _move(session, row, S.CANCELLED, actor=actor, at=at)
    return True


def receive(session: Session, row: WareReturn, *, actor: Actor, at: dt.datetime) -> bool:
    """Note that the supplier has it; False when it was noted before."""
    if row.state == S.RECEIVED:
        return False
    _move(session, row, S.RECEIVED, actor=actor, at=at)
    _tell(session, row, "received", at=at)
    return True


def refuse(session: Session, row: WareReturn, why: str, *, actor: Actor, at: dt.datetime) -> bool:
    """The supplier does not take it back and says why; False when it did so before. Raises Refused without a reason."""
    if row.state == S.REFUSED:
        return False
    if not why:
        raise Refused("ware_returns.refused.why")
    _move(session, row, S.REFUSED, actor=actor, at=at, values={"refusal": why}, told={"reason": why})
    _tell(session, row, "refused", at=at)
    return True


def credit(session: Session, row: WareReturn, *, note: str, amount: int, actor: Actor, at: dt.datetime) -> bool:
    """Register the supplier's credit note, öre excluding VAT; False when this one was before.

    Raises Refused without its number or amount. What differs from what was expected stays to be seen on the row.
    """
    if row.state == S.CREDITED and (row.credit_note, row.credited) == (note, amount):
        return False
    if not note or amount <= 0:
        raise Refused("ware_returns.refused.credit")
    values = {"credit_note": note, "credited": amount, "credited_at": at, "credited_by": actor.id}
    _move(session, row, S.CREDITED, actor=actor, at=at, values=values, told={"note": note, "amount": kr(amount)})
    of_note = sa.select(sa.func.sum(WareReturn.credited)).where(
        WareReturn.line_id == row.line_id, WareReturn.credit_note == note
    )
    budgets.credit(session, row.line_id, session.scalar(of_note) or 0, reference=note, at=at)
    return True


def late(session: Session, *, today: dt.date) -> bool:
    """Whether anything should have been sent by now."""
    return session.scalar(_late(today).with_only_columns(WareReturn.id).limit(1)) is not None


def note_late(session: Session, *, today: dt.date, at: dt.datetime) -> int:
    """Remind, once, of what should have been sent; returns how many."""
    rows = session.scalars(_late(today).order_by(WareReturn.id).limit(MOST).with_for_update(skip_locked=True)).all()
    for row in rows:
        _move(session, row, S.OVERDUE, actor=Actor(None, say("delivery.shop")), at=at)
        _tell(session, row, "overdue", at=at)
    return len(rows)


def _late(today: dt.date) -> sa.Select[WareReturn]:
    return sa.select(WareReturn).where(WareReturn.state == S.REQUESTED, WareReturn.send_by < today)


def _move(
    session: Session, row: WareReturn, to: ReturnState, *, actor: Actor, at: dt.datetime,
    values: dict[str, Any] | None = None, told: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Move a return; raises Changed when the table does not know the move or another hand was first."""
    session.flush()
    moved = None
    if to in MOVES[ReturnState(row.state)]:
        moved = session.scalar(
            sa.update(WareReturn)
            .where(WareReturn.id == row.id, WareReturn.state == row.state)
            .values(state=to.value, state_at=at, **(values or {}))
            .returning(WareReturn.id)
            .execution_options(synchronize_session=False)
        )
    if moved is None:
        raise Changed("ware_returns.refused.moved", number=row.number)
    session.refresh(row)
    data = {"number": row.number, "name": row.name, **(told or {})}
    history.record(session, actor, at, [Event("ware_return", row.id, f"ware_return.{to.value}", data)])


def _tell(session: Session, row: WareReturn, what: str, *, at: dt.datetime) -> None:
    name, email = session.execute(sa.select(Person.name, Person.email).where(Person.id == row.requested_by)).one()
    params = {
        "name": name, "number": row.number, "thing": row.name, "what": what, "reason": row.refusal,
        "send_by": day_long(row.send_by),
    }  # fmt: skip
    outbox.mail(session, f"ware-return-{what}:{row.id}", email, "ware_return_news", params, at=at)
