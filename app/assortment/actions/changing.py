"""Changing the range: each change is written down first, takes effect on its day, and makes a version with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.assortment.actions.guarding import refuse_unfit, refuse_wrong
from app.assortment.models import AppliedChange, CatalogueVersion, Item, ItemChange, RangeDecision, RangeVersion
from app.assortment.queries.content import CONTENT, MONEY, content_of, differing
from app.assortment.queries.shelf import CHANGED
from app.db import locked
from app.history import Actor, Event
from app.refusal import Changed, Refused
from app.words import say
from app.words.formats import today_of

SYSTEM = Actor(None, "IT-butiken")


def publish_by_it(session: Session, item: Item, state: str, *, actor: Actor, at: dt.datetime) -> None:
    """Publish or withdraw what the dialogforum does not govern: AV, licences, services (R-054). Raises Refused."""
    if item.governed:
        raise Refused("assortment.refused.needs_decision")
    if state == "published":
        refuse_unfit(session, item, {}, today_of(at))
    write(session, item, "it", state=state, actor=actor, at=at)
    apply_due(session, at=at)


def correct(
    session: Session, item: Item, values: Mapping[str, Any], *, reason: str = "", actor: Actor, at: dt.datetime
) -> bool:
    """IT corrects facts or prices of an item in the range, which needs no decision (R-033, C11).

    Returns whether anything differed. Raises Refused for what only a decision may change, and for what would make the
    item one that may not be sold.
    """
    if values.keys() & {"kind", "segment"} and item.governed and item.state != "draft":
        raise Refused("assortment.refused.needs_decision")
    apply_due(session, at=at)
    new = differing(content_of(item), dict(values))
    refuse_wrong(session, item, new, today_of(at))
    corrected = bool(new)
    for change, names in (("price", MONEY), ("facts", CONTENT)):
        part = {name: new.pop(name) for name in names if name in new}
        if part:
            write(session, item, change, content=part, reason=reason, actor=actor, at=at)
            apply_due(session, at=at)
    return corrected


def write(
    session: Session, item: Item, change: str, *, state: str | None = None, content: Mapping[str, Any] | None = None,
    on: dt.date | None = None, decision_id: int | None = None, swap_id: int | None = None, reason: str = "",
    actor: Actor, at: dt.datetime,
) -> ItemChange:  # fmt: skip
    """Write a change down; it holds from `on` (a Swedish date, today unless given). Raises Refused for a past day.

    The first change of an item keeps all of it, so that the range can be replayed from nothing.
    """
    day = on or today_of(at)
    if day < today_of(at):
        raise Refused("assortment.refused.past_day")
    earlier = sa.select(ItemChange.id).where(ItemChange.item_id == item.id, ItemChange.effective_on <= day)
    first = session.scalar(earlier.limit(1)) is None
    row = ItemChange(
        item_id=item.id, change=change, effective_on=day, state=state, decision_id=decision_id, swap_id=swap_id,
        content={**(content_of(item) if first else {}), **(content or {})},
        reason=reason, made_by=actor.id, made_by_name=actor.name, made_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    told = {"change": change, "state": state, "old": _old(item, content or {}), "new": dict(content or {})}
    history.record(session, actor, at, [Event("item", item.id, "item.changed", told | {"on": day.isoformat()})])
    return row


def _old(item: Item, content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(item, name) for name in content}


def apply_due(session: Session, *, at: dt.datetime) -> list[int]:
    """Let every change take effect whose day has come; returns the versions they stand in. Again, it changes nothing.

    What only changes drafts makes no version: it is written beside the one that stands.
    """
    lock(session)
    done = sa.select(AppliedChange.change_id).where(AppliedChange.change_id == ItemChange.id).exists()
    question = sa.select(ItemChange).where(ItemChange.effective_on <= today_of(at), ~done)
    due = session.scalars(question.order_by(ItemChange.effective_on, ItemChange.id)).all()
    return [_apply(session, list(group), at) for _, group in groupby(due, key=_together)]


def _together(change: ItemChange) -> tuple[object, ...]:
    """What takes effect as one version: the changes of one decision, one swap, or one correction."""
    return change.effective_on, change.decision_id, change.swap_id, change.change, change.made_at


def _apply(session: Session, changes: list[ItemChange], at: dt.datetime) -> int:
    first = changes[0]
    decision = session.get_one(RangeDecision, first.decision_id) if first.decision_id else None
    title = decision.title if decision else say(f"assortment.version.{first.change}")
    items = {row.id: row for row in session.scalars(sa.select(Item).where(Item.id.in_({c.item_id for c in changes})))}
    version = lock(session).number
    if not version or any(change.state or items[change.item_id].state != "draft" for change in changes):
        version = bump(session, title=title, at=at, day=first.effective_on, decision_id=first.decision_id)
    for change in changes:
        settle(items[change.item_id], change)
        if change.state:
            _rest_on(items[change.item_id], decision, title, first.effective_on)
    session.flush()
    session.execute(sa.insert(AppliedChange), [{"change_id": change.id, "version": version} for change in changes])
    return version


def _rest_on(item: Item, decision: RangeDecision | None, title: str, day: dt.date) -> None:
    """Say in words what an item's state rests on."""
    item.decision, item.decided_on = title, decision.decided_on if decision else day


def settle(item: Item, change: ItemChange) -> None:
    """Let an item stand as a change says."""
    for name, value in change.content.items():
        setattr(item, name, value)
    if change.decision_id:
        item.decision_id, item.swap_id = change.decision_id, None
    elif change.swap_id:
        item.swap_id = change.swap_id
    if change.state:
        item.state = change.state


def bump(
    session: Session, *, title: str, at: dt.datetime, day: dt.date | None = None, decision_id: int | None = None
) -> int:
    """Raise the catalogue version and write it down; every change of items, categories or kits does. Returns it."""
    row = lock(session)
    row.number += 1
    session.info[CHANGED] = True
    session.add(
        RangeVersion(number=row.number, day=day or today_of(at), made_at=at, title=title[:200], decision_id=decision_id)
    )
    session.flush()
    return row.number


def lock(session: Session) -> CatalogueVersion:
    """Hold the catalogue until commit, so that changes take their place one at a time."""
    row: CatalogueVersion | None = session.scalar(locked(sa.select(CatalogueVersion).where(CatalogueVersion.id == 1)))
    if row is None:
        row = CatalogueVersion(id=1, number=0)
        session.add(row)
        session.flush()
    return row


def expect(item: Item, shown: Mapping[str, Any], names: Iterable[str]) -> None:
    """Raise Changed when somebody else changed these columns after they were shown."""
    if any(getattr(item, name) != shown.get(name) for name in names):
        raise Changed("assortment.refused.changed_meanwhile")
