"""The file to fill in: a sheet for each table with headings and an example, and a sheet that explains."""

from __future__ import annotations

import io
from typing import Any

from app.identity.actions.importing.reading import TABLES
from app.words import say, words

ORDER = ("people", "units", "cost_centres")


def template() -> bytes:
    """The template as an XLSX file."""
    import xlsxwriter  # here: few processes ever make a spreadsheet

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#E6F1EC", "bottom": 1, "text_wrap": True, "valign": "top"})
    _help(book, head)
    for table in ORDER:
        _table(book, table, head)
    book.close()
    return out.getvalue()


def _help(book: Any, head: Any) -> None:
    sheet = book.add_worksheet(say("importing.sheet.help"))
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, say("importing.help.title"), head)
    lines = sorted(key for key in words() if key.startswith("importing.help.line"))
    for number, key in enumerate(lines, 1):
        sheet.write_string(number, 0, say(key), book.add_format({"text_wrap": True}))


def _table(book: Any, table: str, head: Any) -> None:
    sheet = book.add_worksheet(say(f"importing.sheet.{table}"))
    text = book.add_format({"num_format": "@"})  # numbers stay as they are written, zeros in front too
    for place, column in enumerate(TABLES[table]):
        sheet.set_column(place, place, max(16, len(column.title) + 2), text)
        sheet.write_string(0, place, column.title + (" *" if column.required else ""), head)
        sheet.write_string(1, place, say(f"importing.example.{table}.{column.key}"), text)
    sheet.freeze_panes(1, 0)
