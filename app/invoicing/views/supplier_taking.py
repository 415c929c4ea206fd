"""Doors where suppliers' invoices come in: several files at once, or one typed by hand from paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import flask
from flask import request
from werkzeug.datastructures import FileStorage

from app import limits, web
from app.delivery.actions.order_xml import digits
from app.delivery.models import PartnerOrder
from app.delivery.queries.partner import supplier_of
from app.fields import ore_of, whole_number
from app.invoicing.actions import supplier_invoices as actions
from app.invoicing.actions.supplier_reading import MOST_BYTES, Paper, PaperLine
from app.invoicing.queries import supplier_orders as orders
from app.invoicing.queries.supplier_orders import ToInvoice
from app.invoicing.views.supplier_doors import LIST, blueprint, visitor
from app.invoicing.views.supplier_forms import TypedForm
from app.refusal import Refused
from app.words import say
from catalogue.matching import Billed, Billing

MOST_FILES = 20
HOUR = dt.timedelta(hours=1)
RATE = 2500
web.roomy["supplier_invoices.take"] = MOST_FILES * MOST_BYTES // 4


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file: the number it got, or why it was not taken in."""

    name: str
    number: str = ""
    state: str = ""
    new: bool = False
    why: str = ""


@blueprint.get(f"{LIST}/las-in")
@web.door("finance")
def taking() -> Any:
    """Choose files to take in."""
    return web.page("invoicing/supplier_take.html", results=(), most=MOST_FILES)


@blueprint.post(f"{LIST}/las-in")
@web.door("finance")
def take() -> Any:
    """Take in files one by one; a bad one is named with its reason and stops no other.

    One file leads to its invoice. Of several a list tells what became of each; only when none was taken in is it a 422.
    """
    files = [file for file in request.files.getlist("fil") if file.filename]
    limits.spend(web.session(), f"supplier-invoices:{visitor().id}", most=60, per=HOUR, now=web.now())
    fault = None if files else Refused("supplier_invoices.refused.no_file")
    if len(files) > MOST_FILES:
        fault = Refused("supplier_invoices.refused.many_files", most=MOST_FILES)
    if fault is not None:
        return web.page("invoicing/supplier_take.html", status=422, results=(), most=MOST_FILES, fault=fault)
    results = [_take(file) for file in files]
    refused = sum(1 for each in results if each.why)
    if refused == len(results):
        web.keep_refusal()
        return web.page("invoicing/supplier_take.html", status=422, results=results, refused=refused, most=MOST_FILES)
    if len(results) > 1:
        return web.page("invoicing/supplier_take.html", results=results, refused=refused, most=MOST_FILES)
    word = "taken" if results[0].new else "again"
    web.say_next(say(f"supplier_invoices.done.{word}", number=results[0].number))
    return web.see_other("supplier_invoices.invoice", number=results[0].number)


@blueprint.get(f"{LIST}/ny")
@web.door("finance")
def typing() -> Any:
    """Type an invoice from paper: first which order it is for, then what it says."""
    number = _printable(request.args.get("bestallning", "").strip())
    if not number:
        return web.page("invoicing/supplier_type.html", order=None, form=TypedForm(), fault=None, asked="")
    try:
        order = orders.order_to_invoice(web.session(), visitor(), number)
    except Refused as fault:
        return web.page("invoicing/supplier_type.html", order=None, form=TypedForm(), fault=fault, asked=number[:40])
    shown = {"reference": orders.reference_of(web.session(), order.id)}
    return _typing(order, TypedForm(data=shown), {})


