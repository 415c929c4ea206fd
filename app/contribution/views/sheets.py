"""Budget and contribution as tables that people take with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app import spreadsheets, web
from app.contribution import queries
from app.contribution.models import CapitalRow
from app.contribution.queries import Budget
from app.contribution.views.doors import blueprint
from app.downloads import download
from app.refusal import Missing
from app.spreadsheets import Head
from app.words import say
from catalogue.contribution import Section

MOST = 100_000


@blueprint.get("/ekonomi/budget/<int:year>/export.<string:kind>")
@web.door("finance.read")
def budget_sheet(year: int, kind: str) -> Any:
    """The lines of a budget."""
    shown = queries.shown(web.session(), year)
    columns = _heads("budget", "text", "text", "text", "text", "number", "day", "amount")
    return _file(kind, say("contribution.sheet.budget.name", year=year), columns, _lines(shown))


@blueprint.get("/ekonomi/medlemsbidrag/<int:year>/export.<string:kind>")
@web.door("finance.read")
def contribution_sheet(year: int, kind: str) -> Any:
    """What each member pays and has been invoiced."""
    session = web.session()
    shown = queries.shown(session, year)
    invoiced = queries.invoiced(queries.issued(session, shown.year))
    columns = _heads("contribution", "text", "number", "text", *["amount"] * 9)
    rows = [
        (
            share.member.name, share.inhabitants, say("contribution.sheet.points", whole=share.points // 10_000,
            rest=f"{share.points % 10_000:04d}"), share.parts.shared, share.parts.capital, share.parts.adjustment,
            share.parts.total, *share.parts.quarters, invoiced.get(share.member.id, 0),
        )
        for share in shown.shares
    ]  # fmt: skip
    return _file(kind, say("contribution.sheet.contribution.name", year=year), columns, rows)


@blueprint.get("/ekonomi/medlemsbidrag/<int:year>/<string:organisation>/enheter.<string:kind>")
@web.door("finance.read")
def device_sheet(year: int, organisation: str, kind: str) -> Any:
    """Every device a member bears the capital cost of."""
    session = web.session()
    shown = queries.shown(session, year)
    member = queries.member(shown.members, organisation)
    rows: Sequence[CapitalRow] = []
    if shown.run is not None:
        rows, _more = queries.rows_of(session, shown.run.id, member.id, most=MOST)
    columns = _heads("devices", "text", "text", "text", "day", "number", *["amount"] * 6, "day")
    name = say("contribution.sheet.devices.name", year=year, name=member.short_name)
    return _file(kind, name, columns, (_device(row) for row in rows))


def _device(row: CapitalRow) -> tuple[object, ...]:
    total = row.depreciation + row.interest + row.expensed
    return (
        row.tag, say(f"contribution.class.{row.device_class}"), row.model, row.in_service_on, row.months, row.price,
        row.book_value, row.depreciation, row.interest, row.expensed, total, row.gone_on,
    )  # fmt: skip


def _lines(shown: Budget) -> list[tuple[object, ...]]:
    return [
        (
            say(f"contribution.section.{line.section}"), say(f"contribution.category.{line.category}"), line.note,
            shown.names.get(line.organisation_id or 0, ""), line.months, line.in_use_on, line.amount,
        )
        for section in Section
        for line in shown.of(section)
    ]  # fmt: skip


def _heads(table: str, *kinds: Any) -> list[Head]:
    titles = say(f"contribution.sheet.{table}.columns").split("|")
    return [Head(title, kind, 20 if kind == "text" else 16) for title, kind in zip(titles, kinds, strict=True)]


def _file(kind: str, name: str, columns: Sequence[Head], rows: Iterable[Sequence[Any]]) -> Any:
    if kind == "xlsx":
        return download(spreadsheets.workbook(name, columns, rows), spreadsheets.XLSX, f"{name}.xlsx")
    if kind == "csv":
        return download(spreadsheets.lines(columns, rows), spreadsheets.CSV, f"{name}.csv")
    raise Missing
