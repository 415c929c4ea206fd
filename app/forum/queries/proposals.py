"""Proposals in a list and one at a time, with everything its page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.assortment.models import EmergencySwap, Item, RangeDecision
from app.forum.models import (
    OPEN,
    AgendaItem,
    Alternative,
    Meeting,
    Outcome,
    PilotConsent,
    Proposal,
    ProposalComment,
    SchoolSignOff,
    SecurityOpinion,
)
from app.forum.queries.access import readable
from app.forum.queries.members import FORUM, advises, leads
from app.identity.models import Organisation
from app.identity.queries import Visitor
from app.refusal import Missing
from catalogue.terms import Role

PAGE = 20
VIEWS = ("oppna", "avgjorda", "mina")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of proposals is asked for; `before` is a proposal's id to go on from."""

    view: str = VIEWS[0]
    words: str = ""
    kind: str = ""
    state: str = ""
    before: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A page of proposals; `older` is where the next one goes on, 0 for none."""

    rows: Sequence[sa.Row[tuple[Proposal, str, str | None, int]]]
    older: int


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting that a proposal has been on, or may be put on."""

    meeting: Meeting
    point: AgendaItem | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A proposal with all that its page shows."""

    proposal: Proposal
    organisation: str
    item: Item | None
    new_item: Item | None
    decision: RangeDecision | None
    consent: PilotConsent | None
    swap: EmergencySwap | None
    opinion: SecurityOpinion | None
    leads: bool
    advises: bool
    alternatives: Sequence[Alternative]
    signed: Sequence[SchoolSignOff]
    answers: Sequence[tuple[str, int, ProposalComment | None]]
    comments: Sequence[tuple[ProposalComment, str]]
    meetings: Sequence[Sitting]

    @property
    def missing(self) -> list[str]:
        """The municipalities that have not answered."""
        return [name for name, _id, answer in self.answers if answer is None]

    @property
    def on(self) -> list[Sitting]:
        """The meetings it has been on, newest last."""
        return [row for row in self.meetings if row.point is not None]

    @property
    def coming(self) -> list[Meeting]:
        """The meetings it may be put on."""
        return [row.meeting for row in self.meetings if row.point is None and row.meeting.state in ("planned", "open")]


def proposals(session: Session, me: Visitor, asked: Asked) -> Found:
    """The proposals a person may read, newest first."""
    answered = sa.select(sa.func.count()).where(ProposalComment.proposal_id == Proposal.id, ProposalComment.consulted)
    question = (
        sa.select(Proposal, Organisation.short_name, Item.name, answered.scalar_subquery())
        .join(Organisation, Organisation.id == Proposal.organisation_id)
        .outerjoin(Item, Item.id == Proposal.item_id)
        .where(readable(me), *_conditions(me, asked))
        .order_by(Proposal.id.desc())
        .limit(PAGE + 1)
    )
    rows = session.execute(question).all()
    return Found(rows[:PAGE], rows[PAGE - 1][0].id if len(rows) > PAGE else 0)


def _conditions(me: Visitor, asked: Asked) -> list[sa.ColumnElement[bool]]:
    chosen = {
        "mina": Proposal.suggested_by == me.id,
        "avgjorda": Proposal.state.not_in(OPEN),
        "oppna": Proposal.state.in_(OPEN),
    }
    conditions: list[sa.ColumnElement[bool]] = [chosen[asked.view]]
    if asked.words:
        texts = (Proposal.title, Proposal.number, Proposal.need, sa.func.coalesce(Item.name, ""))
        conditions += [
            sa.or_(*(text.icontains(word, autoescape=True) for text in texts)) for word in asked.words.split()[:6]
        ]
    if asked.kind:
        conditions.append(Proposal.kind == asked.kind)
    if asked.state:
        conditions.append(Proposal.state == asked.state)
    if asked.before:
        conditions.append(Proposal.id < asked.before)
    return conditions


def proposal_of(session: Session, me: Visitor, number: str) -> Proposal:
    """A proposal by its number; raises Missing for one this person may not read."""
    found = session.scalar(sa.select(Proposal).where(Proposal.number == number, readable(me)))
    if found is None:
        raise Missing
    return found


def dossier(session: Session, me: Visitor, number: str, today: dt.date) -> Dossier:
    """A proposal with all that its page shows; raises Missing for one this person may not read."""
    item, new = aliased(Item), aliased(Item)
    question = (
        sa.select(
            Proposal,
            Organisation.short_name,
            item,
            new,
            RangeDecision,
            PilotConsent,
            EmergencySwap,
            SecurityOpinion,
            leads(me, today),
            advises(me, today),
        )
        .join(Organisation, Organisation.id == Proposal.organisation_id)
        .outerjoin(item, item.id == Proposal.item_id)
        .outerjoin(new, new.id == Proposal.new_item_id)
        .outerjoin(RangeDecision, RangeDecision.id == Proposal.decision_id)
        .outerjoin(PilotConsent, PilotConsent.proposal_id == Proposal.id)
        .outerjoin(EmergencySwap, EmergencySwap.id == Proposal.swap_id)
        .outerjoin(SecurityOpinion, SecurityOpinion.proposal_id == Proposal.id)
        .where(Proposal.number == number, readable(me))
    )
    row = session.execute(question).first()
    if row is None:
        raise Missing
    proposal, organisation, old_item, new_item, decision, consent, swap, opinion, seat, advising = row
    answers, comments = _said(session, proposal.id)
    alternatives, signed = _beside(session, proposal)
    return Dossier(
        proposal=proposal, organisation=organisation, item=old_item, new_item=new_item, decision=decision,
        consent=consent, swap=swap, opinion=opinion, leads=_leads(me, seat), advises=bool(advising), answers=answers,
        comments=comments, alternatives=alternatives, signed=signed, meetings=_meetings(session, proposal, today),
    )  # fmt: skip


def _leads(me: Visitor, seat: bool) -> bool:
    return Role.CATALOGUE_EDITOR not in me.roles and (Role.FORUM_CHAIR in me.roles or seat)


def _said(
    session: Session, proposal_id: int
) -> tuple[list[tuple[str, int, ProposalComment | None]], list[tuple[ProposalComment, str]]]:
    """Every municipality with its answer or None, and all other comments, oldest first."""
    about = sa.and_(ProposalComment.organisation_id == Organisation.id, ProposalComment.proposal_id == proposal_id)
    question = (
        sa.select(Organisation.id, Organisation.short_name, Organisation.is_member, ProposalComment)
        .outerjoin(ProposalComment, about)
        .where(sa.or_(Organisation.is_member, ProposalComment.id.is_not(None)))
        .order_by(Organisation.short_name, ProposalComment.id)
    )
    answers: dict[int, tuple[str, int, ProposalComment | None]] = {}
    comments = []
    for key, name, member, found in session.execute(question):
        said: ProposalComment | None = found
        if member:
            answers.setdefault(key, (name, key, None))
        if said is None:
            continue
        if said.consulted:
            answers[key] = (name, key, said)
        else:
            comments.append((said, name))
    return list(answers.values()), sorted(comments, key=lambda row: row[0].id)


def _beside(session: Session, proposal: Proposal) -> tuple[Sequence[Alternative], Sequence[SchoolSignOff]]:
    """What it is compared with, the longest-lived first (R-039), and who stands behind it for the schools."""
    if proposal.recommended_at is None and not proposal.school:
        return (), ()
    question = (
        sa.select(Alternative, SchoolSignOff)
        .select_from(Proposal)
        .outerjoin(Alternative, Alternative.proposal_id == Proposal.id)
        .outerjoin(SchoolSignOff, SchoolSignOff.proposal_id == Proposal.id)
        .where(Proposal.id == proposal.id)
        .order_by(SchoolSignOff.id)
    )
    rows: Sequence[Any] = session.execute(question).all()
    compared = {row[0].id: row[0] for row in rows if row[0] is not None}
    signed = {row[1].id: row[1] for row in rows if row[1] is not None}
    longest = sorted(compared.values(), key=lambda row: (-(row.technical_lifetime_months or 0), row.price, row.id))
    return longest, list(signed.values())


def _meetings(session: Session, proposal: Proposal, today: dt.date) -> list[Sitting]:
    """The meetings it has been on, and those ahead that it may be put on."""
    question = (
        sa.select(Meeting, AgendaItem, Outcome)
        .outerjoin(AgendaItem, sa.and_(AgendaItem.meeting_id == Meeting.id, AgendaItem.proposal_id == proposal.id))
        .outerjoin(Outcome, Outcome.item_id == AgendaItem.id)
        .where(
            Meeting.body_key == FORUM,
            sa.or_(AgendaItem.id.is_not(None), sa.and_(Meeting.state.in_(("planned", "open")), Meeting.day >= today)),
        )
        .order_by(Meeting.day, Meeting.id)
        .limit(30)
    )
    return [Sitting(*row) for row in session.execute(question)]


def items_to_choose(session: Session, states: Sequence[str] = ("published",)) -> list[tuple[str, str, str]]:
    """Items by slug, name and category, for a plain list to pick from."""
    question = sa.select(Item.slug, Item.name, Item.category_key).where(Item.state.in_(states))
    return [(row[0], row[1], row[2]) for row in session.execute(question.order_by(Item.category_key, Item.name))]


def item_of(session: Session, slug: str) -> Item | None:
    """An item by its slug, whatever its state."""
    return session.scalar(sa.select(Item).where(Item.slug == slug)) if slug else None


def slug_of(session: Session, item_id: int | None) -> str:
    """The slug of an item; empty for none."""
    return session.scalar(sa.select(Item.slug).where(Item.id == item_id)) or "" if item_id else ""
