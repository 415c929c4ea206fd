"""A message from draft to over: each move checked, guarded in SQL, and written to the history."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.history import Event
from app.identity.queries import Visitor
from app.notices.models import MessageReach, MessageUpdate, OperationsMessage, Outage
from app.numbers import next_number
from app.refusal import Changed, Refused
from app.words.formats import today_of
from catalogue.operations import MOVES, MessageKind, MessageState, Plan, lacks_agreement, lacks_time

S = MessageState


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What somebody wrote; `organisations` are ids, moments UTC."""

    kind: MessageKind
    title: str
    text: str
    components: tuple[str, ...]
    organisations: tuple[int, ...]
    starts_at: dt.datetime
    ends_at: dt.datetime | None = None
    estimated_at: dt.datetime | None = None
    agreed_with: str = ""
    exception_reason: str = ""

    @property
    def plan(self) -> Plan:
        """When, and with whom it was agreed."""
        return Plan(
            kind=self.kind, starts_at=self.starts_at, ends_at=self.ends_at, agreed_with=self.agreed_with,
            exception_reason=self.exception_reason,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class News:
    """How it goes, and when it is thought to be over."""

    text: str
    estimated_at: dt.datetime | None = None


def write(session: Session, me: Visitor, written: Written, *, at: dt.datetime) -> OperationsMessage:
    """Begin a draft; raises Refused for planned work without beginning and end (R-094)."""
    year = today_of(at).year
    found = OperationsMessage(
        number=f"D{year}-{next_number(session, f'operations-{year}'):03d}", state=S.DRAFT.value, written_by=me.id,
        latest_at=at, **_facts(written),
    )  # fmt: skip
    session.add(found)
    session.flush()
    _reach(session, found, written)
    _tell(session, me, found, "written", at=at)
    return found


def change(session: Session, me: Visitor, found: OperationsMessage, written: Written, *, at: dt.datetime) -> None:
    """Change a draft; the caller has seen to that it is the version that was shown."""
    for name, value in _facts(written).items():
        setattr(found, name, value)
    found.latest_at, found.version = at, found.version + 1
    session.execute(sa.delete(MessageReach).where(MessageReach.message_id == found.id))
    _reach(session, found, written)
    _tell(session, me, found, "changed", at=at)


def publish(session: Session, me: Visitor, found: OperationsMessage, *, at: dt.datetime) -> None:
    """Tell everybody it is for; raises Refused for planned work that nobody agreed to and nothing excuses (R-183)."""
    plan = Plan(
        kind=MessageKind(found.kind), starts_at=found.starts_at, ends_at=found.ends_at,
        agreed_with=found.agreed_with, exception_reason=found.exception_reason,
    )  # fmt: skip
    if lacks_agreement(plan):
        raise Refused("notices.refused.agreement")
    _move(session, found, S.PUBLISHED, published_at=at, latest_at=at)
    _tell(session, me, found, "published", at=at)


def update(session: Session, me: Visitor, found: OperationsMessage, news: News, *, at: dt.datetime) -> None:
    """Tell how it goes, with another estimate when there is one; raises Refused for what is not published."""
    if found.state != S.PUBLISHED:
        raise Refused("notices.refused.not_published")
    session.add(
        MessageUpdate(
            message_id=found.id, text=news.text, estimated_at=news.estimated_at, written_by=me.id, written_at=at
        )
    )
    found.latest_text, found.latest_at, found.version = news.text, at, found.version + 1
    if news.estimated_at is not None:
        found.estimated_at = news.estimated_at
    _tell(session, me, found, "updated", at=at)


def end(session: Session, me: Visitor, found: OperationsMessage, text: str, *, counts: bool, at: dt.datetime) -> None:
    """Say that it is over; when it `counts`, the components were away from its beginning until now."""
    _move(session, found, S.OVER, over_at=at, latest_at=at, latest_text=text or found.latest_text)
    if text:
        session.add(MessageUpdate(message_id=found.id, text=text, written_by=me.id, written_at=at))
    if counts and found.starts_at < at:
        session.add_all(_outage(found, component, me, at) for component in found.components)
    _tell(session, me, found, "over", at=at)


def cancel(session: Session, me: Visitor, found: OperationsMessage, *, at: dt.datetime) -> None:
    """Take back a draft, or planned work that will not be done."""
    if found.state == S.PUBLISHED and found.kind != MessageKind.PLANNED:
        raise Refused("notices.refused.end_instead")
    _move(session, found, S.CANCELLED, latest_at=at)
    _tell(session, me, found, "cancelled", at=at)


def _facts(written: Written) -> dict[str, object]:
    if lack := lacks_time(written.plan):
        raise Refused(f"notices.refused.{lack}")
    return {
        "kind": written.kind.value, "title": written.title, "text": written.text,
        "components": list(written.components), "starts_at": written.starts_at, "ends_at": written.ends_at,
        "estimated_at": written.estimated_at, "agreed_with": written.agreed_with,
        "exception_reason": written.exception_reason,
    }  # fmt: skip


def _reach(session: Session, found: OperationsMessage, written: Written) -> None:
    session.add_all(MessageReach(message_id=found.id, organisation_id=each) for each in written.organisations)


def _move(session: Session, found: OperationsMessage, to: MessageState, **values: object) -> None:
    """The one way a state changes; raises Changed when somebody was first."""
    here = MessageState(found.state)
    if to not in MOVES[here]:
        raise Refused("notices.refused.moved")
    session.flush()
    guarded = sa.update(OperationsMessage).where(
        OperationsMessage.id == found.id, OperationsMessage.state == here.value,
        OperationsMessage.version == found.version,
    )  # fmt: skip
    moved = session.execute(guarded.values(state=to.value, version=found.version + 1, **values))
    if not moved.rowcount:  # type: ignore[attr-defined]  # a CursorResult; the stub says Result
        raise Changed("notices.refused.moved")
    session.refresh(found)


def _outage(found: OperationsMessage, component: str, me: Visitor, at: dt.datetime) -> Outage:
    planned = found.kind == MessageKind.PLANNED
    return Outage(
        component=component, starts_at=found.starts_at, ends_at=at, planned=planned, note=found.title,
        message_id=found.id, recorded_by=me.id, recorded_at=at,
    )  # fmt: skip


def _tell(session: Session, me: Visitor, found: OperationsMessage, what: str, *, at: dt.datetime) -> None:
    event = Event("operations_message", found.id, f"notices.{what}", {"title": found.title, "number": found.number})
    history.record(session, me.actor, at, [event])
