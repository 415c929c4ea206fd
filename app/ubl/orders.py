"""Orders to suppliers as Peppol documents: Order (T01), and Order Agreement (T110) for a buyer's purchasing system.

Both are made from the one computed order below; no sum is made here that is not a sum of its lines.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.ubl.writing import Leaf, Pairs, amount, coded, number, write
from catalogue import money

ORDER = "urn:fdc:peppol.eu:poacc:trns:order:3"
ORDERING = "urn:fdc:peppol.eu:poacc:bis:ordering:3"
AGREEMENT = "urn:fdc:peppol.eu:poacc:trns:order_agreement:3"
AGREEING = "urn:fdc:peppol.eu:poacc:bis:order_agreement:3"
# An organisation number; a location number of GS1.
COMPANY, LOCATION = "0007", "0088"
# Units as the shop knows them, by their codes in UN/ECE recommendation 20; a piece when nothing else is said.
UNITS = frozenset({"C62", "H87", "E48", "HUR", "DAY", "MON", "ANN"})
PIECE = "C62"
WHOLE = Decimal(100)
LONGEST_NAME = 200
POSTAL = re.compile(r"^(?P<street>.*?),?\s*(?P<code>[0-9]{3} ?[0-9]{2})\s+(?P<town>[^,]+)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Party:
    """A company or authority: its name, number (ten digits), and where it is reached; `place` is a location number."""

    name: str
    company: str
    place: str = ""
    contact: str = ""
    email: str = ""

    @property
    def endpoint(self) -> tuple[str, str]:
        """Scheme and value of its address in the network."""
        return (LOCATION, self.place) if self.place else (COMPANY, self.company)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedLine:
    """A line; `price` and `net` are öre excluding VAT, `rate` basis points, `day` when it is wished for."""

    position: int
    article: str
    name: str
    quantity: int
    unit: str
    price: int
    net: int
    vat: int
    rate: int
    recipient: str = ""
    account: str = ""
    note: str = ""
    day: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOrder:
    """An order to one supplier under one reference; `until` is how long it may be answered."""

    number: str
    issued: dt.date
    until: dt.date
    reference: str
    buyer: Party
    seller: Party
    contract: str = ""
    address: str = ""
    receiver: str = ""
    note: str = ""
    lines: Sequence[OrderedLine] = ()

    @property
    def net(self) -> int:
        """What the lines cost in all, öre excluding VAT."""
        return sum(line.net for line in self.lines)

    @property
    def groups(self) -> dict[int, int]:
        """Taxable amount, öre, by VAT rate."""
        found: dict[int, int] = {}
        for line in self.lines:
            found[line.rate] = found.get(line.rate, 0) + line.net
        return dict(sorted(found.items(), reverse=True))

    @property
    def vat(self) -> int:
        """The VAT, öre: counted on each rate's sum, as on the invoice to come."""
        return sum(money.vat(net, rate) for rate, net in self.groups.items())


def order(paper: PaperOrder) -> bytes:
    """The Order (T01)."""
    return write(
        "Order",
        [
            ("CustomizationID", ORDER), ("ProfileID", ORDERING), ("ID", paper.number), ("IssueDate", paper.issued),
            ("OrderTypeCode", "220"), ("Note", paper.note), ("DocumentCurrencyCode", "SEK"),
            ("CustomerReference", paper.reference), ("ValidityPeriod", [("EndDate", paper.until)]),
            ("Contract", [("ID", paper.contract)]), ("BuyerCustomerParty", [("Party", _named(paper.buyer))]),
            ("SellerSupplierParty", [("Party", _named(paper.seller))]), ("Delivery", _delivery(paper)),
            ("TaxTotal", [("TaxAmount", amount(paper.vat))]), ("AnticipatedMonetaryTotal", _sums(paper)),
            *(("OrderLine", _ordered(line)) for line in paper.lines),
        ],
    )  # fmt: skip


def agreement(paper: PaperOrder) -> bytes:
    """The Order Agreement (T110): what is ordered, as a purchasing system takes it in to meet the invoice with."""
    return write(
        "OrderResponse",
        [
            ("CustomizationID", AGREEMENT), ("ProfileID", AGREEING), ("ID", paper.number), ("IssueDate", paper.issued),
            ("Note", paper.note), ("DocumentCurrencyCode", "SEK"), ("CustomerReference", paper.reference),
            ("OrderReference", [("ID", paper.number)]), ("Contract", [("ID", paper.contract)]),
            ("SellerSupplierParty", [("Party", _party(paper.seller))]),
            ("BuyerCustomerParty", [("Party", _party(replace(paper.buyer, contact="", email="")))]),
            ("TaxTotal", [("TaxAmount", amount(paper.vat)), *_groups(paper)]), ("LegalMonetaryTotal", _sums(paper)),
            *(("OrderLine", _agreed(line)) for line in paper.lines),
        ],
    )  # fmt: skip


