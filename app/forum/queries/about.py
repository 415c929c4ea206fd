"""What is decided or proposed about an item, and what is decided but cannot be ordered yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.assortment.models import Item, RangeDecision
from app.assortment.queries import edition
from app.db import plain, settled
from app.forum.models import OPEN, Proposal, ProposalState
from app.forum.queries.access import readable_by, reads_all
from app.identity.queries import Visitor

S = ProposalState
MOST = 5


@dataclass(frozen=True, slots=True)
class About:
    """A proposal about an item; `on` is the day from which a decision holds, None while nothing is decided."""

    number: str
    title: str
    kind: str
    state: str
    other: str
    decision: str
    on: dt.date | None


def about_item(session: Session, me: Visitor, item_id: int, today: dt.date) -> list[About]:
    """What is decided of an item and has not come true, and what is proposed; decisions first. One question."""
    asked = {"item": item_id, "today": today, "me": me.id}
    return [About(*row) for row in plain(session, _ALL if reads_all(me) else _OPEN, asked)]


def _about(readable: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    """Built once for those who read everything, and once for the others."""
    new, item = aliased(Item), sa.bindparam("item", type_=sa.Integer)
    later = RangeDecision.effective_on > sa.bindparam("today", type_=sa.Date)
    return settled(
        sa.select(
            Proposal.number, Proposal.title, Proposal.kind, Proposal.state, sa.func.coalesce(new.name, ""),
            sa.func.coalesce(RangeDecision.number, ""), RangeDecision.effective_on,
        )
        .outerjoin(new, new.id == Proposal.new_item_id)
        .outerjoin(RangeDecision, RangeDecision.id == Proposal.decision_id)
        .where(
            sa.or_(Proposal.item_id == item, Proposal.new_item_id == item), readable,
            sa.or_(Proposal.state.in_(OPEN), sa.and_(Proposal.state == S.PUBLISHED, later)),
        )
        .order_by(sa.case((RangeDecision.id.is_(None), 1), else_=0), Proposal.id.desc())
        .limit(MOST)
    )  # fmt: skip


_ALL = _about(sa.true())
_OPEN = _about(readable_by(sa.bindparam("me", type_=sa.Integer)))


@dataclass(frozen=True, slots=True)
class Undone:
    """A decision that the range does not follow yet, or an item that is decided and cannot be ordered (R-217)."""

    name: str
    url: str
    decision: str
    on: dt.date | None
    why: str


def not_orderable(session: Session, today: dt.date) -> list[Undone]:
    """What the forum has decided and nobody can order, the oldest first: two questions."""
    return [*_unpublished(session, today), *_closed(session)]


def _unpublished(session: Session, today: dt.date) -> list[Undone]:
    new = aliased(Item)
    question = (
        sa.select(Proposal, RangeDecision, new.name)
        .join(RangeDecision, RangeDecision.id == Proposal.decision_id)
        .outerjoin(new, new.id == Proposal.new_item_id)
        .where(
            Proposal.kind.in_(("add", "replace")),
            sa.or_(
                Proposal.state == S.ACCEPTED,
                sa.and_(Proposal.state == S.PUBLISHED, RangeDecision.effective_on > today),
            ),
        )
        .order_by(RangeDecision.effective_on, Proposal.id)
        .limit(200)
    )
    return [
        Undone(
            name or proposal.title, f"/forum/forslag/{proposal.number}", decision.number, decision.effective_on,
            "coming" if proposal.state == S.PUBLISHED else "publish" if name else "draft",
        )
        for proposal, decision, name in session.execute(question)
    ]  # fmt: skip


def _closed(session: Session) -> list[Undone]:
    in_shop = [key for key, kind in edition().kinds.items() if kind.in_shop]
    question = (
        sa.select(Item.name, Item.slug, sa.func.coalesce(RangeDecision.number, ""), Item.decided_on)
        .outerjoin(RangeDecision, RangeDecision.id == Item.decision_id)
        .where(Item.state == "published", Item.governed, sa.not_(Item.orderable), Item.kind.in_(in_shop))
        .order_by(Item.decided_on, Item.id)
        .limit(200)
    )
    rows: Sequence[Any] = session.execute(question).all()
    return [Undone(name, f"/redigera/sortiment/{slug}", number, day, "closed") for name, slug, number, day in rows]
