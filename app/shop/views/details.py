"""What the line of a licence tells besides item and quantity: read from a form, and shown in it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from app.identity.queries import Visitor
from app.identity.queries.finding import colleague
from app.refusal import Refused
from app.shop.forms import DetailsForm
from app.shop.queries import JudgedLine
from app.words import say

FARTHEST = dt.timedelta(days=3 * 366)
NAMES = {"place": "plats", "editors": "redaktor", "until": "till"}
MOST_EDITORS = 5


def told(form: DetailsForm, me: Visitor, *, session: Session, today: dt.date) -> dict[str, Any]:
    """What was told, as a basket line keeps it; raises Refused, with the `field` it is about, for what cannot be."""
    if not form.validate():
        field = next(each for each in form if each.errors)
        raise Refused("licences.refused.form", field=field.name, text=field.errors[0])
    until = form.till.data
    if until is not None and not today < until <= today + FARTHEST:
        raise Refused("licences.refused.until", field=NAMES["until"])
    found: dict[str, Any] = {}
    if form.plats.raw_data:
        found["place"] = form.plats.data
    if form.redaktor.raw_data:
        found["editors"] = _editors(session, me, form.redaktor.data)
    if form.till.raw_data:
        found["until"] = until.isoformat() if until else ""
    return found


def _editors(session: Session, me: Visitor, text: str) -> list[list[Any]]:
    """The people that were named, each once; raises Refused for a name that nobody here has."""
    people: dict[int, str] = {}
    for name in [part.strip() for part in text.split(",") if part.strip()][:MOST_EDITORS]:
        try:
            person = colleague(session, me.organisation_id, name)
        except Refused as refused:
            params: dict[str, Any] = refused.params
            raise Refused("licences.refused.form", field=NAMES["editors"], text=say(refused.key, **params)) from refused
        people[person.id] = person.name
    return [[person, name] for person, name in people.items()]


def fields(line: JudgedLine, typed: DetailsForm | None, faults: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """The fields of a line as the template draws them, with what was typed where it was refused."""
    if not line.is_licence:
        return []
    wrong = dict(faults) if typed else {}
    shown = [*line.details, "until"]
    return [
        {
            "name": NAMES[key],
            "label": say(f"licences.detail.{key}"),
            "hint": say(f"licences.hint.{key}"),
            "type": "date" if key == "until" else "text",
            "value": typed[NAMES[key]]._value() if typed else _value(line, key),
            "error": wrong.get(f"{NAMES[key]}-{line.id}", ""),
        }
        for key in shown
    ]


def _value(line: JudgedLine, key: str) -> str:
    kept = line.answers.get(key, "")
    return ", ".join(name for _person, name in kept) if key == "editors" else str(kept)
