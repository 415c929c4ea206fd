"""How text goes into a spreadsheet without being taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

# What a spreadsheet program may take for the beginning of a formula.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
BYTE_ORDER_MARK = "\ufeff"


class Figure(str):
    """A number written as text: the minus before it begins no formula."""

    __slots__ = ()


def cell(value: object) -> str:
    """A value as the text of a cell; what looks like a formula gets an apostrophe before it."""
    if isinstance(value, Figure):
        return value
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(RISKY) else text


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The rows as lines of a CSV file that Swedish spreadsheet programs open as it stands (UTF-8, semicolons)."""
    yield BYTE_ORDER_MARK
    for row in rows:
        line = io.StringIO()
        csv.writer(line, delimiter=";", lineterminator="\r\n").writerow([cell(value) for value in row])
        yield line.getvalue()
