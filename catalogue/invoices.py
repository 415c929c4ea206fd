"""An invoice or credit note as one computed object; paper, e-invoice, rows and export all read their figures here.

Amounts are whole öre. A quantity and a unit price (kronor, at most four decimals) are decimals; nothing else is. VAT is
computed per category and rate, never summed per line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from catalogue import identifiers, money

ORE = 100
MOST_PRICE_DECIMALS = 4
HALF_UP = Decimal(1)


class Kind(StrEnum):
    """What is invoiced; each kind has a VAT treatment of its own among the issuer's settings."""

    GOODS = "goods"
    LICENCE = "licence"
    CONTRIBUTION = "contribution"


class Document(StrEnum):
    """The two documents that a series holds."""

    INVOICE = "invoice"
    CREDIT = "credit"


class Category(StrEnum):
    """VAT categories: standard, exempt, zero rated, outside VAT."""

    STANDARD = "S"
    EXEMPT = "E"
    ZERO = "Z"
    OUTSIDE = "O"


@dataclass(frozen=True, slots=True)
class Treatment:
    """How a kind is taxed: category, rate in basis points, and the reason where no VAT is charged."""

    category: Category = Category.STANDARD
    rate: int = 2500
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody is, in Sweden."""

    street: str
    postal_code: str
    town: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who invoices or who pays; `scheme` and `endpoint` are the e-address (0007 organisation number, 0088 GLN).

    `reference` is the buyer's own, word for word. Seat and F-tax are the seller's.
    """

    name: str
    org_number: str
    address: Address
    vat_number: str = ""
    scheme: str = "0007"
    endpoint: str = ""
    reference: str = ""
    f_tax: bool = False
    seat: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Where the money goes: a bankgiro, plusgiro or iban, bare, and the bank's code for an iban."""

    kind: str
    account: str
    bic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as it is meant: the unit price is kronor without VAT and never negative, a deduction has quantity -1.

    `sources` are the keys of what is invoiced, so that none is invoiced twice; `credits` the line a credit takes from.
    """

    name: str
    unit_price: Decimal
    quantity: Decimal = Decimal(1)
    unit: str = "C62"
    category: Category = Category.STANDARD
    rate: int = 2500
    description: str = ""
    item_number: str = ""
    accounting: str = ""
    period: Period | None = None
    order_line: str = ""
    sources: Sequence[str] = ()
    credits: int | None = None

    @property
    def net(self) -> int:
        """Quantity times unit price, rounded half up to whole öre."""
        return round_ore(self.quantity * self.unit_price * ORE)


@dataclass(frozen=True, slots=True)
class Group:
    """One category and rate: the taxable amount and its VAT, öre."""

    category: Category
    rate: int
    net: int
    vat: int


@dataclass(frozen=True, slots=True)
class Original:
    """The invoice a credit note changes: number, day, and what earlier credit notes have taken of its groups.

    `rounding` is the rounding of the invoice, öre, given to the credit note that takes the last of it.
    """

    number: str
    issued_on: dt.date
    taken: Sequence[Group] = ()
    rounding: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What is to be invoiced, before it has a number; `key` is stable and names it once and for all."""

    key: str
    kind: Kind
    buyer: Party
    lines: Sequence[Line]
    document: Document = Document.INVOICE
    note: str = ""
    accounting: str = ""
    period: Period | None = None
    order_reference: str = ""
    sales_order: str = ""
    contract: str = ""
    delivered_on: dt.date | None = None
    delivered_to: Address | None = None
    reason: str = ""
    original: Original | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the issuer decides for every invoice."""

    seller: Party
    payment: Payment
    days: int = 30
    whole_kronor: bool = False
    text: str = ""
    f_tax_text: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums, öre: lines, VAT, both, rounding to whole kronor, and what is to be paid."""

    net: int
    groups: tuple[Group, ...]
    rounding: int = 0

    @property
    def vat(self) -> int:
        """The VAT of all groups."""
        return sum(group.vat for group in self.groups)

    @property
    def gross(self) -> int:
        """With VAT, before rounding."""
        return self.net + self.vat

    @property
    def payable(self) -> int:
        """What is to be paid."""
        return self.gross + self.rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """The computed document: all that its paper and its XML say."""

    number: str
    issued_on: dt.date
    due_on: dt.date
    basis: Basis
    terms: Terms
    totals: Totals
    ocr: str = field(default="")

    @property
    def is_credit(self) -> bool:
        """Whether it is a credit note."""
        return self.basis.document is Document.CREDIT

    @property
    def is_outside_vat(self) -> bool:
        """Whether it is outside VAT as a whole: then no VAT numbers are said."""
        return any(group.category is Category.OUTSIDE for group in self.totals.groups)


