"""The administration of the demo world after some years: contacts, a code plan, plans for the future."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.administration import actions
from app.db import begin_write
from app.history import Actor
from app.identity.models import (
    CodeDimension,
    CodeRule,
    CodeValue,
    Contact,
    CostCentre,
    EmailDomain,
    Organisation,
    Person,
    Unit,
    Workplace,
)
from app.words.formats import today_of
from catalogue.edition import load as edition
from catalogue.structure import Change, ChangeKind

DATA = Path(__file__).with_name("administration.toml")
YEARS = dt.timedelta(days=700)


def load(session: Session, *, now: dt.datetime) -> None:
    """Fill in what administrators have done and decided, as Alva; commits."""
    begin_write(session)
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    organisations = {row.key: row for row in session.scalars(sa.select(Organisation))}
    people = {row.subject: row for row in session.scalars(sa.select(Person).where(Person.provider == "demo"))}
    alva, today = Actor(people["alva"].id, people["alva"].name), today_of(now)
    for key, domain in data["domains"].items():
        session.add(EmailDomain(organisation_id=organisations[key].id, domain=domain))
    session.add_all(_contact(row, organisations, people, today) for row in data["contact"])
    _code_plan(session, data["plan"], organisations, today)
    for name, notes in data["notes"].items():
        session.execute(sa.update(Workplace).where(Workplace.name == name).values(notes=notes))
    for row in data["change"]:
        _change(session, row, actor=alva, now=now)
    laxa = organisations["laxa"]
    actions.decide(
        session, laxa, edition().settings["approval_limit"], value=300000, holds_from=dt.date(today.year + 1, 1, 1),
        seen=0, actor=alva, at=now, today=today,
    )  # fmt: skip
    session.commit()


def _contact(
    row: dict[str, Any], organisations: dict[str, Organisation], people: dict[str, Person], today: dt.date
) -> Contact:
    person = people.get(row.get("person", ""))
    return Contact(
        organisation_id=organisations[row["organisation"]].id,
        kind=row["kind"],
        person_id=person.id if person else None,
        name=person.name if person else row.get("name", ""),
        phone=row.get("phone", ""),
        text=row.get("text", ""),
        valid_from=today - YEARS,
        valid_to=None,
    )


def _code_plan(session: Session, data: dict[str, Any], organisations: dict[str, Organisation], today: dt.date) -> None:
    """Laxå's plan: what its cost centres say, and what may stand together."""
    owner, start = organisations["laxa"].id, dt.date(today.year - 2, 1, 1)
    centres = session.scalars(sa.select(CostCentre).where(CostCentre.organisation_id == owner)).all()
    for key, required in data["parts"].items():
        part = CodeDimension(organisation_id=owner, key=key, required=required)
        session.add(part)
        session.flush()
        codes = dict(data["codes"].get(key, {}))
        codes |= {row.code: row.name for row in centres} if key == "ansvar" else {}
        session.add_all(
            CodeValue(dimension_id=part.id, code=code, name=name, valid_from=start, valid_to=None)
            for code, name in codes.items()
        )
    session.add_all(CodeRule(organisation_id=owner, valid_from=start, valid_to=None, **row) for row in data["rules"])


def _change(session: Session, row: dict[str, Any], *, actor: Actor, now: dt.datetime) -> None:
    today = today_of(now)
    unit = _unit(session, row["unit"], row["organisation"])
    kind = ChangeKind(row["kind"])
    into = _unit(session, row["to"], row["organisation"]).id if "to" in row else None
    change = Change(
        id=0,
        unit=unit.id,
        kind=kind,
        on=today + dt.timedelta(days=row["days"]),
        name=row.get("name", ""),
        organisation=unit.organisation_id if kind is ChangeKind.MOVE else None,
        parent=into if kind is ChangeKind.MOVE else None,
        into=into if kind is ChangeKind.MERGE else None,
    )
    actions.plan(session, change, note=row.get("note", ""), actor=actor, at=now, today=today)


def _unit(session: Session, name: str, organisation: str) -> Unit:
    question = sa.select(Unit).join(Organisation, Organisation.id == Unit.organisation_id)
    return session.scalars(question.where(Unit.name == name, Organisation.key == organisation)).one()
