"""What waits for somebody's yes, on whose desk it lies, and what happens next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, one_of

# What a decision may be about; the room that owns it carries the decision out.
ORDER, CASE = "order", "case"
MATTERS = (ORDER, CASE, "licence", "exception", "av")
RELATIONS = ("manager", "next_manager", "fallback", "role", "forwarded", "appointed", "nobody")
OPEN = sa.text("state = 'open'")
REASONS = ("ladder", "own", "away", "silence", "left", "none", "handed")


class ApprovalRequest(Base):
    """The question put to one desk about one step of one matter: an order, a case, a licence.

    `decider_id` is whose power it is; while they are away a substitute acts in their name, which is looked up when it
    is needed and never kept here. NULL when nobody was found: it waits and alerts, nobody decides by silence.
    `next_on` is the Swedish day of the next event: nothing that is open is without one. What was answered and is asked
    anew is another row.
    """

    __tablename__ = "approval_request"
    __table_args__ = (
        one_of("state", ("open", "decided", "withdrawn")),
        one_of("matter", MATTERS),
        one_of("relation", RELATIONS),
        one_of("reason", REASONS),
        one_of("next_event", ("remind", "escalate", "look")),
        sa.CheckConstraint("(matter = 'order') = (order_id IS NOT NULL)", name="order_named"),
        sa.CheckConstraint("decider_id IS NULL OR decider_id <> requester_id", name="never_own"),
        sa.CheckConstraint("(decider_id IS NULL) = (relation = 'nobody')", name="somebody_or_nobody"),
        sa.Index("ix_approval_request_matter", "matter", "matter_id"),
        sa.Index(
            "uq_approval_request_open",
            "matter",
            "matter_id",
            "step",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        sa.Index("ix_approval_request_decider", "decider_id", "state", "id"),
        sa.Index("ix_approval_request_order_id", "order_id"),
        sa.Index("ix_approval_request_next", "state", "next_on", "id"),
        sa.Index("ix_approval_request_decided", "decided_by", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    matter: Mapped[str] = mapped_column(sa.String(20), default=ORDER)
    matter_id: Mapped[int]
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customer_order.id"))
    step: Mapped[str] = mapped_column(sa.String(20))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    topic: Mapped[str] = mapped_column(sa.String(20), default="")
    requester_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    creator_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    beneficiary_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    label: Mapped[str] = mapped_column(sa.String(40), default="")
    facts: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    amount: Mapped[int] = mapped_column(default=0)
    line_count: Mapped[int] = mapped_column(default=0)
    summary: Mapped[str] = mapped_column(sa.String(200), default="")
    state: Mapped[str] = mapped_column(sa.String(12), default="open")
    asked_at: Mapped[dt.datetime]
    decider_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decider_name: Mapped[str] = mapped_column(sa.String(120), default="")
    relation: Mapped[str] = mapped_column(sa.String(20), default="manager")
    reason: Mapped[str] = mapped_column(sa.String(20), default="ladder")
    reason_name: Mapped[str] = mapped_column(sa.String(120), default="")
    handed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    # Since when it lies on this desk, how many desks it has seen, and who had it too long.
    desk_at: Mapped[dt.datetime]
    moves: Mapped[int] = mapped_column(default=0)
    passed: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    # The lines of the order that this step has answered already, while others wait for the orderer.
    answered: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    reminded_at: Mapped[dt.datetime | None]
    alerted_at: Mapped[dt.datetime | None]
    next_event: Mapped[str] = mapped_column(sa.String(10), default="remind")
    next_on: Mapped[dt.date]
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_name: Mapped[str] = mapped_column(sa.String(260), default="")

    @property
    def person(self) -> str:
        """Who decided it, in whose place; while it waits, on whose desk it lies."""
        return self.decided_name or self.decider_name


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision on a whole matter, by whom (`Stina Ask för Anders Ek`) and why: what its room carries out."""

    matter_id: int
    step: str
    approved: bool
    reason: str
    who: str