@blueprint.post(f"{LIST}/ny")
@web.door("finance")
def type_in() -> Any:
    """Register an invoice from paper and match it."""
    me, form = visitor(), TypedForm(request.form)
    try:
        order = orders.order_to_invoice(web.session(), me, _printable(request.form.get("bestallning", "")))
    except Refused as fault:
        return web.page("invoicing/supplier_type.html", status=422, order=None, form=form, fault=fault, asked="")
    lines, faults = _typed_lines(orders.lines_to_invoice(web.session(), order.id), order.number)
    if not form.validate() or faults:
        return _typing(order, form, faults, status=422)
    try:
        if not lines:
            raise Refused("supplier_invoices.refused.no_amounts")
        paper = _paper(order, form, lines)
        row, new = actions.register(web.session(), me, paper, actions.typed(paper), at=web.now())
    except Refused as fault:
        return _typing(order, form, {}, status=422, fault=fault)
    web.say_next(say(f"supplier_invoices.done.{'taken' if new else 'again'}", number=row.number))
    return web.see_other("supplier_invoices.invoice", number=row.number)


def _printable(text: str) -> str:
    """What somebody typed or called a file, without what no page may show."""
    return "".join(char for char in text if char.isprintable())


def _take(file: FileStorage) -> Result:
    name = _printable(file.filename or "")[:160]
    with file.stream:
        data = file.stream.read(MOST_BYTES + 1)
    try:
        with web.session().begin_nested():
            row, new = actions.take_in(web.session(), visitor(), data, name, at=web.now())
    except Refused as reason:
        return Result(name, why=say(reason.key, **reason.params))
    return Result(name, row.number, row.state, new)


def _typed_lines(rows: Sequence[ToInvoice], order: str) -> tuple[list[PaperLine], dict[int, str]]:
    """The lines that have something typed, and what is wrong with them by position."""
    lines, faults = [], {}
    for row in rows:
        count, amount = (request.form.get(f"{field}-{row.position}", "").strip() for field in ("antal", "belopp"))
        if not count and not amount:
            continue
        try:
            billed = Billed(
                position=row.position, net=ore_of(amount), quantity=Decimal(whole_number(count)),
                vat_rate=row.vat_rate, order=order, order_line=row.position,
            )  # fmt: skip
            lines.append(PaperLine(billed, row.name))
        except ValueError:
            faults[row.position] = say("supplier_invoices.form.both")
    return lines, faults


def _paper(order: PartnerOrder, form: TypedForm, lines: list[PaperLine]) -> Paper:
    if form.freight.data:
        freight = Billed(position=1000, net=form.freight.data, vat_rate=RATE, billing=Billing.FREIGHT)
        lines = [*lines, PaperLine(freight, say("supplier_invoices.form.freight_line"))]
    supplier = supplier_of(web.session(), order.supplier_id)
    return Paper(
        kind=form.kind.data, document=form.document.data or "", issued_on=form.issued.data or web.today(),
        due_on=form.due.data,
        seller=digits(supplier.org_number), seller_name=supplier.name, buyer=digits(order.org_number),
        reference=form.reference.data or "", order=order.number, corrects=form.corrects.data or "",
        net=sum(line.billed.net for line in lines), vat=form.vat.data or 0, lines=lines,
    )  # fmt: skip


def _typing(
    order: PartnerOrder, form: TypedForm, faults: Mapping[int, str], *, status: int = 200, fault: Refused | None = None
) -> Any:  # fmt: skip
    rows = orders.lines_to_invoice(web.session(), order.id)
    sent = request.form if request.method == "POST" else {}
    first = not sent
    typed = {
        row.position: (
            sent.get(f"antal-{row.position}", str(max(row.left, 0)) if first else ""),
            sent.get(f"belopp-{row.position}", _kronor(row.unit_price * max(row.left, 0)) if first else ""),
        )
        for row in rows
    }
    return web.page(
        "invoicing/supplier_type.html", status=status, order=order, form=form, rows=rows, typed=typed, faults=faults,
        fault=fault, supplier=supplier_of(web.session(), order.supplier_id), address=flask.request.path,
    )  # fmt: skip


def _kronor(ore: int) -> str:
    whole, rest = divmod(ore, 100)
    return f"{whole},{rest:02d}" if rest else str(whole)
