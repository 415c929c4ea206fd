"""Tables as workbook and text: amounts are kronor, a minus is a number, and no text becomes a formula."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl

from app.spreadsheets import Head, lines, workbook

COLUMNS = [Head("Dag", "day"), Head("Vad"), Head("Antal", "number"), Head("Kostnad", "amount")]
ROWS = [(dt.date(2026, 5, 4), "=SUM(A1)", 3, 129050), (None, "Kredit", -1, -5)]


def test_a_workbook_keeps_amounts_as_numbers_and_formulas_as_text() -> None:
    page = openpyxl.load_workbook(io.BytesIO(workbook("Kostnader: 2026/11", COLUMNS, ROWS))).active
    assert page is not None
    cells = list(page.iter_rows(values_only=True))
    assert cells[0] == ("Dag", "Vad", "Antal", "Kostnad")
    assert cells[1] == (dt.datetime(2026, 5, 4), "=SUM(A1)", 3, 1290.5)  # noqa: DTZ001  # as a cell holds it
    assert cells[2] == (None, "Kredit", -1, -0.05)
    assert page["B2"].data_type == "s"


def test_text_is_written_as_swedish_programs_read_it() -> None:
    text = lines(COLUMNS, ROWS).decode("utf-8-sig")
    assert text.splitlines() == ["Dag;Vad;Antal;Kostnad", "2026-05-04;'=SUM(A1);3;1290,50", ";Kredit;-1;-0,05"]
