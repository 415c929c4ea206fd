"""Suppliers' Peppol invoices as they are read: what they say, and each way they are refused in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.invoicing.actions.supplier_reading import read_invoice
from app.refusal import Refused
from catalogue.matching import Billing
from tests.app.invoicing.supplier_papers import Row, paper
from tests.peppol import RULES

BOMB = (
    b"<!DOCTYPE a [" + b"".join(b'<!ENTITY e%d "&e%d;&e%d;">' % (n + 1, n, n) for n in range(30)) + b"]><Invoice>&e30;"
)


def test_what_an_invoice_says_is_read() -> None:
    found = read_invoice(
        paper(
            Row(2.5, name="Kabel å & <b>", article="K-1"), Row(1, net=40, line=0, name="Öresavrundning"),
            number="F-9", charges=[("Porto och frakt", 4_900), ("Kassarabatt", -1_000)], rounding=-45,
        )
    )  # fmt: skip
    assert (found.kind, found.document, found.seller, found.buyer) == ("invoice", "F-9", "5560000100", "2120000035")
    assert (found.reference, found.order, str(found.due_on)) == ("LAX-41200", "P2026-00001", "2026-12-20")
    assert [line.billed.billing for line in found.lines] == [
        Billing.GOODS, Billing.ROUNDING, Billing.FREIGHT, Billing.DISCOUNT,
    ]  # fmt: skip
    first = found.lines[0]
    assert (first.name, first.billed.quantity, first.billed.net) == ("Kabel å & <b>", Decimal("2.5"), 150_000)
    assert (found.net, found.rounding) == (150_000 + 40 + 4_900 - 1_000, -45)


def test_a_credit_note_says_what_it_is_about() -> None:
    found = read_invoice(paper(Row(2), number="K-1", credit="F-1"))
    assert (found.kind, found.corrects, found.due_on) == ("credit_note", "F-1", None)


@pytest.mark.skipif(not RULES.exists(), reason="the official examples do not lie beside the checkout")
@pytest.mark.parametrize("name", ["base-example", "base-creditnote-correction", "Allowance-example"])
def test_the_official_examples_are_read(name: str) -> None:
    data = (RULES / "examples" / f"{name}.xml").read_bytes().replace(b"EUR", b"SEK")
    found = read_invoice(data)
    assert found.document
    assert sum(line.billed.net for line in found.lines) == found.net


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (BOMB, "ubl.refused.dangerous"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><Invoice/>', "ubl.refused.dangerous"),
        (b"<Invoice>" + b" " * (5 * 1024 * 1024) + b"</Invoice>", "ubl.refused.large"),
        (b"\x00\x01", "ubl.refused.broken"),
        (b"", "ubl.refused.broken"),
        (b"<a/>", "supplier_invoices.refused.not_invoice"),
        (paper().replace(b"urn:cen.eu", b"urn:other"), "supplier_invoices.refused.not_invoice"),
        (paper().replace(b">SEK<", b">EUR<"), "supplier_invoices.refused.currency"),
        (
            paper().replace(b'currencyID="SEK">6000.00', b'currencyID="NOK">6000.00'),
            "supplier_invoices.refused.currency",
        ),
        (paper().replace(b">2026-11-20<", b">20/11<"), "supplier_invoices.refused.day"),
        (paper().replace(b">10</cbc:Inv", b">1e3</cbc:Inv"), "supplier_invoices.refused.number_form"),
        (paper().replace(b">6000.00<", b">NaN<"), "supplier_invoices.refused.number_form"),
        (paper(Row(10_000_000)), "supplier_invoices.refused.number_form"),
        (paper(Row(rate=20_000)), "supplier_invoices.refused.number_form"),
        (paper(rounding=99_999), "supplier_invoices.refused.number_form"),
        (paper(number=" "), "supplier_invoices.refused.number"),
        (paper(*[Row(1)] * 1001), "supplier_invoices.refused.lines"),
    ],
)
def test_everything_else_is_refused_in_words(data: bytes, key: str) -> None:
    with pytest.raises(Refused) as refused:
        read_invoice(data)
    assert refused.value.key == key
