"""What was made is read back before it may leave: the bytes must say what the computed document says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from app.refusal import Refused
from app.ubl import Part, parse
from catalogue import invoices
from catalogue.invoices import Invoice

MOST_BYTES = 8 * 1024 * 1024


def differences(invoice: Invoice, data: bytes) -> tuple[str, ...]:
    """The names of elements that are empty or say something else than the document; empty for what may leave."""
    try:
        root = parse(data, most=MOST_BYTES)
    except Refused:
        return ("XML",)
    return (*_unlike(invoice, root), *_empty(root))


def digest(data: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _unlike(invoice: Invoice, root: Part) -> Iterator[str]:
    for path, wanted in _expected(invoice).items():
        if root.one(path) != wanted:
            yield path.rpartition("/")[2]
    line = "CreditNoteLine" if invoice.is_credit else "InvoiceLine"
    amounts = [part.one("LineExtensionAmount") for part in root.all(line)]
    if amounts != [_kronor(each.net) for each in invoice.basis.lines]:
        yield line


def _expected(invoice: Invoice) -> dict[str, str]:
    totals, payment = invoice.totals, "PaymentMeans"
    original = invoice.basis.original
    return {
        "ID": invoice.number,
        "IssueDate": invoice.issued_on.isoformat(),
        "DueDate": "" if invoice.is_credit else invoice.due_on.isoformat(),
        "BuyerReference": invoice.basis.buyer.reference.strip(),
        "BillingReference/InvoiceDocumentReference/ID": original.number if original else "",
        f"{payment}/PaymentID": invoice.ocr,
        f"{payment}/PayeeFinancialAccount/ID": invoice.terms.payment.account,
        "AccountingCustomerParty/Party/EndpointID": invoice.basis.buyer.endpoint,
        "TaxTotal/TaxAmount": _kronor(totals.vat),
        "LegalMonetaryTotal/TaxExclusiveAmount": _kronor(totals.net),
        "LegalMonetaryTotal/TaxInclusiveAmount": _kronor(totals.gross),
        "LegalMonetaryTotal/PayableAmount": _kronor(totals.payable),
    }


def _empty(part: Part) -> Iterator[str]:
    for each in part.parts:
        if not each.parts and not each.text.strip():
            yield each.name.rpartition(" ")[2]
        yield from _empty(each)


def _kronor(ore: int) -> str:
    return str(invoices.kronor(ore))