def postal(text: str) -> Pairs:
    """An address as people write it, `Skolan, Storgatan 2, 695 30 Laxå`, in its parts; the country is Sweden."""
    found = POSTAL.match(text.strip())
    country = ("Country", [("IdentificationCode", "SE")])
    if found is None:
        return [("AddressLine", [("Line", text)]), country]
    return [("StreetName", found["street"]), ("CityName", found["town"]), ("PostalZone", found["code"]), country]


def _named(party: Party) -> Pairs:
    """A party of an order; the data model of an agreement has no trading name, and no person at the buyer's."""
    first, *rest = _party(party)
    return [first, ("PartyName", [("Name", party.name)]), *rest]


def _party(party: Party) -> Pairs:
    scheme, value = party.endpoint
    return [
        ("EndpointID", coded(value, schemeID=scheme)),
        ("PostalAddress", [("Country", [("IdentificationCode", "SE")])]),
        ("PartyLegalEntity",
         [("RegistrationName", party.name), ("CompanyID", coded(party.company, schemeID=COMPANY))]),
        ("Contact", [("Name", party.contact), ("ElectronicMail", party.email)]),
    ]  # fmt: skip


def _delivery(paper: PaperOrder) -> Pairs:
    days = [line.day for line in paper.lines if line.day]
    return [
        ("DeliveryLocation", [("Address", postal(paper.address))] if paper.address else None),
        ("RequestedDeliveryPeriod", [("EndDate", max(days))] if days else None),
        ("DeliveryParty", [("PartyName", [("Name", paper.receiver)])]),
    ]


def _sums(paper: PaperOrder) -> Pairs:
    return [
        ("LineExtensionAmount", amount(paper.net)), ("TaxExclusiveAmount", amount(paper.net)),
        ("TaxInclusiveAmount", amount(paper.net + paper.vat)), ("PayableAmount", amount(paper.net + paper.vat)),
    ]  # fmt: skip


def _groups(paper: PaperOrder) -> Pairs:
    return [
        ("TaxSubtotal",
         [("TaxableAmount", amount(net)), ("TaxAmount", amount(money.vat(net, rate))),
          ("TaxCategory", _category(rate))])
        for rate, net in paper.groups.items()
    ]  # fmt: skip


def _ordered(line: OrderedLine) -> Pairs:
    return [
        ("Note", line.note),
        ("LineItem", [
            ("ID", line.position), _quantity(line), ("LineExtensionAmount", amount(line.net)),
            ("PartialDeliveryIndicator", True), ("AccountingCost", line.account),
            ("Delivery", [("RequestedDeliveryPeriod", [("EndDate", line.day)])] if line.day else None),
            ("OriginatorParty", [("PartyName", [("Name", line.recipient)])]),
            ("Price", [("PriceAmount", amount(line.price))]), ("Item", _item(line)),
        ]),
    ]  # fmt: skip


def _agreed(line: OrderedLine) -> Pairs:
    return [
        ("LineItem", [
            ("ID", line.position), ("Note", line.note), _quantity(line), ("LineExtensionAmount", amount(line.net)),
            ("Price", [("PriceAmount", amount(line.price))]), ("Item", _item(line)),
        ]),
    ]  # fmt: skip


def _quantity(line: OrderedLine) -> tuple[str, Leaf]:
    return "Quantity", Leaf(str(line.quantity), {"unitCode": line.unit if line.unit in UNITS else PIECE})


def _item(line: OrderedLine) -> Pairs:
    return [
        ("Name", line.name[:LONGEST_NAME]),
        ("SellersItemIdentification", [("ID", line.article)]),
        ("ClassifiedTaxCategory", _category(line.rate)),
    ]


def _category(rate: int) -> Pairs:
    """Standard rate, or zero rated when there is no VAT on it."""
    return [
        ("ID", "S" if rate else "Z"), ("Percent", number(Decimal(rate) / WHOLE)),
        ("TaxScheme", [("ID", "VAT")]),
    ]  # fmt: skip
