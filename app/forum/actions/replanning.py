"""A planned meeting gets another day or place, or is called off; what stands on its agenda follows along."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.assortment import actions as assortment
from app.forum.actions import letters
from app.forum.actions.meetings import Plan, demand_chair, refuse_unfit
from app.forum.models import AgendaItem, Feedback, Invitation, Meeting, Proposal
from app.history import Event
from app.identity.queries import Visitor
from app.refusal import Changed, Refused
from app.words.formats import today_of


def replan(session: Session, meeting: Meeting, wish: Plan, *, me: Visitor, at: dt.datetime) -> None:
    """Give a planned meeting another day, time, form or place, and tell those who are invited to a point of it.

    An emergency swap on its agenda holds to the new day. Raises Forbidden, Refused, Changed when it is not planned.
    """
    demand_chair(session, me, at)
    refuse_unfit(session, wish, at)
    before = letters.when(meeting)
    _demand_planned(
        session, meeting, day=wish.day, starts=wish.starts, ends=wish.ends, form=wish.form, place=wish.place,
        link=wish.link,
    )  # fmt: skip
    _let_swaps_hold(session, meeting)
    told = {"day": meeting.day.isoformat(), "was": before["day"]}
    history.record(session, me.actor, at, [Event("meeting", meeting.id, "meeting.moved", told)])
    if letters.when(meeting) != before:
        letters.moved(session, meeting, before, at=at)


def call_off(session: Session, meeting: Meeting, reason: str, *, me: Visitor, at: dt.datetime) -> Meeting | None:
    """Call a planned meeting off; what is on its agenda goes to the forum's next one, which is then returned.

    Raises Forbidden, Changed when it is not planned, and Refused without a reason or with an agenda and no meeting to
    take it over.
    """
    demand_chair(session, me, at)
    if not reason.strip():
        raise Refused("forum.refused.why_called_off")
    before, target = letters.when(meeting), _after(session, meeting, today_of(at))
    points = session.scalars(sa.select(AgendaItem.id).where(AgendaItem.meeting_id == meeting.id)).all()
    if points and target is None:
        raise Refused("forum.refused.nowhere")
    _demand_planned(session, meeting, state="cancelled", called_off=reason.strip())
    told = {"day": meeting.day.isoformat(), "reason": reason.strip()}
    history.record(session, me.actor, at, [Event("meeting", meeting.id, "meeting.called_off", told)])
    if target is not None and points:
        last = session.scalar(sa.select(sa.func.max(AgendaItem.position)).where(AgendaItem.meeting_id == target.id))
        session.execute(
            sa.update(AgendaItem)
            .where(AgendaItem.id.in_(points))
            .values(meeting_id=target.id, position=AgendaItem.position + (last or 0))
        )
        _let_swaps_hold(session, target)
        letters.moved(session, target, before, at=at, points=points)
    return target if points else None


def take_off(session: Session, meeting: Meeting, item: AgendaItem, *, me: Visitor, at: dt.datetime) -> None:
    """Take a point for discussion, or what users think, off the agenda of a planned meeting.

    The chair may, and whoever added it; what users think waits again. A proposal stands: the meeting decides on it.
    Raises Forbidden, Refused, Changed.
    """
    if item.proposed_by != me.id or item.kind != "discussion":
        demand_chair(session, me, at)
    if item.kind not in ("discussion", "feedback"):
        raise Refused("forum.refused.proposal_stands")
    if meeting.state != "planned":
        raise Changed("forum.refused.meeting_passed")
    letters.dropped(session, meeting, item, at=at)
    waiting = sa.update(Feedback).where(Feedback.agenda_item_id == item.id).values(agenda_item_id=None)
    session.execute(waiting)
    session.execute(sa.delete(Invitation).where(Invitation.item_id == item.id))
    told = {"day": meeting.day.isoformat(), "title": item.title}
    session.delete(item)
    session.flush()
    history.record(session, me.actor, at, [Event("meeting", meeting.id, "meeting.item_removed", told)])


def _demand_planned(session: Session, meeting: Meeting, **values: object) -> None:
    changed = sa.update(Meeting).where(Meeting.id == meeting.id, Meeting.state == "planned").values(**values)
    if session.execute(changed).rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has one
        raise Changed("forum.refused.meeting_passed")
    session.refresh(meeting)


def _let_swaps_hold(session: Session, meeting: Meeting) -> None:
    """The swaps on an agenda hold to the day of its meeting, whichever that has become."""
    question = (
        sa.select(Proposal.swap_id)
        .join(AgendaItem, AgendaItem.proposal_id == Proposal.id)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.kind == "swap", Proposal.swap_id.is_not(None))
    )
    assortment.let_hold(session, [key for key in session.scalars(question) if key], meeting.day)


def _after(session: Session, meeting: Meeting, today: dt.date) -> Meeting | None:
    ahead = sa.select(Meeting).where(
        Meeting.body_key == meeting.body_key, Meeting.state == "planned", Meeting.day >= today, Meeting.id != meeting.id
    )
    found: Meeting | None = session.scalar(ahead.order_by(Meeting.day, Meeting.id).limit(1))
    return found
