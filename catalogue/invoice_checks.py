"""What must hold before an invoice may leave; each fault is the key of a sentence among the words.

The official rules are looser here and there (a forgotten VAT number hides behind F-tax, a wrong check digit is only
warned of, VAT may differ by almost a krona): these are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from catalogue import identifiers, invoices
from catalogue.invoices import Basis, Category, Invoice, Line, Party, Terms

RATES = (2500, 1200, 600)
LONGEST_NAME = 10_000
MOST_LINES = 1000
MOST_ROUNDING = 50


def faults(invoice: Invoice) -> tuple[str, ...]:
    """Everything that is wrong with a computed document; nothing leaves while this says something."""
    return (*basis_faults(invoice.basis, invoice.terms), *_document_faults(invoice))


def basis_faults(basis: Basis, terms: Terms) -> tuple[str, ...]:
    """What is wrong before there is a number: parties, account, lines, VAT."""
    found = [
        *(f"seller.{fault}" for fault in seller_faults(terms.seller, basis)),
        *payment_faults(terms),
        *(f"buyer.{fault}" for fault in buyer_faults(basis.buyer)),
        *_vat_faults(basis),
        *_credit_faults(basis),
    ]
    found += [fault for line in basis.lines for fault in line_faults(line)]
    if not basis.lines:
        found.append("lines")
    if len(basis.lines) > MOST_LINES:
        found.append("too_many_lines")
    if basis.period and basis.period.last < basis.period.first:
        found.append("period")
    return tuple(dict.fromkeys(found))


def seller_faults(seller: Party, basis: Basis | None = None) -> Iterator[str]:
    """What the issuer lacks; the VAT number is needed for all that is not outside VAT."""
    yield from _party_faults(seller)
    outside = basis is not None and all(line.category is Category.OUTSIDE for line in basis.lines)
    if not outside and not seller.vat_number:
        yield "vat_number_missing"


def buyer_faults(buyer: Party) -> Iterator[str]:
    """What a customer lacks."""
    yield from _party_faults(buyer)
    if not buyer.reference.strip():
        yield "reference_missing"


def payment_faults(terms: Terms) -> Iterator[str]:
    """What is wrong with the account or the time to pay."""
    if terms.payment.kind not in ("bankgiro", "plusgiro", "iban"):
        yield "account_missing"
    elif not identifiers.IDENTIFIERS[terms.payment.kind](terms.payment.account):
        yield terms.payment.kind
    if terms.payment.kind == "iban" and not identifiers.is_bic(terms.payment.bic):
        yield "bic"
    if terms.days < 0:
        yield "due_date"


def line_faults(line: Line) -> Iterator[str]:
    """What is wrong with a line by itself."""
    if not is_readable(line.name) or len(line.name) > LONGEST_NAME:
        yield "line_name"
    if line.unit_price < 0 or _decimals(line.unit_price) > invoices.MOST_PRICE_DECIMALS:
        yield "line_price"
    if not line.quantity or not line.quantity.is_finite():
        yield "line_quantity"
    if line.period and line.period.last < line.period.first:
        yield "period"


def is_readable(text: str) -> bool:
    """Whether there is anything in a text that ink or an e-invoice can show."""
    return any(char.isprintable() and not char.isspace() for char in text)


def _party_faults(party: Party) -> Iterator[str]:
    if not party.name.strip():
        yield "name_missing"
    if not identifiers.is_org_number(party.org_number):
        yield "org_number"
    if not (party.address.street.strip() and party.address.postal_code.strip() and party.address.town.strip()):
        yield "address_missing"
    if party.vat_number and party.vat_number != f"SE{party.org_number}01":
        yield "vat_number"
    yield from _endpoint_faults(party)


def _endpoint_faults(party: Party) -> Iterator[str]:
    checks = {"0007": identifiers.is_org_number, "0088": identifiers.is_gln}
    if party.scheme not in checks or not party.endpoint:
        yield "endpoint_missing"
    elif not checks[party.scheme](party.endpoint):
        yield "gln" if party.scheme == "0088" else "org_number"


def _vat_faults(basis: Basis) -> Iterator[str]:
    categories = {line.category for line in basis.lines}
    if Category.OUTSIDE in categories and len(categories) > 1:
        yield "outside_alone"
    needs_reason = bool(categories & {Category.EXEMPT, Category.OUTSIDE})
    if needs_reason and not basis.reason.strip():
        yield "reason_missing"
    for line in basis.lines:
        if (line.category is Category.STANDARD) != (line.rate in RATES) or (line.rate and line.rate not in RATES):
            yield "rate"


def _credit_faults(basis: Basis) -> Iterator[str]:
    if basis.document is not invoices.Document.CREDIT:
        if basis.original is not None:
            yield "original"
        return
    if basis.original is None or not basis.original.number.isdecimal():
        yield "original"


def _document_faults(invoice: Invoice) -> Iterator[str]:
    if not invoice.number.isdecimal() or not invoice.number.isascii():
        yield "number"
    elif invoice.ocr != identifiers.ocr(invoice.number):
        yield "ocr"
    if invoice.due_on < invoice.issued_on:
        yield "due_date"
    original = invoice.basis.original
    if original and original.issued_on > invoice.issued_on:
        yield "original_later"
    yield from _total_faults(invoice)


def _total_faults(invoice: Invoice) -> Iterator[str]:
    whole = invoice.terms.whole_kronor
    if invoice.totals != invoices.totals(invoice.basis, whole_kronor=whole):
        yield "totals"
    if abs(invoice.totals.rounding) > MOST_ROUNDING:
        yield "rounding"
    if invoice.totals.payable < 0:
        yield "below_zero"


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else invoices.MOST_PRICE_DECIMALS + 1
