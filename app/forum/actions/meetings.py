"""Meetings: planned by anybody who leads, opened, decided in and closed by the chair or the deputy alone (R-190)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.forum.actions import letters
from app.forum.actions.moves import move
from app.forum.actions.proposing import unready
from app.forum.models import (
    AgendaItem,
    Attendance,
    Body,
    Feedback,
    Invitation,
    Meeting,
    Outcome,
    Position,
    Proposal,
    ProposalState,
)
from app.forum.queries.members import FORUM, is_chair, member_municipalities
from app.history import Actor, Event
from app.identity.queries import Visitor
from app.refusal import Changed, Forbidden, Refused
from app.words import day_long
from app.words.formats import today_of
from catalogue.forum import Stance
from catalogue.terms import Role

S = ProposalState


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When and how the forum meets; times are Swedish clock times such as 09:00 (R-192)."""

    day: dt.date
    starts: str
    ends: str
    form: str
    place: str = ""
    link: str = ""
    body: str = FORUM


def plan(session: Session, wish: Plan, *, me: Visitor, at: dt.datetime) -> Meeting:
    """Plan a meeting of the forum, or note when another body meets. Raises Forbidden, Refused."""
    demand_chair(session, me, at)
    refuse_unfit(session, wish, at)
    meeting = Meeting(
        body_key=wish.body, day=wish.day, starts=wish.starts, ends=wish.ends, form=wish.form,
        place=wish.place, link=wish.link,
    )  # fmt: skip
    session.add(meeting)
    session.flush()
    _tell(session, meeting, "meeting.planned", actor=me.actor, at=at)
    return meeting


def refuse_unfit(session: Session, wish: Plan, at: dt.datetime) -> None:
    """Raise Refused for a day that has been, times the wrong way round, no place, or a body that cannot meet yet."""
    if wish.day < today_of(at) or wish.ends <= wish.starts:
        raise Refused("forum.refused.when")
    if wish.form != "digital" and not wish.place.strip():
        raise Refused("forum.refused.place")
    if session.get_one(Body, wish.body).state != "active":
        raise Refused("forum.refused.being_established")


def demand_chair(session: Session, me: Visitor, at: dt.datetime) -> None:
    """Raise Forbidden for anybody who does not lead the forum today."""
    if not is_chair(session, me, today_of(at)):
        raise Forbidden("forum.refused.chair")


def add_proposal(session: Session, meeting: Meeting, proposal: Proposal, *, me: Visitor, at: dt.datetime) -> AgendaItem:
    """Put a proposal on an agenda; raises Refused for what it still lacks, in words."""
    demand_chair(session, me, at)
    lacking = unready(session, proposal, today_of(at))
    if lacking:
        raise Refused(f"forum.unready.{lacking}", until=(proposal.consult_until or meeting.day).isoformat())
    item = _add(session, meeting, "proposal", proposal.title, me=me, proposal_id=proposal.id)
    move(session, proposal, S.ON_AGENDA, actor=me.actor, at=at, data={"day": meeting.day.isoformat()})
    return item


def add_discussion(
    session: Session, meeting: Meeting, title: str, text: str = "", *, me: Visitor, at: dt.datetime
) -> AgendaItem:
    """Put a point for discussion on an agenda; every member may (R-191). Raises Forbidden and Refused."""
    if not me.roles & {Role.FORUM_MEMBER, Role.FORUM_CHAIR, Role.CATALOGUE_EDITOR, Role.SCHOOL_REPRESENTATIVE}:
        raise Forbidden("forum.refused.members")
    if not title.strip():
        raise Refused("forum.refused.title")
    item = _add(session, meeting, "discussion", title, me=me, text=text)
    _tell(session, meeting, "meeting.item_added", actor=me.actor, at=at)
    return item


def _add(
    session: Session, meeting: Meeting, kind: str, title: str, *, me: Visitor, text: str = "",
    proposal_id: int | None = None,
) -> AgendaItem:  # fmt: skip
    if meeting.state not in ("planned", "open"):
        raise Changed("forum.refused.meeting_closed")
    last = session.scalar(sa.select(sa.func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id))
    item = AgendaItem(
        meeting_id=meeting.id, position=(last or 0) + 1, kind=kind, proposal_id=proposal_id, title=title, text=text,
        proposed_by=me.id, proposed_name=me.name,
    )  # fmt: skip
    session.add(item)
    session.flush()
    return item


