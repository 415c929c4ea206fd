"""Lists of claims: mine, and those I handle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flask
from flask import request

from app import web
from app.warranty import queries
from app.warranty.views.doors import blueprint, visitor
from app.words import say
from catalogue.rights import may

LARGEST = 2**31


@blueprint.get("/reklamationer")
@web.door("claims.own")
def claims() -> Any:
    """Mine, and my unit's."""
    before = _place()
    rows, following = queries.mine(web.session(), visitor(), before=before)
    return web.page(
        "warranty/claims.html", "claims", rows=rows, first=flask.url_for("warranty.claims") if before else "",
        older=flask.url_for("warranty.claims", fore=following) if following else "", tabs=_tabs("mine"),
        base="/reklamationer/", handles=False, every=True,
    )  # fmt: skip


@blueprint.get("/it/reklamationer")
@web.door("claims.handle")
def to_handle() -> Any:
    """Those I am to answer."""
    return listing(queries.to_handle, "warranty.to_handle", every=request.args.get("visa") == "alla")


def listing(ask: Callable[..., Any], endpoint: str, *, every: bool) -> Any:
    """A page of claims to answer."""
    before, suppliers = _place(), endpoint == "warranty.supplier_claims"
    rows, following = ask(web.session(), visitor(), every=every, before=before)
    asked: dict[str, Any] = {"visa": "alla"} if every else {}
    tabs = [
        {"title": say("warranty.tab.open"), "url": flask.url_for(endpoint), "current": not every},
        {"title": say("warranty.tab.all"), "url": flask.url_for(endpoint, visa="alla"), "current": every},
    ]
    return web.page(
        "warranty/claims.html", "claims", rows=rows, every=every, handles=True, tabs=tabs,
        base="/partner/reklamationer/" if suppliers else "/reklamationer/",
        first=flask.url_for(endpoint, **asked) if before else "",
        older=flask.url_for(endpoint, **asked, fore=following) if following else "",
    )  # fmt: skip


def _tabs(current: str) -> list[dict[str, object]]:
    """Mine beside those to answer, for whoever answers any."""
    if not may("claims.handle", visitor().roles):
        return []
    return [
        {"title": say("warranty.tab.mine"), "url": flask.url_for("warranty.claims"), "current": current == "mine"},
        {"title": say("warranty.tab.handle"), "url": flask.url_for("warranty.to_handle"), "current": False},
    ]


def _place() -> int:
    text = request.args.get("fore", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else 0
    return number if number < LARGEST else 0
