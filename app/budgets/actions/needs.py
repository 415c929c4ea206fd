"""What is referred to the budget of a coming year, and what the economist makes of it (L81-L83, R-025)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.budgets.models import BudgetRequest
from app.history import Actor, Event
from app.refusal import Changed, Refused
from catalogue.budgets import RequestState

LONGEST = {"title": 200, "reason": 1000, "who": 260}


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A need that did not fit this year: where it came from, whose it is, and what it costs, öre excluding VAT."""

    year: int
    origin: str
    origin_id: int
    number: str
    path: str
    title: str
    organisation_id: int
    unit_id: int | None
    amount: int | None
    reason: str


def refer(session: Session, need: Need, *, actor: Actor, at: dt.datetime) -> None:
    """Put a need into a year's budget work; the same need is put there once. The caller tells of it in its history."""
    mine = (
        BudgetRequest.origin == need.origin, BudgetRequest.origin_id == need.origin_id, BudgetRequest.year == need.year,
    )  # fmt: skip
    if session.scalar(sa.select(BudgetRequest.id).where(*mine)) is not None:
        return
    session.add(
        BudgetRequest(
            year=need.year, origin=need.origin, origin_id=need.origin_id, number=need.number, path=need.path,
            title=need.title[: LONGEST["title"]], organisation_id=need.organisation_id, unit_id=need.unit_id,
            amount=need.amount, reason=need.reason[: LONGEST["reason"]], asked_at=at, asked_by=actor.id,
            asked_by_name=actor.name[: LONGEST["who"]], state=RequestState.NEW.value,
        )
    )  # fmt: skip
    session.flush()


def answer(
    session: Session, row: BudgetRequest, *, accept: bool, text: str, actor: Actor, at: dt.datetime
) -> bool:  # fmt: skip
    """Take a need into the budget, or say why not; False when it was answered so before.

    Raises Changed when it was answered otherwise meanwhile, Refused for a no without a reason.
    """
    to = RequestState.ACCEPTED if accept else RequestState.DECLINED
    if row.state == to:
        return False
    if not accept and not text:
        raise Refused("budgets.refused.why")
    history.hold(session)
    values = {
        "state": to.value, "answer": text, "decided_at": at, "decided_by": actor.id,
        "decided_by_name": actor.name[:120],
    }  # fmt: skip
    moved = session.scalar(
        sa.update(BudgetRequest)
        .where(BudgetRequest.id == row.id, BudgetRequest.state == RequestState.NEW)
        .values(**values)
        .returning(BudgetRequest.id)
        .execution_options(synchronize_session=False)
    )
    if moved is None:
        raise Changed("budgets.refused.answered")
    told = {"title": row.title, "year": row.year, "reason": text}
    history.record(session, actor, at, [Event("budget_request", row.id, f"budget_request.{to}", told)])
    session.refresh(row)
    return True
