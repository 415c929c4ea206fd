"""Items and decisions for the tests of the range."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment import actions
from app.assortment.models import Item, RangeDecision
from app.assortment.queries.content import CONTENT
from app.history import Actor
from app.words.formats import today_of

OMAR = Actor(None, "Omar Haddad")


def item(session: Session, slug: str) -> Item:
    """An item by its slug."""
    return session.scalars(sa.select(Item).where(Item.slug == slug)).one()


def draft(session: Session, like: str, slug: str) -> Item:
    """A draft with the columns of another item."""
    model = item(session, like)
    values = {name: getattr(model, name) for name in CONTENT}
    made = Item(**values | {"slug": slug, "article": f"A-{slug}", "name": slug, "successor_id": None}, state="draft")
    session.add(made)
    session.flush()
    return made


def decision(session: Session, at: dt.datetime, *, days: int = 0, title: str = "Beslut") -> RangeDecision:
    """A decision of today that takes effect some days later."""
    today = today_of(at)
    decided = actions.Decided(title=title, decided_on=today, effective_on=today + dt.timedelta(days=days))
    return actions.record_decision(session, decided, actor=OMAR, at=at)
