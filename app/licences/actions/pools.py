"""Taking from a pool and giving back: guarded in SQL, so that no pool is ever oversold (R-204)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.history import Actor, Event
from app.licences.models import LicencePool
from app.licences.queries.pools import Pool
from app.refusal import Changed, Refused
from app.words import say

# Raw because neither dialect's upsert is spoken by SQLAlchemy's common insert; both databases understand this one.
_OPEN = sa.text("INSERT INTO licence_pool (item_id, used) VALUES (:item, 0) ON CONFLICT (item_id) DO NOTHING")
PLAIN = {"synchronize_session": False}


def take(session: Session, item_id: int, name: str, count: int = 1) -> None:
    """Take licences from a pool, whose caller holds the end of the history; raises Refused when too few are left."""
    session.execute(_OPEN, {"item": item_id})
    enough = sa.or_(LicencePool.size.is_(None), LicencePool.used + count <= LicencePool.size)
    taken = (
        sa.update(LicencePool)
        .where(LicencePool.item_id == item_id, enough)
        .values(used=LicencePool.used + count)
        .returning(LicencePool.used)
    )
    if session.execute(taken, execution_options=PLAIN).one_or_none() is None:
        raise Refused("licences.refused.none_left", name=name)


def give_back(session: Session, item_id: int) -> None:
    """Give one licence back to its pool; the caller holds the end of the history."""
    given = sa.update(LicencePool).where(LicencePool.item_id == item_id).values(used=LicencePool.used - 1)
    session.execute(given, execution_options=PLAIN)


def resize(session: Session, pool: Pool, size: int | None, *, actor: Actor, at: dt.datetime) -> None:
    """Say how many licences there are; None is as many as are needed. Raises Refused below what is used."""
    if size == pool.size:
        return
    told = {"name": pool.name, "before": in_words(pool.size), "now": in_words(size)}
    history.record(session, actor, at, [Event("item", pool.item_id, "licence.resized", told)])
    session.execute(_OPEN, {"item": pool.item_id})
    unseen = LicencePool.size.is_not_distinct_from(pool.size)
    question = sa.select(LicencePool.used, unseen).where(LicencePool.item_id == pool.item_id).with_for_update()
    used, as_shown = session.execute(question).one()
    if not as_shown:
        raise Changed("licences.refused.pool_changed", name=pool.name)
    if size is not None and size < used:
        raise Refused("licences.refused.smaller_than_used", name=pool.name, used=used)
    session.execute(
        sa.update(LicencePool).where(LicencePool.item_id == pool.item_id).values(size=size), execution_options=PLAIN
    )


def in_words(size: int | None) -> str:
    """The size of a pool as people read it."""
    return say("licences.pool.as_needed") if size is None else str(size)
