"""What waits for a person in the forum: answers, signatures, recommendations, minutes, a meeting that goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.forum.models import Meeting, PilotConsent, Proposal, ProposalComment, ProposalState, SchoolSignOff
from app.forum.queries.access import TAKING_PART
from app.forum.queries.members import FORUM
from app.identity.models import Organisation
from app.identity.queries import Visitor
from catalogue.terms import Role

S = ProposalState
MOST = 20
LEADING = (Role.FORUM_MEMBER, Role.FORUM_CHAIR)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do: what, where, and the title of the proposal or the day of the meeting."""

    what: str
    url: str
    title: str
    day: dt.date | None = None


def waiting(session: Session, me: Visitor, today: dt.date) -> list[Waiting]:
    """What waits for a person in the forum, meetings first; asks nothing for those who take no part in it."""
    if TAKING_PART.isdisjoint(me.roles):
        return []
    asked = [*_of_meetings(me, today), *_of_proposals(me, today)]
    rows = session.execute(sa.union_all(*asked).limit(MOST))
    return sorted((_told(row) for row in rows), key=lambda each: (each.day is None, each.url))


def _told(row: Any) -> Waiting:
    what, key, title, day = row
    if day is None:
        return Waiting(what, f"/forum/forslag/{key}", title)
    return Waiting(what, f"/forum/moten/{key}{'/protokoll' if what == 'adjust' else ''}", title, day)


def _of_meetings(me: Visitor, today: dt.date) -> Iterator[sa.Select[str, str, str, dt.date]]:
    if me.roles.intersection(LEADING):
        yield _meetings("live", Meeting.state == "open")
    if Role.FORUM_MEMBER in me.roles:
        yield _meetings("adjust", Meeting.state == "closed", Meeting.opened_by != me.id)
    if Role.FORUM_CHAIR in me.roles:
        yield _meetings("open", Meeting.state == "planned", Meeting.day <= today)


def _of_proposals(me: Visitor, today: dt.date) -> Iterator[sa.Select[str, str, str, dt.date]]:
    if Role.FORUM_MEMBER in me.roles:
        yield _proposals("consult", Proposal.state == S.IN_CONSULTATION, ~_answered(me.organisation_id))
    if Role.SCHOOL_REPRESENTATIVE in me.roles:
        yield _proposals("sign", Proposal.state == S.IN_CONSULTATION, Proposal.school.is_(True), ~_signed())
    if Role.CATALOGUE_EDITOR in me.roles:
        yield _proposals("recommend", Proposal.state == S.SUGGESTED)
        yield _proposals("send", Proposal.state == S.RECOMMENDED, Proposal.swap_id.is_(None))
        yield _proposals("publish", Proposal.state == S.ACCEPTED)
    if Role.FORUM_CHAIR in me.roles:
        yield _proposals("above", Proposal.state.in_((S.FORWARDED_TO_STYRGRUPP, S.FORWARDED_TO_COMMITTEE)))
        yield _proposals("agenda", sa.or_(Proposal.state == S.POSTPONED, sa.and_(*_ready(today))))


def _meetings(what: str, *which: sa.ColumnElement[bool]) -> sa.Select[str, str, str, dt.date]:
    key = sa.cast(Meeting.id, sa.String(20))
    columns = sa.literal(what).label("what"), key.label("key"), sa.literal("").label("title"), Meeting.day.label("day")
    return sa.select(*columns).where(Meeting.body_key == FORUM, *which)


def _proposals(what: str, *which: sa.ColumnElement[bool]) -> sa.Select[str, str, str, dt.date]:
    day = sa.cast(sa.null(), sa.Date)
    return sa.select(sa.literal(what), Proposal.number, Proposal.title, day).where(*which)


def _answered(organisation_id: int) -> sa.ColumnElement[bool]:
    about = (ProposalComment.proposal_id == Proposal.id, ProposalComment.organisation_id == organisation_id)
    return sa.select(ProposalComment.id).where(*about, ProposalComment.consulted).exists()


def _signed() -> sa.ColumnElement[bool]:
    return sa.select(SchoolSignOff.id).where(SchoolSignOff.proposal_id == Proposal.id).exists()


def _ready(today: dt.date) -> tuple[sa.ColumnElement[bool], ...]:
    """Out for consultation and nothing lacks, as far as a list need know; the verb has the last word."""
    answers = sa.select(sa.func.count()).where(ProposalComment.proposal_id == Proposal.id, ProposalComment.consulted)
    members = sa.select(sa.func.count()).where(Organisation.is_member)
    passed = sa.select(PilotConsent.proposal_id).where(PilotConsent.proposal_id == Proposal.id).exists()
    return (
        Proposal.state == S.IN_CONSULTATION,
        sa.or_(Proposal.consult_until < today, answers.scalar_subquery() >= members.scalar_subquery()),
        sa.or_(Proposal.school.is_(False), _signed()),
        sa.or_(Proposal.pilot.is_(False), passed),
    )
