"""Asking one of IT's queues, and its answer; the room that owns the matter goes on from there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import history, outbox
from app.consultations.models import ItQuestion
from app.consultations.queries import parts_of
from app.db import locked
from app.history import Event
from app.identity.queries import Visitor, addresses_of, same_people
from app.refusal import Changed, Forbidden, Missing, Refused
from app.words import say
from app.words.formats import today_of
from catalogue.cases import IT_QUEUES
from catalogue.components import load
from catalogue.rulebook import Consultation
from catalogue.terms import CONSULTED

MOST_WISH = 1000
APPROVED, REFUSED, ANSWERED = "approved", "refused", "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a question is about: who owns it, how it is called, where its page for IT is."""

    matter: str
    matter_id: int
    label: str
    summary: str
    address: str
    requester_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What somebody of IT wants to know of a colleague: in which topic, of which queue, about which components."""

    topic: str
    queue: str
    wish: str
    components: Sequence[str] = ()


def ask(
    session: Session, about: About, wanted: Sequence[Consultation], *, facts: Sequence[tuple[str, str]], at: dt.datetime
) -> list[ItQuestion]:
    """Put each question to its queue and tell those who work there; flushes."""
    rows = [
        ItQuestion(
            matter=about.matter, matter_id=about.matter_id, label=about.label, summary=about.summary[:200],
            address=about.address, requester_id=about.requester_id, topic=each.topic.value, queue=each.queue.value,
            blocking=each.blocking, state="open", asked_at=at,
        )
        for each in wanted
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    for row in rows:
        _call(session, row, facts, at=at)
    return rows


def seek(
    session: Session, about: About, me: Visitor, wanted: Advice, *, facts: Sequence[tuple[str, str]], at: dt.datetime
) -> ItQuestion:  # what it is about, who asks, and what
    """Ask another of IT's queues for advice; the matter waits for its words (R-017). Flushes.

    Raises Refused without words or a queue, for a component that does not exist, and for a topic asked about already.
    """
    known = load()
    if not wanted.wish or wanted.queue not in IT_QUEUES or wanted.topic not in CONSULTED:
        raise Refused("consultations.refused.advice")
    if not known.keys() >= set(wanted.components):
        raise Refused("consultations.refused.components")
    row = ItQuestion(
        matter=about.matter, matter_id=about.matter_id, label=about.label, summary=about.summary[:200],
        address=about.address, requester_id=about.requester_id, topic=wanted.topic, queue=wanted.queue, blocking=False,
        wish=wanted.wish[:MOST_WISH], components=list(wanted.components), asked_by=me.id, asked_by_name=me.name,
        state="open", asked_at=at,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise Refused("consultations.refused.asked") from error
    told = [(say("consultations.fact.wish"), row.wish), (say("consultations.fact.components"), parts_of(row))]
    _call(session, row, [*(pair for pair in told if pair[1]), *facts], at=at)
    data = {"name": row.summary, "topic": say(f"approvals.topic.{row.topic}"), "text": row.wish}
    history.record(session, me.actor, at, [Event(row.matter, row.matter_id, "consultation.sought", data)])
    return row


def answer(
    session: Session, me: Visitor, question_id: int, outcome: str, *, text: str, own: Collection[int], at: dt.datetime
) -> ItQuestion:
    """Answer a question: yes or no to a blocking one, words to another.

    Raises Missing for a question of another queue, Forbidden for one's own in any account, Changed when it was answered
    already, Refused for a no or an advice without words and for a no that is not IT's to give.
    """
    held = locked(sa.select(ItQuestion).where(ItQuestion.id == question_id))
    row: ItQuestion | None = session.scalar(held.execution_options(populate_existing=True))
    if row is None or row.queue not in me.roles:
        raise Missing
    if me.id in same_people(session, {row.requester_id, *own}):
        raise Forbidden("consultations.refused.own")
    if row.state != "open":
        raise Changed("consultations.refused.answered", who=row.answered_by_name or say("approvals.somebody"))
    if outcome not in ((APPROVED, REFUSED) if row.blocking else (ANSWERED,)):
        raise Refused("consultations.refused.outcome")
    if outcome != APPROVED and not text:
        raise Refused("consultations.refused.words")
    row.state, row.answer, row.answered_at = outcome, text, at
    row.answered_by, row.answered_by_name = me.id, me.name
    data = {"name": row.summary, "topic": say(f"approvals.topic.{row.topic}"), "text": text}
    history.record(session, me.actor, at, [Event(row.matter, row.matter_id, f"consultation.{outcome}", data)])
    return row


def withdraw(session: Session, matter: str, matter_id: int) -> None:
    """Let go of the questions that nobody needs an answer to any more."""
    still = sa.update(ItQuestion).where(ItQuestion.matter == matter, ItQuestion.matter_id == matter_id)
    session.execute(still.where(ItQuestion.state == "open").values(state="withdrawn"))


def _call(session: Session, row: ItQuestion, facts: Sequence[tuple[str, str]], *, at: dt.datetime) -> None:
    known = {"number": row.label, "what": row.summary, "topic": say(f"approvals.topic.{row.topic}").lower()}
    words = {part: say(f"consultations.mail.{part}", **known) for part in ("title", "heading", "lead", "button", "why")}
    params = {**words, "number": row.label, "text": "", "facts": list(facts), "path": row.address}
    for address in addresses_of(session, row.queue, today_of(at)):
        outbox.mail(session, f"it-question:{row.id}:{address}"[:80], address, "matter_news", params, at=at)
