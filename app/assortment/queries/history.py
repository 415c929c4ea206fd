"""The range through time: as of a day, what a version changed, what a price was, what comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment.models import AppliedChange, Item, ItemChange, RangeDecision, RangeVersion


@dataclass(frozen=True, slots=True)
class Standing:
    """An item as it stood on a day: its state, its columns, and the decision that put it there."""

    item_id: int
    state: str
    content: Mapping[str, Any]
    decision_id: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an item, as people read it; `before` holds the old values of the columns that changed."""

    id: int
    item_id: int
    slug: str
    name: str
    change: str
    effective_on: dt.date
    state: str | None
    before_state: str
    after_state: str
    content: Mapping[str, Any]
    before: Mapping[str, Any]
    decision_id: int | None
    decision: str
    decision_title: str
    reason: str
    made_by_name: str
    made_at: dt.datetime
    version: int | None


def range_as_of(session: Session, day: dt.date) -> dict[int, Standing]:
    """Every item that had come into the range by a day (Swedish date), by id, replayed from the changes up to it."""
    question = sa.select(ItemChange).where(ItemChange.effective_on <= day)
    standing: dict[int, Standing] = {}
    for change in session.scalars(question.order_by(ItemChange.effective_on, ItemChange.id)):
        standing[change.item_id] = _after(standing.get(change.item_id), change)
    return standing


def _after(before: Standing | None, change: ItemChange) -> Standing:
    state = change.state or (before.state if before else "draft")
    content = {**(before.content if before else {}), **change.content}
    return Standing(change.item_id, state, content, change.decision_id or (before.decision_id if before else None))


def item_history(session: Session, item_id: int) -> list[Change]:
    """All changes of an item, newest first, each with what it replaced."""
    return list(reversed(_told(session, ItemChange.item_id == item_id)))


def changes_of_decision(session: Session, decision_id: int) -> list[Change]:
    """What a decision changes, in the order it was written."""
    return changes_of_decisions(session, [decision_id])


def changes_of_decisions(session: Session, decisions: Collection[int]) -> list[Change]:
    """What some decisions change, in the order it takes effect; each change names its decision."""
    if not decisions:
        return []
    items = sa.select(ItemChange.item_id).where(ItemChange.decision_id.in_(decisions))
    told = _told(session, ItemChange.item_id.in_(items))
    return [change for change in told if change.decision_id in decisions]


def changes_between(session: Session, older: int, newer: int) -> list[Change]:
    """What changed from one version to a later one, in the order it took effect; drafts are in no version."""
    applied = sa.select(ItemChange.item_id).join(AppliedChange, AppliedChange.change_id == ItemChange.id)
    items = applied.where(AppliedChange.version > older, AppliedChange.version <= newer)
    told = _told(session, ItemChange.item_id.in_(items))
    made = [change for change in told if change.after_state != "draft"]
    return [change for change in made if change.version is not None and older < change.version <= newer]


def coming(session: Session) -> list[Change]:
    """What is decided but has not taken effect, soonest first."""
    waiting = sa.select(ItemChange.item_id).outerjoin(AppliedChange, AppliedChange.change_id == ItemChange.id)
    told = _told(session, ItemChange.item_id.in_(waiting.where(AppliedChange.change_id.is_(None))))
    return [change for change in told if change.version is None]


def versions(session: Session, *, before: int | None = None, size: int = 50) -> list[RangeVersion]:
    """The versions of the range, newest first; `before` is a version number to go on from."""
    question = sa.select(RangeVersion).order_by(RangeVersion.number.desc()).limit(size)
    if before is not None:
        question = question.where(RangeVersion.number < before)
    return list(session.scalars(question))


def _told(session: Session, which: sa.ColumnElement[bool]) -> list[Change]:
    """The changes of some items in the order they take effect; a whole item is needed to know what each replaced."""
    question = (
        sa.select(
            ItemChange,
            Item.slug,
            sa.func.coalesce(RangeDecision.number, ""),
            sa.func.coalesce(RangeDecision.title, ""),
            AppliedChange.version,
        )
        .join(Item, Item.id == ItemChange.item_id)
        .outerjoin(RangeDecision, RangeDecision.id == ItemChange.decision_id)
        .outerjoin(AppliedChange, AppliedChange.change_id == ItemChange.id)
        .where(which)
        .order_by(ItemChange.effective_on, ItemChange.id)
    )
    standing: dict[int, Standing] = {}
    told = []
    for change, slug, number, title, version in session.execute(question):
        before = standing.get(change.item_id)
        after = standing[change.item_id] = _after(before, change)
        told.append(_change(change, before, after, (slug, number, title, version)))
    return told


def _change(change: ItemChange, before: Standing | None, after: Standing, facts: tuple[str, str, str, int]) -> Change:
    slug, number, title, version = facts
    return Change(
        id=change.id,
        item_id=change.item_id,
        slug=slug,
        name=str(after.content["name"]),
        change=change.change,
        effective_on=change.effective_on,
        state=change.state,
        before_state=before.state if before else "",
        after_state=after.state,
        content=change.content,
        before={name: before.content.get(name) for name in change.content} if before else {},
        decision_id=change.decision_id,
        decision=number,
        decision_title=title,
        reason=change.reason,
        made_by_name=change.made_by_name,
        made_at=change.made_at,
        version=version,
    )


def last_change(session: Session, item_id: int) -> int:
    """The id of an item's last change; 0 before the first."""
    return session.scalar(sa.select(sa.func.max(ItemChange.id)).where(ItemChange.item_id == item_id)) or 0


def content_after(session: Session, item_id: int, change_id: int) -> dict[str, Any]:
    """An item's columns as they stood after one of its changes, in the order they take effect."""
    standing: dict[str, Any] = {}
    question = sa.select(ItemChange.id, ItemChange.content).where(ItemChange.item_id == item_id)
    for found, content in session.execute(question.order_by(ItemChange.effective_on, ItemChange.id)):
        if found <= change_id:
            standing |= content
    return standing
