"""Order answers and dispatch notes as CSV or spreadsheets: columns found by their headings, rows with their faults."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from wtforms.validators import ValidationError

from app.delivery.actions.reading.rows import ANSWER, DISPATCH, Answered, Content, Sent, Where
from app.fields import clean, ore_of, whole_number
from app.refusal import Refused
from app.sheets import Head, Sheet, find_head, sheets
from app.words import say, words

COLUMNS: Mapping[str, tuple[str, ...]] = {
    DISPATCH: ("order", "position", "article", "quantity", "serial", "imei", "imei2", "reference", "tracking"),
    ANSWER: (
        "order", "position", "article", "status", "day", "quantity", "later", "later_day", "price", "new_article",
        "new_name", "reference",
    ),
}  # fmt: skip
REQUIRED = ("order",)
# One of each pair must be there too: which line, and what of it.
EITHER = {DISPATCH: (("position", "article"), ("quantity", "serial")), ANSWER: (("position", "article"),)}
LONGEST = {"article": 40, "new_article": 40, "new_name": 120, "reference": 80, "tracking": 80}
MOST_FAULTS = 100
MOST_ROWS = 2000
MOST_OF_A_LINE = 99
DAYS = ("%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%d.%m.%Y", "%d/%m %Y")


def read_table(data: bytes, kind: str, wanted: Mapping[str, str]) -> Content:
    """What the first sheet with the right headings says; `wanted` names headings, else they are guessed.

    Raises Refused for what is no table or has not the columns. What is wrong with a row is a fault of the content.
    """
    seen: list[str] = []
    known = {name: _titles(kind, name, wanted) for name in COLUMNS[kind]}
    for sheet in sheets(data):
        head = find_head(sheet, known, REQUIRED, seen)
        if head and all(set(pair) & set(head.places) for pair in EITHER[kind]):
            return _read(sheet, head, kind)
        seen += list(head.titles.values()) if head else []
    raise Refused(f"parcels.refused.headings_{kind}", seen=", ".join(dict.fromkeys(seen[:20])))


def _titles(kind: str, name: str, wanted: Mapping[str, str]) -> list[str]:
    """What a column may be called, the likeliest first."""
    named = [wanted[name]] if wanted.get(name) else []
    own = words().get(f"parcels.headings.{kind}_{name}", "")
    return named + (own or say(f"parcels.headings.{name}")).split("|")


def _read(sheet: Sheet, head: Head, kind: str) -> Content:
    found = Content(kind=kind, columns=dict(head.titles))
    for row in sheet.rows:
        cells = _Cells(found, say("parcels.place.row", row=row.number), head.cells(row))
        if kind == DISPATCH:
            _take_sent(found, cells)
        else:
            _take_answer(found, cells)
        if len(found.faults) >= MOST_FAULTS:
            break
        if len(found.sent) + len(found.answers) > MOST_ROWS:
            raise Refused("parcels.refused.many", most=MOST_ROWS)
    if not (found.sent or found.answers or found.faults):
        raise Refused("parcels.refused.empty")
    return found


def _take_sent(found: Content, cells: _Cells) -> None:
    where = _where(cells)
    serial = cells.text("serial")
    quantity = cells.number("quantity", least=1) or (1 if serial else 0)
    if not quantity and cells.sound:
        cells.blame("quantity_missing")
    if serial and quantity > 1:
        cells.blame("serial_of_many", count=quantity)
    sent = Sent(where, quantity, serial, cells.text("imei"), cells.text("imei2"))
    _heading(found, cells)
    if cells.sound:
        found.sent.append(sent)


def _take_answer(found: Content, cells: _Cells) -> None:
    where = _where(cells)
    status = _status(cells)
    row = Answered(
        where, status, cells.number("quantity"), cells.number("later") or 0, cells.day("day"), cells.day("later_day"),
        cells.amount("price"), cells.text("new_article"), cells.text("new_name"),
    )  # fmt: skip
    _heading(found, cells)
    if cells.sound:
        found.answers.append(row)


def _where(cells: _Cells) -> Where:
    order = cells.text("order").upper()
    if not order:
        cells.blame("order_missing")
    where = Where(order, cells.number("position") or 0, cells.text("article"), cells.place)
    if not where.position and not where.article and cells.sound:
        cells.blame("line_missing")
    return where


def _heading(found: Content, cells: _Cells) -> None:
    """What holds for the whole document must be the same in every row."""
    for name in ("reference", "tracking"):
        text, before = cells.text(name), getattr(found, name)
        if text and before and text != before:
            cells.blame(f"two_{name}", one=before, other=text)
        if text:
            setattr(found, name, text)


def _status(cells: _Cells) -> str:
    said = "".join(char for char in cells.text("status").casefold() if char.isalnum())
    for status in ("ordered", "changed", "refused", "backordered"):
        if said in say(f"parcels.statuses.{status}").split("|"):
            return status
    if said:
        cells.blame("status", value=cells.text("status"))
    return "ordered"


class _Cells:
    """The cells of one row, and whether anything is wrong with them."""

    def __init__(self, found: Content, place: str, texts: Mapping[str, str]) -> None:
        self.found, self.place, self.texts, self.sound = found, place, texts, True

    def blame(self, key: str, **params: Any) -> None:
        self.sound = False
        self.found.faults.append(say("parcels.fault.at", place=self.place, what=say(f"parcels.fault.{key}", **params)))

    def text(self, name: str) -> str:
        try:
            text = clean(self.texts.get(name, ""), lines=False)
        except ValidationError:
            self.blame("characters", column=say(f"parcels.column.{name}"))
            return ""
        most = LONGEST.get(name, 60)
        if len(text) > most:
            self.blame("long", column=say(f"parcels.column.{name}"), most=most)
            return ""
        return text

    def number(self, name: str, least: int = 0) -> int | None:
        text = self.text(name)
        if not text:
            return None
        try:
            number = whole_number(text)
        except ValueError:
            number = -1
        if not least <= number <= MOST_OF_A_LINE:
            self.blame("number", column=say(f"parcels.column.{name}"), value=text)
            return None
        return number

    def amount(self, name: str) -> int | None:
        text = self.text(name)
        try:
            return ore_of(text) if text else None
        except ValueError:
            self.blame("amount", value=text)
            return None

    def day(self, name: str) -> dt.date | None:
        text = self.text(name)
        for pattern in DAYS if text else ():
            try:
                return dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007  # a day has no zone
            except ValueError:
                continue
        if text:
            self.blame("day", value=text)
        return None
