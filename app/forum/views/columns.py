"""The columns a proposal would change, as people read them: what stands, and what it would become."""

from __future__ import annotations

from typing import Any

from app.assortment.models import Item
from app.assortment.queries import edition
from app.forum.models import Proposal
from app.words import kr, say, words

SHOWN = (
    "name", "model", "summary", "description", "price", "technical_lifetime_months", "warranty_months", "environment",
    "kind", "segment", "platform", "form_factor",
)  # fmt: skip
CODED = ("segment", "platform", "form_factor", "price_period")


def rows(proposal: Proposal, item: Item | None) -> list[tuple[str, str, str]]:
    """Each column with its old and its new value in words."""
    if item is None:
        return []
    return [
        (say(f"editing.column.{name}"), value(name, getattr(item, name)), value(name, new))
        for name, new in proposal.content.items()
        if f"editing.column.{name}" in words() and name != "successor_id"
    ]


def standing(item: Item) -> dict[str, str]:
    """What stands today, by column."""
    return {name: value(name, getattr(item, name)) for name in SHOWN}


def value(name: str, held: Any) -> str:
    """A column's value in words."""
    if held is None or held == "":
        return say("editing.value.none")
    if name == "price":
        return kr(held)
    if name == "kind":
        return edition().kinds[held].name if held in edition().kinds else str(held)
    key = f"editing.{name}.{held}"
    return say(key) if name in CODED and key in words() else str(held)
