"""The letters of the forum: asked, reminded, invited, answered, and minutes to adjust. Each is written once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import outbox
from app.assortment.queries import support_calendar
from app.forum.models import AgendaItem, Meeting, Proposal, ProposalComment, ProposalState, Seat
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
    params = _when(meeting) | {"title": item.title, "text": item.text}
    email = session.get_one(Person, person_id).email
    outbox.mail(session, f"forum-invited:{item.id}:{person_id}", email, "forum_invited", params, at=at)


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
            outbox.mail(session, key, email, "forum_minutes", _when(meeting), at=at)


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


def _when(meeting: Meeting) -> dict[str, object]:
    return {
        "meeting": meeting.id, "day": day_long(meeting.day), "starts": meeting.starts.replace(":", "."),
        "ends": meeting.ends.replace(":", "."), "place": meeting.place, "link": meeting.link,
    }  # fmt: skip
