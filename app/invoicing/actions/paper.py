"""A computed document as paper: the readable copy of the same figures. No arithmetic here."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

from app.paper import Column, Fact, Paragraphs, Scan, Sheet, Table, Words, render
from app.words import say
from app.words.formats import NBSP
from catalogue import identifiers, invoices
from catalogue.invoices import Address, Invoice, Line, Party

WIDTHS = (4.4, 1.0, 2.0, 0.9, 2.1)
COLUMNS = ("name", "quantity", "unit_price", "vat", "amount")
# How the accounts are called in the code that banks' apps read.
QR_ACCOUNTS = {"bankgiro": "BG", "plusgiro": "PG", "iban": "IBAN"}
INVOICE = 1


def pdf_of(invoice: Invoice) -> bytes:
    """The paper as tagged PDF; the same document always gives the same bytes."""
    return render(sheet_of(invoice))


def sheet_of(invoice: Invoice) -> Sheet:
    """What the paper says."""
    which = "credit" if invoice.is_credit else "invoice"
    return Sheet(
        title=_word(f"title.{which}"),
        number=invoice.number,
        issued=invoice.issued_on.isoformat(),
        words=Words(page=_word("page"), number=_word(f"number.{which}"), issued=_word("issued")),
        sender=invoice.terms.seller.name,
        lead=_lead(invoice),
        facts=[Fact(_word(f"fact.{label}"), value) for label, value in _facts(invoice) if value],
        blocks=[_table(invoice), *_notes(invoice), *_payment(invoice)],
        footer=_footer(invoice),
    )


def exact(ore: int) -> str:
    """Öre as kronor, always with two decimals: `1 290,00`."""
    return _swedish(invoices.kronor(ore))


def _word(key: str, **params: str) -> str:
    return say(f"invoicing.paper.{key}", **params)


def _swedish(value: Decimal) -> str:
    whole, _, rest = f"{abs(value):f}".partition(".")
    digits = f"{int(whole):,}".replace(",", NBSP)
    return f"{'−' if value < 0 else ''}{digits}{',' if rest else ''}{rest}"


def _lead(invoice: Invoice) -> str:
    original, payable = invoice.basis.original, exact(invoice.totals.payable)
    if original:
        return _word("lead.credit", amount=payable, number=original.number, day=original.issued_on.isoformat())
    return _word("lead.invoice", amount=payable, day=invoice.due_on.isoformat())


def _facts(invoice: Invoice) -> list[tuple[str, str]]:
    basis, buyer = invoice.basis, invoice.basis.buyer
    period = f"{_day(basis.period.first)} – {_day(basis.period.last)}" if basis.period else ""
    delivered = _day(basis.delivered_on) if basis.delivered_on else ""
    return [
        ("customer", f"{buyer.name}\n{_place(buyer.address)}"),
        ("reference", buyer.reference),
        ("customer_number", identifiers.org_number_shown(buyer.org_number)),
        ("customer_vat", "" if invoice.is_outside_vat else buyer.vat_number),
        ("due", "" if invoice.is_credit else _day(invoice.due_on)),
        ("period", period),
        ("order", basis.order_reference),
        ("our_order", basis.sales_order),
        ("delivered", delivered),
        ("delivered_to", _place(basis.delivered_to) if basis.delivered_to else ""),
        ("accounting", basis.accounting),
        ("contract", basis.contract),
    ]


def _day(day: dt.date) -> str:
    return day.isoformat()


def _place(address: Address) -> str:
    return f"{address.street}\n{address.postal_code} {address.town}"


def _table(invoice: Invoice) -> Table:
    return Table(
        columns=[
            Column(_word(f"column.{name}"), width, "left" if name == "name" else "right")
            for name, width in zip(COLUMNS, WIDTHS, strict=True)
        ],
        rows=[_row(line) for line in invoice.basis.lines],
        sums=_sums(invoice),
    )


def _row(line: Line) -> list[str]:
    details = [line.description, line.item_number, line.accounting and _word("line.accounting", code=line.accounting)]
    if line.period:
        details.append(f"{_day(line.period.first)} – {_day(line.period.last)}")
    quantity = _swedish(line.quantity.normalize() if line.quantity % 1 else line.quantity.quantize(Decimal(1)))
    price = (
        line.unit_price.quantize(Decimal("0.01")) if not (line.unit_price * 100) % 1 else line.unit_price.normalize()
    )
    return [
        "\n".join(filter(None, [line.name, *details])),
        f"{quantity} {_word(f'unit.{line.unit}')}",
        _swedish(price),
        _rate(line.category, line.rate),
        exact(line.net),
    ]


def _rate(category: str, rate: int) -> str:
    return "–" if category == "O" else f"{_swedish(Decimal(invoices.per_cent(rate)))}{NBSP}%"


def _sums(invoice: Invoice) -> list[tuple[str, str]]:
    totals = invoice.totals
    sums = [(_word("sum.net"), exact(totals.net))]
    for group in totals.groups:
        if group.category == "O":
            continue
        sums.append((_word("sum.vat", rate=_rate(group.category, group.rate), net=exact(group.net)), exact(group.vat)))
    if totals.rounding:
        sums.append((_word("sum.rounding"), exact(totals.rounding)))
    which = "credit" if invoice.is_credit else "invoice"
    return [*sums, (_word(f"sum.{which}"), exact(totals.payable))]


def _notes(invoice: Invoice) -> list[Paragraphs]:
    basis = invoice.basis
    needs_reason = any(group.category in ("E", "O") for group in invoice.totals.groups)
    lines = [basis.note, _word("no_vat", reason=basis.reason) if needs_reason else ""]
    said = [line for line in lines if line]
    return [Paragraphs("", said)] if said else []


def _payment(invoice: Invoice) -> list[Paragraphs | Scan]:
    if invoice.is_credit:
        return [Paragraphs("", [_word("credit_terms")])]
    payment = invoice.terms.payment
    shown = payment.account
    if payment.kind != "iban":
        shown = identifiers.giro_shown(payment.account, payment.kind)
    lines = [
        f"{_word(f'account.{payment.kind}')}: {shown}",
        f"BIC: {payment.bic}" if payment.bic else "",
        f"{_word('ocr')}: {invoice.ocr}",
        f"{_word('sum.invoice')}: {exact(invoice.totals.payable)}",
        f"{_word('fact.due')}: {_day(invoice.due_on)}",
        invoice.terms.text,
    ]
    return [Scan(_code(invoice, shown), _word("pay"), [line for line in lines if line])]


def _code(invoice: Invoice, account: str) -> str:
    """What a bank's app reads: the Swedish format of codes on invoices, where the amount is kronor with a point."""
    seller = invoice.terms.seller
    due = str(invoices.kronor(invoice.totals.payable))
    said = {
        "uqr": 1,
        "tp": INVOICE,
        "nme": seller.name,
        "cid": identifiers.org_number_shown(seller.org_number),
        "iref": invoice.ocr,
        "idt": f"{invoice.issued_on:%Y%m%d}",
        "ddt": f"{invoice.due_on:%Y%m%d}",
        "due": due,
        "vat": str(invoices.kronor(invoice.totals.vat)),
        "pt": QR_ACCOUNTS[invoice.terms.payment.kind],
        "acc": account,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _footer(invoice: Invoice) -> list[str]:
    seller: Party = invoice.terms.seller
    numbers = [
        _word("foot.number", number=identifiers.org_number_shown(seller.org_number)),
        "" if invoice.is_outside_vat else _word("foot.vat", number=seller.vat_number),
        invoice.terms.f_tax_text if seller.f_tax else "",
        _word("foot.seat", seat=seller.seat) if seller.seat else "",
    ]
    reach = [seller.contact, seller.phone, seller.email]
    address = f"{seller.address.street}, {seller.address.postal_code} {seller.address.town}"
    lines = [f"{seller.name}, {address}", " · ".join(filter(None, numbers)), " · ".join(filter(None, reach))]
    return [line for line in lines if line]
