"""What deviates, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from app.words import kr, say

# Facts that are öre, and rates.
AMOUNTS = {
    "dearer": ("should", "said"), "cheaper": ("should", "said"), "vat_sum": ("should", "said"),
    "credit_differs": ("should", "said"), "sum": ("lines", "sum"), "freight": ("amount", "most"),
    "charge": ("amount", "most"),
}  # fmt: skip


class Told(Protocol):
    """Something with a word, its facts and where it stands."""

    @property
    def word(self) -> Any:
        """What it is."""
        ...

    @property
    def position(self) -> Any:
        """The line, or 0."""
        ...

    @property
    def facts(self) -> Any:
        """What its sentence names."""
        ...


def sentence(row: Told) -> str:
    """A deviation as a sentence, with the line it is about."""
    told = reason(row.word, row.facts)
    return say("supplier_invoices.at_line", line=row.position, what=told) if row.position else told


def reason(word: str, facts: Mapping[str, Any]) -> str:
    """A deviation as a sentence of its own."""
    shown: dict[str, Any] = {name: "–" if value == "" else value for name, value in facts.items()}
    shown |= {name: kr(int(facts[name])) for name in AMOUNTS.get(word, ()) if name in facts}
    if word == "vat_rate":
        shown = {name: say("supplier_invoices.percent", value=int(value) // 100) for name, value in facts.items()}
    if word == "unknown_order" and not facts.get("order"):
        return say("supplier_invoices.deviation.no_order")
    return say(f"supplier_invoices.deviation.{word}", **shown)
