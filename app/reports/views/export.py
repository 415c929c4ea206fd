"""The doors to what finance systems are given: a period is looked through, handed over once and kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from flask import Response, request
from werkzeug.http import dump_options_header

from app import web
from app.identity.models import Organisation
from app.refusal import Missing, Refused
from app.reports import actions
from app.reports.actions import Period
from app.reports.actions.exporting import SERIES
from app.reports.queries import accounting
from app.reports.queries.accounting import Waiting
from app.reports.views.doors import blueprint, visitor
from app.spreadsheets import CSV, XLSX, Head, lines, workbook
from app.words import say
from catalogue.codeplan import DIMENSIONS
from catalogue.posting import Account, NoAccount, vouchers
from catalogue.rights import may

ACCOUNT = re.compile(r"[0-9]{3,10}", re.ASCII)
SIE = "application/octet-stream"
ENDINGS = {"si": SIE, "csv": CSV, "xlsx": XLSX}
KINDS: tuple[Literal["day", "text", "amount"], ...] = ("day", *(("text",) * 8), "amount", "amount")


@blueprint.get("/ekonomi/export")
@web.door("finance.read")
def export() -> Any:
    """A period of an organisation as it would be handed over, and what has been."""
    return _page()


@blueprint.post("/ekonomi/export")
@web.door("finance")
def hand_over() -> Any:
    """Hand a period over, as it was shown."""
    found = accounting.organisation(web.session(), visitor(), request.form.get("organisation", ""))
    period = _period(request.form.get("fran", ""), request.form.get("till", ""))
    if period is None:
        return _page(status=422, refusal=say("accounting.refused.period"))
    try:
        made = actions.hand_over(
            web.session(), found, period, request.form.get("sett", ""), actor=visitor().actor, at=web.now()
        )
    except Refused as refused:
        return _page(status=422, refusal=say(refused.key, **refused.params))
    web.say_next(say("accounting.said.exported", count=made.vouchers))
    return web.see_other("reports.export")


@blueprint.get("/ekonomi/export/<int:export_id>.<string:ending>")
@web.door("finance.read")
def exported(export_id: int, ending: str) -> Response:
    """The bytes as they were handed over, or the same rows as a table."""
    if ending not in ENDINGS:
        raise Missing
    made, whose = accounting.export(web.session(), visitor(), export_id)
    name = f"{say('accounting.file')}-{whose.key}-{made.period_first:%Y%m%d}-{made.period_last:%Y%m%d}"
    if ending == "si":
        return _file(made.data, SIE, f"{name}.{ending}")
    rows = _table(accounting.taken(web.session(), made.id), {Account(key): to for key, to in made.accounts.items()})
    titles = say("accounting.columns").split("|")
    heads = [Head(title, kind) for title, kind in zip(titles, KINDS, strict=True)]
    return table_file(name, ending, heads, rows)


def table_file(name: str, ending: str, heads: Sequence[Head], rows: Iterator[Sequence[Any]]) -> Response:
    """Rows as a file of one of the two sorts of table."""
    data = lines(heads, rows) if ending == "csv" else workbook(name, heads, rows)
    return _file(data, ENDINGS[ending], f"{name}.{ending}")


@blueprint.get("/ekonomi/export/konton/<string:key>")
@web.door("finance.read")
def accounts(key: str) -> Any:
    """Which accounts an organisation books on, and what was chosen before."""
    return _accounts_page(accounting.organisation(web.session(), visitor(), key))


@blueprint.post("/ekonomi/export/konton/<string:key>")
@web.door("finance")
def choose_accounts(key: str) -> Any:
    """Choose accounts from today."""
    whose = accounting.organisation(web.session(), visitor(), key)
    typed = {sort: request.form.get(str(sort), "").strip() for sort in Account}
    wrong = [str(sort) for sort, account in typed.items() if account and not ACCOUNT.fullmatch(account)]
    if wrong:
        return _accounts_page(whose, status=422, wrong=wrong, typed={str(sort): to for sort, to in typed.items()})
    begins = _day(request.form.get("fran", "")) or web.today().replace(month=1, day=1)
    actions.choose_accounts(web.session(), whose, typed, begins, actor=visitor().actor, at=web.now())
    web.say_next(say("accounting.said.accounts"))
    return web.see_other("reports.export", organisation=key)


def _page(*, status: int = 200, refusal: str = "") -> Any:
    """The page; with an organisation and a period also what it would hand over."""
    asked = request.form if request.method == "POST" else request.args
    known = accounting.organisations(web.session(), visitor())
    if not known:
        raise Missing
    whose = next((row for row in known if row.key == asked.get("organisation", "")), known[0])
    period = _period(asked.get("fran", ""), asked.get("till", "")) or _last_month()
    found = accounting.waiting(web.session(), whose.id, period.first, period.last)
    chosen = accounting.accounts(web.session(), whose.id, period.last)
    return web.page(
        "reports/export.html", "export", status=status, refusal=refusal, whose=whose, period=period, found=found,
        known_choices=[(row.key, row.short_name) for row in known], preview=_preview(found, chosen),
        exports=accounting.exports(web.session(), visitor()), may_hand_over=may("finance", visitor().roles),
    )  # fmt: skip


def _preview(found: Waiting, chosen: dict[Account, str]) -> dict[str, Any]:
    """Sums by account with the check that debit is credit, or which accounts are missing."""
    try:
        made = vouchers(found.rows, chosen, SERIES)
    except NoAccount as lacking:
        return {"missing": [say(f"accounting.sort.{sort}") for sort in lacking.missing], "sums": [], "vouchers": 0}
    sums: dict[str, list[int]] = {}
    for entry in (entry for voucher in made for entry in voucher.entries):
        held = sums.setdefault(entry.account, [0, 0])
        held[entry.amount < 0] += abs(entry.amount)
    debit, credit = (sum(held[side] for held in sums.values()) for side in (0, 1))
    names = {account: say(f"accounting.sort.{sort}") for sort, account in chosen.items()}
    rows = [(account, names.get(account, ""), *held) for account, held in sorted(sums.items())]
    return {"missing": [], "sums": rows, "vouchers": len(made), "debit": debit, "credit": credit}


def _table(found: Waiting, chosen: dict[Account, str]) -> Iterator[Sequence[Any]]:
    parts = [key for key in DIMENSIONS if key != "konto"]
    order = ("ansvar", "verksamhet", "aktivitet", "projekt", "objekt")
    for row in found.rows:
        codes = [row.codes.get(key, "") for key in order if key in parts]
        account = row.codes.get("konto") or chosen.get(row.sort, "")
        yield [row.on, row.document, row.text, account, *codes, row.net, row.vat]


def _accounts_page(whose: Organisation, *, status: int = 200, wrong: Sequence[str] = (), typed: Any = None) -> Any:
    now = accounting.accounts(web.session(), whose.id, web.today())
    return web.page(
        "reports/accounts.html", status=status, whose=whose, sorts=[str(sort) for sort in Account], wrong=wrong,
        now=typed or {str(sort): account for sort, account in now.items()},
        before=accounting.choices(web.session(), whose.id), begins=web.today().replace(month=1, day=1),
        may_change=may("finance", visitor().roles),
    )  # fmt: skip


def _period(first: str, last: str) -> Period | None:
    begins, ends = _day(first), _day(last)
    if begins is None or ends is None or begins > ends or begins.year != ends.year:
        return None
    return Period(begins, ends)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _last_month() -> Period:
    ends = web.today().replace(day=1) - dt.timedelta(days=1)
    return Period(ends.replace(day=1), ends)


def _file(data: bytes, media_type: str, name: str) -> Response:
    response = Response(data, mimetype=media_type.partition(";")[0])
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": name})
    response.headers["Content-Security-Policy"] = "sandbox"
    return response
