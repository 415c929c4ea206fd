"""Peppol invoices as suppliers send them, and orders that have come, for tests."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import worker
from app.db import begin_write
from app.orders.models import OrderLine
from app.ubl.writing import Pairs, amount, coded, write
from catalogue import money
from tests.app.delivery.making import ordered
from tests.client import Page, ShopClient

LIST = "/ekonomi/leverantorsfakturor"
NUMBER = "P2026-00001"
REFERENCE = "LAX-41200"
PRICE = 60_000


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a supplier's invoice."""

    count: float = 10
    net: int | None = None
    price: int = PRICE
    rate: int = 2500
    line: int = 1
    article: str = ""
    name: str = "Headset"

    @property
    def amount(self) -> int:
        """What it costs, öre."""
        return int(self.count * self.price) if self.net is None else self.net


def paper(
    *rows: Row, number: str = "F-1", order: str = NUMBER, reference: str = REFERENCE, seller: str = "5560000100",
    buyer: str = "2120000035", credit: str = "", charges: Sequence[tuple[str, int]] = (), rounding: int = 0,
    vat: int | None = None,
) -> bytes:  # fmt: skip
    """An invoice, or with `credit` (the number it is about) a credit note."""
    rows = rows or (Row(),)
    net = sum(row.amount for row in rows) + sum(charge for _, charge in charges)
    rates = {row.rate: 0 for row in rows} | ({2500: 0} if charges else {})
    for row in rows:
        rates[row.rate] += row.amount
    if charges:
        rates[2500] += sum(charge for _, charge in charges)
    tax = sum(money.vat(part, rate) for rate, part in rates.items()) if vat is None else vat
    kind = "CreditNote" if credit else "Invoice"
    return write(
        kind,
        [
            ("CustomizationID", "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"),
            ("ProfileID", "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"), ("ID", number), ("IssueDate", "2026-11-20"),
            ("DueDate", None if credit else "2026-12-20"), (f"{kind}TypeCode", "381" if credit else "380"),
            ("DocumentCurrencyCode", "SEK"), ("BuyerReference", reference), ("OrderReference", [("ID", order)]),
            ("BillingReference", [("InvoiceDocumentReference", [("ID", credit)])]),
            ("AccountingSupplierParty", [("Party", _party("IT-partnern & Co", seller))]),
            ("AccountingCustomerParty", [("Party", _party("Laxå kommun", buyer))]),
            *(("AllowanceCharge", _charge(*charge)) for charge in charges),
            ("TaxTotal", [("TaxAmount", amount(tax))]),
            ("LegalMonetaryTotal", [
                ("LineExtensionAmount", amount(sum(row.amount for row in rows))), ("TaxExclusiveAmount", amount(net)),
                ("TaxInclusiveAmount", amount(net + tax)),
                ("PayableRoundingAmount", amount(rounding) if rounding else None),
                ("PayableAmount", amount(net + tax + rounding)),
            ]),
            *((f"{kind}Line", _line(place, row, credit)) for place, row in enumerate(rows, 1)),
        ],
    )  # fmt: skip


def send(browser: ShopClient, *files: bytes | tuple[str, bytes]) -> Page:
    """Take files in through the page."""
    named = [file if isinstance(file, tuple) else (f"fil-{place}.xml", file) for place, file in enumerate(files, 1)]
    return browser.post(f"{LIST}/las-in", {"fil": [(io.BytesIO(data), name) for name, data in named]})


def came(app: object, session: Session, *, quantity: int = 10, received: int | None = None, **changed: object) -> int:
    """Karin's headsets, ordered from the IT partner, sent and come; the id of the line."""
    [line] = ordered(
        session, "karin", "headset", quantity=quantity, ordered_quantity=quantity, unit_price=PRICE, **changed
    )
    line_id = line.id
    worker.run(app, once=True)
    receive(session, line_id, quantity if received is None else received)
    return line_id


def receive(session: Session, line_id: int, count: int) -> None:
    """Let so many of a line have come."""
    session.rollback()
    begin_write(session)
    session.execute(sa.update(OrderLine).where(OrderLine.id == line_id).values(received_quantity=count))
    session.commit()


def _party(name: str, number: str) -> Pairs:
    return [
        ("EndpointID", coded(number, schemeID="0007")),
        ("PostalAddress", [("Country", [("IdentificationCode", "SE")])]),
        ("PartyTaxScheme", [("CompanyID", f"SE{number}01"), ("TaxScheme", [("ID", "VAT")])]),
        ("PartyLegalEntity", [("RegistrationName", name), ("CompanyID", coded(number, schemeID="0007"))]),
    ]


def _charge(name: str, net: int) -> Pairs:
    return [
        ("ChargeIndicator", net > 0), ("AllowanceChargeReason", name), ("Amount", amount(abs(net))),
        ("TaxCategory", [("ID", "S"), ("Percent", "25"), ("TaxScheme", [("ID", "VAT")])]),
    ]  # fmt: skip


def _line(place: int, row: Row, credit: str) -> Pairs:
    return [
        ("ID", place), ("CreditedQuantity" if credit else "InvoicedQuantity", coded(f"{row.count:g}", unitCode="C62")),
        ("LineExtensionAmount", amount(row.amount)),
        ("OrderLineReference", [("LineID", row.line or None)]),
        ("Item", [
            ("Name", row.name), ("SellersItemIdentification", [("ID", row.article)]),
            ("ClassifiedTaxCategory", [("ID", "S"), ("Percent", row.rate // 100), ("TaxScheme", [("ID", "VAT")])]),
        ]),
        ("Price", [("PriceAmount", amount(row.price))]),
    ]  # fmt: skip
