"""What has been decided, found by word, item, year and municipality, and what each decision changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import Item, ItemChange, RangeDecision
from app.assortment.queries.history import Change, changes_of_decision
from app.forum.models import AgendaItem, Meeting, Outcome, Position, Proposal
from app.identity.models import Organisation
from app.refusal import Missing

PAGE = 20


@dataclass(frozen=True, slots=True)
class Sought:
    """What decisions are asked for; `before` is the id of one to go on from."""

    words: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    reserved: str = ""
    before: int = 0


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision with its proposal, its meeting, where the municipalities stood, and what it changed."""

    decision: RangeDecision
    proposal: Proposal | None
    meeting: Meeting | None
    positions: Sequence[tuple[str, Position]]
    changes: Sequence[Change]


def decisions(session: Session, sought: Sought, size: int = PAGE) -> tuple[list[RangeDecision], int]:
    """Decisions, newest first, and the id where the next page goes on (0 for none)."""
    question = sa.select(RangeDecision).where(*_conditions(sought)).order_by(RangeDecision.id.desc()).limit(size + 1)
    rows = list(session.scalars(question))
    return rows[:size], rows[size - 1].id if len(rows) > size else 0


def _conditions(sought: Sought) -> list[sa.ColumnElement[bool]]:
    found = [_about(word) for word in sought.words.split()[:6]]
    if sought.first:
        found.append(RangeDecision.decided_on >= sought.first)
    if sought.last:
        found.append(RangeDecision.decided_on <= sought.last)
    if sought.before:
        found.append(RangeDecision.id < sought.before)
    if sought.reserved:
        found.append(_reserved_by(sought.reserved))
    return found


def _about(word: str) -> sa.ColumnElement[bool]:
    """That a word stands in a decision or in the name of an item it changed."""
    item = (
        sa.select(ItemChange.id)
        .join(Item, Item.id == ItemChange.item_id)
        .where(ItemChange.decision_id == RangeDecision.id, Item.name.icontains(word, autoescape=True))
        .exists()
    )
    texts = (RangeDecision.number, RangeDecision.title, RangeDecision.reason, RangeDecision.meeting)
    return sa.or_(item, *(text.icontains(word, autoescape=True) for text in texts))


def _reserved_by(organisation: str) -> sa.ColumnElement[bool]:
    return (
        sa.select(Position.id)
        .join(Outcome, Outcome.item_id == Position.item_id)
        .join(Organisation, Organisation.id == Position.organisation_id)
        .where(Outcome.decision_id == RangeDecision.id, Organisation.key == organisation, Position.stance != "approve")
        .exists()
    )


def ruling(session: Session, number: str) -> Ruling:
    """A decision by its number; raises Missing."""
    question = (
        sa.select(RangeDecision, Proposal, AgendaItem.id, Meeting)
        .outerjoin(Proposal, Proposal.decision_id == RangeDecision.id)
        .outerjoin(Outcome, Outcome.decision_id == RangeDecision.id)
        .outerjoin(AgendaItem, AgendaItem.id == Outcome.item_id)
        .outerjoin(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(RangeDecision.number == number)
    )
    row = session.execute(question).first()
    if row is None:
        raise Missing
    decision, proposal, item_id, meeting = row
    return Ruling(decision, proposal, meeting, _stands(session, item_id), changes_of_decision(session, decision.id))


def _stands(session: Session, item_id: int | None) -> list[tuple[str, Position]]:
    if item_id is None:
        return []
    question = (
        sa.select(Organisation.short_name, Position)
        .join(Position, Position.organisation_id == Organisation.id)
        .where(Position.item_id == item_id)
        .order_by(Organisation.short_name)
    )
    return [(row[0], row[1]) for row in session.execute(question)]


def members(session: Session) -> list[tuple[str, str]]:
    """The member municipalities by key and short name, for a plain list to pick from."""
    question = sa.select(Organisation.key, Organisation.short_name).where(Organisation.is_member)
    return [(row[0], row[1]) for row in session.execute(question.order_by(Organisation.short_name))]
