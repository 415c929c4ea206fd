"""The letters of the forum: asked, reminded, invited, answered, and minutes to adjust. Each is written once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.assortment.queries import support_calendar
from app.forum.models import AgendaItem, Invitation, Meeting, Proposal, ProposalComment, ProposalState, Seat
from app.forum.queries.members import SECURITY
from app.identity.models import Organisation, Person, RoleGrant, Unit
from app.identity.queries import holds
from app.outbox import Letter
from app.words import day_long, say
from app.words.formats import today_of
from catalogue.terms import Role

REMIND_BEFORE = 2


def consultation(session: Session, proposal: Proposal, *, at: dt.datetime) -> None:
    """Ask the members of every municipality to answer."""
    for person_id, email, organisation in _members(session, today_of(at)):
        params = _about(proposal) | {"until": _until(proposal), "organisation": organisation}
        outbox.mail(session, f"forum-asked:{proposal.id}:{person_id}", email, "forum_asked", params, at=at)


def security(session: Session, proposal: Proposal, *, at: dt.datetime) -> None:
    """Ask the information and cybersecurity group: those with its role, and those with a seat in it."""
    today = today_of(at)
    officers = sa.select(RoleGrant.person_id).where(RoleGrant.role == Role.INFOSEC_OFFICER, holds(today))
    seats = sa.select(Seat.person_id).where(
        Seat.body_key == SECURITY, Seat.valid_from <= today, sa.or_(Seat.valid_to.is_(None), Seat.valid_to >= today)
    )
    asked = sa.select(Person.id, Person.email).where(
        Person.active, sa.or_(Person.id.in_(officers), Person.id.in_(seats))
    )
    for person_id, email in session.execute(asked.order_by(Person.id)):
        params = _about(proposal) | {"until": _until(proposal)}
        outbox.mail(session, f"forum-security:{proposal.id}:{person_id}", email, "forum_security", params, at=at)


def remind(session: Session, *, at: dt.datetime) -> int:
    """Remind the members whose municipality has not answered, two working days before the time is out; how many."""
    today = today_of(at)
    asked = sa.select(Proposal).where(Proposal.state == ProposalState.IN_CONSULTATION, Proposal.consult_until >= today)
    last = support_calendar(today.year).add_working_days(today, REMIND_BEFORE)
    late = session.scalars(asked.where(Proposal.consult_until <= last)).all()
    return sum(_remind(session, proposal, at) for proposal in late)


def _remind(session: Session, proposal: Proposal, at: dt.datetime) -> int:
    answered = set(
        session.scalars(
            sa.select(Organisation.short_name)
            .join(ProposalComment, ProposalComment.organisation_id == Organisation.id)
            .where(ProposalComment.proposal_id == proposal.id, ProposalComment.consulted)
        )
    )
    sent = 0
    for person_id, email, organisation in _members(session, today_of(at)):
        key = f"forum-reminded:{proposal.id}:{person_id}"
        known = session.scalar(sa.select(Letter.id).where(Letter.key == key))
        if organisation not in answered and known is None:
            params = _about(proposal) | {"until": _until(proposal), "organisation": organisation}
            outbox.mail(session, key, email, "forum_reminded", params, at=at)
            sent += 1
    return sent


def invited(session: Session, item: AgendaItem, person_id: int, *, at: dt.datetime) -> None:
    """Ask somebody to a point of an agenda."""
    meeting = session.get_one(Meeting, item.meeting_id)
    params = when(meeting) | {"title": item.title, "text": item.text}
    email = session.get_one(Person, person_id).email
    outbox.mail(session, f"forum-invited:{item.id}:{person_id}", email, "forum_invited", params, at=at)


def moved(
    session: Session, meeting: Meeting, before: dict[str, object], *, at: dt.datetime, points: Sequence[int] = ()
) -> None:
    """Tell those who are invited that their point is taken up at another time or place; `points` or all of them."""
    which = AgendaItem.id.in_(points) if points else AgendaItem.meeting_id == meeting.id
    params = when(meeting) | {"was": before["day"], "was_starts": before["starts"]}
    for item_id, title, person_id, email in _invited(session, which):
        key = f"forum-moved:{item_id}:{person_id}:{at.isoformat()}"
        outbox.mail(session, key, email, "forum_moved", params | {"title": title}, at=at)


def dropped(session: Session, meeting: Meeting, item: AgendaItem, *, at: dt.datetime) -> None:
    """Tell those who are invited to a point that it is not taken up."""
    for item_id, title, person_id, email in _invited(session, AgendaItem.id == item.id):
        params = when(meeting) | {"title": title}
        outbox.mail(session, f"forum-dropped:{item_id}:{person_id}", email, "forum_dropped", params, at=at)


def _invited(session: Session, which: sa.ColumnElement[bool]) -> Iterable[tuple[int, str, int, str]]:
    question = (
        sa.select(AgendaItem.id, AgendaItem.title, Person.id, Person.email)
        .join(Invitation, Invitation.item_id == AgendaItem.id)
        .join(Person, Person.id == Invitation.person_id)
        .where(which, Person.active)
        .order_by(AgendaItem.position, Person.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(question)]


def decided(session: Session, proposal: Proposal, text: str, *, at: dt.datetime) -> None:
    """Tell whoever suggested it what became of it."""
    person = session.get_one(Person, proposal.suggested_by)
    params = _about(proposal) | {"outcome": say(f"forum.letter.{proposal.state}"), "text": text}
    key = f"forum-decided:{proposal.id}:{proposal.version}"
    outbox.mail(session, key, person.email, "forum_decided", params, at=at)


def minutes_ready(session: Session, meeting: Meeting, *, at: dt.datetime) -> None:
    """Tell the members that there are minutes to adjust; whoever led the meeting does not."""
    for person_id, email, _organisation in _members(session, today_of(at)):
        if person_id != meeting.opened_by:
            key = f"forum-minutes:{meeting.id}:{person_id}"
            outbox.mail(session, key, email, "forum_minutes", when(meeting), at=at)


def _members(session: Session, today: dt.date) -> Iterable[tuple[int, str, str]]:
    question = (
        sa.select(Person.id, Person.email, Organisation.short_name)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .join(Unit, Unit.id == Person.unit_id)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .where(RoleGrant.role == Role.FORUM_MEMBER, holds(today), Person.active, Organisation.is_member)
        .distinct()
        .order_by(Person.id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(question)]


def _about(proposal: Proposal) -> dict[str, object]:
    return {"number": proposal.number, "title": proposal.title, "need": proposal.need}


def _until(proposal: Proposal) -> str:
    return day_long(proposal.consult_until) if proposal.consult_until else ""


def when(meeting: Meeting) -> dict[str, object]:
    """When and where a meeting is, as the letters say it."""
    return {
        "meeting": meeting.id, "day": day_long(meeting.day), "starts": meeting.starts.replace(":", "."),
        "ends": meeting.ends.replace(":", "."), "place": meeting.place, "link": meeting.link,
    }  # fmt: skip
