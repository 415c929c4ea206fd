"""A supplier's invoice beside the order, the receipt and the frozen price: line by line, by quantity and by amount.

Amounts are öre excluding VAT, rates and shares basis points, quantities pieces. What an invoice adds has a plus sign in
`Found.pieces` and `Found.net`, what a credit note takes back has a minus.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from catalogue import money

WHOLE = 10_000
# What rounding alone may make of a line, and of the VAT of a whole invoice (EN 16931 lets pass less than a krona).
LINE_ROUNDING, VAT_ROUNDING = 1, 100


class Billing(StrEnum):
    """What a line of an invoice is for; only goods are looked for in an order."""

    GOODS = "goods"
    FREIGHT = "freight"
    ROUNDING = "rounding"
    CHARGE = "charge"
    DISCOUNT = "discount"


class Deviation(StrEnum):
    """What can be wrong with a supplier's invoice."""

    UNKNOWN_ORDER = "unknown_order"
    UNKNOWN_LINE = "unknown_line"
    FRACTION = "fraction"
    ALREADY_INVOICED = "already_invoiced"
    MORE_THAN_ORDERED = "more_than_ordered"
    MORE_THAN_RECEIVED = "more_than_received"
    DEARER = "dearer"
    CHEAPER = "cheaper"
    VAT_RATE = "vat_rate"
    VAT_SUM = "vat_sum"
    SUM = "sum"
    REFERENCE = "reference"
    BUYER = "buyer"
    FREIGHT = "freight"
    CHARGE = "charge"
    NOTHING_TO_CREDIT = "nothing_to_credit"
    CREDIT_DIFFERS = "credit_differs"


D = Deviation
# Without a line of an order there is nothing to compare with: somebody must say where it belongs.
LOST = frozenset({D.UNKNOWN_ORDER, D.UNKNOWN_LINE})


class InvoiceState(StrEnum):
    """Where a supplier's invoice stands (DOMAIN c)."""

    REGISTERED = "registered"
    MATCHED = "matched"
    DEVIATING = "deviating"
    CLOSED = "closed"


