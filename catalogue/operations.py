"""Operations messages: what must be said before they are kept or published, and freezes (L330-L345, L636-L639)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class MessageKind(StrEnum):
    """Scheduled ahead, or a disturbance."""

    PLANNED = "planned"
    UNPLANNED = "unplanned"


class MessageState(StrEnum):
    """Where a message stands; a published one whose time is over stays published."""

    DRAFT = "draft"
    PUBLISHED = "published"
    OVER = "over"
    CANCELLED = "cancelled"


S = MessageState
MOVES = {
    S.DRAFT: frozenset({S.PUBLISHED, S.CANCELLED}),
    S.PUBLISHED: frozenset({S.OVER, S.CANCELLED}),
    S.OVER: frozenset[MessageState](),
    S.CANCELLED: frozenset[MessageState](),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When something is away and with whom that was agreed; moments are aware."""

    kind: MessageKind
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    agreed_with: str = ""
    exception_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """Days when no change is wanted, both ends included."""

    title: str
    first: dt.date
    last: dt.date


def lacks_time(plan: Plan) -> str:
    """What is wrong with the times: `starts`, `ends`, `order`, or empty (R-094)."""
    if plan.starts_at is None:
        return "starts"
    if plan.kind is MessageKind.PLANNED and plan.ends_at is None:
        return "ends"
    return "order" if plan.ends_at is not None and plan.ends_at <= plan.starts_at else ""


def lacks_agreement(plan: Plan) -> bool:
    """Whether planned work has neither been agreed with those it concerns nor has a reason not to be (R-183)."""
    return plan.kind is MessageKind.PLANNED and not plan.agreed_with and not plan.exception_reason


def met(freezes: Iterable[Freeze], first: dt.date, last: dt.date) -> list[Freeze]:
    """The freezes that planned work between two days runs into (R-184)."""
    return [freeze for freeze in freezes if freeze.first <= last and first <= freeze.last]
