"""Keeping a filter under a name, and letting go of it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.filters.models import LONGEST_QUERY, SavedFilter
from app.filters.queries import kept
from app.identity.queries import Visitor
from app.refusal import Refused

MOST = 30


def save(
    session: Session, me: Visitor, page: str, name: str, *, asked: str, at: dt.datetime
) -> SavedFilter:  # which list and under which name is what is saved
    """Keep what a list is asked for; the same name again takes its place.

    Raises Missing for a list that keeps none, Refused for too many or too long.
    """
    query = kept(page, asked)
    if len(query) > LONGEST_QUERY:
        raise Refused("filters.refused.long")
    mine = session.scalars(sa.select(SavedFilter).where(SavedFilter.person_id == me.id, SavedFilter.page == page)).all()
    found = next((each for each in mine if each.name == name), None)
    if found is None:
        if len(mine) >= MOST:
            raise Refused("filters.refused.many", most=MOST)
        found = SavedFilter(person_id=me.id, page=page, name=name, query=query, saved_at=at)
        session.add(found)
    found.query, found.saved_at = query, at
    session.flush()
    return found


def let_go(session: Session, saved: SavedFilter) -> None:
    """Forget a filter."""
    session.delete(saved)