S = InvoiceState
MOVES: dict[InvoiceState, frozenset[InvoiceState]] = {
    S.REGISTERED: frozenset({S.MATCHED, S.DEVIATING, S.CLOSED}),
    S.DEVIATING: frozenset({S.MATCHED, S.REGISTERED, S.CLOSED}),
    S.MATCHED: frozenset(),
    S.CLOSED: frozenset(),
}
OPEN = frozenset({S.REGISTERED, S.DEVIATING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """A line of an order to a supplier with its frozen price, how many came, and what was invoiced before.

    `awaited` are the credits agreed on for what went back: pieces, and the amount less the supplier's fee.
    """

    key: int
    order: str
    position: int
    articles: tuple[str, ...]
    quantity: int
    received: int
    unit_price: int
    vat_rate: int
    invoiced: int = 0
    invoiced_net: int = 0
    awaited: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """A line of an invoice or credit note as the supplier wrote it; amounts and quantities as on the paper."""

    position: int
    net: int
    quantity: Decimal = Decimal(1)
    vat_rate: int = 2500
    order: str = ""
    order_line: int = 0
    article: str = ""
    billing: Billing = Billing.GOODS


@dataclass(frozen=True, slots=True)
class Fault:
    """One deviation, with what its sentence names; `position` is the invoice's line, 0 for the invoice as a whole."""

    word: Deviation
    position: int = 0
    facts: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a line of the invoice belongs, what it should have cost, and what it adds to what is invoiced."""

    billed: Billed
    key: int | None = None
    frozen: int = 0
    pieces: int = 0
    net: int = 0
    faults: tuple[Fault, ...] = ()


def match(billed: Sequence[Billed], ordered: Iterable[Ordered], *, share: int, credit: bool = False) -> list[Found]:
    """Each line of an invoice or credit note with where it belongs; `share` is how much an amount may differ."""
    lines = {each.key: each for each in ordered}
    found = []
    for row in billed:
        one = _credited(row, lines, share) if credit else _invoiced(row, lines, share)
        if one.key is not None:
            line = lines[one.key]
            lines[one.key] = replace(
                line, invoiced=line.invoiced + one.pieces, invoiced_net=line.invoiced_net + one.net
            )
        found.append(one)
    return found


def state_of(faults: Iterable[Fault]) -> InvoiceState:
    """Where an invoice stands by what is wrong with it."""
    words = {fault.word for fault in faults}
    if words & LOST:
        return S.REGISTERED
    return S.DEVIATING if words else S.MATCHED


def extras(found: Sequence[Found], *, share: int) -> list[Fault]:
    """What an invoice asks for beside the goods, when it is more than the share of what they should cost."""
    frozen = sum(each.frozen for each in found)
    faults = []
    for billing, word in ((Billing.FREIGHT, D.FREIGHT), (Billing.CHARGE, D.CHARGE)):
        asked = sum(each.billed.net for each in found if each.billed.billing == billing)
        if asked > _tolerance(frozen, share):
            faults.append(Fault(word, facts={"amount": asked, "most": _tolerance(frozen, share)}))
    return faults


def after_credit(
    found: Sequence[Found], back: Sequence[Found], ordered: Iterable[Ordered], *, share: int
) -> list[Fault]:  # the invoice's lines, its credit notes' lines
    """What is still wrong with the lines of an invoice when its credit notes are counted in.

    `ordered` are without what these took. What nobody credits is as wrong as it was.
    """
    lines, faults = {each.key: each for each in ordered}, []
    for key in dict.fromkeys(each.key for each in found):
        mine, credited = [each for each in found if each.key == key], [each for each in back if each.key == key]
        own = [fault for each in mine for fault in each.faults]
        faults += _credited_line(lines[key], mine, credited, share) if key in lines and credited else own
    taken = [replace(each, frozen=0, billed=replace(each.billed, net=-each.billed.net)) for each in back]
    return faults + extras([*found, *taken], share=share)


def _credited_line(line: Ordered, mine: Sequence[Found], credited: Sequence[Found], share: int) -> list[Fault]:
    """What is wrong with what is left of an order line's part of an invoice; nothing when nothing is left."""
    pieces, net = (sum(getattr(each, name) for each in (*mine, *credited)) for name in ("pieces", "net"))
    if not pieces and not net:
        return []
    left = replace(mine[0].billed, quantity=Decimal(pieces), net=net)
    stays = [fault for each in mine for fault in each.faults if fault.word in (D.VAT_RATE, D.FRACTION)]
    return [*_how_many(left, line), *_how_much(left, _frozen(left, line), share), *stays]


def totals(billed: Sequence[Billed], *, net: int, vat: int) -> list[Fault]:
    """What does not add up: the lines against the sum, and the VAT against its rates."""
    summed = sum(row.net for row in billed)
    faults = []
    if abs(summed - net) > len(billed):
        faults.append(Fault(D.SUM, facts={"lines": summed, "sum": net}))
    groups: dict[int, int] = {}
    for row in billed:
        groups[row.vat_rate] = groups.get(row.vat_rate, 0) + row.net
    should = sum(money.vat(amount, rate) for rate, amount in groups.items())
    if abs(should - vat) >= VAT_ROUNDING:
        faults.append(Fault(D.VAT_SUM, facts={"should": should, "said": vat}))
    return faults


def addressed(said: tuple[str, str], should: Iterable[tuple[str, str]]) -> list[Fault]:
    """Whether reference and buyer are those of the orders: `(reference, organisation number)`, compared exactly."""
    faults = []
    for place, word in enumerate((D.REFERENCE, D.BUYER)):
        wanted = dict.fromkeys(pair[place] for pair in should)
        if any(each != said[place] for each in wanted):
            faults.append(Fault(word, facts={"should": ", ".join(wanted), "said": said[place]}))
    return faults


def _invoiced(row: Billed, lines: Mapping[int, Ordered], share: int) -> Found:
    if row.billing != Billing.GOODS:
        return Found(row)
    line = _line(row, lines)
    if not isinstance(line, Ordered):
        return Found(row, faults=(line,))
    frozen = _frozen(row, line)
    faults = [*_how_many(row, line), *_how_much(row, frozen, share), *_at_rate(row, line)]
    return Found(row, line.key, frozen, int(row.quantity), row.net, tuple(faults))


def _credited(row: Billed, lines: Mapping[int, Ordered], share: int) -> Found:
    """A credit takes back pieces at their price, or what was too much of the amount."""
    if row.billing != Billing.GOODS:
        return Found(row)
    line = _line(row, lines)
    if not isinstance(line, Ordered):
        return Found(row, faults=(line,))
    frozen, faults = _frozen(row, line), list(_at_rate(row, line))
    too_much = line.invoiced_net - line.unit_price * line.invoiced
    pieces = int(row.quantity) if _is_agreed(row, line, share) else 0
    if not pieces and row.net > too_much:
        differs = Fault(D.CREDIT_DIFFERS, row.position, {"should": frozen, "said": row.net})
        return Found(row, line.key, frozen, 0, -row.net, (*faults, differs))
    if pieces > line.invoiced or row.net > line.invoiced_net:
        facts: dict[str, int | str] = {"invoiced": line.invoiced, "said": _told(row.quantity)}
        faults.append(Fault(D.NOTHING_TO_CREDIT, row.position, facts))
        pieces = min(pieces, line.invoiced)
    return Found(row, line.key, frozen if pieces else row.net, -pieces, -row.net, tuple(faults))


def _is_agreed(row: Billed, line: Ordered, share: int) -> bool:
    """Whether a credit is the pieces at their price, or what was agreed on for what went back."""
    frozen = _frozen(row, line)
    at_price = abs(row.net - frozen) <= _tolerance(frozen, share)
    return at_price or any(row.quantity == pieces and row.net == net for pieces, net in line.awaited)


def _line(row: Billed, lines: Mapping[int, Ordered]) -> Ordered | Fault:
    """The line of an order that a line of an invoice is for: by its number, else by article, else the only one."""
    order = row.order.strip().upper()
    those = [line for line in lines.values() if line.order.upper() == order]
    if not order or not those:
        return Fault(D.UNKNOWN_ORDER, row.position, {"order": order})
    article = row.article.strip().casefold()
    by_article = [line for line in those if article and article in {each.casefold() for each in line.articles}]
    by_number = [line for line in those if line.position == row.order_line]
    if by_number and (not by_article or by_number[0] in by_article):
        return by_number[0]
    fits = by_article if not row.order_line else []
    if not fits and not row.order_line and not article and len(those) == 1:
        fits = those
    if len(fits) > 1:  # the same thing for several people: first who has something left to invoice
        fits = sorted(fits, key=lambda line: (line.invoiced >= line.received, line.invoiced >= line.quantity, line.key))
    return fits[0] if fits else Fault(D.UNKNOWN_LINE, row.position, {"order": order, "article": row.article})


def _how_many(row: Billed, line: Ordered) -> Iterable[Fault]:
    after = line.invoiced + row.quantity
    facts: dict[str, int | str] = {
        "said": _told(row.quantity), "before": line.invoiced, "ordered": line.quantity, "received": line.received,
    }  # fmt: skip
    if row.quantity != int(row.quantity):
        yield Fault(D.FRACTION, row.position, facts)
    if after > line.quantity:
        all_before = line.invoiced >= line.quantity
        yield Fault(D.ALREADY_INVOICED if all_before else D.MORE_THAN_ORDERED, row.position, facts)
    elif after > line.received:
        yield Fault(D.MORE_THAN_RECEIVED, row.position, facts)


def _how_much(row: Billed, frozen: int, share: int) -> Iterable[Fault]:
    if abs(row.net - frozen) > _tolerance(frozen, share):
        facts = {"should": frozen, "said": row.net}
        yield Fault(D.DEARER if row.net > frozen else D.CHEAPER, row.position, facts)


def _at_rate(row: Billed, line: Ordered) -> Iterable[Fault]:
    if row.vat_rate != line.vat_rate:
        yield Fault(D.VAT_RATE, row.position, {"should": line.vat_rate, "said": row.vat_rate})


def _frozen(row: Billed, line: Ordered) -> int:
    return int((line.unit_price * row.quantity).quantize(Decimal(1), ROUND_HALF_UP))


def _tolerance(frozen: int, share: int) -> int:
    return max(LINE_ROUNDING, abs(frozen) * share // WHOLE)


def _told(quantity: Decimal) -> str:
    """A quantity as people write it: `3`, `1,5`."""
    text = f"{quantity:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
