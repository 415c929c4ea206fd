"""The letters about licences: is it still needed, it ends, it goes on, somebody left, nobody looks after the screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import history, outbox
from app.desks.models import ApprovalRequest
from app.desks.queries.mine import covers
from app.desks.queries.sentences import next_step, why
from app.identity.models import Person, Substitution, Unit
from app.identity.queries import addresses_of
from app.licences.models import Licence
from app.words import day_long, kr, say
from app.words.formats import today_of
from catalogue.licences import yearly
from catalogue.terms import Role


def review(session: Session, request: ApprovalRequest, *, at: dt.datetime) -> None:
    """Ask whoever has the question, or their substitute; where nobody has it, tell IT."""
    unit = session.execute(sa.select(Unit.name).where(Unit.id == request.unit_id)).scalar_one()
    params: dict[str, Any] = {
        "request": request.id, "number": request.label, "what": request.summary, "facts": request.facts, "unit": unit,
        "cost": kr(request.amount), "since": day_long(request.asked_at), "next": next_step(request, today_of(at)),
        "reminds": False, "decider": request.decider_name, "orderer": request.facts[0][1], "organisation": "",
    }  # fmt: skip
    acting = _acting(session, request, today_of(at))
    if acting is None:
        for place, address in enumerate(addresses_of(session, Role.SERVICEDESK, today_of(at))):
            outbox.mail(session, f"approval-nobody:{request.id}:{place}", address, "approval_nobody", params, at=at)
        return
    name, address, until = acting
    stands_in = say("desks.why.substitute", name=request.decider_name, until=day_long(until)) if until else ""
    params |= {"decider": name, "absent": request.decider_name if until else "", "why": stands_in or why(request, unit)}
    outbox.mail(session, f"licence-review:{request.id}", address, "licence_review", params, at=at)


def ends(session: Session, licence: Licence, *, by: int | None, who: str, reason: str, at: dt.datetime) -> None:
    """Tell holder and chef of a last day, but nobody what they did themselves; `who` is empty for a set day."""
    for person, address, role in _concerned(session, licence, by):
        params = _about(licence) | {"who": who, "reason": reason, "role": role, "why": licence.why}
        key = f"licence-ends:{licence.id}:{_told(session)}:{person}"
        outbox.mail(session, key, address, "licence_ends", params, at=at)


def goes_on(session: Session, licence: Licence, *, by: int, who: str, at: dt.datetime) -> None:
    """Tell holder and chef that it goes on after all."""
    for person, address, role in _concerned(session, licence, by):
        key = f"licence-goes-on:{licence.id}:{_told(session)}:{person}"
        outbox.mail(session, key, address, "licence_goes_on", _about(licence) | {"who": who, "role": role}, at=at)


def taken_back(session: Session, person: Person, unit_id: int, held: Sequence[Licence], *, at: dt.datetime) -> None:
    """Tell the chef once what came back from somebody who left, and what the unit no longer pays."""
    unit = session.execute(
        sa.select(Unit.name, Person.email).outerjoin(Person, Person.id == Unit.manager_id).where(Unit.id == unit_id)
    ).one()
    if unit.email is None:
        return
    saved = sum(yearly(each.price, each.price_period) for each in held if each.payer == "unit")
    params = {"who": person.name, "unit": unit.name, "names": [each.name for each in held], "saved": kr(saved)}
    key = f"licence-left:{person.id}:{unit_id}:{held[0].id}"
    outbox.mail(session, key, unit.email, "licence_taken_back", params, at=at)


def no_editor(session: Session, licence: Licence, person: Person, *, at: dt.datetime) -> None:
    """Ask the unit's chef, and whoever ordered it, to name somebody who looks after the content."""
    for known, address, _role in _concerned(session, licence, person.id):
        key = f"licence-editor:{licence.id}:{person.id}:{known}"
        outbox.mail(session, key, address, "licence_no_editor", _about(licence) | {"who": person.name}, at=at)


def _told(session: Session) -> int:
    """The place in the history where it was told: each telling has its own letters, and none is written twice."""
    return history.head(session)[0]


def _about(licence: Licence) -> dict[str, Any]:
    """What letters tell of a licence, as finished text."""
    year = yearly(licence.price, licence.price_period) if licence.payer == "unit" else 0
    return {
        "number": licence.number, "name": licence.name, "whose": licence.place or licence.holder_name,
        "day": day_long(licence.ends_on, year=True) if licence.ends_on else "", "cost": kr(year) if year else "",
    }  # fmt: skip


def _concerned(session: Session, licence: Licence, but: int | None) -> list[tuple[int, str, str]]:
    """Holder (of a place: who ordered it) and chef, each once and by address, without somebody who knows already."""
    chef = sa.select(Unit.manager_id).where(Unit.id == licence.unit_id).scalar_subquery()
    user = licence.holder_id or licence.orderer_id
    question = sa.select(Person.id, Person.email).where(sa.or_(Person.id == user, Person.id == chef), Person.active)
    rows = session.execute(question.order_by(Person.id)).all()
    return [(row.id, row.email, "holder" if row.id == user else "chef") for row in rows if row.id != but]


def _acting(session: Session, request: ApprovalRequest, today: dt.date) -> tuple[str, str, dt.date | None] | None:
    """Who answers on a desk today: the one it lies on, or their substitute while they are away."""
    stands_in = aliased(Person)
    question = (
        sa.select(Person.name, Person.email, stands_in.name, stands_in.email, Substitution.ends)
        .select_from(ApprovalRequest)
        .join(Person, Person.id == ApprovalRequest.decider_id)
        .outerjoin(Substitution, covers(today))
        .outerjoin(stands_in, stands_in.id == Substitution.substitute_id)
        .where(ApprovalRequest.id == request.id)
    )
    row = session.execute(question).first()
    if row is None:
        return None
    return (row[2], row[3], row[4]) if row[2] else (row[0], row[1], None)
