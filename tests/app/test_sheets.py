"""Files that people send are opened with bounds: what is too large, broken or no table is refused in words."""

from __future__ import annotations

import io
import zipfile

import pytest

from app import sheets
from app.refusal import Refused
from app.sheets import Sheet
from tests.app.identity.importing.files import workbook


def rows(data: bytes) -> list[tuple[str, ...]]:
    return [row.cells for sheet in sheets.sheets(data) for row in sheet.rows]


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(Refused) as told:
        rows(data)
    return told.value.key


def test_sheets_and_numbers_of_rows_are_those_the_program_shows() -> None:
    found: list[Sheet] = list(sheets.sheets(workbook({"A": [["x"], [], ["y"]], "B": [["z"]]})))
    assert [(sheet.name, [(row.number, row.cells) for row in sheet.rows]) for sheet in found] == [
        ("A", [(1, ("x",)), (3, ("y",))]), ("B", [(1, ("z",))]),
    ]  # fmt: skip


def test_line_numbers_of_text_hold_past_quoted_line_breaks() -> None:
    (sheet,) = sheets.sheets(b'a;"x\ny"\nb;c\n')
    assert [row.number for row in sheet.rows] == [1, 3]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "fields.file.empty"), (b"  \n", "fields.file.empty"), (b"PK\x03\x04nonsense", "fields.file.broken"),
        (archive(a=b"x"), "fields.file.kind"), (b"a\0b", "fields.file.kind"),
        (b"%PDF-1.4 \x81\x8d\x8f", "fields.file.kind"),
        (archive(xl__workbook_xml=b"x"), "fields.file.kind"), (b'a;"' + b"x" * 200_000, "fields.file.line"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(data: bytes, key: str) -> None:
    assert refused(data) == key


def test_a_workbook_with_a_document_type_is_refused() -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert refused(archive(**{"xl/workbook.xml": evil})) == "fields.file.kind"
    assert refused(archive(**{"xl/workbook.xml": b"<a"})) == "fields.file.broken"


def test_bounds_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook({"A": [["x"], ["y"], ["z"]]})
    for name, most, key in (
        ("MOST_BYTES", 10, "large"), ("MOST_MEMBERS", 2, "unpacked"),
        ("MOST_UNPACKED", 100, "unpacked"), ("MOST_ROWS", 2, "rows"),
    ):  # fmt: skip
        with monkeypatch.context() as patched:
            patched.setattr(sheets, name, most)
            assert refused(data) == f"fields.file.{key}"


def test_cells_that_look_like_formulas_are_text() -> None:
    assert rows(b"a;=1+1;-5\n") == [("a", "=1+1", "-5")]
