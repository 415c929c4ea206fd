"""Reads a partner's price list: which columns it has, and each line with what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.fields import ore_of
from app.refusal import Refused
from app.sheets import Row, Sheet, sheets
from app.words import say

COLUMNS = ("article", "price")
MOST_FAULTS = 200
MOST_PRICE = 100_000_000
HEAD_WITHIN = 15


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
    for sheet in sheets(data):
        places, head = _places(sheet, wanted, seen)
        if places:
            return _lines(sheet, places, {name: head.cells[place] for name, place in places.items()})
    raise Refused("pricing.refused.headings", seen=", ".join(seen[:20]))


def _places(sheet: Sheet, wanted: Mapping[str, str], seen: list[str]) -> tuple[dict[str, int], Row]:
    """Where the two columns stand: a list may begin with a few lines about itself."""
    row = Row(0, ())
    for row in sheet.rows:
        titles = [_plain(cell) for cell in row.cells]
        found = {name: place for name in COLUMNS if (place := _place(titles, name, wanted)) >= 0}
        if len(found) == len(COLUMNS):
            return found, row
        seen += [cell for cell in row.cells if cell]
        if row.number >= HEAD_WITHIN:
            break
    return {}, row


def _place(titles: list[str], name: str, wanted: Mapping[str, str]) -> int:
    known = [wanted[name]] if wanted.get(name) else say(f"pricing.headings.{name}").split("|")
    return next((titles.index(plain) for title in known if (plain := _plain(title)) in titles), -1)


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _lines(sheet: Sheet, places: Mapping[str, int], columns: dict[str, str]) -> Read:
    found = Read(columns=columns)
    for row in sheet.rows:
        if len(found.faults) >= MOST_FAULTS:
            break
        article, price = (row.cells[places[name]] if places[name] < len(row.cells) else "" for name in COLUMNS)
        if fault := _take(found, row.number, article, price):
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
