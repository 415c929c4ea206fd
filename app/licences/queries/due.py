"""What must be done about licences today, without anybody having asked."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.identity.models import Person, Unit
from app.licences.models import Licence, LicenceEditor, LicenceReview

MOST = 100
# A notice is never longer: what ends later than this is not looked at yet.
LONGEST_NOTICE = dt.timedelta(days=366)


def leavers(session: Session) -> list[int]:
    """The people who have left and still have a licence, or look after what one shows."""
    active = sa.select(Licence.holder_id).where(Licence.state == "active", Licence.holder_id.is_not(None))
    edits = sa.select(LicenceEditor.person_id)
    gone = sa.select(Person.id).where(Person.active.is_(False), sa.or_(Person.id.in_(active), Person.id.in_(edits)))
    return list(session.scalars(gone.order_by(Person.id).limit(MOST)))


def has_moved() -> sa.ColumnElement[bool]:
    """Whether the holder works in another unit now than the one that pays; one whose place is not told has not."""
    here = aliased(Unit)
    return sa.exists().where(
        Person.id == Licence.holder_id, Person.active, Person.unit_id != Licence.unit_id, here.id == Person.unit_id,
        here.awaits_placing.is_(False),
    )  # fmt: skip


def due(session: Session, *, today: dt.date, after: int = 0) -> list[int]:
    """The active licences whose last day has passed or comes near, or that nobody has been asked about in time."""
    asked = sa.exists().where(LicenceReview.licence_id == Licence.id, LicenceReview.state == "open")
    near = sa.and_(Licence.ends_on <= today + LONGEST_NOTICE, Licence.told_of.is_distinct_from(Licence.ends_on))
    again = sa.and_(Licence.review_on <= today, Licence.ends_on.is_(None), ~asked)
    moved = sa.and_(has_moved(), Licence.ends_on.is_(None), ~asked)
    merged = sa.exists().where(Unit.id == Licence.unit_id, Unit.successor_id.is_not(None))
    question = sa.select(Licence.id).where(
        Licence.state == "active", Licence.id > after, sa.or_(Licence.ends_on < today, near, again, moved, merged)
    )
    return list(session.scalars(question.order_by(Licence.id).limit(MOST)))
