"""What an order line tells besides item and quantity, as terms and values: where, who, until when, instead of what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.assortment.queries import edition
from app.orders.models import OrderLine
from app.words import day_long, kr, say
from catalogue.licences import Change, yearly


def details_of(line: OrderLine) -> list[tuple[str, str]]:
    """Everything that whoever decides and whoever does the work must know of a line."""
    return [*change_in_words(line.replaces), *_a_year(line), *typed_in_words(line.answers)]


def _a_year(line: OrderLine) -> list[tuple[str, str]]:
    """What a licence that replaces nothing comes to in a year, where the unit pays for it."""
    known = edition().kinds.get(line.kind)
    if line.replaces or known is None or not known.holder or not line.unit_cost:
        return []
    amount = kr(yearly(line.unit_cost, line.price_period))
    return [(say("licences.told.yearly"), say("licences.fact.a_year", amount=amount))]


def typed_in_words(answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was told when it was ordered (catalogue.licences.DETAILS), in words."""
    until = answers.get("until", "")
    told = (
        ("place", str(answers.get("place", ""))),
        ("editors", ", ".join(name for _person, name in answers.get("editors", ()))),
        ("until", day_long(dt.date.fromisoformat(until), year=True) if until else ""),
    )
    return [(say(f"licences.told.{key}"), value) for key, value in told if value]


def change_in_words(replaces: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Old and new licence and what the unit pays more each year, exactly (R-079)."""
    if not replaces:
        return []
    change = Change(**replaces)
    key = "more" if change.difference > 0 else "less" if change.difference < 0 else "same"
    year = (say("licences.change.a_year", name=name, amount=kr(amount)) for name, amount in (
        (change.old, change.old_yearly), (change.new, change.new_yearly),
    ))  # fmt: skip
    said = say(f"licences.change.{key}", amount=kr(abs(change.difference)))
    return list(
        zip((say(f"licences.told.{name}") for name in ("old", "new", "difference")), (*year, said), strict=True)
    )
