"""Whom to turn to in an organisation: security chief, municipality contact, insurance text and the like."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.identity.models import Contact, Person


@dataclass(frozen=True, slots=True)
class Reached:
    """A contact as people read it; any part may be empty. `person_id` is somebody of the shop who has not left."""

    kind: str
    person_id: int | None
    name: str
    email: str
    phone: str
    text: str


def contacts_on(session: Session, organisation_id: int, today: dt.date, *kinds: str) -> list[Reached]:
    """The contacts of an organisation that hold on a day, of these kinds or all, the newest of a kind first.

    Who has left the shop is no contact any more; what was written beside the name still is.
    """
    gone = sa.and_(Contact.person_id.is_not(None), Person.id.is_(None))
    question = (
        sa.select(
            Contact.kind,
            Person.id,
            sa.case((gone, ""), else_=sa.func.coalesce(Person.name, Contact.name)),
            sa.case((gone, ""), else_=sa.func.coalesce(Person.email, Contact.email)),
            sa.case((gone, ""), else_=Contact.phone),
            Contact.text,
        )
        .outerjoin(Person, sa.and_(Person.id == Contact.person_id, Person.active))
        .where(Contact.organisation_id == organisation_id, Contact.valid_from <= today)
        .where(sa.or_(Contact.valid_to.is_(None), Contact.valid_to >= today))
        .where(sa.or_(~gone, Contact.text != ""))
        .order_by(Contact.kind, Contact.valid_from.desc(), Contact.id.desc())
    )
    if kinds:
        question = question.where(Contact.kind.in_(kinds))
    return [Reached(*row) for row in session.execute(question)]
