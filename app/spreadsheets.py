"""Tables that people take with them: the same columns and rows as a workbook and as comma-separated text.

    columns = [Head("Dag", "day"), Head("Vad", width=40), Head("Kostnad", "amount")]
    data = workbook("Kostnader 2026", columns, rows)      # or lines(columns, rows)

Amounts are öre and become kronor; no text becomes a formula.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app.words.cells import Figure, csv_lines

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
LONGEST_NAME = 31
FORMATS = {"amount": "# ##0.00", "day": "yyyy-mm-dd", "number": "0", "text": "@"}
Kind = Literal["text", "amount", "day", "number"]
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its title, what its cells are, and how wide it is in characters."""

    title: str
    kind: Kind = "text"
    width: int = 14


def workbook(title: str, columns: Sequence[Head], rows: Iterable[Sequence[Any]]) -> bytes:
    """An XLSX file of one sheet with a frozen, filterable head; flat in memory."""
    import xlsxwriter  # here: few processes ever make a spreadsheet

    out = io.BytesIO()
    plain = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, plain) as book:
        page = book.add_worksheet(_NOT_IN_NAMES.sub(" ", title)[:LONGEST_NAME])
        looks = {kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
        for at, column in enumerate(columns):
            page.set_column(at, at, column.width)
        page.freeze_panes(1, 0)
        page.write_row(0, 0, [column.title for column in columns], book.add_format({"bold": True}))
        last = 0
        for last, row in enumerate(rows, 1):
            for at, (column, value) in enumerate(zip(columns, row, strict=True)):
                _write(page, (last, at), value, kind=column.kind, look=looks[column.kind])
        page.autofilter(0, 0, last, len(columns) - 1)
    return out.getvalue()


def lines(columns: Sequence[Head], rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV file that Swedish spreadsheet programs open as it stands; amounts as 1290,50."""
    every = ([_plain(value, column.kind) for column, value in zip(columns, row, strict=True)] for row in rows)
    return "".join(csv_lines([[column.title for column in columns], *every])).encode()


def _write(page: Any, at: tuple[int, int], value: Any, *, kind: str, look: Any) -> None:
    if value is None or value == "":
        return
    if kind == "amount":
        page.write_number(*at, value / 100, look)
    elif kind == "number":
        page.write_number(*at, value, look)
    elif kind == "day":
        page.write_datetime(*at, dt.datetime.combine(value, dt.time()), look)  # a cell has no zone
    else:
        page.write_string(*at, str(value), look)


def _plain(value: Any, kind: str) -> object:
    if value is None or kind not in ("amount", "number"):
        return value
    whole, rest = divmod(abs(value), 100)
    return Figure(f"{'-' if value < 0 else ''}{whole},{rest:02d}" if kind == "amount" else value)
