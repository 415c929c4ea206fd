"""Proposals: anybody suggests, IT recommends, the municipalities and the schools have their say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.assortment.queries import edition, support_calendar
from app.db import locked
from app.forum.actions import letters
from app.forum.actions.moves import move
from app.forum.models import (
    OPEN,
    Alternative,
    ForumSeries,
    PilotConsent,
    Proposal,
    ProposalComment,
    ProposalState,
    SchoolSignOff,
    SecurityOpinion,
)
from app.forum.queries.members import is_chair, member_municipalities
from app.history import Actor, Event
from app.identity.queries import Visitor
from app.refusal import Changed, Forbidden, Refused
from app.words.formats import today_of
from catalogue.range import longer_lived
from catalogue.terms import Role

S = ProposalState


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What somebody wants changed and why; `content` holds the columns a change would give the item."""

    kind: str
    title: str
    need: str
    item_id: int | None = None
    new_item_id: int | None = None
    school: bool = False
    pilot: bool = False
    content: dict[str, Any] = field(default_factory=dict)
    # Where it comes from when it is not simply from whoever makes it, such as "similar_requests".
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended:
    """IT's background and recommendation, what was compared, and why where a longer-lived one was passed over."""

    background: str
    recommendation: str
    motivation: str = ""
    effective_on: dt.date | None = None
    new_item_id: int | None = None
    information_security: bool = False
    alternatives: Sequence[Alternative] = ()


def suggest(session: Session, wish: Suggestion, *, me: Visitor, at: dt.datetime) -> Proposal:
    """Put a suggestion to the forum under the next number of its year, for example F2026-017. Raises Refused.

    Any employee may suggest (DOMAIN b); who does it as what is kept as the source.
    """
    if wish.kind != "add" and wish.item_id is None:
        raise Refused("forum.refused.which_item")
    proposal = Proposal(
        number=next_number(session, today_of(at).year), kind=wish.kind, source=wish.source or _source(me),
        title=wish.title, need=wish.need, item_id=wish.item_id, new_item_id=wish.new_item_id, school=wish.school,
        pilot=wish.pilot, content=dict(wish.content), suggested_by=me.id, suggested_name=me.name,
        organisation_id=me.organisation_id, created_at=at, state=S.SUGGESTED,
    )  # fmt: skip
    session.add(proposal)
    session.flush()
    told = {"number": proposal.number, "title": proposal.title}
    history.record(session, me.actor, at, [Event("proposal", proposal.id, "proposal.suggested", told)])
    return proposal


def _source(me: Visitor) -> str:
    if Role.SCHOOL_REPRESENTATIVE in me.roles:
        return "school"
    if Role.CATALOGUE_EDITOR in me.roles:
        return "it"
    return "member" if Role.FORUM_MEMBER in me.roles else "suggestion"


def next_number(session: Session, year: int) -> str:
    """The next number of a year's proposals, for example F2026-017."""
    row = session.scalar(locked(sa.select(ForumSeries).where(ForumSeries.year == year)))
    if row is None:
        row = ForumSeries(year=year, last=0)
        session.add(row)
    row.last += 1
    session.flush()
    return f"F{year}-{row.last:03d}"


def retract(session: Session, proposal: Proposal, *, me: Visitor, at: dt.datetime) -> None:
    """Take a suggestion back before it is on an agenda; only whoever made it may."""
    if proposal.suggested_by != me.id:
        raise Forbidden("forum.refused.not_yours")
    if proposal.swap_id or S(proposal.state) not in (S.SUGGESTED, S.RECOMMENDED, S.IN_CONSULTATION):
        raise Changed("forum.refused.passed", number=proposal.number)
    move(session, proposal, S.RETRACTED, actor=me.actor, at=at)


