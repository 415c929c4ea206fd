"""Questions about organisations, and what an organisation has: domains, cost centres, contacts, own values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.administration.queries.reach import Reach
from app.identity.models import Contact, CostCentre, Organisation, Person, SettingChange, Unit, Workplace
from app.refusal import Missing

KINDS = ("municipality", "federation", "company")


def organisations(session: Session, reach: Reach) -> Sequence[Organisation]:
    """The organisations within reach, municipalities first."""
    rank = sa.case({kind: place for place, kind in enumerate(KINDS)}, value=Organisation.kind)
    return session.scalars(
        sa.select(Organisation).where(reach.within(Organisation.id)).order_by(rank, Organisation.id)
    ).all()


def payers(session: Session) -> dict[int, str]:
    """Who may pay a contribution: municipalities and the federation, by number."""
    question = sa.select(Organisation.id, Organisation.name).where(Organisation.kind != "company")
    return {row.id: row.name for row in session.execute(question.order_by(Organisation.id))}


def organisation(session: Session, reach: Reach, key: str) -> Organisation:
    """An organisation within reach; raises Missing."""
    found = session.scalar(sa.select(Organisation).where(Organisation.key == key, reach.within(Organisation.id)))
    if found is None:
        raise Missing
    return found


def counts(session: Session, organisation_id: int) -> dict[str, int]:
    """How many open units, active people, valid cost centres and contacts an organisation has, and what is missing."""
    open_units = sa.select(sa.func.count()).select_from(Unit).where(Unit.organisation_id == organisation_id)
    open_units = open_units.where(Unit.closed_on.is_(None))
    settled = open_units.where(Unit.awaits_placing.is_(False))
    people = (
        sa.select(sa.func.count())
        .select_from(Person)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Unit.organisation_id == organisation_id, Person.active)
    )
    centres = sa.select(sa.func.count()).select_from(CostCentre).where(CostCentre.organisation_id == organisation_id)
    waiting = people.where(Unit.awaits_placing)
    asked = {
        "waiting": waiting,
        "units": open_units,
        "people": people,
        "cost_centres": centres,
        "without_chef": settled.where(Unit.manager_id.is_(None)),
        "without_cost_centre": settled.where(Unit.cost_centre_id.is_(None)),
    }
    row = session.execute(sa.select(*(question.scalar_subquery().label(key) for key, question in asked.items()))).one()
    return dict(row._mapping)


def contacts(session: Session, organisation_id: int) -> Sequence[sa.Row[Contact, Person]]:
    """The contacts of an organisation, past and coming ones too, with the person where one is named."""
    question = (
        sa.select(Contact, Person)
        .outerjoin(Person, Person.id == Contact.person_id)
        .where(Contact.organisation_id == organisation_id)
    )
    return session.execute(question.order_by(Contact.kind, Contact.valid_from.desc(), Contact.id)).all()


def contact(session: Session, reach: Reach, contact_id: int) -> tuple[Contact, Organisation]:
    """A contact within reach with its organisation; raises Missing."""
    question = sa.select(Contact, Organisation).join(Organisation, Organisation.id == Contact.organisation_id)
    found = session.execute(question.where(Contact.id == contact_id, reach.within(Organisation.id))).one_or_none()
    if found is None:
        raise Missing
    return found[0], found[1]


def cost_centres(session: Session, organisation_id: int) -> Sequence[CostCentre]:
    """All cost centres of an organisation, by code."""
    question = sa.select(CostCentre).where(CostCentre.organisation_id == organisation_id)
    return session.scalars(question.order_by(CostCentre.code, CostCentre.id)).all()


def cost_centre(session: Session, reach: Reach, centre_id: int) -> tuple[CostCentre, Organisation]:
    """A cost centre within reach with its organisation; raises Missing."""
    question = sa.select(CostCentre, Organisation).join(Organisation, Organisation.id == CostCentre.organisation_id)
    found = session.execute(question.where(CostCentre.id == centre_id, reach.within(Organisation.id))).one_or_none()
    if found is None:
        raise Missing
    return found[0], found[1]


def units_of_centre(session: Session, centre_id: int) -> Sequence[Unit]:
    """The open units that pay with a cost centre unless another is chosen."""
    question = sa.select(Unit).where(Unit.cost_centre_id == centre_id, Unit.closed_on.is_(None))
    return session.scalars(question.order_by(Unit.name)).all()


def workplace(session: Session, reach: Reach, place_id: int) -> tuple[Workplace, Unit, Organisation]:
    """An address within reach with its unit and organisation; raises Missing."""
    question = (
        sa.select(Workplace, Unit, Organisation)
        .join(Unit, Unit.id == Workplace.unit_id)
        .join(Organisation, Organisation.id == Unit.organisation_id)
        .where(Workplace.id == place_id, reach.within(Organisation.id))
    )
    found = session.execute(question).one_or_none()
    if found is None:
        raise Missing
    return found[0], found[1], found[2]


def setting_decisions(session: Session, organisation_id: int, key: str = "") -> Sequence[SettingChange]:
    """What an organisation has decided about its settings (or about one), newest first."""
    question = sa.select(SettingChange).where(SettingChange.organisation_id == organisation_id)
    if key:
        question = question.where(SettingChange.key == key)
    return session.scalars(question.order_by(SettingChange.id.desc()).limit(300)).all()


def usable(session: Session, organisation_id: int, today: dt.date) -> Sequence[CostCentre]:
    """The cost centres of an organisation that may be used today or later."""
    question = sa.select(CostCentre).where(CostCentre.organisation_id == organisation_id)
    question = question.where(sa.or_(CostCentre.valid_to.is_(None), CostCentre.valid_to >= today))
    return session.scalars(question.order_by(CostCentre.code)).all()
