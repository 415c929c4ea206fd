"""The doors of what has been referred to a coming budget."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from app import web
from app.budgets import actions, queries
from app.budgets.forms import YES, NeedForm
from app.budgets.views.doors import FIRST, blueprint, told, visitor
from app.budgets.views.frames import file_of
from app.refusal import Missing, Refused
from app.spreadsheets import Head, lines, workbook
from app.words import say
from catalogue.rights import may

LAST = 2100
COLUMNS = (
    ("title", "text"), ("organisation", "text"), ("unit", "text"), ("number", "text"), ("need_amount", "amount"),
    ("state", "text"), ("reason", "text"), ("answer", "text"),
)  # fmt: skip


@blueprint.get("/ekonomi/budgetbehov/<int:year>")
@web.door("finance.read")
def needs(year: int) -> Any:
    """What has been referred to the budget of a year."""
    return _page(year)


@blueprint.get("/ekonomi/budgetbehov/<int:year>/<string:name>")
@web.door("finance.read")
def needs_file(year: int, name: str) -> Response:
    """The needs of a year as a file."""
    if name not in ("export.xlsx", "export.csv"):
        raise Missing
    heads = [Head(say(f"budgets.column.{title}"), look) for title, look in COLUMNS]  # type: ignore[arg-type]  # words of Head
    rows: list[list[Any]] = [
        [
            found.row.title, found.organisation, found.unit, found.row.number, found.row.amount,
            say(f"budgets.need.{found.row.state}"), found.row.reason, found.row.answer,
        ]
        for found in queries.needs(web.session(), visitor(), _possible(year))
    ]  # fmt: skip
    title = say("budgets.file.needs", year=year)
    web.log.info("export", what="budget_needs", person=visitor().id)
    is_book = name.endswith("xlsx")
    return file_of(workbook(title, heads, rows) if is_book else lines(heads, rows), f"{title}{name[6:]}")


@blueprint.post("/ekonomi/budgetbehov/<int:year>/<int:need_id>")
@web.door("finance")
def answer_need(year: int, need_id: int) -> Any:
    """Take a need into the budget, or say why not."""
    row, form = queries.need(web.session(), visitor(), _possible(year), need_id), NeedForm(request.form)
    if not form.validate():
        return _page(year, 422, answered=need_id, form=form)
    try:
        yes = form.answer.data == YES
        actions.answer(
            web.session(), row, accept=yes, text=form.text.data or "", actor=visitor().actor, at=web.now()
        )  # fmt: skip
    except Refused as refused:
        faults = [(f"svar-{need_id}", told(refused))]
        return _page(year, 422, answered=need_id, form=form, faults=faults)
    web.say_next(say("budgets.done.answered"))
    return web.see_other("budgets.needs", year=year)


def _possible(year: int) -> int:
    if not FIRST <= year <= LAST:
        raise Missing
    return year


def _page(
    year: int, status: int = 200, *, answered: int = 0, form: NeedForm | None = None, faults: Any = ()
) -> Any:  # fmt: skip
    rows = queries.needs(web.session(), visitor(), _possible(year))
    if form is not None:
        faults = [*faults, *((f"svar-{answered}", error) for field in form for error in field.errors)]
    return web.page(
        "budgets/needs.html", status=status, rows=rows, year=year, answered=answered, form=form, faults=list(faults),
        sets=may("finance", visitor().roles), total=sum(found.row.amount or 0 for found in rows),
        waiting=sum(found.row.state == "new" for found in rows),
        unpriced=sum(found.row.amount is None for found in rows),
    )  # fmt: skip
