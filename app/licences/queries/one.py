"""One licence with the names around it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.desks.models import ApprovalRequest
from app.history import HistoryEntry
from app.identity.models import Organisation, Person, Unit
from app.identity.queries import Visitor
from app.licences.models import Licence, LicenceEditor, LicenceReview
from app.licences.queries.visible import visible
from app.refusal import Missing


@dataclass(frozen=True, slots=True)
class Found:
    """A licence, where it belongs, who looks after its content, and the question about it that is open."""

    licence: Licence
    unit: str
    organisation: str
    editors: tuple[tuple[int, str], ...]
    asked: ApprovalRequest | None

    @property
    def whose(self) -> str:
        """The person or the place."""
        return self.licence.place or self.licence.holder_name


def by_number(session: Session, me: Visitor, number: str) -> Found:
    """A licence that I may see; raises Missing for any other and for an unknown number. Two questions."""
    question = (
        sa.select(Licence, Unit.name, Organisation.name, ApprovalRequest)
        .join(Unit, Unit.id == Licence.unit_id)
        .join(Organisation, Organisation.id == Licence.organisation_id)
        .outerjoin(LicenceReview, sa.and_(LicenceReview.licence_id == Licence.id, LicenceReview.state == "open"))
        .outerjoin(
            ApprovalRequest,
            sa.and_(ApprovalRequest.matter == "licence", ApprovalRequest.matter_id == LicenceReview.id),
        )
        .where(Licence.number == number, visible(me))
    )
    row = session.execute(question).one_or_none()
    if row is None:
        raise Missing
    return Found(row[0], row[1], row[2], editors_of(session, row[0].id), row[3])


def editors_of(session: Session, licence_id: int) -> tuple[tuple[int, str], ...]:
    """Who looks after the content, by name."""
    question = (
        sa.select(Person.id, Person.name)
        .join(LicenceEditor, LicenceEditor.person_id == Person.id)
        .where(LicenceEditor.licence_id == licence_id)
        .order_by(Person.sort_key)
    )
    return tuple((row.id, row.name) for row in session.execute(question))


def story_of(session: Session, licence_id: int) -> list[HistoryEntry]:
    """What happened to a licence and to the questions about it, newest first."""
    asked = sa.select(LicenceReview.id).where(LicenceReview.licence_id == licence_id)
    own = sa.and_(HistoryEntry.subject == "licence_held", HistoryEntry.subject_id == licence_id)
    # What was answered is told by the licence itself.
    told = HistoryEntry.event.not_in(("approval.whole_approved", "approval.whole_declined"))
    questions = sa.and_(HistoryEntry.subject == "licence", HistoryEntry.subject_id.in_(asked), told)
    found = sa.select(HistoryEntry).where(sa.or_(own, questions)).order_by(HistoryEntry.id.desc())
    return list(session.scalars(found))
