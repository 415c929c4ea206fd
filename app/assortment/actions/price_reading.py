"""Reads a partner's price list: which columns it has, and each line with what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.fields import ore_of
from app.refusal import Refused
from app.sheets import Head, Sheet, find_head, sheets
from app.words import say

COLUMNS = ("article", "price")
MOST_FAULTS = 200
MOST_PRICE = 100_000_000


@dataclass(slots=True)
class Read:
    """Prices in öre by article number with their lines, the headings they stood under, and faults in words."""

    prices: dict[str, tuple[int, int]] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read(data: bytes, wanted: Mapping[str, str]) -> Read:
    """The prices of the first sheet with both headings; `wanted` names headings, else they are guessed.

    Raises Refused for what is no table, or has not both columns.
    """
    seen: list[str] = []
    known = {
        name: [wanted[name]] if wanted.get(name) else say(f"pricing.headings.{name}").split("|") for name in COLUMNS
    }
    for sheet in sheets(data):
        head = find_head(sheet, known, COLUMNS, seen)
        if head:
            return _lines(sheet, head)
    raise Refused("pricing.refused.headings", seen=", ".join(seen[:20]))


def _lines(sheet: Sheet, head: Head) -> Read:
    found = Read(columns=dict(head.titles))
    for row in sheet.rows:
        if len(found.faults) >= MOST_FAULTS:
            break
        cells = head.cells(row)
        if fault := _take(found, row.number, cells["article"], cells["price"]):
            found.faults.append(say("pricing.line", line=row.number, what=fault))
    return found


def _take(found: Read, line: int, article: str, price: str) -> str:
    """Take in a line; returns what is wrong with it."""
    if not article:
        return say("pricing.fault.article")
    if len(article) > 40:
        return say("pricing.fault.long")
    try:
        ore = _ore(price)
    except ValueError:
        return say("pricing.fault.price" if price else "pricing.fault.no_price", article=article, value=price)
    if ore > MOST_PRICE:
        return say("pricing.fault.most", article=article, value=price)
    known = found.prices.setdefault(article, (ore, line))
    return say("pricing.fault.twice", article=article, other=known[1]) if known[0] != ore else ""


def _ore(text: str) -> int:
    """An amount as people or a spreadsheet write it; a spreadsheet may give more decimals than there are öre."""
    head, dot, rest = text.partition(".")
    if dot and head.isdecimal() and rest.isdecimal() and len(rest) > 3:
        return int(head) * 100 + (int(rest[:3]) + 5) // 10
    return ore_of(text)
