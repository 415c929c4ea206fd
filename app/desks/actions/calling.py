"""The letters that call somebody to a question: asked, reminded, nobody found.

`about` is what they tell of it, as finished text; a matter without lines tells it of itself.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import outbox
from app.desks.models import ApprovalRequest
from app.desks.queries.mine import covers
from app.desks.queries.sentences import next_step, why
from app.identity.models import Person, RoleGrant, Substitution, Unit
from app.identity.queries import holds
from app.words import day_long, kr, moment, say
from app.words.formats import today_of
from catalogue.terms import Role

About = dict[str, Any] | None
ASKED, REMINDED = "approval_asked", "approval_reminder"


def call(
    session: Session, request: ApprovalRequest, about: About = None, *, at: dt.datetime, template: str = ASKED
) -> None:
    """Ask whoever has a question now; one letter for each desk it comes to. The request must be flushed."""
    _to_desk(session, request, about, template, at=at, reminds=False)


def remind(
    session: Session, request: ApprovalRequest, about: About = None, *, at: dt.datetime, template: str = REMINDED
) -> None:
    """Remind whoever has a question, once on each desk."""
    _to_desk(session, request, about, template, at=at, reminds=True)


def alert(session: Session, request: ApprovalRequest, about: About = None, *, at: dt.datetime) -> None:
    """Tell IT that nobody can be found, or that nobody answers; once a day at most."""
    params = _about(session, request, about)
    for place, address in enumerate(it_addresses(session, at)):
        key = f"approval-nobody:{request.id}:{today_of(at):%y%m%d}:{place}"
        once(session, key, address, "approval_nobody", params, at=at)


def it_addresses(session: Session, at: dt.datetime) -> list[str]:
    """Whom to tell when a request has nobody: the service desk, or IT workplace where none is manned."""
    for role in (Role.SERVICEDESK, Role.IT_WORKPLACE):
        found = [row.email for row in session.execute(_holders(role, at).limit(3))]
        if found:
            return found
    return []


def once(  # noqa: PLR0917  # to whom, what about and with what is how a letter is told
    session: Session, key: str, to: str, template: str, params: dict[str, Any], *, at: dt.datetime
) -> None:
    """Write a letter, unless it was written."""
    if session.scalar(sa.select(outbox.Letter.id).where(outbox.Letter.key == key)) is None:
        outbox.mail(session, key, to, template, params, at=at)


def _to_desk(
    session: Session, request: ApprovalRequest, about: About, template: str, *, at: dt.datetime, reminds: bool
) -> None:
    key = f"approval-{'reminder' if reminds else 'asked'}:{request.id}:{request.moves}"
    acting = _acting(session, request, today_of(at))
    if acting is None:
        return
    name, address, until = acting
    params = _about(session, request, about) | {
        "decider": name,
        "absent": request.decider_name if until else "",
        "until": day_long(until) if until else "",
        "why": say("desks.why.substitute", name=request.decider_name, until=day_long(until)) if until else
               why(request, unit_name(session, request)),
        "next": next_step(request, today_of(at)),
        "since": day_long(request.asked_at),
        "reminds": reminds,
    }  # fmt: skip
    once(session, key, address, template, params, at=at)


def _acting(session: Session, request: ApprovalRequest, today: dt.date) -> tuple[str, str, dt.date | None] | None:
    """Who acts on a desk today: the one it lies on, or their substitute while they are away."""
    stand_in = aliased(Person)
    question = (
        sa.select(Person.name, Person.email, stand_in.name, stand_in.email, Substitution.ends)
        .select_from(ApprovalRequest)
        .join(Person, Person.id == ApprovalRequest.decider_id)
        .outerjoin(Substitution, covers(today))
        .outerjoin(stand_in, stand_in.id == Substitution.substitute_id)
        .where(ApprovalRequest.id == request.id)
    )
    row = session.execute(question).first()
    if row is None:
        return None
    return (row[2], row[3], row[4]) if row[2] else (row[0], row[1], None)


def _about(session: Session, request: ApprovalRequest, about: About) -> dict[str, Any]:
    waits = {"request": request.id, "decider": request.decider_name}
    return (about or about_whole(session, request)) | waits


def about_whole(session: Session, request: ApprovalRequest) -> dict[str, Any]:
    """What letters tell of a matter without lines, as finished text; no cost where it has none of its own."""
    who = session.execute(sa.select(Person.name).where(Person.id == request.requester_id)).scalar_one()
    return {
        "number": request.label, "orderer": who, "recipient": "", "unit": unit_name(session, request),
        "organisation": "", "account": "", "note": "", "placed": moment(request.asked_at), "what": request.summary,
        "cost": kr(request.amount) if request.amount else "", "lines": [], "facts": request.facts,
    }  # fmt: skip


def unit_name(session: Session, request: ApprovalRequest) -> str:
    """The unit a request is about."""
    return session.execute(sa.select(Unit.name).where(Unit.id == request.unit_id)).scalar_one()


def _holders(role: Role, at: dt.datetime) -> sa.Select[int, str, str]:
    return (
        sa.select(Person.id, Person.name, Person.email)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == role, Person.active, holds(today_of(at)))
        .order_by(Person.id)
    )
