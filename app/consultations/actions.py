"""Asking one of IT's queues, and its answer; the room that owns the matter goes on from there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history, outbox
from app.consultations.models import ItQuestion
from app.db import locked
from app.history import Event
from app.identity.queries import Visitor, addresses_of, same_people
from app.refusal import Changed, Forbidden, Missing, Refused
from app.words import say
from app.words.formats import today_of
from catalogue.rulebook import Consultation

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
