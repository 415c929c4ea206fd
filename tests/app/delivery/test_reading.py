"""What partners send, read without a database: tables with whatever headings, Peppol answers, and what is dangerous."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from app.delivery.actions.reading import from_json, is_xml, read_response, read_table, to_json
from app.refusal import Refused
from tests.app.delivery.papers import response


def test_headings_of_many_kinds_are_found_below_lines_about_the_list() -> None:
    table = "Följesedel från oss\n\nErt ordernr;Radnr;S/N;IMEI 1;IMEI 2;Delivery note\np2026-00001;2;abc 123;;;F1\n"
    found = read_table(table.encode(), "dispatch", {})
    [row] = found.sent
    assert (row.where.order, row.where.position, row.serial, row.quantity) == ("P2026-00001", 2, "abc 123", 1)
    assert (found.reference, found.columns["serial"], found.faults) == ("F1", "S/N", [])


def test_a_spreadsheet_gives_the_same_as_text() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Order", "Rad", "Antal", "IMEI", "Serienummer"])
    book.active.append(["P2026-00001", 1, 6, None, None])
    book.active.append(["P2026-00001", 2, None, 490154203237518, "F2LZK1ABCD"])
    out = io.BytesIO()
    book.save(out)
    rows = read_table(out.getvalue(), "dispatch", {}).sent
    assert [(row.quantity, row.serial, row.imei) for row in rows] == [(6, "", ""), (1, "F2LZK1ABCD", "490154203237518")]


def test_a_heading_that_was_named_is_taken_before_the_guessed_ones() -> None:
    table = "Order;Rad;Vår siffra;Antal\nP2026-00001;1;7;3\n"
    assert read_table(table.encode(), "dispatch", {"quantity": "Vår siffra"}).sent[0].quantity == 7


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (";1;3;", "Beställningsnumret saknas"),
        ("P1;;3;", "vilken rad"),
        ("P1;1;tre;", "inget antal"),
        ("P1;1;１;", "inget antal"),
        ("P1;1;100;", "högst 99"),
        ("P1;1;;", "antal eller serienummer"),
        ("P1;1;2;ABCD", "samma serienummer"),
        ("P1;1;1;AB\u200bCD", "Osynliga tecken"),
    ],
)
def test_a_bad_row_is_named_in_words(row: str, said: str) -> None:
    found = read_table(f"Order;Rad;Antal;Serienummer\nP2;1;1;\n{row}\n".encode(), "dispatch", {})
    assert len(found.sent) == 1
    assert found.faults[0].startswith("Rad 3: ")
    assert said in found.faults[0]


def test_two_delivery_notes_in_one_file_are_refused() -> None:
    table = "Order;Rad;Antal;Följesedel\nP1;1;1;A\nP1;2;1;B\n"
    assert "två följesedlar, A och B" in read_table(table.encode(), "dispatch", {}).faults[0]


def test_what_is_no_table_of_ours_says_what_it_has() -> None:
    with pytest.raises(Refused) as refused:
        read_table(b"Namn;Telefon\nA;1\n", "dispatch", {})
    assert refused.value.params == {"seen": "Namn, Telefon, A, 1"}


def test_an_answer_as_a_table() -> None:
    table = (
        "Beställning;Rad;Besked;Leveransdag;Antal;Restantal;Restdatum;Pris exkl. moms;Ersättningsartikel;Ersätts med\n"
        "P1;1;Bekräftad;2026-12-01;7;3;2026-12-20;;;\nP1;2;slut;;;;;;;\nP1;3;Ersätts;;2;;;1 290,50;A-9;Headset X\n"
    )
    first, second, third = read_table(table.encode(), "answer", {}).answers
    assert (first.status, first.day, first.quantity, first.later) == ("ordered", dt.date(2026, 12, 1), 7, 3)
    assert (second.status, third.status, third.price, third.article) == ("refused", "changed", 129_050, "A-9")


def test_a_peppol_answer_is_read() -> None:
    line = {"id": 1, "status": 3, "quantity": "10.0", "later": 3, "day": "2026-12-01", "price": "1290.50",
            "article": "A-9", "name": "Headset X"}  # fmt: skip
    found = read_response(response("CA", lines=[line]))
    [row] = found.answers
    assert (found.order, found.reference, found.sender, found.code) == ("P2026-00001", "101", "5560000100", "CA")
    assert (row.where.position, row.quantity, row.later, row.price) == (1, 10, 3, 129_050)
    assert (row.article, row.name, row.day) == ("A-9", "Headset X", dt.date(2026, 12, 1))


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"<a/>", "not_response"),
        (response("CA"), "response_lines"),
        (response("AP", lines=[{"id": 1, "status": 5}]), "response_lines"),
        (response("XX"), "response_parts"),
        (response("AP", order=""), "response_parts"),
    ],
)  # fmt: skip
def test_other_xml_is_refused(data: bytes, key: str) -> None:
    assert is_xml(data)
    with pytest.raises(Refused) as refused:
        read_response(data)
    assert refused.value.key == f"parcels.refused.{key}"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"id": "x", "status": 5}, "vilken rad"),
        ({"id": 1, "status": 1}, "inte är beställd"),
        ({"id": 1, "status": 9}, "känns inte igen"),
        ({"id": 1, "status": 3, "quantity": "1.5"}, "inget antal"),
        ({"id": 1, "status": 3, "price": "1e3"}, "inget pris"),
        ({"id": 1, "status": 3, "price": "12", "currency": "EUR"}, "svenska kronor"),
        ({"id": 1, "status": 3, "day": "2026-13-01"}, "ingen dag"),
    ],
)
def test_a_bad_line_of_an_answer_is_named_in_words(line: dict[str, object], said: str) -> None:
    faults = read_response(response("CA", lines=[line])).faults
    assert said in faults[0]
    assert faults[0].startswith("Rad 1 i svaret: ")


def test_what_is_typed_is_kept_as_it_was() -> None:
    content = read_table(b"Order;Rad;Dag;Datum\nP1;1;;2026-12-01\n", "answer", {})
    again = from_json(to_json(content))
    assert again.answers == content.answers
