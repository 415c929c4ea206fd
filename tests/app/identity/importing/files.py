"""Files as people send them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

import xlsxwriter

PEOPLE = ("Organisation", "Anställningsnummer", "Namn", "E-post", "Titel", "Enhet",
          "Närmaste chefs anställningsnummer", "Inloggnings-id")  # fmt: skip
UNITS = ("Organisation", "Enhetens namn", "Överordnad enhet", "Chefens anställningsnummer", "Kostnadsställe",
         "Fakturareferens", "Målgrupp")  # fmt: skip
CENTRES = ("Organisation", "Kod", "Verksamhet", "Benämning", "Gäller från", "Gäller till")
BOSS = ("Laxå kommun", "10041", "Bo Ask", "bo@laxa.example", "Rektor", "Nya skolan", "", "")
TEACHER = ("Laxå", "10042", "Åsa Öberg", "asa@laxa.example", "Lärare", "Nya skolan", "10041", "")
SCHOOL = ("laxa", "Nya skolan", "Barn- och utbildningsförvaltningen", "10041", "41900", "LAX-41900", "Skolpersonal")
CENTRE = ("Laxå kommun", "41900", "4400", "Nya skolan", "2026-01-01", "")


def workbook(tables: Mapping[str, Iterable[Iterable[Any]]]) -> bytes:
    """An XLSX file with a sheet for each table."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in tables.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def whole(*people: Any) -> bytes:
    """A file with a new school, its cost centre, and these people (or its chef and a teacher)."""
    return workbook({"Personer": [PEOPLE, *(people or (BOSS, TEACHER))], "Enheter": [UNITS, SCHOOL],
                     "Kostnadsställen": [CENTRES, CENTRE]})  # fmt: skip


def text(*rows: Iterable[str], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """The same as a text file of people."""
    lines = [delimiter.join(row) for row in (PEOPLE, *rows)]
    return "\r\n".join(lines).encode(encoding)
