"""Reads a supplier's Peppol invoice or credit note (BIS Billing 3): what it says, as plain values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from app.invoicing.models.supplier import CREDIT_NOTE, INVOICE
from app.refusal import Refused
from app.ubl import Part, parse
from app.words import say
from catalogue.matching import Billed, Billing

# Invoices carry their paper along; none is this large.
MOST_BYTES = 4 * 1024 * 1024
MOST_LINES = 1000
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
KINDS = {f"{UBL}Invoice-2 Invoice": INVOICE, f"{UBL}CreditNote-2 CreditNote": CREDIT_NOTE}
EN16931 = "urn:cen.eu:en16931:2017"
LINES = {INVOICE: ("InvoiceLine", "InvoicedQuantity"), CREDIT_NOTE: ("CreditNoteLine", "CreditedQuantity")}
NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,10})?", re.ASCII)
HUNDRED = Decimal(100)
# Below a krona it is rounding, whatever it is called; freight has a code of its own (UNCL 7161).
LEAST, FREIGHT_CODE = 100, "FC"
MOST_KRONOR, MOST_PIECES, MOST_PERCENT, MOST_ROUNDING = 10**9, 10**6, 100, 100


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line with what it is called."""

    billed: Billed
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A supplier's invoice or credit note; organisation numbers are digits, amounts öre."""

    kind: str
    document: str
    issued_on: dt.date
    seller: str
    seller_name: str
    buyer: str
    reference: str
    order: str = ""
    corrects: str = ""
    due_on: dt.date | None = None
    net: int = 0
    vat: int = 0
    rounding: int = 0
    lines: list[PaperLine] = field(default_factory=list)

    @property
    def billed(self) -> list[Billed]:
        """The lines as the rules read them."""
        return [line.billed for line in self.lines]


def read_invoice(data: bytes) -> Paper:
    """What a Peppol invoice says; raises Refused in words for anything else, and for what is broken or dangerous."""
    root = parse(data, most=MOST_BYTES)
    kind = KINDS.get(root.name)
    if kind is None or not root.one("CustomizationID").startswith(EN16931):
        raise Refused("supplier_invoices.refused.not_invoice")
    if root.one("DocumentCurrencyCode") != "SEK":
        raise Refused("supplier_invoices.refused.currency", currency=root.one("DocumentCurrencyCode")[:10] or "–")
    document, order = root.one("ID")[:80], root.one("OrderReference/ID")[:80]
    if not document:
        raise Refused("supplier_invoices.refused.number")
    total = next(root.all("LegalMonetaryTotal"), Part(""))
    taxes = sum((_ore(each) for each in root.all("TaxTotal/TaxAmount")), 0)
    return Paper(
        kind=kind, document=document, order=order, issued_on=_day(root, "IssueDate"),
        due_on=_day(root, "DueDate") if root.one("DueDate") else None,
        seller=company(root, "AccountingSupplierParty/Party"), buyer=company(root, "AccountingCustomerParty/Party"),
        seller_name=root.one("AccountingSupplierParty/Party/PartyLegalEntity/RegistrationName")[:120],
        reference=root.one("BuyerReference")[:120],
        corrects=root.one("BillingReference/InvoiceDocumentReference/ID")[:80],
        net=_amount(total, "TaxExclusiveAmount"), vat=taxes, rounding=_rounding(total),
        lines=_lines(root, kind, order),
    )  # fmt: skip


def company(root: Part, party: str) -> str:
    """The organisation number of a party: its own, else the address it is reached at, else that of its VAT number."""
    for path in ("PartyLegalEntity/CompanyID", "EndpointID"):
        for part in root.all(f"{party}/{path}"):
            found = "".join(char for char in part.text if char.isdigit())
            if part.attributes.get("schemeID", "0007") == "0007" and len(found) == 10:
                return found
    vat = re.fullmatch(r"SE([0-9]{10})01", root.one(f"{party}/PartyTaxScheme/CompanyID"), re.ASCII)
    return vat[1] if vat else ""


