"""Who leads the dialogforum, and which municipalities take positions in it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.forum.models import Seat
from app.identity.models import Organisation
from app.identity.queries import Visitor
from catalogue.terms import Role

FORUM, SECURITY = "dialog_forum", "security_group"


def is_chair(session: Session, me: Visitor, today: dt.date) -> bool:
    """Whether a person leads the forum today, as the unit head or the deputy (R-190); never a catalogue editor."""
    if Role.CATALOGUE_EDITOR in me.roles:
        return False
    if Role.FORUM_CHAIR in me.roles:
        return True
    return bool(session.scalar(sa.select(leads(me, today))))


def leads(me: Visitor, today: dt.date) -> sa.ColumnElement[bool]:
    """Whether a person has the seat of chair or deputy today, as a column of a question."""
    seat = sa.select(Seat.id).where(
        Seat.body_key == FORUM, Seat.person_id == me.id, Seat.seat.in_(("chair", "deputy")), Seat.valid_from <= today,
        sa.or_(Seat.valid_to.is_(None), Seat.valid_to >= today),
    )  # fmt: skip
    return seat.exists()


def advises(me: Visitor, today: dt.date) -> sa.ColumnElement[bool]:
    """Whether a person answers for the security group today, by role or by seat, as a column of a question (R-195)."""
    if Role.INFOSEC_OFFICER in me.roles:
        return sa.true()
    seat = sa.select(Seat.id).where(
        Seat.body_key == SECURITY, Seat.person_id == me.id, Seat.valid_from <= today,
        sa.or_(Seat.valid_to.is_(None), Seat.valid_to >= today),
    )  # fmt: skip
    return seat.exists()


def member_municipalities(session: Session) -> dict[int, str]:
    """The member municipalities by id, with their short names, in alphabetical order."""
    question = sa.select(Organisation.id, Organisation.short_name).where(Organisation.is_member)
    return {row.id: row.short_name for row in session.execute(question.order_by(Organisation.short_name))}
