"""Emergency swaps as proposals: the forum ratifies them at its next meeting, or they end with their day."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.assortment import actions as assortment
from app.assortment.actions.changing import SYSTEM
from app.assortment.models import EmergencySwap, Item
from app.forum.actions.moves import move
from app.forum.actions.proposing import next_number
from app.forum.models import AgendaItem, Invitation, Meeting, Position, Proposal, ProposalState
from app.forum.queries.meetings import next_meeting
from app.history import Actor
from app.identity.models import Person, Unit
from app.identity.queries import Visitor
from app.refusal import Refused
from app.words import day_long, say
from app.words.formats import today_of

S = ProposalState
WAITING = (S.RECOMMENDED, S.ON_AGENDA, S.POSTPONED, S.FORWARDED_TO_STYRGRUPP, S.FORWARDED_TO_COMMITTEE)


def swap(session: Session, old: Item, new: Item, reason: str, *, me: Visitor, at: dt.datetime) -> Proposal:
    """Sell a successor at once; it stands on the agenda of the next meeting and holds to the end of that day.

    Raises Refused when no meeting is planned, and for what may not be swapped.
    """
    meeting = next_meeting(session, today_of(at))
    if meeting is None:
        raise Refused("forum.refused.no_meeting")
    made = assortment.swap(session, assortment.Swap(old, new, reason, meeting.day), actor=me.actor, at=at)
    return _propose(session, made, at)


def propose_swaps(session: Session, *, at: dt.datetime) -> int:
    """Make a proposal of every open swap that has none; running it again changes nothing. How many were made."""
    known = sa.select(Proposal.swap_id).where(Proposal.swap_id.is_not(None))
    waiting = sa.select(EmergencySwap).where(EmergencySwap.state == "open", EmergencySwap.id.not_in(known))
    rows = session.scalars(waiting.order_by(EmergencySwap.ratify_by, EmergencySwap.id)).all()
    for row in rows:
        _propose(session, row, at)
    return len(rows)


def _propose(session: Session, swap: EmergencySwap, at: dt.datetime) -> Proposal:
    old, new = session.get_one(Item, swap.old_id), session.get_one(Item, swap.new_id)
    maker = session.get_one(Person, swap.made_by)
    place = session.get_one(Unit, maker.unit_id)
    names = {"old": old.name, "new": new.name}
    proposal = Proposal(
        number=next_number(session, today_of(at).year), kind="replace", source="swap",
        title=say("forum.swap.title", **names)[:160], need=swap.reason, item_id=old.id, new_item_id=new.id,
        swap_id=swap.id, suggested_by=maker.id, suggested_name=maker.name, organisation_id=place.organisation_id,
        created_at=at, state=S.RECOMMENDED, background=say("forum.swap.background", **names),
        recommendation=say("forum.swap.recommendation"), recommended_by=maker.id, recommended_at=at,
    )  # fmt: skip
    session.add(proposal)
    session.flush()
    meeting = next_meeting(session, today_of(at))
    if meeting is not None and meeting.day <= swap.ratify_by:
        _put_up(session, proposal, meeting, at=at)
    return proposal


def _put_up(session: Session, proposal: Proposal, meeting: Meeting, *, at: dt.datetime) -> None:
    """A swap needs nobody's hand to come before the forum: its time runs."""
    last = session.scalar(sa.select(sa.func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id))
    session.add(
        AgendaItem(
            meeting_id=meeting.id, position=(last or 0) + 1, kind="swap", proposal_id=proposal.id,
            title=proposal.title, proposed_by=proposal.suggested_by, proposed_name=proposal.suggested_name,
        )
    )  # fmt: skip
    session.flush()
    actor = Actor(proposal.suggested_by, proposal.suggested_name)
    move(session, proposal, S.ON_AGENDA, actor=actor, at=at, data={"day": meeting.day.isoformat()})


def end_reverted(session: Session, *, at: dt.datetime) -> int:
    """Close the proposals of swaps that time has reverted, and take them off agendas ahead; how many."""
    question = (
        sa.select(Proposal, EmergencySwap.ratify_by)
        .join(EmergencySwap, EmergencySwap.id == Proposal.swap_id)
        .where(EmergencySwap.state == "reverted", Proposal.state.in_(WAITING))
        .order_by(Proposal.id)
    )
    rows = session.execute(question).all()
    for proposal, day in rows:
        _take_off(session, proposal)
        text = say("forum.swap.over", day=day_long(day))
        move(session, proposal, S.RETRACTED, actor=SYSTEM, at=at, values={"answer": text})
    return len(rows)


def _take_off(session: Session, proposal: Proposal) -> None:
    ahead = sa.select(AgendaItem.id).join(Meeting, Meeting.id == AgendaItem.meeting_id)
    ids = session.scalars(ahead.where(AgendaItem.proposal_id == proposal.id, Meeting.state == "planned")).all()
    for table in (Invitation, Position):
        session.execute(sa.delete(table).where(table.item_id.in_(ids)))
    session.execute(sa.delete(AgendaItem).where(AgendaItem.id.in_(ids)))
