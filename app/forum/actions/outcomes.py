"""What became of a point of the agenda, what the bodies above answered, and the range that follows from it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import history
from app.assortment import actions as assortment
from app.assortment.models import EmergencySwap, Item, RangeDecision
from app.assortment.queries import edition
from app.forum.actions import letters
from app.forum.actions.meetings import demand_chair
from app.forum.actions.moves import move
from app.forum.models import AgendaItem, Meeting, Outcome, Proposal, ProposalState
from app.forum.queries.members import member_municipalities
from app.forum.queries.standing import stances
from app.history import Actor, Event
from app.identity.queries import Visitor
from app.refusal import Changed, Refused
from app.words.formats import today_of
from catalogue.forum import Manner, not_carried

S = ProposalState
AFTER = {
    "accepted": S.ACCEPTED,
    "rejected": S.REJECTED,
    "postponed": S.POSTPONED,
    "forwarded_to_styrgrupp": S.FORWARDED_TO_STYRGRUPP,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the chair records of a point; an accepted proposal holds from `effective_on` (Swedish date)."""

    outcome: str
    text: str = ""
    effective_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the steering group or the committee answered; `reference` is where it stands written."""

    accepted: bool
    decided_on: dt.date
    reference: str
    effective_on: dt.date | None = None


def record(
    session: Session, meeting: Meeting, item: AgendaItem, verdict: Verdict, *, me: Visitor, at: dt.datetime
) -> RangeDecision | None:
    """Record what became of a point in an open meeting; returns the decision where the range is to change.

    Raises Forbidden for anybody but the chair or the deputy, Changed when it is recorded or the meeting not open, and
    Refused when the municipalities' positions do not carry a yes (C11).
    """
    demand_chair(session, me, at)
    if meeting.state != "open" or session.get(Outcome, item.id) is not None:
        raise Changed("forum.refused.recorded")
    proposal = session.get_one(Proposal, item.proposal_id) if item.proposal_id else None
    if verdict.outcome == "accepted":
        _refuse_past(verdict.effective_on, today_of(at))
    manner = Manner.MAJORITY if edition().setting("forum_majority") else Manner.CONSENSUS
    decision = None
    if proposal and verdict.outcome == "accepted":
        _refuse_uncarried(session, item, manner)
        decision = _decide(session, proposal, meeting, verdict, me=me, at=at)
    session.add(
        Outcome(
            item_id=item.id, outcome=verdict.outcome, manner=manner.value, text=verdict.text,
            decision_id=decision.id if decision else None, recorded_by=me.id, recorded_at=at,
        )
    )  # fmt: skip
    session.flush()
    told = {"title": item.title, "outcome": verdict.outcome}
    history.record(session, me.actor, at, [Event("meeting", meeting.id, "meeting.recorded", told)])
    if proposal:
        values = {"decision_id": decision.id} if decision else {}
        move(session, proposal, AFTER[verdict.outcome], actor=me.actor, at=at, values=values)
        if verdict.outcome in ("accepted", "rejected"):
            letters.decided(session, proposal, verdict.text, at=at)
        if proposal.swap_id and verdict.outcome in ("accepted", "rejected"):
            _end_swap(session, proposal, decision, actor=me.actor, at=at)
    return decision


def _refuse_past(effective_on: dt.date | None, today: dt.date) -> None:
    """Nothing can have held before it was decided; a day that has been is said, not silently changed."""
    if effective_on is not None and effective_on < today:
        raise Refused("forum.refused.effective_past")


def _refuse_uncarried(session: Session, item: AgendaItem, manner: Manner) -> None:
    members = [str(key) for key in member_municipalities(session)]
    why = not_carried(stances(session, item.id), members, manner)
    if why:
        raise Refused(f"forum.uncarried.{why}")


def _decide(
    session: Session, proposal: Proposal, meeting: Meeting, verdict: Verdict, *, me: Visitor, at: dt.datetime
) -> RangeDecision:
    today = today_of(at)
    decided = assortment.Decided(
        title=proposal.title, decided_on=today, effective_on=verdict.effective_on or today,
        reason=verdict.text or proposal.need, meeting=f"IT-dialogforum {meeting.day.isoformat()}",
        proposal=proposal.number,
    )  # fmt: skip
    return assortment.record_decision(session, decided, actor=me.actor, at=at)


def _end_swap(
    session: Session, proposal: Proposal, decision: RangeDecision | None, *, actor: Actor, at: dt.datetime
) -> None:
    swap = session.get_one(EmergencySwap, proposal.swap_id)
    if decision:
        assortment.ratify(session, swap, decision, actor=actor, at=at)
        move(session, proposal, S.PUBLISHED, actor=actor, at=at)
    else:
        assortment.revert(session, swap, actor=actor, at=at)


def answer_forwarded(session: Session, proposal: Proposal, said: Answer, *, me: Visitor, at: dt.datetime) -> None:
    """Record what the body above answered to a forwarded proposal (R-188, R-189)."""
    demand_chair(session, me, at)
    if not said.reference.strip():
        raise Refused("forum.refused.reference")
    if said.decided_on > today_of(at):
        raise Refused("forum.refused.not_decided_yet")
    if not said.accepted:
        move(session, proposal, S.REJECTED, actor=me.actor, at=at, values={"answer": said.reference})
        letters.decided(session, proposal, said.reference, at=at)
        return
    _refuse_past(said.effective_on, today_of(at))
    body = "committee" if proposal.state == S.FORWARDED_TO_COMMITTEE else "steering_group"
    today = today_of(at)
    decided = assortment.Decided(
        title=proposal.title, decided_on=said.decided_on, body=body, reason=proposal.need, meeting=said.reference,
        effective_on=said.effective_on or today, proposal=proposal.number,
    )  # fmt: skip
    decision = assortment.record_decision(session, decided, actor=me.actor, at=at)
    move(session, proposal, S.ACCEPTED, actor=me.actor, at=at, values={"decision_id": decision.id})
    letters.decided(session, proposal, said.reference, at=at)


def forward_to_committee(session: Session, proposal: Proposal, *, me: Visitor, at: dt.datetime) -> None:
    """The steering group passes a proposal on to the committee (R-188)."""
    demand_chair(session, me, at)
    move(session, proposal, S.FORWARDED_TO_COMMITTEE, actor=me.actor, at=at)


def publish(session: Session, proposal: Proposal, *, actor: Actor, at: dt.datetime) -> None:
    """The catalogue editor lets the range follow an accepted proposal, from the decision's day. Raises Refused."""
    if proposal.state != S.ACCEPTED or proposal.decision_id is None:
        raise Changed("forum.refused.passed", number=proposal.number)
    decision = session.get_one(RangeDecision, proposal.decision_id)
    for item, state, content in _effects(session, proposal):
        assortment.decide(session, decision, item, state, content=content, actor=actor, at=at)
    move(session, proposal, S.PUBLISHED, actor=actor, at=at, data={"decision": decision.number})


def _effects(session: Session, proposal: Proposal) -> list[tuple[Item, str, dict[str, object]]]:
    """Which items get which state and columns by a proposal."""
    item = session.get_one(Item, proposal.item_id) if proposal.item_id else None
    new = session.get_one(Item, proposal.new_item_id) if proposal.new_item_id else None
    if proposal.kind in ("add", "replace") and new is None:
        raise Refused("forum.refused.no_draft")
    effects: list[tuple[Item, str, dict[str, object]]] = []
    if new is not None:
        effects.append((new, "published", {}))
    if item is not None and proposal.kind == "change":
        effects.append((item, "published", dict(proposal.content)))
    if item is not None and proposal.kind in ("withdraw", "replace"):
        effects.append((item, "withdrawn", {"successor_id": new.id} if new else dict(proposal.content)))
    return effects
