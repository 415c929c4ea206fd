"""Everything the shop holds of one person (article 15), read by the record of processing, and nothing of others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import Base
from app.identity.models import Person
from app.openness.queries import beyond
from app.openness.queries.masking import Mask, everybody
from app.openness.queries.record import HOLDINGS, Holding, Source
from app.words import say

# What a row points at is told by name: the column of that table which says what it is.
TOLD_BY = {
    "organisation": "name", "unit": "name", "cost_centre": "code", "workplace": "name", "item": "name",
    "supplier": "name", "customer_order": "number", "order_line": "name", "device": "tag", "partner_order": "number",
}  # fmt: skip
TECHNICAL = frozenset({"id", "version", "position"})

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """What one table of one class holds of the person."""

    holding: Holding
    table: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Extract:
    """All that is held of a person at a moment (UTC)."""

    person_id: int
    name: str
    organisation: str
    made_at: dt.datetime
    sections: Sequence[Section]


class _Reading:
    """Reads rows and remembers whose names stand in them."""

    def __init__(self, session: Session, person: Person) -> None:
        self.session, self.person = session, person
        self.names: set[str] = set()
        self._told: dict[str, dict[int, str]] = {}

    def rows(self, source: Source) -> list[Row]:
        """The person's rows of one table, oldest first."""
        table = source.rows
        question = sa.select(table).where(source.belongs_to(self.person.id)).order_by(*table.primary_key.columns)
        found = [dict(row) for row in self.session.execute(question).mappings()]
        for row in found:
            self._note(source, row)
        return [self._shown(source, row) for row in found]

    def _note(self, source: Source, row: Row) -> None:
        """Remember everybody else that a row names: they may have had another name then."""
        for column, whose in source.names.items():
            if row[column] and (row.get(whose) != self.person.id if whose else row[column] != self.person.name):
                self.names.add(row[column])

    def _shown(self, source: Source, row: Row) -> Row:
        hidden = {*TECHNICAL, *source.hidden}
        shown = {name: self._value(source, name, value) for name, value in row.items() if name not in hidden}
        return {name: value for name, value in shown.items() if value not in (None, "", [], {})}

    def _value(self, source: Source, name: str, value: Any) -> Any:
        if name in (*source.own, *source.third) and value is not None and source.table != "person":
            return say("openness.yourself") if value == self.person.id else say("openness.somebody_else")
        target = next(iter(source.rows.c[name].foreign_keys), None)
        if target is None or value is None:
            return value
        return self._name_of(target.column.table.name, value)

    def _name_of(self, table: str, key: Any) -> Any:
        """What a row of another table is called; nothing for what means nothing to people."""
        if table == "person":
            return say("openness.somebody_else")
        if table not in TOLD_BY:
            return None
        known = self._told.setdefault(table, {})
        if key not in known:
            rows = Base.metadata.tables[table]
            known[key] = str(self.session.scalar(sa.select(rows.c[TOLD_BY[table]]).where(rows.c.id == key)) or "")
        return known[key]


def extract(session: Session, person_id: int, *, at: dt.datetime) -> Extract:
    """Everything on a person; others' names are masked wherever they stand."""
    person = session.get_one(Person, person_id)
    reading = _Reading(session, person)
    found: list[tuple[Holding, str, list[Row]]] = []
    for holding in HOLDINGS:
        found += [(holding, source.table, reading.rows(source)) for source in holding.sources if source.is_open]
        if holding.key in beyond.READERS:
            rows, names = beyond.READERS[holding.key](session, person)
            reading.names |= names
            found.append((holding, beyond.TABLES[holding.key], rows))
    mask = Mask([*everybody(session), *reading.names], (person.name, person.email))
    sections = [Section(holding, table, mask(rows)) for holding, table, rows in found if rows]
    return Extract(person.id, person.name, _organisation(session, person), at, sections)


def as_json(made: Extract) -> Mapping[str, Any]:
    """The extract as plain data, for machines."""
    return {
        "person": made.name,
        "organisation": made.organisation,
        "made_at": made.made_at.isoformat(),
        "holdings": [
            {
                "what": say(f"openness.holding.{section.holding.key}.title"),
                "why": say(f"openness.holding.{section.holding.key}.why"),
                "basis": say(f"openness.basis.{section.holding.basis}"),
                "table": section.table,
                "rows": [_plain(row) for row in section.rows],
            }
            for section in made.sections
        ],
    }


def _plain(row: Row) -> Row:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}


def _organisation(session: Session, person: Person) -> str:
    units, organisations = Base.metadata.tables["unit"], Base.metadata.tables["organisation"]
    question = sa.select(organisations.c.name).join(units, units.c.organisation_id == organisations.c.id)
    return str(session.scalar(question.where(units.c.id == person.unit_id)) or "")
