"""A computed document as Peppol BIS Billing 3 (UBL 2.1), element by element in the order of the schema.

No arithmetic here: every figure is the computed document's. What is None is left out, for no element may be empty.
"""

from __future__ import annotations

from app.ubl import Leaf, Pairs, amount, coded, number, write
from catalogue import invoices
from catalogue.invoices import Address, Category, Invoice, Line, Party, Period

CUSTOMISATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
CURRENCY = "SEK"
INVOICE_TYPE, CREDIT_TYPE = "380", "381"
CREDIT_TRANSFER = "30"
BRANCHES = {"bankgiro": "SE:BANKGIRO", "plusgiro": "SE:PLUSGIRO"}
# Where the buyer has no order number of their own but ours is told.
NO_NUMBER = "NA"


def xml_of(invoice: Invoice) -> bytes:
    """The bytes of the e-invoice or e-credit note."""
    return write("CreditNote" if invoice.is_credit else "Invoice", _pairs(invoice))


def _pairs(invoice: Invoice) -> Pairs:
    basis, credit = invoice.basis, invoice.is_credit
    return [
        ("CustomizationID", CUSTOMISATION),
        ("ProfileID", PROFILE),
        ("ID", invoice.number),
        ("IssueDate", invoice.issued_on),
        ("DueDate", None if credit else invoice.due_on),
        ("CreditNoteTypeCode" if credit else "InvoiceTypeCode", CREDIT_TYPE if credit else INVOICE_TYPE),
        ("Note", basis.note),
        ("DocumentCurrencyCode", CURRENCY),
        ("AccountingCost", basis.accounting),
        ("BuyerReference", basis.buyer.reference),
        ("InvoicePeriod", _period(basis.period)),
        ("OrderReference", _order(basis.order_reference, basis.sales_order)),
        ("BillingReference", _original(invoice)),
        ("ContractDocumentReference", [("ID", basis.contract)]),
        ("AccountingSupplierParty", [("Party", _party(invoice, invoice.terms.seller, seller=True))]),
        ("AccountingCustomerParty", [("Party", _party(invoice, basis.buyer, seller=False))]),
        ("Delivery", _delivery(invoice)),
        ("PaymentMeans", _payment(invoice)),
        ("PaymentTerms", [("Note", None if credit else invoice.terms.text)]),
        ("TaxTotal", _tax(invoice)),
        ("LegalMonetaryTotal", _sums(invoice)),
        *(_line(line, str(place), credit=credit) for place, line in enumerate(basis.lines, 1)),
    ]


def _period(period: Period | None) -> Pairs:
    return [("StartDate", period.first), ("EndDate", period.last)] if period else []


def _order(theirs: str, ours: str) -> Pairs:
    return [("ID", theirs or (NO_NUMBER if ours else None)), ("SalesOrderID", ours)]


def _original(invoice: Invoice) -> Pairs:
    original = invoice.basis.original
    if original is None:
        return []
    return [("InvoiceDocumentReference", [("ID", original.number), ("IssueDate", original.issued_on)])]


def _party(invoice: Invoice, party: Party, *, seller: bool) -> Pairs:
    vat_number = None if invoice.is_outside_vat else party.vat_number
    f_tax = invoice.terms.f_tax_text if seller and party.f_tax else None
    return [
        ("EndpointID", coded(party.endpoint, schemeID=party.scheme)),
        ("PartyName", [("Name", party.name)]),
        ("PostalAddress", _address(party.address)),
        ("PartyTaxScheme", _tax_scheme(vat_number, "VAT")),
        ("PartyTaxScheme", _tax_scheme(f_tax, "TAX")),
        (
            "PartyLegalEntity",
            [
                ("RegistrationName", party.name),
                ("CompanyID", coded(party.org_number, schemeID="0007")),
                ("CompanyLegalForm", party.seat if seller else None),
            ],
        ),
        ("Contact", [("Name", party.contact), ("Telephone", party.phone), ("ElectronicMail", party.email)]),
    ]


def _address(address: Address) -> Pairs:
    return [
        ("StreetName", address.street),
        ("CityName", address.town),
        ("PostalZone", address.postal_code),
        ("Country", [("IdentificationCode", "SE")]),
    ]


def _tax_scheme(text: str | None, scheme: str) -> Pairs:
    return [("CompanyID", text), ("TaxScheme", [("ID", scheme)])] if text else []


def _delivery(invoice: Invoice) -> Pairs:
    basis = invoice.basis
    place = [("Address", _address(basis.delivered_to))] if basis.delivered_to else []
    return [("ActualDeliveryDate", basis.delivered_on), ("DeliveryLocation", place)]


def _payment(invoice: Invoice) -> Pairs:
    payment = invoice.terms.payment
    branch = BRANCHES.get(payment.kind, payment.bic)
    return [
        ("PaymentMeansCode", CREDIT_TRANSFER),
        ("PaymentID", invoice.ocr),
        ("PayeeFinancialAccount", [("ID", payment.account), ("FinancialInstitutionBranch", [("ID", branch)])]),
    ]


def _tax(invoice: Invoice) -> Pairs:
    return [
        ("TaxAmount", amount(invoice.totals.vat)),
        *(
            (
                "TaxSubtotal",
                [
                    ("TaxableAmount", amount(group.net)),
                    ("TaxAmount", amount(group.vat)),
                    ("TaxCategory", _category(group.category, group.rate, invoice.basis.reason)),
                ],
            )
            for group in invoice.totals.groups
        ),
    ]


def _category(category: Category, rate: int, reason: str = "") -> Pairs:
    says_why = category in (Category.EXEMPT, Category.OUTSIDE)
    return [
        ("ID", category.value),
        ("Percent", None if category is Category.OUTSIDE else str(invoices.per_cent(rate))),
        ("TaxExemptionReason", reason if says_why else None),
        ("TaxScheme", [("ID", "VAT")]),
    ]


def _sums(invoice: Invoice) -> Pairs:
    totals = invoice.totals
    return [
        ("LineExtensionAmount", amount(totals.net)),
        ("TaxExclusiveAmount", amount(totals.net)),
        ("TaxInclusiveAmount", amount(totals.gross)),
        ("PayableRoundingAmount", amount(totals.rounding) if totals.rounding else None),
        ("PayableAmount", amount(totals.payable)),
    ]


def _line(line: Line, place: str, *, credit: bool) -> tuple[str, Pairs]:
    quantity = Leaf(number(line.quantity), {"unitCode": line.unit})
    return (
        "CreditNoteLine" if credit else "InvoiceLine",
        [
            ("ID", place),
            ("CreditedQuantity" if credit else "InvoicedQuantity", quantity),
            ("LineExtensionAmount", amount(line.net)),
            ("AccountingCost", line.accounting),
            ("InvoicePeriod", _period(line.period)),
            ("OrderLineReference", [("LineID", line.order_line)]),
            (
                "Item",
                [
                    ("Description", line.description),
                    ("Name", line.name),
                    ("SellersItemIdentification", [("ID", line.item_number)]),
                    ("ClassifiedTaxCategory", _category(line.category, line.rate)),
                ],
            ),
            ("Price", [("PriceAmount", Leaf(f"{line.unit_price:f}", {"currencyID": CURRENCY}))]),
        ],
    )