def answer(session: Session, proposal: Proposal, text: str, *, actor: Actor, at: dt.datetime) -> None:
    """Say in words why a suggestion is not taken up; the suggester reads it. Raises Refused for no words."""
    if not text.strip():
        raise Refused("forum.refused.say_why")
    move(session, proposal, S.ANSWERED, actor=actor, at=at, values={"answer": text})
    letters.decided(session, proposal, text, at=at)


def recommend(session: Session, proposal: Proposal, said: Recommended, *, actor: Actor, at: dt.datetime) -> None:
    """Attach IT's background and recommendation, or better them before they are sent out (R-011). Raises Refused.

    A choice that lives shorter than something it was compared with needs a motivation (R-039).
    """
    if not said.background.strip() or not said.recommendation.strip():
        raise Refused("forum.refused.background")
    chosen = next((row.technical_lifetime_months for row in said.alternatives if row.chosen), None)
    others = [row.technical_lifetime_months for row in said.alternatives if not row.chosen]
    if longer_lived(chosen, others) and not said.motivation.strip():
        raise Refused("forum.refused.motivation")
    session.execute(sa.delete(Alternative).where(Alternative.proposal_id == proposal.id))
    for row in said.alternatives:
        row.proposal_id = proposal.id
        session.add(row)
    values: dict[str, object] = {
        "background": said.background, "recommendation": said.recommendation, "motivation": said.motivation,
        "effective_on": said.effective_on, "recommended_by": actor.id, "recommended_at": at,
        "information_security": said.information_security,
    }  # fmt: skip
    if said.new_item_id is not None:
        values["new_item_id"] = said.new_item_id
    move(session, proposal, S.RECOMMENDED, actor=actor, at=at, values=values)


def attach(session: Session, proposal: Proposal, item_id: int) -> None:
    """Say which draft would come in, until the range has followed. Raises Changed afterwards."""
    if S(proposal.state) not in OPEN or proposal.kind not in ("add", "replace"):
        raise Changed("forum.refused.passed", number=proposal.number)
    proposal.new_item_id = item_id
    session.flush()


def consult(session: Session, proposal: Proposal, *, actor: Actor, at: dt.datetime) -> None:
    """Ask the municipalities, who have the edition's number of working days to answer (R-216). Raises Refused.

    The security group is asked too where the proposal says so (R-195).
    """
    if proposal.kind == "change" and not proposal.content:
        raise Refused("forum.refused.no_columns")
    today = today_of(at)
    days = int(edition().setting("consultation_days"))
    until = support_calendar(today.year).add_working_days(today, days)
    move(
        session, proposal, S.IN_CONSULTATION, actor=actor, at=at,
        values={"consult_until": until}, data={"until": until.isoformat()},
    )  # fmt: skip
    letters.consultation(session, proposal, at=at)
    if proposal.information_security:
        letters.security(session, proposal, at=at)


def comment(
    session: Session, proposal: Proposal, text: str, *, consulted: bool = False, me: Visitor, at: dt.datetime
) -> None:
    """Say something of a proposal, as oneself or as the municipality's one answer. Raises Refused."""
    if not text.strip():
        raise Refused("forum.refused.say_something")
    if consulted:
        _refuse_answer(session, proposal, me)
    session.add(
        ProposalComment(
            proposal_id=proposal.id, organisation_id=me.organisation_id, person_id=me.id, person_name=me.name,
            consulted=consulted, text=text, at=at,
        )
    )  # fmt: skip
    session.flush()
    told = {"number": proposal.number, "organisation": me.organisation_short}
    event = "proposal.consulted" if consulted else "proposal.commented"
    history.record(session, me.actor, at, [Event("proposal", proposal.id, event, told)])


