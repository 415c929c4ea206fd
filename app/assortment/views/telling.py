"""Columns and changes of items as people read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.assortment.forms.items import label
from app.assortment.queries import edition
from app.assortment.queries.content import CONTENT
from app.assortment.queries.editing import Choices
from app.assortment.queries.history import Change
from app.words import kr, say, words

CODED = frozenset({"platform", "form_factor", "price_period", "vat_rate", "segment"})


@dataclass(frozen=True, slots=True)
class Side:
    """One column on both sides of a comparison."""

    label: str
    old: str
    new: str


def sides(old: Mapping[str, Any], new: Mapping[str, Any], found: Choices, *, every: bool = False) -> list[Side]:
    """The columns side by side: those that differ, or every one."""
    names = [name for name in CONTENT if every or old.get(name) != new.get(name)]
    return [Side(label(name), value(name, old.get(name), found), value(name, new.get(name), found)) for name in names]


def value(name: str, held: Any, found: Choices) -> str:
    """A column's value in words."""
    if held is None or held == "" or held == []:
        return say("editing.value.none")
    if isinstance(held, bool):
        return say("editing.value.yes" if held else "editing.value.no")
    if name == "price":
        return kr(held)
    if name in CODED:
        return say(f"editing.{name}.{held}") if f"editing.{name}.{held}" in words() else str(held)
    if name == "kind":
        return edition().kinds[held].name if held in edition().kinds else str(held)
    chosen = {"supplier_id": found.suppliers, "contract_id": found.contracts, "category_key": found.categories,
              "picture_id": found.pictures}  # fmt: skip
    if name in chosen:
        return dict(chosen[name]).get(held, str(held))
    return _listed(held) if isinstance(held, list) else str(held)


def _listed(held: Sequence[Any]) -> str:
    return ", ".join(": ".join(part) if isinstance(part, list) else str(part) for part in held)


def told(change: Change, found: Choices) -> list[Side]:
    """What one change changed."""
    if not change.before:
        return []
    return sides(change.before, {name: change.content[name] for name in change.before}, found)
