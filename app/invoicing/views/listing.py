"""The doors of the list of invoices and of its files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import flask
from flask import Response, request

from app import web
from app.asked import asked_of, asking
from app.filters.queries import mine
from app.invoicing.forms import FilterForm
from app.invoicing.models import State
from app.invoicing.queries import listing
from app.invoicing.queries.listing import Listed
from app.invoicing.queries.reach import acts
from app.invoicing.views.doors import blueprint, visitor
from app.refusal import Missing
from app.spreadsheets import CSV, XLSX, Head, lines, workbook
from app.words import say
from catalogue.invoices import Kind

AMOUNTS = ("net", "vat", "rounding", "payable")
DAYS = ("issued_on", "due_on", "period_first", "period_last")
COLUMNS = (
    "number", "document", "kind", "customer", "reference", "issued_on", "due_on", "period_first", "period_last", "net",
    "vat", "rounding", "payable", "ocr", "state", "response", "credits",
)  # fmt: skip


@blueprint.get("/ekonomi/fakturor")
@web.door("finance.read")
def invoices() -> Any:
    """Every invoice and credit note that fits, newest first."""
    me, wanted = visitor(), FilterForm(request.args).wanted()
    rows, before = listing.listing(web.session(), me, wanted)
    asked, here = asked_of("fore"), flask.url_for("invoicing.invoices")
    return web.page(
        "invoicing/list.html",
        "rows",
        wanted=wanted,
        rows=rows,
        older=asking(here, asked, fore=before) if before else "",
        newest=asking(here, asked) if wanted.before else "",
        exports={kind: asking(flask.url_for("invoicing.export", kind=kind), asked) for kind in ("xlsx", "csv")},
        organisations=[("", say("invoicing.filter.all_customers")), *listing.organisations(web.session())],
        states=[("", say("invoicing.filter.all_states")), *((key, say(f"invoicing.state.{key}")) for key in State)],
        kinds=[("", say("invoicing.filter.all_kinds")), *((key, say(f"invoicing.kind.{key}")) for key in Kind)],
        acts=acts(me),
        filtered=bool(asked),
        kept=mine(web.session(), me, "invoices", query := request.query_string.decode()),
        query=query,
    )


@blueprint.get("/ekonomi/fakturor/export.<string:kind>")
@web.door("finance.read")
def export(kind: str) -> Any:
    """Everything that fits, as a file; the sums are those of the documents."""
    if kind not in ("xlsx", "csv"):
        raise Missing
    wanted, me = FilterForm(request.args).wanted(), visitor()
    web.log.info("export", what="invoices", person=me.id)
    rows = _cells(listing.exported(web.session(), me, wanted))
    name = f"{say('invoicing.export.file')}-{web.today().isoformat()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if kind == "xlsx":
        return Response(workbook(say("invoicing.export.title"), _heads(), rows), mimetype=XLSX, headers=headers)
    return Response(lines(_heads(), rows), content_type=CSV, headers=headers)


def _heads() -> list[Head]:
    kinds = dict.fromkeys(AMOUNTS, "amount") | dict.fromkeys(DAYS, "day")
    return [Head(say(f"invoicing.export.{name}"), kinds.get(name, "text")) for name in COLUMNS]  # type: ignore[arg-type]  # the words above


def _cells(rows: Iterator[Listed]) -> Iterator[list[object]]:
    for row in rows:
        sign = -1 if row.document == "credit" else 1
        said = {
            "document": say(f"invoicing.document.{row.document}"),
            "kind": say(f"invoicing.kind.{row.kind}"),
            "state": say(f"invoicing.state.{row.state}"),
            "response": say(f"invoicing.response.{row.response}") if row.response else "",
            **{name: sign * getattr(row, name) for name in AMOUNTS},
        }
        yield [said.get(name, getattr(row, name)) for name in COLUMNS]