def collect_feedback(session: Session, meeting: Meeting, title: str, *, me: Visitor, at: dt.datetime) -> AgendaItem:
    """Put what users have said since the last time on the agenda as one point (R-193). Raises Forbidden, Refused."""
    demand_chair(session, me, at)
    waiting = session.scalars(sa.select(Feedback.id).where(Feedback.agenda_item_id.is_(None))).all()
    if not waiting:
        raise Refused("forum.refused.no_feedback")
    item = _add(session, meeting, "feedback", title, me=me)
    session.execute(sa.update(Feedback).where(Feedback.id.in_(waiting)).values(agenda_item_id=item.id))
    return item


def reorder(session: Session, meeting: Meeting, item: AgendaItem, up: bool, *, me: Visitor, at: dt.datetime) -> None:
    """Move a point one step up or down the agenda; nothing happens at its ends."""
    demand_chair(session, me, at)
    if meeting.state not in ("planned", "open"):
        raise Changed("forum.refused.meeting_closed")
    beyond = AgendaItem.position < item.position if up else AgendaItem.position > item.position
    order = AgendaItem.position.desc() if up else AgendaItem.position
    beside = sa.select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, beyond).order_by(order).limit(1)
    other = session.scalar(beside)
    if other is not None:
        item.position, other.position = other.position, item.position
        session.flush()


def give_feedback(session: Session, text: str, item_id: int | None = None, *, me: Visitor, at: dt.datetime) -> Feedback:
    """Say what one thinks of an item, or of what IT does; the forum reads it at its next meeting. Raises Refused."""
    if not text.strip():
        raise Refused("forum.refused.say_something")
    row = Feedback(person_id=me.id, organisation_id=me.organisation_id, item_id=item_id, text=text, at=at)
    session.add(row)
    session.flush()
    return row


def invite(session: Session, item: AgendaItem, person_id: int, *, me: Visitor, at: dt.datetime) -> None:
    """Ask somebody to a point of the agenda, by mail; once is enough."""
    demand_chair(session, me, at)
    known = sa.select(Invitation.id).where(Invitation.item_id == item.id, Invitation.person_id == person_id)
    if session.scalar(known) is None:
        session.add(Invitation(item_id=item.id, person_id=person_id, invited_at=at))
        session.flush()
        letters.invited(session, item, person_id, at=at)


def open_meeting(session: Session, meeting: Meeting, *, me: Visitor, at: dt.datetime) -> None:
    """Open a planned meeting on its day or later, never before it.

    Raises Forbidden for anybody but the chair or the deputy, Refused before its day, Changed when it was opened.
    """
    demand_chair(session, me, at)
    if meeting.day > today_of(at):
        raise Refused("forum.refused.not_its_day", day=day_long(meeting.day))
    _step(session, meeting, ("planned", "open"), {"opened_by": me.id, "opened_at": at})
    _tell(session, meeting, "meeting.opened", actor=me.actor, at=at)


def attend(session: Session, meeting: Meeting, present: dict[int, int], *, me: Visitor, at: dt.datetime) -> None:
    """The chair notes who is there: organisation by person; who is not named is not there."""
    demand_chair(session, me, at)
    _demand_open(meeting)
    session.execute(sa.delete(Attendance).where(Attendance.meeting_id == meeting.id))
    rows = [
        {"meeting_id": meeting.id, "person_id": person, "organisation_id": organisation, "noted_at": at}
        for person, organisation in present.items()
    ]
    if rows:
        session.execute(sa.insert(Attendance), rows)


def note(session: Session, item: AgendaItem, text: str, *, version: int, at: dt.datetime) -> int:
    """Save what is written of a point; returns its new version. Raises Changed when somebody else wrote meanwhile."""
    if session.get_one(Meeting, item.meeting_id).state != "open":
        raise Changed("forum.refused.meeting_not_open")
    written = (
        sa.update(AgendaItem)
        .where(AgendaItem.id == item.id, AgendaItem.notes_version == version)
        .values(notes=text, notes_version=version + 1, notes_at=at)
    )
    if session.execute(written).rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has one
        raise Changed("forum.refused.notes_changed")
    return version + 1


