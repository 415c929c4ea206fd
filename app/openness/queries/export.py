"""The log as a file: for a spreadsheet, or whole, so that its chain can be walked without the shop."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import xlsxwriter

from app.openness.queries.telling import area, told
from app.words import say
from app.words.cells import cell, csv_lines
from app.words.formats import local

Row = Mapping[str, Any]
# More rows than this are asked for in pieces, or as CSV: a sheet holds a million.
MOST_ON_A_SHEET = 200_000
HEADINGS = ("number", "at", "who", "what", "about", "details", "previous", "digest")


def as_csv(rows: Iterable[Row], head: tuple[int, str]) -> Iterator[str]:
    """Lines of a CSV file; the last one is the end of the chain."""
    return csv_lines(_lines(rows, head))


def as_json(rows: Iterable[Row], head: tuple[int, str]) -> Iterator[str]:
    """A JSON text with whole entries: digests, seals and salts too."""
    yield json.dumps({"entries_in_chain": head[0], "head": head[1]})[:-1] + ', "entries": [\n'
    first = True
    for row in rows:
        yield ("" if first else ",\n") + json.dumps(dict(row) | {"at": row["at"].isoformat()}, ensure_ascii=False)
        first = False
    yield "\n]}\n"


def as_xlsx(rows: Iterable[Row], head: tuple[int, str]) -> bytes:
    """A workbook with one sheet; every cell is text, whatever it begins with."""
    made = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        sheet = book.add_worksheet(say("openness.export.sheet"))
        for place, line in enumerate(_lines(rows, head)):
            for column, value in enumerate(line):
                sheet.write_string(place, column, cell(value))
    return made.getvalue()


def _lines(rows: Iterable[Row], head: tuple[int, str]) -> Iterator[list[str]]:
    yield [say(f"openness.export.{name}") for name in HEADINGS]
    for row in rows:
        yield [
            str(row["id"]),
            f"{local(row['at']):%Y-%m-%d %H:%M:%S}",
            row["actor_name"],
            told(row["event"], row["data"]),
            f"{area(row['subject'])} {row['data'].get('number') or row['data'].get('tag') or row['subject_id']}",
            json.dumps(row["data"], ensure_ascii=False),
            row["previous"],
            row["digest"],
        ]
    yield [say("openness.export.end"), "", "", "", "", say("openness.export.entries", count=head[0]), "", head[1]]
