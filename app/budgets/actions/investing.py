"""Shared investments: committed within the budget and never beyond; larger ones after members and committee.

What is proposed is reserved at once, so that two proposals cannot be decided for the same money (R-137).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.budgets.actions import booking
from app.budgets.models import Frame, Investment, MemberAnswer
from app.history import Actor, Event
from app.identity.models import Organisation
from app.numbers import next_number
from app.refusal import Changed, Refused
from app.words import kr, say
from catalogue.budgets import (
    INVESTMENT_MOVES,
    Category,
    FrameKind,
    InvestmentState,
    Stage,
    Standing,
    after_members,
    first_state,
    is_large,
)

S = InvestmentState
STAGES = {S.AWAITING_MEMBERS: Stage.WAITING, S.AWAITING_COMMITTEE: Stage.WAITING, S.DECIDED: Stage.ON_THE_WAY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be invested in together; `amount` is öre excluding VAT, `threshold` from where it is a larger one."""

    year: int
    name: str
    category: Category
    description: str
    amount: int
    threshold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a member or the committee has decided, on which day, in which document."""

    approved: bool
    on: dt.date
    reference: str
    reason: str = ""


def propose(session: Session, plan: Plan, *, actor: Actor, at: dt.datetime) -> Investment:
    """Register a shared investment and reserve it; a larger one waits for the members.

    Raises Refused without a shared frame for the year, and for more than is left of it (L507, R-137).
    """
    number = f"I{plan.year}-{next_number(session, f'investment-{plan.year}'):03d}"
    shared = sa.select(Frame.id).where(Frame.year == plan.year, Frame.kind == FrameKind.SHARED.value)
    frame_id = session.scalar(shared)
    if frame_id is None:
        raise Refused("budgets.refused.no_shared", year=plan.year)
    frame = booking.hold(session, [frame_id])[frame_id]
    state = first_state(plan.amount, plan.threshold)
    row = Investment(
        number=number, frame_id=frame_id, name=plan.name, category=plan.category.value, description=plan.description,
        amount=plan.amount, spent=0, is_large=is_large(plan.amount, plan.threshold), threshold=plan.threshold,
        state=state.value, state_at=at, proposed_at=at, proposed_by=actor.id, proposed_by_name=actor.name[:120],
        decided_on=None, reference="", reason="", version=1,
    )  # fmt: skip
    session.add(row)
    session.flush()
    thing = booking.Opening(
        subject=booking.INVESTMENT, subject_id=row.id, number=number, label=plan.name,
        path=f"/ekonomi/investeringar/{number}",
    )  # fmt: skip
    booking.begin(session, frame, [(thing, _standing(row))], at=at)
    told = {"number": number, "name": plan.name, "amount": kr(plan.amount)}
    history.record(session, actor, at, [Event("investment", row.id, f"investment.{state}", told)])
    return row


def note_member(
    session: Session, row: Investment, organisation: Organisation, said: Said, *, actor: Actor, at: dt.datetime
) -> None:
    """Record what a member has said of a larger investment; with the fourth yes it goes to the committee (R-138).

    Raises Changed when it waits for no such answer, Refused without a document, and for a no without a reason.
    """
    _sound(said)
    history.hold(session)
    session.refresh(row, with_for_update=True)
    answers = sa.select(MemberAnswer.organisation_id, MemberAnswer.outcome).where(MemberAnswer.investment_id == row.id)
    given: dict[int, str] = {each.organisation_id: each.outcome for each in session.execute(answers)}
    if row.state != S.AWAITING_MEMBERS or organisation.id in given:
        raise Changed("budgets.refused.no_answer_waits", number=row.number)
    outcome = "approved" if said.approved else "declined"
    session.add(
        MemberAnswer(
            investment_id=row.id, organisation_id=organisation.id, outcome=outcome, decided_on=said.on,
            reference=said.reference, noted_at=at, noted_by=actor.id, noted_by_name=actor.name[:120],
        )
    )  # fmt: skip
    session.flush()
    told = {"who": organisation.short_name, "reference": said.reference, "on": said.on.isoformat()}
    history.record(session, actor, at, [Event("investment", row.id, f"investment.member_{outcome}", told)])
    members = session.scalar(sa.select(sa.func.count()).where(Organisation.is_member))
    state = after_members([*given.values(), outcome], members or 0)
    if state is not S.AWAITING_MEMBERS:
        values = {"reason": said.reason} if state is S.DECLINED else {}
        _move(session, row, state, values=values, actor=actor, at=at)


def note_committee(session: Session, row: Investment, said: Said, *, actor: Actor, at: dt.datetime) -> None:
    """Record what the IT committee has decided; raises Changed while members have not answered, Refused as above."""
    _sound(said)
    values = {"decided_on": said.on, "reference": said.reference, "reason": said.reason}
    _move(session, row, S.DECIDED if said.approved else S.DECLINED, values=values, actor=actor, at=at)


def finish(session: Session, row: Investment, spent: int, *, actor: Actor, at: dt.datetime) -> None:
    """Note what a decided investment came to, öre excluding VAT; what was not used is free again.

    Raises Refused for more than the shared budget lets, Changed when it is not decided.
    """
    _move(session, row, S.DONE, values={"spent": spent}, actor=actor, at=at)


def withdraw(session: Session, row: Investment, reason: str, *, actor: Actor, at: dt.datetime) -> None:
    """Take an investment back, with why; raises Changed when it has ended, Refused without a reason."""
    if not reason:
        raise Refused("budgets.refused.why")
    _move(session, row, S.WITHDRAWN, values={"reason": reason}, actor=actor, at=at)


def _sound(said: Said) -> None:
    if not said.reference:
        raise Refused("budgets.refused.reference")
    if not said.approved and not said.reason:
        raise Refused("budgets.refused.why")


def _move(
    session: Session, row: Investment, to: InvestmentState, *, values: dict[str, Any], actor: Actor, at: dt.datetime
) -> None:
    """Move an investment along its table, tell of it and book it; raises Changed when another hand was first."""
    history.hold(session)
    session.refresh(row)
    if to not in INVESTMENT_MOVES[S(row.state)]:
        raise Changed("budgets.refused.no_answer_waits", number=row.number)
    moved = session.scalar(
        sa.update(Investment)
        .where(Investment.id == row.id, Investment.state == row.state)
        .values(state=to.value, state_at=at, version=Investment.version + 1, **values)
        .returning(Investment.id)
        .execution_options(synchronize_session=False)
    )
    if moved is None:
        raise Changed("budgets.refused.no_answer_waits", number=row.number)
    session.refresh(row)
    told = {"number": row.number, "name": row.name, "reason": row.reason, "reference": row.reference,
            "amount": kr(row.spent if to is S.DONE else row.amount)}  # fmt: skip
    history.record(session, actor, at, [Event("investment", row.id, f"investment.{to}", told)])
    if to is S.DONE:
        booking.close_investment(session, row.id, row.spent, reference=say("budgets.closing"), at=at)
    else:
        booking.settle(session, booking.INVESTMENT, {row.id: _standing(row)}, at=at)


def _standing(row: Investment) -> Standing:
    return Standing(STAGES.get(S(row.state), Stage.OVER), row.amount)