def take_position(
    session: Session, meeting: Meeting, item: AgendaItem, stance: Stance, *, reason: str = "",
    me: Visitor, at: dt.datetime,
) -> None:  # fmt: skip
    """Take the municipality's position, or change it, while the meeting is open and nothing is recorded.

    Raises Forbidden for anybody but a member of one of the municipalities, Refused for a reservation without reason.
    """
    _demand_open(meeting)
    if Role.FORUM_MEMBER not in me.roles or me.organisation_id not in member_municipalities(session):
        raise Forbidden("forum.refused.members_answer")
    if stance is Stance.RESERVE and not reason.strip():
        raise Refused("forum.refused.reserve_why")
    _demand_undecided(session, item)
    own = sa.select(Position).where(Position.item_id == item.id, Position.organisation_id == me.organisation_id)
    row = session.scalar(own)
    if row is None:
        row = Position(item_id=item.id, organisation_id=me.organisation_id)
        session.add(row)
    row.stance, row.reason, row.person_id, row.at = stance.value, reason, me.id, at
    session.flush()
    told = {"title": item.title, "stance": stance.value, "organisation": me.organisation_short}
    history.record(session, me.actor, at, [Event("meeting", meeting.id, "meeting.position", told)])


def close(session: Session, meeting: Meeting, notes_link: str, *, me: Visitor, at: dt.datetime) -> None:
    """Close an open meeting with the place where its notes are kept. Raises Refused while something is undecided."""
    demand_chair(session, me, at)
    if not notes_link.strip():
        raise Refused("forum.refused.notes_link")
    decided = sa.select(Outcome.item_id).where(Outcome.item_id == AgendaItem.id).exists()
    open_items = sa.select(AgendaItem.title).where(
        AgendaItem.meeting_id == meeting.id,
        AgendaItem.proposal_id == Proposal.id,
        Proposal.state == S.ON_AGENDA,
        ~decided,
    )
    left = session.scalars(open_items.order_by(AgendaItem.position)).first()
    if left is not None:
        raise Refused("forum.refused.undecided", title=left)
    _step(session, meeting, ("open", "closed"), {"closed_at": at, "notes_link": notes_link.strip()})
    _tell(session, meeting, "meeting.closed", actor=me.actor, at=at)
    letters.minutes_ready(session, meeting, at=at)


def adjust(session: Session, meeting: Meeting, file: str, digest: str, *, me: Visitor, at: dt.datetime) -> None:
    """Lock the minutes of a closed meeting as the bytes with this SHA-256; a member adjusts, not who opened it."""
    may_adjust(meeting, me)
    values = {"adjusted_by": me.id, "adjusted_at": at, "minutes_file": file, "minutes_digest": digest}
    _step(session, meeting, ("closed", "adjusted"), values)
    _tell(session, meeting, "meeting.adjusted", actor=me.actor, at=at)


def may_adjust(meeting: Meeting, me: Visitor) -> None:
    """Raise Forbidden for whoever opened the meeting and for anybody who is no member."""
    if Role.FORUM_MEMBER not in me.roles or me.id == meeting.opened_by:
        raise Forbidden("forum.refused.adjuster")


def _step(session: Session, meeting: Meeting, states: tuple[str, str], values: dict[str, object]) -> None:
    before, after = states
    moved = sa.update(Meeting).where(Meeting.id == meeting.id, Meeting.state == before).values(state=after, **values)
    if session.execute(moved).rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has one
        raise Changed("forum.refused.meeting_passed")
    session.refresh(meeting)


def _demand_open(meeting: Meeting) -> None:
    if meeting.state != "open":
        raise Changed("forum.refused.meeting_not_open")


def _demand_undecided(session: Session, item: AgendaItem) -> None:
    if session.scalar(sa.select(Outcome.item_id).where(Outcome.item_id == item.id)) is not None:
        raise Changed("forum.refused.recorded")


def _tell(session: Session, meeting: Meeting, event: str, *, actor: Actor, at: dt.datetime) -> None:
    told = {"day": meeting.day.isoformat()}
    history.record(session, actor, at, [Event("meeting", meeting.id, event, told)])
