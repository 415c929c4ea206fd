"""Who sits in the bodies, between which days. The forum's own chair and members follow their roles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.forum.actions.meetings import demand_chair
from app.forum.models import Body, Seat
from app.forum.queries.members import FORUM
from app.history import Event
from app.identity.models import Person, RoleGrant, Unit
from app.identity.queries import Visitor, holds
from app.refusal import Changed, Refused
from app.words.formats import today_of
from catalogue.terms import Role


@dataclass(frozen=True, slots=True)
class NewSeat:
    """Whom to seat, as what, from which day, and until which one where that is known."""

    email: str
    seat: str
    valid_from: dt.date
    valid_to: dt.date | None = None


def give_seat(session: Session, body: Body, wish: NewSeat, *, me: Visitor, at: dt.datetime) -> Seat:
    """Seat somebody in a body; who leads the forum does, and never seats themselves. Raises Forbidden, Refused."""
    demand_chair(session, me, at)
    person = session.scalar(
        sa.select(Person).where(sa.func.lower(Person.email) == wish.email.lower(), Person.active).limit(1)
    )
    if person is None:
        raise Refused("forum.refused.nobody", address=wish.email)
    if person.id == me.id:
        raise Refused("forum.refused.own_seat")
    if wish.valid_to is not None and wish.valid_to < wish.valid_from:
        raise Refused("forum.refused.seat_days")
    if body.key == FORUM:
        _refuse_deputy(session, person, wish, today_of(at))
    _refuse_double(session, body, person, wish)
    row = Seat(
        body_key=body.key, person_id=person.id, seat=wish.seat, valid_from=wish.valid_from, valid_to=wish.valid_to,
        organisation_id=session.scalars(sa.select(Unit.organisation_id).where(Unit.id == person.unit_id)).one(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    told = {"body": body.name, "name": person.name, "seat": wish.seat, "from": wish.valid_from.isoformat()}
    history.record(session, me.actor, at, [Event("seat", row.id, "seat.given", told)])
    return row


def _refuse_deputy(session: Session, person: Person, wish: NewSeat, today: dt.date) -> None:
    """In the forum only the deputy has a seat; it is a member, and never the catalogue editor."""
    if wish.seat != "deputy":
        raise Refused("forum.refused.seats_by_role")
    roles = sa.select(RoleGrant.role).where(RoleGrant.person_id == person.id, holds(today))
    held = set(session.scalars(roles))
    if Role.FORUM_MEMBER not in held or Role.CATALOGUE_EDITOR in held:
        raise Refused("forum.refused.deputy", name=person.name)


def _refuse_double(session: Session, body: Body, person: Person, wish: NewSeat) -> None:
    own = sa.select(Seat.id).where(Seat.body_key == body.key, Seat.person_id == person.id)
    overlapping = own.where(sa.or_(Seat.valid_to.is_(None), Seat.valid_to >= wish.valid_from))
    if wish.valid_to is not None:
        overlapping = overlapping.where(Seat.valid_from <= wish.valid_to)
    if session.scalar(overlapping.limit(1)) is not None:
        raise Refused("forum.refused.seated", name=person.name)


def end_seat(session: Session, seat: Seat, last: dt.date, *, me: Visitor, at: dt.datetime) -> None:
    """Let a seat end with a day, today or later; one that has not begun is taken away. Raises Forbidden, Refused."""
    demand_chair(session, me, at)
    if last < today_of(at):
        raise Refused("forum.refused.seat_past")
    if seat.valid_to is not None and seat.valid_to <= last:
        raise Changed("forum.refused.seat_ended")
    told = {
        "body": session.get_one(Body, seat.body_key).name, "name": session.get_one(Person, seat.person_id).name,
        "on": last.isoformat(),
    }  # fmt: skip
    if seat.valid_from > last:
        session.delete(seat)
    else:
        seat.valid_to = last
    session.flush()
    history.record(session, me.actor, at, [Event("seat", seat.id, "seat.ended", told)])
