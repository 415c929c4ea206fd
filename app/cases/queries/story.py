"""Everything the page of a case tells, in as many questions however long the case is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import history
from app.cases.models import Case, CaseMessage, CaseStep, Incident, Survey
from app.cases.queries.asked import open_of
from app.cases.queries.found import full_number
from app.cases.queries.visible import may_handle, visible
from app.desks.models import ApprovalRequest
from app.desks.queries.mine import covers
from app.history import HistoryEntry
from app.identity.models import Organisation, Person, Substitution
from app.identity.queries import Visitor
from app.refusal import Missing

# What only those who work with a case are told of.
INTERNAL = frozenset({"case.noted", "case.file_internal", "case.moved_queue"})
MOST_MESSAGES = 300


@dataclass(frozen=True, slots=True)
class Story:
    """A case with all that belongs to it, as this person may read it."""

    case: Case
    organisation: str
    incident: Incident | None
    survey: Survey | None
    steps: list[CaseStep]
    messages: list[CaseMessage]
    events: list[HistoryEntry]
    handles: bool
    question: ApprovalRequest | None = None
    stand_in: str = ""

    @property
    def next_yes(self) -> CaseStep | None:
        """The first yes that is still missing."""
        return next((step for step in self.steps if step.sort == "yes" and not step.outcome), None)

    @property
    def tasks(self) -> list[CaseStep]:
        """The steps of the work."""
        return [step for step in self.steps if step.sort == "task"]

    @property
    def answers(self) -> list[CaseStep]:
        """Whose yes it needs, and what they said."""
        return [step for step in self.steps if step.sort == "yes"]


def story(session: Session, me: Visitor, number: str, today: dt.date) -> Story:
    """A case I may see, with its thread; internal messages only for those who work with it; raises Missing."""
    stand_in = aliased(Person)
    question = (
        sa.select(Case, Organisation.short_name, Incident, Survey, ApprovalRequest, stand_in.name)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .outerjoin(Incident, Incident.case_id == Case.id)
        .outerjoin(Survey, Survey.case_id == Case.id)
        .outerjoin(ApprovalRequest, open_of(Case.id))
        .outerjoin(Substitution, covers(today))
        .outerjoin(stand_in, stand_in.id == Substitution.substitute_id)
        .where(Case.number == full_number(number), visible(me))
        .limit(1)
    )
    found = session.execute(question).one_or_none()
    if found is None:
        raise Missing
    case, organisation, incident, survey, asked, acting = found
    inside = may_handle(case, me)
    steps = session.scalars(sa.select(CaseStep).where(CaseStep.case_id == case.id).order_by(CaseStep.position))
    events = [entry for entry in history.of(session, "case", case.id) if inside or entry.event not in INTERNAL]
    messages = _messages(session, case, inside)
    return Story(case, organisation, incident, survey, list(steps), messages, events, inside, asked, acting or "")


def _messages(session: Session, case: Case, inside: bool) -> list[CaseMessage]:
    question = sa.select(CaseMessage).where(CaseMessage.case_id == case.id)
    if not inside:
        question = question.where(CaseMessage.internal.is_(False))
    newest = list(session.scalars(question.order_by(CaseMessage.id.desc()).limit(MOST_MESSAGES)))
    return newest[::-1]
