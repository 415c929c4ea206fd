"""Doors to how the range came to be: an item's history, two points side by side, versions, and a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import flask
from flask import Response, request

from app import web
from app.assortment.models import Item
from app.assortment.queries import editing, edition
from app.assortment.queries.content import content_of
from app.assortment.queries.history import (
    Change,
    Standing,
    changes_between,
    content_after,
    item_history,
    range_as_of,
    versions,
)
from app.assortment.views import telling
from app.assortment.views.doors import ROOT, blueprint
from app.downloads import download
from app.spreadsheets import XLSX, Head, Kind, workbook
from app.words import day, kr, say

# What each column of the table to take along holds, and how wide it is.
COLUMNS: tuple[tuple[Kind, int], ...] = (
    ("text", 44), ("text", 16), ("text", 30), ("text", 24), ("text", 16), ("amount", 14), ("text", 14), ("number", 14),
    ("number", 14),
)  # fmt: skip


@blueprint.get("/redigera/sortiment/<string:slug>/historik")
@web.door("range.read")
def item_points(slug: str) -> Any:
    """Everything that happened to an item, and any two points of it side by side."""
    session = web.session()
    item = editing.edited(session, slug)
    found, changes = editing.choices(session, item.id), item_history(session, item.id)
    ids = [change.id for change in changes]
    new = _number("till", ids[0] if ids else 0)
    old = _number("fran", ids[1] if len(ids) > 1 else 0)
    return web.page(
        "assortment/history.html",
        item=item,
        changes=[(change, telling.told(change, found)) for change in changes],
        points=[(str(change.id), _point(change)) for change in changes],
        old=str(old),
        new=str(new),
        sides=telling.sides(content_after(session, item.id, old), _newest(item, new), found) if ids else [],
        prices=_prices(changes),
        trail=[*ROOT, (item.name, f"/redigera/sortiment/{item.slug}")],
    )


def _newest(item: Item, change_id: int) -> dict[str, Any]:
    return content_after(web.session(), item.id, change_id) or content_of(item)


def _point(change: Change) -> str:
    what = say(f"editing.change.{change.change}")
    return f"{day(change.effective_on, web.today())}: {what}, {change.made_by_name}"


def _prices(changes: list[Change]) -> list[tuple[dt.date, int, str]]:
    """The prices an item has had, oldest first: day, öre, and the same in words."""
    found: list[tuple[dt.date, int, str]] = []
    for change in reversed(changes):
        price = change.content.get("price")
        if price is not None and (not found or found[-1][1] != price):
            found.append((change.effective_on, price, kr(price)))
    return found


@blueprint.get("/redigera/sortiment/versioner")
@web.door("range.read")
def range_versions() -> Any:
    """The versions of the range, and what differs between two of them."""
    session = web.session()
    rows = versions(session, before=_number("fore", 0) or None)
    newest = rows[0].number if rows else 0
    old, new = sorted((_number("fran", max(newest - 1, 0)), _number("till", newest)))
    found = editing.choices(session)
    return web.page(
        "assortment/versions.html",
        rows=rows,
        old=old,
        new=new,
        changes=[(change, telling.told(change, found)) for change in changes_between(session, old, new)],
        more=flask.url_for("assortment.range_versions", fore=rows[-1].number) if len(rows) == 50 else "",
        trail=ROOT,
    )


@blueprint.get("/redigera/sortiment/datum")
@web.door("range.read")
def range_on_day() -> Any:
    """The range as it stood on a day."""
    asked = _day()
    return web.page("assortment/day.html", asked=asked, rows=_standing(asked), trail=ROOT)


@blueprint.get("/redigera/sortiment/datum.xlsx")
@web.door("range.read")
def range_workbook() -> Response:
    """The range of a day as a table to take along."""
    asked, kinds = _day(), edition().kinds
    heads = [Head(title, *how) for title, how in zip(say("editing.sheet.columns").split("|"), COLUMNS, strict=True)]
    rows = [
        (
            each.content["name"], each.content["article"], each.content["model"],
            kinds[each.content["kind"]].name if each.content["kind"] in kinds else each.content["kind"],
            say(f"editing.state.{each.state}"), each.content["price"],
            say(f"editing.price_period.{each.content['price_period']}"), each.content["technical_lifetime_months"],
            each.content["warranty_months"],
        )
        for each in _standing(asked)
    ]  # fmt: skip
    title = say("editing.sheet.title", day=asked.isoformat())
    return download(workbook(title, heads, rows), XLSX, f"{say('editing.sheet.file')}-{asked.isoformat()}.xlsx")


def _standing(asked: dt.date) -> list[Standing]:
    """What was or had been in the range that day: what is sold first, by name."""
    shown = [each for each in range_as_of(web.session(), asked).values() if each.state != "draft"]
    return sorted(shown, key=lambda each: (each.state, each.content["name"]))


def _day() -> dt.date:
    try:
        return dt.date.fromisoformat(request.args.get("dag", ""))
    except ValueError:
        return web.today()


def _number(name: str, otherwise: int) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else otherwise
