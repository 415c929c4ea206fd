"""What is decided as a whole and not line by line: each room that owns such matters carries its own decisions out.

A room below (cases, licences) gives a function of this shape; its line stands in MATTERS.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.av import actions as av
from app.cases import actions as cases
from app.desks.models import CASE, ApprovalRequest, Ruling
from app.exceptions import actions as exceptions
from app.history import Actor, Event
from app.licences import actions as licences
from app.orders import actions as orders
from app.refusal import Refused
from catalogue.cases import ANSWERED_BY


class CarryOut(Protocol):
    """How a room lets its matter go on after a decision: within the caller's transaction, telling its own history."""

    def __call__(self, session: Session, ruling: Ruling, *, actor: Actor, at: dt.datetime) -> None:
        """Carry a ruling out."""
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of matter: what carries its decisions out, and where its own page is (`{label}` stands for its number).

    `there` are the steps that are answered on that page, since they need more than a yes or a no. A room that
    `tells_itself` writes decisions to its own history. `hold` holds the row of the matter until commit;
    everybody holds it before its questions, so that two hands never wait for each other.

    One whose question is no request for a yes names its own letter, and the table of its own words: `title`, `yes`,
    `no`, and `not_needed`, the reason of a no that was given without one.
    """

    carry_out: CarryOut
    address: str
    hold: Callable[[Session, int], object] | None = None
    there: frozenset[str] = frozenset()
    tells_itself: bool = False
    letter: str = ""
    words: str = ""


MATTERS: dict[str, Kind] = {
    "exception": Kind(exceptions.carry_out, "/begar/utanfor-sortimentet/{label}", exceptions.hold, tells_itself=True),
    "av": Kind(av.carry_out, "/av/kop/{label}", av.hold, tells_itself=True),
    "licence": Kind(licences.carry_out, "/licenser/{label}", letter="licence_review", words="licences.review"),
    CASE: Kind(cases.carry_out, "/arenden/{label}", cases.hold, there=frozenset(ANSWERED_BY), tells_itself=True),
}


def carry_out_whole(
    session: Session, request: ApprovalRequest, *, approved: bool, reason: str, who: str, actor: Actor,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Tell of a decision on a whole matter and let its room carry it out; raises Refused where no room does."""
    kind = MATTERS.get(request.matter)
    if kind is None:
        raise Refused("approvals.refused.no_room")
    if request.step in kind.there:
        raise Refused("approvals.refused.there")
    if not kind.tells_itself:
        event = "approval.whole_approved" if approved else "approval.whole_declined"
        told = Event(request.matter, request.matter_id, event, {"who": who, "reason": reason})
        history.record(session, actor, at, [told])
    kind.carry_out(session, Ruling(request.matter_id, request.step, approved, reason, who), actor=actor, at=at)


def hold_matter(session: Session, request_id: int) -> None:
    """Hold what a request is about, before the request itself."""
    asked = ApprovalRequest
    found = session.execute(sa.select(asked.order_id, asked.matter, asked.matter_id).where(asked.id == request_id))
    row = found.one_or_none()
    if row is None:
        return
    if row.order_id is not None:
        orders.hold_orders(session, {row.order_id})
        return
    kind = MATTERS.get(row.matter)
    if kind is not None and kind.hold is not None:
        kind.hold(session, row.matter_id)


def answered_there(request: ApprovalRequest) -> bool:
    """Whether a request is answered on the page of what it is about."""
    kind = MATTERS.get(request.matter)
    return kind is not None and request.step in kind.there


def own_words(request: ApprovalRequest, kinds: Mapping[str, Kind] = MATTERS) -> str:
    """The table of words of a question that is no request for a yes; empty for any other."""
    kind = kinds.get(request.matter)
    return kind.words if kind else ""


def letter_for(request: ApprovalRequest, template: str, kinds: Mapping[str, Kind] = MATTERS) -> str:
    """The letter that calls somebody to a question: the matter's own, or the one that all have."""
    kind = kinds.get(request.matter)
    return kind.letter if kind and kind.letter else template


def address_of(request: ApprovalRequest, kinds: Mapping[str, Kind] = MATTERS) -> str:
    """Where the page of what a request is about is; empty where it has none."""
    if request.order_id is not None:
        return f"/bestallningar/{request.label}"
    kind = kinds.get(request.matter)
    return kind.address.format(label=request.label) if kind else ""
