"""A list as a spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

import xlsxwriter
from flask import Response

from app.refusal import Missing

KINDS = ("csv", "xlsx")
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def spreadsheet(name: str, title: str, titles: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Rows below a heading that stays; no text becomes a formula or a link, numbers stay numbers."""
    out = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, plain) as book:
        page = book.add_worksheet(title)
        page.write_row(0, 0, titles, book.add_format({"bold": True}))
        page.freeze_panes(1, 0)
        page.set_column(0, len(titles) - 1, 20)
        count = 0
        for count, row in enumerate(rows, start=1):
            page.write_row(count, 0, [_cell(value) for value in row])
        page.autofilter(0, 0, max(count, 1), len(titles) - 1)
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(out.getvalue(), mimetype=SHEET, headers=headers)


def known(kind: str) -> None:
    """Raise Missing for a kind of file that there is none of."""
    if kind not in KINDS:
        raise Missing


def amount(ore: int) -> Decimal:
    """Öre as kronor with two decimals, that spreadsheets can add up."""
    return Decimal(ore).scaleb(-2)


def comma(row: Sequence[object]) -> list[object]:
    """A row with amounts as Swedish programs read them in text: with a decimal comma."""
    return [str(value).replace(".", ",") if isinstance(value, Decimal) else value for value in row]


def _cell(value: object) -> object:
    return value if isinstance(value, int | Decimal) else "" if value is None else str(value)
