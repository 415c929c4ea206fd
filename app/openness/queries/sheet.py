"""The extract of a person on paper, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from app.openness.queries.extract import Extract, Section
from app.openness.queries.rules import Rule, time_of
from app.paper import Column, Fact, Paragraphs, Sheet, Table, Words, render
from app.words import day_long, kr, moment, say, words
from app.words.formats import today_of

# What a row is called, by the first of these that it has; and what is money, in öre.
TITLES = ("number", "tag", "role", "name", "placed_at", "at", "created_at", "asked_at", "decided_at")
MONEY = frozenset({
    "unit_cost", "vat", "it_value", "monthly", "yearly", "value", "unit_price", "price_seen", "amount", "net", "price",
})  # fmt: skip
# Words of the shop for what the machine writes in English.
TOLD = {
    "role": "roles.name", "progress": "openness.progress", "outcome": "identity.outcome", "state": "orders.line_state",
    "kind": "openness.mail",
}  # fmt: skip
LONGEST = 600


def as_pdf(made: Extract, rules: Mapping[str, Rule]) -> bytes:
    """The extract as a tagged PDF, with the same rows as the data beside it."""
    return render(sheet_of(made, rules))


def sheet_of(made: Extract, rules: Mapping[str, Rule]) -> Sheet:
    """The extract in words, before anybody thinks of pages."""
    return Sheet(
        title=say("openness.paper.title"),
        number=made.name,
        issued=day_long(today_of(made.made_at), year=True),
        words=Words(page=say("openness.paper.page"), issued=say("openness.paper.issued")),
        sender=say("openness.paper.sender"),
        lead=say("openness.paper.lead", organisation=made.organisation),
        facts=[
            Fact(say("openness.paper.person"), made.name),
            Fact(say("openness.paper.controller"), made.organisation),
            Fact(say("openness.paper.moment"), moment(made.made_at)),
        ],
        blocks=[block for section in made.sections for block in _blocks(section, rules)],
        footer=[say("openness.paper.footer")],
    )


def _blocks(section: Section, rules: Mapping[str, Rule]) -> Sequence[Paragraphs | Table]:
    key = section.holding.key
    keep = section.holding.keep
    time = say(f"openness.keeps.{keep}", time=time_of(keep, rules))
    why = [
        say(f"openness.holding.{key}.why"),
        say("openness.paper.basis", basis=say(f"openness.basis.{section.holding.basis}"), time=time),
    ]
    columns = [Column(say("openness.paper.row"), 1.6), Column(say("openness.paper.holds"), 5)]
    rows = [_row(row) for row in section.rows]
    return [Paragraphs(_heading(section), why), Table(columns, rows)]


def _heading(section: Section) -> str:
    title = say(f"openness.holding.{section.holding.key}.title")
    table = words().get(f"openness.table.{section.table}", "")
    return f"{title}: {table}" if table else title


def _row(row: dict[str, Any]) -> tuple[str, str]:
    title = next((name for name in TITLES if name in row), next(iter(row)))
    rest = [f"{label(name)}: {_text(name, value)}" for name, value in row.items() if name != title]
    return _text(title, row[title]), ". ".join(rest)


def label(column: str) -> str:
    """What a column is called."""
    return words().get(f"openness.column.{column}", column.replace("_", " "))


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return say("openness.yes") if value else say("openness.no")
    if isinstance(value, int) and name in MONEY:
        return kr(value)
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dict):
        return ", ".join(f"{label(key)} {_text(key, inner)}" for key, inner in value.items())[:LONGEST]
    if isinstance(value, list):
        return ", ".join(_text(name, inner) for inner in value)[:LONGEST]
    return words().get(f"{TOLD[name]}.{value}", str(value)) if name in TOLD else str(value)
