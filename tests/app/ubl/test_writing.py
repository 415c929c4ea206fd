"""Names and values become UBL."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ubl import amount, coded, number, parse, write


def test_names_values_and_attributes_stand_in_their_order() -> None:
    data = write(
        "Invoice",
        [
            ("ID", "2600017"),
            ("IssueDate", dt.date(2026, 11, 26)),
            ("Note", None),
            ("InvoiceLine", [("Item", [("Name", "Väska & <fodral>")]), ("Price", [("PriceAmount", amount(-12345))])]),
            ("InvoiceLine", [("Item", [("Name", "")])]),
            ("ContentUUID", coded("", schemeID="0007")),
            ("Indicator", True),
        ],
    )
    root = parse(data)
    assert root.name.endswith("xsd:Invoice-2 Invoice")
    assert [part.name.rpartition(" ")[2] for part in root.parts] == ["ID", "IssueDate", "InvoiceLine", "Indicator"]
    assert root.one("InvoiceLine/Item/Name") == "Väska & <fodral>"
    [price] = root.all("InvoiceLine/Price/PriceAmount")
    assert (price.text, price.attributes) == ("-123.45", {"currencyID": "SEK"})
    assert (root.one("IssueDate"), root.one("Indicator")) == ("2026-11-26", "true")


@given(st.text(min_size=1))
def test_any_text_makes_a_document_that_can_be_read(text: str) -> None:
    kept = parse(write("Order", [("ID", "1"), ("Note", coded(text, languageID="sv"))]))
    assert kept.one("ID") == "1"


def test_numbers_are_plain_digits() -> None:
    assert [number(Decimal(text)) for text in ("1.5000", "10", "1E+3", "0.00", "1E-7")] == [
        "1.5", "10", "1000", "0", "0.0000001",
    ]  # fmt: skip


def test_an_empty_document_is_no_document() -> None:
    with pytest.raises(ValueError, match="Order"):
        write("Order", [("ID", "")])
