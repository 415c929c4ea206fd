"""What I have decided, and what was decided in my place: newest first, with a search."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.approvals.models import Decision
from app.desks.models import ApprovalRequest
from app.identity.queries import Visitor
from app.orders.models import Order

PAGE = 20
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Decided:
    """A decided request: what, for whom, by whom, when, how many lines got yes and no; öre excluding VAT."""

    id: int
    summary: str
    label: str
    recipient: str
    decided_name: str
    decided_at: dt.datetime
    amount: int
    yes: int
    no: int
    reason: str


@dataclass(frozen=True, slots=True)
class Past:
    """A page of what was decided; `older` is 0 on the last one."""

    rows: list[Decided]
    older: int


def decided(session: Session, me: Visitor, words: str = "", before: int = 0) -> Past:
    """A page of what I decided and what was decided in my place. Two questions."""
    words = " ".join(words[:LONGEST_SEARCH].split())
    asked = ApprovalRequest
    filters: list[sa.ColumnElement[bool]] = [asked.state == "decided"]
    if before:
        filters.append(asked.id < before)
    if words:
        like = f"%{_escaped(words.casefold())}%"
        filters.append(sa.or_(Order.search_text.like(like, escape="/"), asked.summary.ilike(like, escape="/")))
    parts = [
        sa.select(asked.id)
        .outerjoin(Order, Order.id == asked.order_id)
        .where(whose == me.id, *filters)
        .order_by(asked.id.desc())
        .limit(PAGE + 1)
        for whose in (asked.decided_by, asked.decider_id)
    ]
    ids = sa.union(*[sa.select(part.subquery().c.id) for part in parts]).subquery()
    question = (
        sa.select(asked, sa.func.coalesce(Order.recipient_name, ""))
        .outerjoin(Order, Order.id == asked.order_id)
        .where(asked.id.in_(sa.select(ids.c.id)))
        .order_by(asked.id.desc())
        .limit(PAGE + 1)
    )
    found = session.execute(question).all()
    outcomes = _outcomes(session, [row[0].id for row in found[:PAGE]])
    rows = [_decided(request, recipient, outcomes) for request, recipient in found[:PAGE]]
    return Past(rows, rows[-1].id if len(found) > PAGE else 0)


def _decided(request: ApprovalRequest, recipient: str, outcomes: dict[int, tuple[int, int, str]]) -> Decided:
    yes, no, reason = outcomes.get(request.id, (0, 0, ""))
    at = request.decided_at or request.asked_at
    return Decided(
        request.id, request.summary, request.label, recipient, request.decided_name, at, request.amount, yes, no, reason
    )


def _outcomes(session: Session, ids: list[int]) -> dict[int, tuple[int, int, str]]:
    """How many lines of each request got a yes and a no, and what was said."""
    question = sa.select(Decision.request_id, Decision.outcome, Decision.reason).where(
        Decision.request_id.in_(ids), Decision.revoked_at.is_(None)
    )
    found: dict[int, tuple[int, int, str]] = {}
    for row in session.execute(question):
        yes, no, reason = found.get(row.request_id, (0, 0, ""))
        approved = row.outcome == "approved"
        found[row.request_id] = (yes + approved, no + (not approved), reason or row.reason)
    return found


def _escaped(words: str) -> str:
    """Words in which % and _ mean themselves."""
    return words.replace("/", "//").replace("%", "/%").replace("_", "/_")
