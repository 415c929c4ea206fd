"""What has had its time: one question for each class, which leaves out whatever is on hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.approvals.models import Decision
from app.cases.models import Case, CaseFile
from app.desks.models import ApprovalRequest
from app.devices.models import Device, DeviceState
from app.drafts import KeptForm
from app.identity.models import Person, SignInAttempt, SignInSession
from app.openness.models import RetentionHold
from app.openness.queries.record import SOURCES
from app.openness.queries.rules import Rule, rules
from app.orders.models import Order, Progress
from app.outbox import Letter
from app.shop.models import Basket
from app.words import say
from catalogue.cases import CaseState

ENDED = (Progress.DONE, Progress.DECLINED, Progress.CANCELLED)
GONE = (DeviceState.RECYCLED, DeviceState.WRITTEN_OFF)
Ids = sa.Select[Any]


def held(subject: str) -> Ids:
    """The people, or orders, that no clearing may touch."""
    standing = RetentionHold.lifted_at.is_(None)
    return sa.select(RetentionHold.subject_id).where(RetentionHold.subject == subject, standing)


def nobody() -> str:
    """What stands where a name has been taken out."""
    return say("openness.nobody")


def _drafts(before: dt.datetime, free: bool) -> Ids:
    return _spared(sa.select(KeptForm.id).where(KeptForm.created_at < before), free, KeptForm.person_id)


def _baskets(before: dt.datetime, free: bool) -> Ids:
    return _spared(sa.select(Basket.id).where(Basket.updated_at < before), free, Basket.person_id)


def _sessions(before: dt.datetime, free: bool) -> Ids:
    last = sa.func.coalesce(SignInSession.ended_at, SignInSession.seen_at)
    return _spared(sa.select(SignInSession.id).where(last < before), free, SignInSession.person_id)


def _attempts(before: dt.datetime, free: bool) -> Ids:
    return _spared(sa.select(SignInAttempt.id).where(SignInAttempt.at < before), free, SignInAttempt.person_id)


def _letters(before: dt.datetime, free: bool) -> Ids:
    question = sa.select(Letter.id).where(Letter.state == "sent", Letter.sent_at < before)
    if free:
        addresses = sa.select(Person.email).where(Person.id.in_(held("person")))
        to = sa.func.coalesce(Letter.payload["to"].as_string(), "")
        question = question.where(to.not_in(addresses))
    return question


def _case_files(before: dt.datetime, free: bool) -> Ids:
    """Pictures and papers of cases that were closed, and have stayed so."""
    question = sa.select(CaseFile.id).join(Case, Case.id == CaseFile.case_id)
    over = question.where(Case.state == CaseState.CLOSED, Case.closed_at < before)
    return _spared(over, free, CaseFile.added_by, Case.requester_id)


def _orders(before: dt.datetime, free: bool) -> Ids:
    """Orders that ended, from fiscal years whose time is over, and whose names are still there."""
    question = sa.select(Order.id).where(
        Order.placed_at < before, Order.progress.in_(ENDED), Order.orderer_name != nobody()
    )
    question = _spared(question, free, Order.orderer_id, Order.recipient_id)
    return question.where(Order.id.not_in(held("order"))) if free else question


def _leavers(before: dt.datetime, free: bool) -> Ids:
    """People who left, and of whom nothing remains that must bear their name."""
    named = Order.orderer_name != nobody()
    ordered = sa.exists().where(sa.or_(Order.orderer_id == Person.id, Order.recipient_id == Person.id), named)
    asked = sa.exists().where(ApprovalRequest.decider_id == Person.id, ApprovalRequest.order_id == Order.id, named)
    decided = sa.exists().where(
        Decision.decided_by == Person.id, Decision.request_id == ApprovalRequest.id,
        ApprovalRequest.order_id == Order.id, named,
    )  # fmt: skip
    holds = sa.exists().where(Device.holder_id == Person.id, Device.state.not_in(GONE))
    question = sa.select(Person.id).where(
        sa.not_(Person.active), Person.closed_at < before, Person.email != "", ~ordered, ~asked, ~decided, ~holds
    )
    for source in (source for source in SOURCES.values() if source.lasting and source.is_open):
        whose = source.rows.c[source.own[0]]
        question = question.where(Person.id.not_in(sa.select(whose).where(whose.is_not(None))))
    return _spared(question, free, Person.id)


def _spared(question: Ids, free: bool, *columns: sa.ColumnElement[Any] | sa.orm.InstrumentedAttribute[Any]) -> Ids:
    """The question without what belongs to people on hold, when only what is free is asked for."""
    for column in columns if free else ():
        question = question.where(sa.or_(column.is_(None), column.not_in(held("person"))))
    return question


DUE: Mapping[str, Callable[[dt.datetime, bool], Ids]] = {
    "draft": _drafts, "basket": _baskets, "session": _sessions, "log": _attempts, "letter": _letters,
    "case_file": _case_files,
    "accounting": _orders, "leaver": _leavers,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planned:
    """What a clearing would do of one class: how many, and how many it leaves because they are on hold."""

    rule: Rule
    before: dt.datetime
    count: int
    held: int


def plan(session: Session, now: dt.datetime) -> list[Planned]:
    """What has had its time, class by class; nothing is changed. Two questions."""
    known = rules(session)
    columns = []
    for key, due in DUE.items():
        for free in (True, False):
            asked = due(known[key].cutoff(now), free).subquery()
            columns.append(sa.select(sa.func.count()).select_from(asked).scalar_subquery())
    counts = list(session.execute(sa.select(*columns)).one())
    return [
        Planned(known[key], known[key].cutoff(now), counts[2 * place], counts[2 * place + 1] - counts[2 * place])
        for place, key in enumerate(DUE)
    ]
