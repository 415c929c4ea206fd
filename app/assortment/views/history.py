"""Doors to how the range came to be: an item's history, two points side by side, versions, and a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import flask
from flask import request

from app import web
from app.assortment.models import Item
from app.assortment.queries import editing
from app.assortment.queries.content import content_of
from app.assortment.queries.history import Change, changes_between, content_after, item_history, range_as_of, versions
from app.assortment.views import telling
from app.assortment.views.doors import ROOT, blueprint
from app.words import day, kr, say


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
    standing = range_as_of(web.session(), asked)
    shown = [each for each in standing.values() if each.state != "draft"]
    shown.sort(key=lambda each: (each.state, each.content["name"]))
    return web.page("assortment/day.html", asked=asked, rows=shown, trail=ROOT)


def _day() -> dt.date:
    try:
        return dt.date.fromisoformat(request.args.get("dag", ""))
    except ValueError:
        return web.today()


def _number(name: str, otherwise: int) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else otherwise
