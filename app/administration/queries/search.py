"""One search over people, units, cost centres, addresses and organisations, in one question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.administration.queries.people import matches_person, spellings
from app.administration.queries.reach import Reach
from app.identity.models import CostCentre, Organisation, Person, Unit, Workplace

EACH = 8
KINDS = ("person", "unit", "cost_centre", "workplace", "organisation")


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: of which kind, which, what it is called and where it belongs."""

    kind: str
    id: int
    key: str
    name: str
    remark: str
    organisation: str
    live: bool


def search(session: Session, reach: Reach, text: str) -> dict[str, list[Hit]]:
    """What holds every word of the text, at most eight of each kind and one more when there are more."""
    words = text.split()[:5]
    if not words:
        return {}
    parts = [_people(words), _units(words), _centres(words), _places(words), _organisations(words)]
    near = [part.where(reach.within(Organisation.id)).limit(EACH + 1).subquery() for part in parts]
    question = sa.union_all(*(sa.select(part) for part in near))
    found: dict[str, list[Hit]] = {kind: [] for kind in KINDS}
    for row in session.execute(question):
        found[row[0]].append(Hit(*row))
    return {kind: hits for kind, hits in found.items() if hits}


def _people(words: list[str]) -> sa.Select[Any]:
    question = _selected("person", Person.id, Person.name, Person.title, Person.active)
    question = question.join(Unit, Unit.id == Person.unit_id).join(
        Organisation, Organisation.id == Unit.organisation_id
    )
    return question.where(*(matches_person(word) for word in words)).order_by(Person.active.desc(), Person.sort_key)


def _units(words: list[str]) -> sa.Select[Any]:
    question = _selected("unit", Unit.id, Unit.name, Unit.invoice_reference, Unit.closed_on.is_(None))
    question = question.join(Organisation, Organisation.id == Unit.organisation_id)
    return question.where(*_holds(words, Unit.name, Unit.invoice_reference)).order_by(Unit.closed_on, Unit.name)


def _centres(words: list[str]) -> sa.Select[Any]:
    code = CostCentre.code + " " + CostCentre.activity
    question = _selected("cost_centre", CostCentre.id, code, CostCentre.name, CostCentre.valid_to.is_(None))
    question = question.join(Organisation, Organisation.id == CostCentre.organisation_id)
    return question.where(*_holds(words, CostCentre.code, CostCentre.name)).order_by(CostCentre.code)


def _places(words: list[str]) -> sa.Select[Any]:
    address = Workplace.street + ", " + Workplace.town
    question = _selected("workplace", Workplace.id, Workplace.name, address, Workplace.closed_on.is_(None))
    question = question.join(Unit, Unit.id == Workplace.unit_id)
    question = question.join(Organisation, Organisation.id == Unit.organisation_id)
    return question.where(*_holds(words, Workplace.name, Workplace.street, Workplace.town)).order_by(Workplace.name)


def _organisations(words: list[str]) -> sa.Select[Any]:
    question = _selected("organisation", Organisation.id, Organisation.name, Organisation.org_number, sa.true())
    columns = (Organisation.name, Organisation.org_number, Organisation.email_domain)
    return question.where(*_holds(words, *columns)).order_by(Organisation.id)


def _selected(kind: str, number: Any, name: Any, *more: Any) -> sa.Select[Any]:
    remark, live = more
    columns = (number, Organisation.key, name, remark, Organisation.short_name, live)
    names = ("id", "key", "name", "remark", "organisation", "live")
    labelled = [column.label(label) for column, label in zip(columns, names, strict=True)]
    return sa.select(sa.literal(kind, sa.String).label("kind"), *labelled)


def _holds(words: list[str], *columns: Any) -> list[sa.ColumnElement[bool]]:
    return [
        sa.or_(*(column.icontains(each, autoescape=True) for column in columns for each in spellings(word)))
        for word in words
    ]
