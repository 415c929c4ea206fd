"""Requests: kept as drafts, sent once, and led to the right queue."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import history
from app.cases import actions as cases
from app.cases.models import Case
from app.db import locked
from app.history import Actor, Event
from app.identity.queries import Visitor
from app.refusal import Changed, Forbidden, Missing, Refused
from app.requests.actions import accounts
from app.requests.models import BusinessSystem, RequestDraft, RequestQueue, ServiceRequest
from app.requests.queries import draft_of, forms, may_send, queue_for
from app.words import say
from catalogue.requests import Answer, RequestForm, Task
from catalogue.terms import Queue

LONGEST, MOST_VALUES = 8000, 40
IN_FORCE = "2026"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A request whose answers have been judged: as they are kept, and in words."""

    token: str
    answers: Mapping[str, Answer]
    told: tuple[tuple[str, str], ...]


def save_draft(
    session: Session, me: Visitor, form: RequestForm, typed: Mapping[str, list[str]], *, at: dt.datetime
) -> RequestDraft:
    """Keep what was typed, as it was typed; raises Forbidden for a form that is not mine to send."""
    _allowed(me, form)
    known = {field.key for field in form.fields}
    kept = {
        key: [value[:LONGEST] for value in values[:MOST_VALUES] if value]
        for key, values in typed.items()
        if key in known
    }
    draft = draft_of(session, me, form)
    if draft is None:
        draft = RequestDraft(person_id=me.id, form=form.key, token=secrets.token_hex(20))
        session.add(draft)
    draft.typed, draft.saved_at = kept, at
    session.flush()
    return draft


def discard(session: Session, me: Visitor, form: RequestForm) -> None:
    """Throw a draft away."""
    session.execute(sa.delete(RequestDraft).where(RequestDraft.person_id == me.id, RequestDraft.form == form.key))


def send(session: Session, me: Visitor, form: RequestForm, ready: Ready, *, at: dt.datetime) -> Case:
    """Open the case of a request, once for each draft.

    Raises Forbidden for somebody who may not send it, Refused for answers that are missing or that stop it, Changed
    when the draft was sent or changed meanwhile.
    """
    _allowed(me, form)
    question = sa.select(RequestDraft).where(RequestDraft.person_id == me.id, RequestDraft.form == form.key)
    draft = session.scalar(locked(question))
    if draft is None or draft.token != ready.token:
        raise Changed("requests.refused.sent")
    if form.missing(ready.answers) or any(guard.stops for guard in form.said(ready.answers)):
        raise Refused("requests.refused.incomplete")
    new = _case(session, me, form, ready)
    if form.also:
        new = _with_also(session, me, form, new, at=at)
    case = cases.open_case(session, me, new, at=at)
    session.add(
        ServiceRequest(
            case_id=case.id, form=form.key, edition=IN_FORCE, token=ready.token, answers=dict(ready.answers),
            payer=form.payer.value, person_id=me.id, sent_at=at,
        )
    )  # fmt: skip
    if form.kind == accounts.FORM:
        accounts.keep(session, case, ready.answers)
    session.delete(draft)
    session.flush()
    return case


def _with_also(
    session: Session, me: Visitor, form: RequestForm, new: cases.NewCase, *, at: dt.datetime
) -> cases.NewCase:
    """Open the case that goes with this one, and let this one wait for it: no procurement begins without IT (R-015)."""
    other = next(each for each in forms().values() if each.key == form.also)
    also = cases.NewCase(
        kind=other.case_kind, topic=other.key, subject=f"{other.title}: {new.subject}"[:200],
        queue=queue_for(session, other), due_days=other.due_days, facts=new.facts, informs=other.informs,
        asked=other.asks({}, me.roles_here), tasks=other.tasks,
    )  # fmt: skip
    made = cases.open_case(session, me, also, at=at)
    waits = Task(key="also", label=say("requests.also", title=other.title, number=made.number), demanded=True)
    fact = (other.title, made.number)
    return dataclasses.replace(new, tasks=(waits, *new.tasks), facts=(*new.facts, fact))


def choose_queue(session: Session, form: RequestForm, queue: str, *, actor: Actor, at: dt.datetime) -> None:
    """Lead a form's cases to another queue from now on (R-099); raises Refused for one that does not exist."""
    if queue not in frozenset(Queue):
        raise Refused("cases.refused.queue")
    session.execute(sa.delete(RequestQueue).where(RequestQueue.form == form.key))
    if queue != form.queue:
        session.add(RequestQueue(form=form.key, queue=queue, chosen_by=actor.name, chosen_at=at))
    data = {"form": form.title, "queue": queue}
    history.record(session, actor, at, [Event("request", 0, "request.queue", data)])


def _allowed(me: Visitor, form: RequestForm) -> None:
    if not may_send(me, form):
        raise Forbidden("requests.refused.not_yours")


def _case(session: Session, me: Visitor, form: RequestForm, ready: Ready) -> cases.NewCase:
    return cases.NewCase(
        kind=form.case_kind, topic=form.key, subject=form.heading(ready.answers), queue=queue_for(session, form),
        due_days=form.due_days, facts=ready.told, asked=form.asks(ready.answers, me.roles_here), informs=form.informs,
        remarks=tuple(guard.text for guard in form.said(ready.answers)), tasks=form.tasks,
        needs_change=form.needs_change,
    )  # fmt: skip


def keep_system(
    session: Session, system_id: int, facts: Mapping[str, object], *, actor: Actor, at: dt.datetime
) -> BusinessSystem:
    """Add a business system (id 0), or change one; raises Missing for an unknown one, Refused for a name twice."""
    system: BusinessSystem | None = BusinessSystem()
    if system_id:
        system = session.scalar(locked(sa.select(BusinessSystem).where(BusinessSystem.id == system_id)))
    if system is None:
        raise Missing
    same = sa.select(BusinessSystem.id).where(
        BusinessSystem.name == facts["name"], BusinessSystem.id != system_id,
        BusinessSystem.organisation_id.is_not_distinct_from(facts["organisation_id"]),
    )  # fmt: skip
    if session.scalar(same) is not None:
        raise Refused("requests.refused.system_twice")
    for name, value in facts.items():
        setattr(system, name, value)
    system.changed_at, system.changed_by = at, actor.name
    session.add(system)
    session.flush()
    event = Event("business_system", system.id, "business_system.kept", {"name": system.name})
    history.record(session, actor, at, [event])
    return system
