"""Every document the shop can write passes the schema, EN 16931 and Peppol; its paper says the same figures."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.invoicing.actions.einvoice import xml_of
from app.invoicing.actions.paper import exact, pdf_of
from app.invoicing.actions.proofreading import differences
from app.ubl import parse
from app.words.formats import NBSP
from catalogue.invoices import Category, Document, Invoice, Line, Original, kronor
from tests import peppol as rules
from tests.catalogue import invoice_scenes as scenes
from tests.pdf import PdfReader

NAMES = sorted(scenes.FIXTURES)


@pytest.mark.parametrize("name", NAMES)
def test_a_document_passes_schema_and_rules(name: str) -> None:
    invoice = scenes.FIXTURES[name]()
    data = xml_of(invoice)
    assert rules.billing_faults(data) == []
    assert differences(invoice, data) == ()


@rules.needs_rules
@pytest.mark.parametrize("name", NAMES)
def test_a_document_passes_the_official_rules_without_a_warning(name: str) -> None:
    assert rules.broken_rules(xml_of(scenes.FIXTURES[name]())) == []


@rules.needs_rules
def test_the_official_rules_find_what_is_wrong() -> None:
    data = xml_of(scenes.made())
    assert any("PEPPOL-EN16931-R003" in fault for fault in _official(data, b"BuyerReference"))
    assert any("PEPPOL-EN16931-R008" in fault for fault in _official(data, b"Name", empty=True))
    assert any("BR-CO-15" in fault for fault in rules.broken_rules(data.replace(b"485.63", b"485.64")))


AMOUNTS = st.builds(lambda whole, places: Decimal(whole).scaleb(-places), st.integers(0, 10**8), st.integers(0, 4))
LINES = st.builds(
    Line,
    name=st.text(min_size=1).map(lambda text: f"Vara {text}"),
    unit_price=AMOUNTS,
    quantity=st.integers(1, 9999).map(lambda n: Decimal(n).scaleb(-1)),
    rate=st.sampled_from([2500, 1200, 600]),
)
ZERO = st.builds(Line, name=st.just("Fri"), unit_price=AMOUNTS, category=st.just(Category.ZERO), rate=st.just(0))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(LINES, ZERO), min_size=1, max_size=12), st.booleans())
def test_any_basket_passes(lines: list[Line], credit: bool) -> None:
    more = {"document": Document.CREDIT, "original": Original("1", scenes.TODAY)} if credit else {}
    invoice = scenes.made(scenes.basis(*lines, **more))
    data = xml_of(invoice)
    assert rules.billing_faults(data) == []
    assert differences(invoice, data) == ()
    said = parse(data).one("LegalMonetaryTotal/PayableAmount")
    assert said == str(kronor(invoice.totals.payable))


@pytest.mark.parametrize(
    "name", ["goods", "contribution", "credit", "exempt", "outside", "rounded", "iban", "odd_names"]
)
def test_the_paper_says_the_same_figures(name: str) -> None:
    invoice = scenes.FIXTURES[name]()
    read = PdfReader(pdf_of(invoice))
    said = read.document.said
    foot = read.document.all("TFoot")[0]
    assert [cell.said for cell in foot.all("TD")] == _sums(invoice)
    assert [row.all("TD")[4].said for row in read.document.all("TBody")[0].all("TR")] == [
        _plain(line.net) for line in invoice.basis.lines
    ]
    for wanted in (invoice.number, invoice.basis.buyer.reference, "Lekebergs kommun"):
        assert wanted in said
    assert (invoice.ocr in said) is not invoice.is_credit


def test_the_paper_is_tagged_with_its_fonts_inside_and_the_same_each_time() -> None:
    invoice = scenes.made()
    data = pdf_of(invoice)
    assert data == pdf_of(invoice)
    assert all("/FontFile2" in font.FontDescriptor for font in PdfReader(data).fonts)


def test_a_document_that_says_something_else_is_stopped() -> None:
    invoice = scenes.made()
    data = xml_of(invoice)
    for old, new, what in (
        (b"260001797", b"260001798", "PaymentID"), (b"485.63", b"485.62", "PayableAmount"),
        (b"ZZ12345", b"ZZ12346", "BuyerReference"), (b"<cbc:Name>Power BI Pro", b"<cbc:Name/><cbc:Name>P", "Name"),
        (b"</Invoice>", b"", "XML"), (b"2026-10-31", b"2026-09-30", "DueDate"),
    ):  # fmt: skip
        assert old in data
        assert what in differences(invoice, data.replace(old, new))


def _sums(invoice: Invoice) -> list[str]:
    totals = invoice.totals
    groups = [group.vat for group in totals.groups if group.category is not Category.OUTSIDE]
    rounding = [totals.rounding] if totals.rounding else []
    return [_plain(each) for each in (totals.net, *groups, *rounding, totals.payable)]


def _plain(ore: int) -> str:
    return exact(ore).replace(NBSP, " ")


def _official(data: bytes, name: bytes, *, empty: bool = False) -> list[str]:
    """What the official rules say when the first element of a name is gone, or empty."""
    pattern = rb"<cbc:" + name + rb">[^<]*</cbc:" + name + rb">"
    changed = re.sub(pattern, rb"<cbc:" + name + rb"/>" if empty else b"", data, count=1)
    return rules.broken_rules(changed)
