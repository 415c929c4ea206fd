"""The economist's doors from any sum to its rows, and to put a line on other codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from flask import Response, request

from app import web
from app.administration.queries import usable
from app.orders.actions.coding import recode as put_on
from app.orders.models import OrderLine
from app.orders.queries.coding import parts
from app.orders.queries.kontering import codes_in_words, frozen
from app.refusal import Missing, Refused
from app.reports import actions
from app.reports.forms import recode_form
from app.reports.queries import accounting
from app.reports.queries.trace import Asked, every_row, line_within, trace
from app.reports.views.doors import blueprint, visitor
from app.reports.views.export import table_file
from app.spreadsheets import Head
from app.words import say
from catalogue.kontering import whole
from catalogue.posting import RowKind
from catalogue.rights import may

PAYERS = ("direct", "unit", "member")
HEADS = (
    ("day", "day"), ("organisation", "text"), ("unit", "text"), ("kind", "text"), ("document", "text"),
    ("text", "text"), ("codes", "text"), ("net", "amount"), ("vat", "amount"), ("order", "text"),
    ("approver", "text"), ("partner_order", "text"), ("supplier_invoice", "text"),
)  # fmt: skip


@blueprint.get("/ekonomi/spar")
@web.door("finance.read")
def spar() -> Any:
    """The rows behind a sum."""
    me, asked = visitor(), _asked()
    found = trace(web.session(), me, asked)
    known = [
        ("", say("trace.every")),
        *((row.key, row.short_name) for row in accounting.organisations(web.session(), me)),
    ]
    return web.page(
        "reports/trace.html", "trace", asked=asked, found=found, organisations=known, codes=codes_in_words,
        units=[("", say("trace.every")), *((str(key), name) for key, name in found.units)],
        kinds=[("", say("trace.every")), *((str(kind), say(f"accounting.kind.{kind}")) for kind in RowKind)],
        payers=[("", say("trace.every")), *((key, say(f"accounting.payer.{key}")) for key in PAYERS)],
        may_recode=may("finance", me.roles), address=_address(asked), trace_of=say,
    )  # fmt: skip


@blueprint.get("/ekonomi/spar.<string:ending>")
@web.door("finance.read")
def spar_file(ending: str) -> Response:
    """The same rows as a file."""
    if ending not in ("csv", "xlsx"):
        raise Missing
    heads = [Head(say(f"trace.column.{key}"), kind) for key, kind in HEADS]  # type: ignore[arg-type]  # the words of Head
    return table_file(say("trace.file"), ending, heads, _cells(_asked()))


@blueprint.get("/ekonomi/spar/rader/<int:line_id>/omkontera")
@web.door("finance")
def recode(line_id: int) -> Any:
    """Put a line on other codes: what it is on, and what it may be on."""
    line, order = line_within(web.session(), visitor(), line_id)
    return _recode_page(line, order.number, _form(line)())


@blueprint.post("/ekonomi/spar/rader/<int:line_id>/omkontera")
@web.door("finance")
def recoded(line_id: int) -> Any:
    """Put a line on other codes from today, with the reason."""
    line, order = line_within(web.session(), visitor(), line_id)
    form = _form(line)(request.form)
    if not form.validate():
        return _recode_page(line, order.number, form, status=422)
    codes = {key: form[key].data for key in form.parts if form[key].data}
    centre = next(row for row in _centres(line) if row.id == form["kostnadsstalle"].data)
    own = {"ansvar": centre.code, "verksamhet": centre.activity}
    seen = request.form.get("sett", "")
    try:
        put_on(
            web.session(), line, whole({**{key: code for key, code in own.items() if code}, **codes}), form.skal.data,
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else -1, actor=visitor().actor,
            at=web.now(),
        )  # fmt: skip
    except Refused as refused:
        return _recode_page(line, order.number, form, status=422, refusal=say(refused.key, **refused.params))
    actions.post(web.session(), at=web.now())
    web.say_next(say("accounting.said.recoded", name=line.name))
    return web.see_other("orders.order", number=order.number)


def _recode_page(line: OrderLine, number: str, form: Any, *, status: int = 200, refusal: str = "") -> Any:
    now = frozen(web.session(), [line.id]).get(line.id, [])
    return web.page(
        "reports/recode.html", status=status, line=line, number=number, form=form, refusal=refusal,
        now=[(codes_in_words(row.codes), row.weight) for row in now], seen=now[0].generation if now else 0,
        reason=now[0].reason if now else "",
    )  # fmt: skip


def _form(line: OrderLine) -> Any:
    centres = [(row.id, f"{row.code} {row.activity} {row.name}") for row in _centres(line)]
    return recode_form(centres, parts(web.session(), line.organisation_id, web.today()))


def _centres(line: OrderLine) -> Sequence[Any]:
    return [row for row in usable(web.session(), line.organisation_id, web.today()) if row.valid_from <= web.today()]


def _asked() -> Asked:
    args, today = request.args, web.today()
    unit, kind, payer = args.get("enhet", ""), args.get("slag", ""), args.get("betalare", "")
    day, _, number = args.get("efter", "").partition("_")
    after = _day(day)
    return Asked(
        first=_day(args.get("fran", "")) or today.replace(month=1, day=1), last=_day(args.get("till", "")) or today,
        organisation=args.get("organisation", "")[:40], unit_id=_number(unit),
        kind=kind if kind in {str(each) for each in RowKind} else "", payer=payer if payer in PAYERS else "",
        document=args.get("dokument", "").strip()[:80],
        after=(after, _number(number) or 0) if after else None,
    )  # fmt: skip


def _address(asked: Asked) -> str:
    """The question as the end of an address, without the page."""
    values = {
        "organisation": asked.organisation, "enhet": asked.unit_id or "", "slag": asked.kind, "betalare": asked.payer,
        "dokument": quote(asked.document),
        "fran": asked.first.isoformat(), "till": asked.last.isoformat(),
    }  # fmt: skip
    return "&".join(f"{key}={value}" for key, value in values.items() if value)


def _cells(asked: Asked) -> Iterator[Sequence[Any]]:
    for each in every_row(web.session(), visitor(), asked):
        row = each.row
        yield [
            row.booked_on, each.organisation, row.unit_name, say(f"accounting.kind.{row.kind}"), row.document, row.text,
            codes_in_words(row.codes), row.net, row.vat, each.order, each.approver, each.partner_order,
            each.supplier_invoice,
        ]  # fmt: skip


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
