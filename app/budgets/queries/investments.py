"""Shared investments of a year, and one with what everybody has said of it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.budgets.models import Frame, Investment, MemberAnswer
from app.history import HistoryEntry
from app.identity.models import Organisation
from app.refusal import Missing
from catalogue.budgets import FrameKind

LONGEST_NUMBER = 20


@dataclass(frozen=True, slots=True)
class Told:
    """An investment with its frame, each member with what it has said (None: nothing yet), and what happened."""

    row: Investment
    frame: Frame
    members: tuple[tuple[Organisation, MemberAnswer | None], ...]
    entries: tuple[HistoryEntry, ...]

    @property
    def waiting(self) -> list[Organisation]:
        """The members that have not answered."""
        return [member for member, said in self.members if said is None]


def shared_frame(session: Session, year: int) -> Frame | None:
    """The frame of a year's shared investments."""
    return session.scalar(sa.select(Frame).where(Frame.year == year, Frame.kind == FrameKind.SHARED.value))


def investments(session: Session, frame: Frame | None) -> list[Investment]:
    """The investments of a shared frame, newest first."""
    if frame is None:
        return []
    return list(
        session.scalars(sa.select(Investment).where(Investment.frame_id == frame.id).order_by(Investment.id.desc()))
    )


def investment(session: Session, number: str) -> Told:
    """One investment; raises Missing."""
    question = sa.select(Investment, Frame).join(Frame, Frame.id == Investment.frame_id)
    found = None
    if len(number) <= LONGEST_NUMBER:
        found = session.execute(question.where(Investment.number == number)).one_or_none()
    if found is None:
        raise Missing
    row, frame = found
    said = sa.and_(MemberAnswer.organisation_id == Organisation.id, MemberAnswer.investment_id == row.id)
    members = sa.select(Organisation, MemberAnswer).outerjoin(MemberAnswer, said).where(Organisation.is_member)
    answers = [(each[0], each[1]) for each in session.execute(members.order_by(Organisation.name))]
    return Told(row, frame, tuple(answers), tuple(history.of(session, "investment", row.id)))
