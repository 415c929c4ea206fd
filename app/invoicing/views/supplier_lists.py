"""Doors to lists of suppliers' invoices, as pages and as files."""

from __future__ import annotations

from typing import Any

from flask import request

from app import asked as asking
from app import spreadsheets, web
from app.filters.queries import mine
from app.invoicing.queries import supplier_lists as queries
from app.invoicing.queries.supplier_lists import Asked, Listed, Missed
from app.invoicing.views.supplier_doors import LIST, blueprint, download, number_of, visitor
from app.refusal import Missing
from app.spreadsheets import Head
from app.words import say
from app.words.formats import local
from catalogue.rights import may

LONGEST_SEARCH = 80
KINDS: tuple[Any, ...] = (
    "text", "text", "text", "text", "text", "day", "day", "text", "text", "amount", "amount", "amount", "text", "text",
)  # fmt: skip
MISSING_KINDS: tuple[Any, ...] = (
    "text", "text", "text", "text", "text", "number", "day", "text", "amount", "amount",
)  # fmt: skip


@blueprint.get("/ekonomi/leverantorsfakturor")
@web.door("finance.read")
def supplier_invoices() -> Any:
    """Suppliers' invoices: what must be sorted out first."""
    wanted, me = _asked(), visitor()
    rows, following = queries.invoices(web.session(), me, wanted, number_of(request.args.get("fore")))
    asked = asking.asked_of("fore")
    return web.page(
        "invoicing/supplier_list.html",
        rows=rows,
        wanted=wanted,
        kept=mine(web.session(), me, "supplier_invoices", query := request.query_string.decode()),
        query=query,
        keeps=may("finance", me.roles),
        suppliers=queries.suppliers_of(web.session()),
        organisations=queries.organisations_of(web.session(), me),
        tabs=[(key, asking.asking(LIST, {**asked, "visa": key})) for key in queries.SHOWS],
        older=asking.asking(LIST, asked, fore=following) if following else "",
        files=[(ending, asking.asking(f"{LIST}.{ending}", asked)) for ending in ("xlsx", "csv")],
    )


@blueprint.get(f"{LIST}/saknas")
@web.door("finance.read")
def missing() -> Any:
    """What came and was not invoiced in time."""
    before = number_of(request.args.get("fore"))
    rows, following = queries.missing(web.session(), visitor(), web.today(), before=before)
    older = f"{LIST}/saknas?fore={following}" if following else ""
    return web.page("invoicing/supplier_missing.html", rows=rows, older=older)


@blueprint.get(f"{LIST}.<string:ending>")
@web.door("finance.read")
def invoices_file(ending: str) -> Any:
    """The list as a file."""
    rows = [_row(row) for row in queries.every_invoice(web.session(), visitor(), _asked())]
    return _file(ending, "export.title", _heads("export.columns", KINDS), rows)


@blueprint.get(f"{LIST}/saknas.<string:ending>")
@web.door("finance.read")
def missing_file(ending: str) -> Any:
    """What is missing, as a file."""
    found, _ = queries.missing(web.session(), visitor(), web.today(), most=queries.MOST_EXPORTED)
    rows = [_missing_row(row) for row in found]
    return _file(ending, "export.missing_title", _heads("export.missing_columns", MISSING_KINDS), rows)


def _asked() -> Asked:
    shows = request.args.get("visa", "")
    return Asked(
        shows=shows if shows in queries.SHOWS else "oredda",
        q="".join(char for char in request.args.get("q", "").strip() if char.isprintable())[:LONGEST_SEARCH],
        supplier=number_of(request.args.get("leverantor")),
        organisation=number_of(request.args.get("organisation")),
    )


def _heads(words: str, kinds: tuple[Any, ...]) -> list[Head]:
    titles = say(f"supplier_invoices.{words}").split("|")
    return [Head(title, kind, 18) for title, kind in zip(titles, kinds, strict=True)]


def _file(ending: str, title: str, heads: list[Head], rows: list[list[Any]]) -> Any:
    name = f"leverantorsfakturor-{web.today().isoformat()}.{ending}"
    if ending == "xlsx":
        data = spreadsheets.workbook(say(f"supplier_invoices.{title}"), heads, rows)
        return download(data, name, spreadsheets.XLSX)
    if ending == "csv":
        return download(spreadsheets.lines(heads, rows), name, spreadsheets.CSV)
    raise Missing


def _row(row: Listed) -> list[Any]:
    sign = -1 if row.kind == "credit_note" else 1
    return [
        row.number, row.supplier, row.organisation, say(f"supplier_invoices.kind.{row.kind}"), row.document,
        row.issued_on, row.due_on, row.order_number, row.reference, sign * row.net, sign * row.vat, sign * row.payable,
        say(f"supplier_invoices.state.{row.state}"), row.reason,
    ]  # fmt: skip


def _missing_row(row: Missed) -> list[Any]:
    return [
        row.partner_order, row.supplier, row.organisation, row.unit, row.name, row.quantity,
        local(row.delivered_at).date(), row.reference, row.net, row.vat,
    ]  # fmt: skip