def billing_of(name: str, net: int, *, ordered: bool) -> Billing:
    """What a line without an order line is for, by what it is called."""
    text = name.casefold()
    if abs(net) < LEAST and any(word in text for word in say("supplier_invoices.rounding_words").split("|")):
        return Billing.ROUNDING
    if not ordered and any(word in text for word in say("supplier_invoices.freight_words").split("|")):
        return Billing.FREIGHT
    return Billing.GOODS


def _lines(root: Part, kind: str, order: str) -> list[PaperLine]:
    element, quantity = LINES[kind]
    rows = list(root.all(element))
    if not 1 <= len(rows) <= MOST_LINES:
        raise Refused("supplier_invoices.refused.lines", most=MOST_LINES)
    found = [_line(row, position, quantity, order) for position, row in enumerate(rows, 1)]
    return found + list(_extras(root, len(rows) + 1))


def _line(row: Part, position: int, quantity: str, order: str) -> PaperLine:
    place = say("supplier_invoices.place", line=position)
    number, name = row.one("OrderLineReference/LineID"), row.one("Item/Name")[:200]
    article, net = row.one("Item/SellersItemIdentification/ID")[:80], _amount(row, "LineExtensionAmount", place)
    at_line = int(number) if number.isascii() and number.isdigit() and len(number) <= 4 else 0
    return PaperLine(
        Billed(
            position=position, net=net, quantity=_number(row.one(quantity) or "1", place, MOST_PIECES),
            vat_rate=_rate(row.one("Item/ClassifiedTaxCategory/Percent"), place),
            order=row.one("OrderLineReference/OrderReference/ID")[:80] or order, order_line=at_line, article=article,
            billing=billing_of(name, net, ordered=bool(at_line)),
        ),
        name or article or place,
    )  # fmt: skip


def _extras(root: Part, position: int) -> Iterator[PaperLine]:
    """Charges and allowances of the whole invoice, as lines after the others."""
    for place, row in enumerate(root.all("AllowanceCharge"), position):
        name = row.one("AllowanceChargeReason")[:200] or say("supplier_invoices.charge")
        net, charge = _amount(row, "Amount"), row.one("ChargeIndicator") in ("true", "1")
        kind = Billing.CHARGE if charge else Billing.DISCOUNT
        if charge and row.one("AllowanceChargeReasonCode") == FREIGHT_CODE:
            kind = Billing.FREIGHT
        elif charge and billing_of(name, net, ordered=False) != Billing.GOODS:
            kind = billing_of(name, net, ordered=False)
        rate = _rate(row.one("TaxCategory/Percent"), name)
        yield PaperLine(Billed(position=place, net=net if charge else -net, vat_rate=rate, billing=kind), name)


def _day(root: Part, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(root.one(name))
    except ValueError:
        raise Refused("supplier_invoices.refused.day", value=root.one(name)[:40] or "–") from None


def _amount(part: Part, name: str, place: str = "") -> int:
    found = next(part.all(name), None)
    return _ore(found, place) if found is not None else 0


def _rounding(total: Part) -> int:
    found = next(total.all("PayableRoundingAmount"), None)
    if found is not None:
        _number(found.text.strip(), "", MOST_ROUNDING)
    return _amount(total, "PayableRoundingAmount")


def _ore(part: Part, place: str = "") -> int:
    """An amount in kronor as öre; raises Refused for another currency or none at all."""
    if part.attributes.get("currencyID", "SEK") != "SEK":
        raise Refused("supplier_invoices.refused.currency", currency=part.attributes["currencyID"][:10])
    return int((_number(part.text.strip(), place) * HUNDRED).quantize(Decimal(1), ROUND_HALF_UP))


def _rate(text: str, place: str) -> int:
    """A VAT rate as basis points; none is no VAT."""
    return int(_number(text or "0", place, MOST_PERCENT) * HUNDRED)


def _number(text: str, place: str, most: int = MOST_KRONOR) -> Decimal:
    if not NUMBER.fullmatch(text) or abs(Decimal(text)) > most:
        raise Refused("supplier_invoices.refused.number_form", value=text[:40] or "–", place=place or "–")
    return Decimal(text)
