"""Questions to IT: those that wait for me, and those of one matter."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.consultations.models import ItQuestion
from app.identity.queries import Visitor
from catalogue.components import load
from catalogue.terms import Queue

MOST = 50


def waiting_for(session: Session, me: Visitor) -> list[ItQuestion]:
    """The open questions to my queues, oldest first, some tens."""
    mine = [queue.value for queue in Queue if queue.value in me.roles]
    question = sa.select(ItQuestion).where(ItQuestion.queue.in_(mine), ItQuestion.state == "open")
    return list(session.scalars(question.order_by(ItQuestion.id).limit(MOST)))


def questions_of(session: Session, matter: str, matter_id: int) -> list[ItQuestion]:
    """What IT is asked about one matter, in the order it was asked."""
    about = sa.and_(ItQuestion.matter == matter, ItQuestion.matter_id == matter_id)
    return list(session.scalars(sa.select(ItQuestion).where(about).order_by(ItQuestion.id)))


def holding(questions: Sequence[ItQuestion]) -> list[ItQuestion]:
    """Those that still hold a matter back: open ones, whether they need a yes or only words."""
    return [asked for asked in questions if asked.state == "open"]


def may_answer(asked: ItQuestion, me: Visitor, own: frozenset[int]) -> bool:
    """Whether somebody may answer: it lies in their queue and is not about what they asked for or will get."""
    return asked.state == "open" and asked.queue in me.roles and me.id not in own


def parts_of(asked: ItQuestion) -> str:
    """The parts of the infrastructure a question is about, by name."""
    known = load()
    return ", ".join(known[key].name for key in asked.components if key in known)