def compute(basis: Basis, terms: Terms, number: str, *, issued_on: dt.date) -> Invoice:
    """The document of a basis under a number; the day it is due is some days after it was issued."""
    return Invoice(
        number=number,
        issued_on=issued_on,
        due_on=issued_on + dt.timedelta(days=terms.days),
        basis=basis,
        terms=terms,
        totals=totals(basis, whole_kronor=terms.whole_kronor),
        ocr=identifiers.ocr(number),
    )


def totals(basis: Basis, *, whole_kronor: bool) -> Totals:
    """The sums of a basis.

    Credit notes that take an invoice piece by piece take exactly its VAT and its rounding in the end: each takes the
    VAT of all that is taken so far, less what was taken before.
    """
    taken = basis.original.taken if basis.original else ()
    groups = _groups(basis.lines, taken)
    net = sum(line.net for line in basis.lines)
    if basis.original:
        return Totals(net, groups, basis.original.rounding)
    plain = Totals(net, groups)
    return Totals(net, groups, to_whole_kronor(plain.gross)) if whole_kronor else plain


def to_whole_kronor(gross: int) -> int:
    """What is added to reach whole kronor, -49 to 50 öre: half a krona is rounded away from zero."""
    sign = -1 if gross < 0 else 1
    return sign * ((abs(gross) + ORE // 2) // ORE * ORE) - gross


def round_ore(amount: Decimal) -> int:
    """Whole öre, halves away from zero."""
    return int(amount.quantize(HALF_UP, ROUND_HALF_UP))


def kronor(ore: int) -> Decimal:
    """Öre as kronor with two decimals."""
    return Decimal(ore).scaleb(-2)


def per_cent(rate: int) -> Decimal:
    """Basis points as per cent: 2500 is 25."""
    value = Decimal(rate).scaleb(-2)
    return value.quantize(HALF_UP) if value == value.to_integral_value() else value.normalize()


def treated(lines: Iterable[Line], treatment: Treatment) -> tuple[Line, ...]:
    """The lines under the VAT treatment of their kind."""
    return tuple(replace(line, category=treatment.category, rate=treatment.rate) for line in lines)


def _groups(lines: Sequence[Line], taken: Sequence[Group]) -> tuple[Group, ...]:
    nets: dict[tuple[Category, int], int] = {}
    for line in lines:
        key = (line.category, line.rate)
        nets[key] = nets.get(key, 0) + line.net
    before = _by_rate(taken)
    return tuple(
        Group(category, rate, net, _vat(net, rate, before.get((category, rate))))
        for (category, rate), net in sorted(nets.items(), key=lambda pair: (-pair[0][1], pair[0][0]))
    )


def _vat(net: int, rate: int, before: Group | None) -> int:
    if before is None:
        return money.vat(net, rate)
    return money.vat(before.net + net, rate) - before.vat


def _by_rate(groups: Iterable[Group]) -> Mapping[tuple[Category, int], Group]:
    summed: dict[tuple[Category, int], Group] = {}
    for group in groups:
        key = (group.category, group.rate)
        old = summed.get(key, Group(group.category, group.rate, 0, 0))
        summed[key] = Group(group.category, group.rate, old.net + group.net, old.vat + group.vat)
    return summed
