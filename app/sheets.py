"""Tables that people send, as spreadsheets or comma-separated text: opened with bounds, read row by row as text.

A file is taken for what it holds, never for its name (PROMISES 53 and 55). What no table can be is Refused in words.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import warnings
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.refusal import Refused

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_MEMBERS = 1000
MOST_ROWS = 100_000
MOST_COLUMNS = 60
LONGEST_CELL = 1000
HEAD_WITHIN = 15
ZIP = b"PK\x03\x04"
# What a document type may bring with it (entities that grow, files that are fetched) no table needs.
DOCTYPE = b"<!DOCTYPE"
TEXTS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class Row:
    """A row with something in it: its number as the program shows it, and its cells as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a file; its rows can be walked once."""

    name: str
    rows: Iterator[Row]


def sheets(data: bytes) -> Iterator[Sheet]:
    """The tables of a file, one after the other; raises Refused for what is none, or more than may be."""
    if len(data) > MOST_BYTES:
        raise Refused("fields.file.large", most=MOST_BYTES // (1024 * 1024))
    if not data.strip():
        raise Refused("fields.file.empty")
    if data.startswith(ZIP):
        yield from _workbook(data)
    else:
        yield Sheet("", _bounded(_lines(data)))


@dataclass(frozen=True, slots=True)
class Head:
    """Where the columns of a table stand, and what the file calls them."""

    places: Mapping[str, int]
    titles: Mapping[str, str]

    def cells(self, row: Row) -> dict[str, str]:
        """A row's cells by column; empty where the row ends before."""
        return {name: row.cells[at] if at < len(row.cells) else "" for name, at in self.places.items()}


def find_head(
    sheet: Sheet, known: Mapping[str, Sequence[str]], required: Collection[str], seen: list[str]
) -> Head | None:
    """The row that names the columns, by the headings each is known under; None when the required are not all there.

    A table may begin with some lines about itself. What was read in vain is added to `seen`. The rows that are left in
    the sheet are those below.
    """
    wanted = {name: [_plain(title) for title in titles] for name, titles in known.items()}
    for row in sheet.rows:
        titles = [_plain(cell) for cell in row.cells]
        found = {
            name: titles.index(hit)
            for name, each in wanted.items()
            if (hit := next((t for t in each if t in titles), ""))
        }
        if found and set(required) <= set(found):
            return Head(found, {name: row.cells[at] for name, at in found.items()})
        seen += [cell for cell in row.cells if cell]
        if row.number >= HEAD_WITHIN:
            break
    return None


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _workbook(data: bytes) -> Iterator[Sheet]:
    import openpyxl  # here: the library is large, and few processes ever open a spreadsheet

    _demand_bounds(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of decorations that the library does not know and nobody needs
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # the library raises whatever a broken file makes it stumble over
        raise Refused("fields.file.broken") from error
    counted = itertools.count(1)
    for sheet in book.worksheets:
        yield Sheet(sheet.title, _bounded(_cells(sheet), counted))


def _demand_bounds(data: bytes) -> None:
    """Look at the archive's own list before anything is unpacked; unpacking gives no more than the list says."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
                raise Refused("fields.file.unpacked")
            if "xl/workbook.xml" not in archive.namelist():
                raise Refused("fields.file.kind")
            for member in members:
                if DOCTYPE in archive.open(member).read(4096).upper():
                    raise Refused("fields.file.kind")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise Refused("fields.file.broken") from error


def _cells(sheet: Any) -> Iterator[tuple[int, Iterable[Any]]]:
    """The rows of a worksheet; what a file says of its own size is not believed."""
    sheet.reset_dimensions()
    try:
        yield from enumerate(sheet.iter_rows(values_only=True), 1)
    except Refused:
        raise
    except Exception as error:  # as above: a broken sheet shows while it is read
        raise Refused("fields.file.broken") from error


def _lines(data: bytes) -> Iterator[tuple[int, Iterable[Any]]]:
    text = _decoded(data)
    if "\0" in text:
        raise Refused("fields.file.kind")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    number = 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1
    except csv.Error as error:
        raise Refused("fields.file.line", line=number) from error


def _decoded(data: bytes) -> str:
    named = next((encoding for mark, encoding in TEXTS if data.startswith(mark)), "utf-8")
    for encoding in (named, "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("fields.file.kind")


def _delimiter(text: str) -> str:
    """The delimiter that the first line has most of."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(";,\t", key=first.count)


def _bounded(rows: Iterator[tuple[int, Iterable[Any]]], counted: Iterator[int] | None = None) -> Iterator[Row]:
    counted = counted or itertools.count(1)
    for number, cells in rows:
        if next(counted) > MOST_ROWS:
            raise Refused("fields.file.rows", most=MOST_ROWS)
        texts = tuple(_text(cell)[:LONGEST_CELL] for cell in itertools.islice(cells, MOST_COLUMNS))
        if any(texts):
            yield Row(number, texts)


def _text(cell: Any) -> str:
    """A cell as somebody would have typed it."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
