"""Questions about requests: what may be chosen in a form, what is kept of it, who else may send it."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.identity.models import Organisation, Person, RoleGrant, Unit
from app.identity.queries import Visitor, colleagues, cost_centres, workplaces
from app.identity.queries.grants import holds
from app.refusal import Missing
from app.requests.models import BusinessSystem, ExternalAccount, RequestDraft, RequestQueue, ServiceRequest
from app.words import say
from catalogue.request_files import load
from catalogue.requests import FieldType, RequestForm
from catalogue.terms import Queue, Role

F = FieldType
Choices = dict[FieldType, list[tuple[str, str]]]
MOST_NAMES = 5


def forms() -> dict[str, RequestForm]:
    """The request forms of the edition that is in force, by slug."""
    return dict(load())


def form_of(slug: str) -> RequestForm:
    """A form by its slug; raises Missing."""
    found = load().get(slug)
    if found is None:
        raise Missing
    return found


def may_send(me: Visitor, form: RequestForm) -> bool:
    """Whether somebody may send a form: one of its roles is theirs, in their own unit."""
    return not form.orderers.isdisjoint(me.roles_here)


def choices(session: Session, me: Visitor, form: RequestForm, today: dt.date) -> Choices:
    """What may be chosen in the fields of a form that are about people and places; asks only for those it has."""
    asked = {field.type for field in form.fields}
    found: Choices = {}
    if F.PERSON in asked:
        mine = [(str(me.id), me.name)]
        found[F.PERSON] = mine + [(str(each.id), each.label) for each in colleagues(session, me)]
    if F.WORKPLACE in asked:
        found[F.WORKPLACE] = [(str(each.id), f"{each.label}, {each.hint}") for each in workplaces(session, me)]
    if F.COST_CENTRE in asked:
        found[F.COST_CENTRE] = [
            (str(each.id), f"{each.label} {each.hint}") for each in cost_centres(session, me, today)
        ]
    if F.UNIT in asked:
        found[F.UNIT] = _units(session, me)
    return found


def draft_of(session: Session, me: Visitor, form: RequestForm) -> RequestDraft | None:
    """What I have typed in a form and not sent."""
    mine = sa.select(RequestDraft).where(RequestDraft.person_id == me.id, RequestDraft.form == form.key)
    return session.scalar(mine)


def drafts(session: Session, me: Visitor) -> dict[str, dt.datetime]:
    """The forms I have begun, each with the moment it was saved."""
    mine = sa.select(RequestDraft.form, RequestDraft.saved_at).where(RequestDraft.person_id == me.id)
    return {row.form: row.saved_at for row in session.execute(mine)}


def sent_with(session: Session, me: Visitor, token: str) -> str:
    """The number of the case that my draft of this token became; empty for none."""
    question = sa.select(Case.number).join(ServiceRequest, ServiceRequest.case_id == Case.id)
    found = question.where(ServiceRequest.token == token, ServiceRequest.person_id == me.id)
    return session.scalar(found) or ""


def able(session: Session, me: Visitor, form: RequestForm, today: dt.date) -> list[str]:
    """The names of those near me who may send a form: my chef, and people of my organisation with its roles."""
    names: list[str] = []
    if Role.MANAGER in form.orderers and me.unit_manager_id and me.unit_manager_id != me.id:
        names += session.scalars(sa.select(Person.name).where(Person.id == me.unit_manager_id, Person.active))
    roles = form.orderers - {Role.MANAGER, Role.EMPLOYEE}
    if roles:
        names += _with_role(session, me, roles, today)
    return list(dict.fromkeys(names))[:MOST_NAMES]


def chosen_queues(session: Session) -> dict[str, RequestQueue]:
    """The queues an administrator has chosen, by form."""
    return {row.form: row for row in session.scalars(sa.select(RequestQueue))}


def queue_for(session: Session, form: RequestForm) -> Queue:
    """Where a form's case goes: the administrator's choice, else the agreement's (R-099)."""
    chosen = session.scalar(sa.select(RequestQueue.queue).where(RequestQueue.form == form.key))
    return Queue(chosen) if chosen else form.queue


def _with_role(session: Session, me: Visitor, roles: Iterable[Role], today: dt.date) -> list[str]:
    question = (
        sa.select(Person.name)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Unit.organisation_id == me.organisation_id, RoleGrant.role.in_(roles), holds(today))
        # A role that reaches another unit or organisation only is of no use to me.
        .where(sa.or_(RoleGrant.unit_id.is_(None), RoleGrant.unit_id == me.unit_id))
        .where(sa.or_(RoleGrant.organisation_id.is_(None), RoleGrant.organisation_id == me.organisation_id))
        .where(Person.active)
        .order_by((Person.unit_id == me.unit_id).desc(), Person.sort_key)
        .limit(MOST_NAMES)
    )
    return list(session.scalars(question))


def _units(session: Session, me: Visitor) -> list[tuple[str, str]]:
    own = sa.or_(Unit.id == me.unit_id, Unit.id.in_(me.led_units))
    question = sa.select(Unit.id, Unit.name, Organisation.short_name).join(
        Organisation, Organisation.id == Unit.organisation_id
    )
    rows = session.execute(question.where(own).order_by(Unit.name))
    return [(str(row.id), f"{row.name}, {row.short_name}") for row in rows]


def systems(session: Session) -> list[BusinessSystem]:
    """The business systems that are on record."""
    return list(session.scalars(sa.select(BusinessSystem).order_by(BusinessSystem.name).limit(500)))


def organisations(session: Session) -> list[tuple[str, str]]:
    """The organisations to choose from."""
    rows = session.execute(sa.select(Organisation.id, Organisation.short_name).order_by(Organisation.id))
    return [(str(row.id), row.short_name) for row in rows]


def accounts(session: Session, me: Visitor) -> list[tuple[ExternalAccount, str]]:
    """The open accounts of the units I lead, the one that ends first on top, each with where its case is."""
    question = (
        sa.select(ExternalAccount, Case.number, Case.outcome)
        .join(Case, Case.id == ExternalAccount.case_id)
        .where(ExternalAccount.unit_id.in_(me.led_units), ExternalAccount.closed_at.is_(None))
        .where(Case.outcome.in_(("", "done")))
        .order_by(ExternalAccount.ends_on, ExternalAccount.id)
        .limit(200)
    )
    return [
        (row, number if outcome else f"{number}, {say('requests.account.asked')}")
        for row, number, outcome in session.execute(question)
    ]


def half_a_year_later(day: dt.date) -> dt.date:
    """The same day half a year later; the last of the month where there is no such day."""
    month = day.month + 6
    year, month = day.year + (month - 1) // 12, (month - 1) % 12 + 1
    return dt.date(year, month, min(day.day, monthrange(year, month)[1]))
