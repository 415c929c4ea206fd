"""Parties, terms and lines that the tests of invoices share; the numbers are sample numbers with right check digits."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from catalogue import identifiers
from catalogue.invoices import (
    Address,
    Basis,
    Category,
    Document,
    Invoice,
    Kind,
    Line,
    Original,
    Party,
    Payment,
    Period,
    Terms,
    compute,
)

TODAY = dt.date(2026, 10, 1)
SELLER_NUMBER = "2120001934"
BUYER_NUMBER = "2120001926"

SELLER = Party(
    name="Lekebergs kommun", org_number=SELLER_NUMBER, vat_number=f"SE{SELLER_NUMBER}01", endpoint=SELLER_NUMBER,
    address=Address("Tulpangatan 7", "716 81", "Fjugesta"), f_tax=True, seat="Lekeberg",
    contact="Elin Dahl", phone="0585-487 00", email="ekonomi@lekeberg.example",
)  # fmt: skip
BUYER = Party(
    name="Laxå kommun", org_number=BUYER_NUMBER, vat_number=f"SE{BUYER_NUMBER}01", endpoint=BUYER_NUMBER,
    address=Address("Postgatan 2–4", "695 80", "Laxå"), reference="ZZ12345",
)  # fmt: skip
GLN = "7350000000009"
BANKGIRO = Payment(kind="bankgiro", account="9912346")
PLUSGIRO = Payment(kind="plusgiro", account="1234566")
IBAN = Payment(kind="iban", account="SE3550000000054910000003", bic="ESSESESS")
TERMS = Terms(seller=SELLER, payment=BANKGIRO, text="30 dagar netto.", f_tax_text="Godkänd för F-skatt")
QUARTER = Period(dt.date(2026, 10, 1), dt.date(2026, 12, 31))


def line(name: str = "Power BI Pro", price: str = "129.50", quantity: str = "3", **more: Any) -> Line:
    """A line that is right."""
    return Line(name=name, unit_price=Decimal(price), quantity=Decimal(quantity), **more)


def basis(*lines: Line, **more: Any) -> Basis:
    """A basis that is right."""
    said = {"key": "test:1", "kind": Kind.LICENCE, "buyer": BUYER, **more}
    return Basis(lines=lines or (line(),), **said)


def made(of: Basis | None = None, terms: Terms = TERMS, number: str = "2600017") -> Invoice:
    """The computed document."""
    return compute(of or basis(), terms, number, issued_on=TODAY)


def giro(body: str) -> str:
    """A giro number with the check digit it should have."""
    return body + identifiers.luhn(body)


FIXTURES = {
    "goods": lambda: made(
        basis(
            line("Tangentbord", "349.90", "12", item_number="TB-1", order_line="1"),
            line("Mus", "99", "12", rate=1200),
            kind=Kind.GOODS,
            order_reference="4500012345",
            sales_order="LX-260001",
            delivered_on=dt.date(2026, 9, 28),
            delivered_to=BUYER.address,
        )
    ),
    "contribution": lambda: made(
        basis(
            line("Medlemsbidrag kvartal 1", "1323459.11", "1", period=QUARTER),
            line("Reglering av gemensamt resultat", "55215.84", "-1"),
            line("Reglering av egna kapitalkostnader", "12400", "1"),
            kind=Kind.CONTRIBUTION,
            period=QUARTER,
        )
    ),
    "credit": lambda: made(
        basis(line(quantity="1"), document=Document.CREDIT, original=Original("2600016", dt.date(2026, 9, 1))),
        number="2600018",
    ),
    "exempt": lambda: made(
        basis(line(category=Category.EXEMPT, rate=0), reason="Undantaget enligt mervärdesskattelagen")
    ),
    "zero": lambda: made(basis(line(category=Category.ZERO, rate=0))),
    "outside": lambda: made(
        basis(line(category=Category.OUTSIDE, rate=0), reason="Anslag mellan kommuner, ingen omsättning")
    ),
    "iban": lambda: made(terms=replace(TERMS, payment=IBAN)),
    "plusgiro": lambda: made(terms=replace(TERMS, payment=PLUSGIRO)),
    "gln": lambda: made(basis(buyer=replace(BUYER, scheme="0088", endpoint=GLN))),
    "odd_names": lambda: made(
        basis(line("Åäö & <b>fet</b> \"citat\" 'enkel' 😀"), line("<img src=/etc/passwd>"), line("x" * 10_000))
    ),
    "many": lambda: made(basis(*(line(f"Rad {n}", f"{n}.{n % 10000:04}", "3") for n in range(1, 501)))),
    "rounded": lambda: made(basis(line(price="33.33")), terms=replace(TERMS, whole_kronor=True)),
}