def _refuse_answer(session: Session, proposal: Proposal, me: Visitor) -> None:
    if me.organisation_id not in member_municipalities(session) or Role.FORUM_MEMBER not in me.roles:
        raise Forbidden("forum.refused.members_answer")
    if proposal.state != S.IN_CONSULTATION:
        raise Changed("forum.refused.passed", number=proposal.number)
    answered = sa.select(ProposalComment.id).where(
        ProposalComment.proposal_id == proposal.id,
        ProposalComment.organisation_id == me.organisation_id,
        ProposalComment.consulted,
    )
    if session.scalar(answered):
        raise Refused("forum.refused.answered", organisation=me.organisation_short)


def sign_off(session: Session, proposal: Proposal, text: str, *, me: Visitor, at: dt.datetime) -> None:
    """A representative of the schools stands behind a device for pupils or schools (R-012)."""
    if Role.SCHOOL_REPRESENTATIVE not in me.roles:
        raise Forbidden("forum.refused.school_representative")
    known = sa.select(SchoolSignOff.id).where(
        SchoolSignOff.proposal_id == proposal.id, SchoolSignOff.person_id == me.id
    )
    if session.scalar(known) is not None:
        raise Changed("forum.refused.signed")
    session.add(SchoolSignOff(proposal_id=proposal.id, person_id=me.id, person_name=me.name, text=text, at=at))
    session.flush()
    told = {"number": proposal.number}
    history.record(session, me.actor, at, [Event("proposal", proposal.id, "proposal.signed_off", told)])


def consent(
    session: Session, proposal: Proposal, *, decided_on: dt.date, reference: str, me: Visitor, at: dt.datetime
) -> None:
    """The chair or the deputy records that the chief executives let a pilot pass (R-027). Raises Refused."""
    if not is_chair(session, me, today_of(at)):
        raise Forbidden("forum.refused.chair")
    if not reference.strip():
        raise Refused("forum.refused.reference")
    if decided_on > today_of(at):
        raise Refused("forum.refused.not_decided_yet")
    if session.get(PilotConsent, proposal.id) is not None:
        raise Changed("forum.refused.passed", number=proposal.number)
    session.add(
        PilotConsent(proposal_id=proposal.id, decided_on=decided_on, reference=reference, recorded_by=me.id, at=at)
    )
    session.flush()
    told = {"number": proposal.number, "reference": reference}
    history.record(session, me.actor, at, [Event("proposal", proposal.id, "proposal.pilot_passed", told)])


def unready(session: Session, proposal: Proposal, today: dt.date) -> str:
    """Why a proposal may not be put on an agenda yet: a key of words, or nothing when it may (R-012, R-216, R-027)."""
    if proposal.state == S.POSTPONED or (proposal.state == S.RECOMMENDED and proposal.swap_id):
        return ""
    if proposal.state in (S.SUGGESTED, S.RECOMMENDED):
        return "not_recommended" if proposal.state == S.SUGGESTED else "not_consulted"
    return _lacking(session, proposal, today)


def security_awaited(session: Session, proposal: Proposal, today: dt.date) -> bool:
    """Whether the security group still has time to answer; its advice never stops anything longer than that (R-195)."""
    if not proposal.information_security or proposal.consult_until is None or today > proposal.consult_until:
        return False
    return session.get(SecurityOpinion, proposal.id) is None


def _lacking(session: Session, proposal: Proposal, today: dt.date) -> str:
    answered = set(
        session.scalars(
            sa.select(ProposalComment.organisation_id).where(
                ProposalComment.proposal_id == proposal.id, ProposalComment.consulted
            )
        )
    )
    waiting = set(member_municipalities(session)) - answered
    if waiting and proposal.consult_until and today <= proposal.consult_until:
        return "consultation_open"
    if security_awaited(session, proposal, today):
        return "security_open"
    signed = sa.select(SchoolSignOff.id).where(SchoolSignOff.proposal_id == proposal.id).limit(1)
    if proposal.school and session.scalar(signed) is None:
        return "school_missing"
    passed = sa.select(PilotConsent.proposal_id).where(PilotConsent.proposal_id == proposal.id)
    return "pilot_missing" if proposal.pilot and session.scalar(passed) is None else ""
