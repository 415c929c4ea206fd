"""One case by its number, to look at or to hold while something is done with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.models import Case, CaseStep, Incident
from app.cases.queries.visible import visible
from app.db import locked
from app.identity.queries import Visitor
from app.refusal import Missing

NUMBER = re.compile(r"[\u00c4A]?(\d{4}-\d{5,8})")


@dataclass(frozen=True, slots=True)
class Held:
    """A case that is held until commit, with its steps and what is told of the incident."""

    case: Case
    steps: list[CaseStep]
    incident: Incident | None

    @property
    def next_yes(self) -> CaseStep | None:
        """The first yes that is still missing."""
        return next((step for step in self.steps if step.sort == "yes" and step.outcome in ("", "declined")), None)

    @property
    def undone(self) -> list[CaseStep]:
        """The tasks that must be done first."""
        return [step for step in self.steps if step.sort == "task" and step.demanded and not step.outcome]


def is_begun(case: Case, steps: Iterable[CaseStep]) -> bool:
    """Whether somebody has taken a case, or answered anything in it."""
    return case.assignee_id is not None or any(step.outcome for step in steps)


def full_number(text: str) -> str:
    """A number as it is kept, however it was typed; empty for what is none."""
    found = NUMBER.fullmatch(unicodedata.normalize("NFC", text.strip()).upper())
    return f"\u00c4{found[1]}" if found else ""


def by_number(session: Session, me: Visitor, number: str) -> Case:
    """A case I may see; raises Missing for any other, the same as for an unknown number."""
    case = session.scalar(sa.select(Case).where(Case.number == full_number(number), visible(me)))
    if case is None:
        raise Missing
    return case


def held(session: Session, me: Visitor, number: str) -> Held:
    """A case I may see, held until commit; raises Missing."""
    question = sa.select(Case).where(Case.number == full_number(number), visible(me))
    case = session.scalar(locked(question).execution_options(populate_existing=True))
    if case is None:
        raise Missing
    return with_steps(session, case)


def held_by_id(session: Session, case_id: int) -> Held:
    """A case by its id, held until commit; for rooms that carry a decision out."""
    question = locked(sa.select(Case).where(Case.id == case_id)).execution_options(populate_existing=True)
    return with_steps(session, session.execute(question).scalar_one())


def with_steps(session: Session, case: Case) -> Held:
    """A held case with the rows around it."""
    steps = session.scalars(sa.select(CaseStep).where(CaseStep.case_id == case.id).order_by(CaseStep.position))
    incident = session.scalar(sa.select(Incident).where(Incident.case_id == case.id))
    return Held(case, list(steps), incident)
