"""Doors to the search over everything and to the history of one thing."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.administration import queries
from app.administration.views.contents import contents_for
from app.administration.views.doors import ROOT, blueprint, reach
from app.words import say


@blueprint.get("/admin/sok")
@web.door("people.administer")
def search() -> Any:
    """People, units, cost centres, addresses, organisations and pages that hold the words."""
    text = " ".join(request.args.get("q", "").split())[:100]
    hits = queries.search(web.session(), reach(), text)
    pages = [link for _area, links in contents_for(reach()) for link in links if text and _speaks_of(link.words, text)]
    return web.page("administration/search.html", "hits", q=text, hits=hits, pages=pages, trail=ROOT)


@blueprint.get("/admin/historik/<string:word>/<int:number>")
@web.door("people.administer")
def history(word: str, number: int) -> Any:
    """What has happened to one thing: who changed what, from what to what."""
    kind, name = queries.subject(web.session(), reach(), word, number)
    before = request.args.get("fore", "")
    seen = int(before) if before.isdecimal() and len(before) < 19 else None
    rows, older = queries.trail(web.session(), kind, number, before=seen)
    return web.page(
        "administration/history.html", rows=rows, older=older, name=name, word=word, number=number, trail=ROOT
    )


def _speaks_of(words: str, text: str) -> bool:
    said = f"{say(f'{words}.title')} {say(f'{words}.text')}".casefold()
    return all(word in said for word in text.casefold().split())
