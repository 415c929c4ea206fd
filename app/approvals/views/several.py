"""Several yes at once: first the sum and every line, then what came of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flask
from flask import request

from app import web
from app.approvals import actions
from app.approvals.actions.matters import answered_there
from app.approvals.queries.inbox import Asked, asked_of
from app.approvals.queries.one import outcomes_of
from app.approvals.views import show
from app.approvals.views.doors import blueprint, visitor
from app.orders.queries.sentences import total
from app.refusal import Missing, Refused
from app.words import kr, say

MOST = 60


@blueprint.get("/godkann/flera")
@web.door("decide")
def several() -> Any:
    """The marked requests with their sum, before anything is decided."""
    return _page(_ids(request.args.getlist("val")))


@blueprint.post("/godkann/flera")
@web.door("decide")
def decide_several() -> Any:
    """Say yes to each of them, as it was shown; one that changed meanwhile stays and stops none of the others."""
    session, me = web.session(), visitor()
    ids = _ids(request.form.getlist("val"))
    for request_id in ids:
        shown = request.form.get(f"kontroll-{request_id}", "")
        if not shown:
            continue
        try:
            with session.begin_nested():
                actions.decide(session, me, request_id, {}, reason="", digest=shown[:64], at=web.now())
        except (Missing, Refused):
            session.expire_all()
    return flask.redirect(flask.url_for("approvals.several_done", val=ids), 303)


@blueprint.get("/godkann/flera/utfall")
@web.door("decide")
def several_done() -> Any:
    """What came of each."""
    ids = _ids(request.args.getlist("val"))
    rows = outcomes_of(web.session(), visitor(), ids)
    told = [(row, say(f"approvals.bulk.{row.came}")) for row in rows]
    done = sum(row.came == "done" for row in rows)
    title = say("approvals.bulk.result", done=done, count=len(rows))
    return web.page("approvals/several_done.html", "several", rows=told, title=title, waits=len(rows) - done)


def _page(ids: Sequence[int]) -> Any:
    found = asked_of(web.session(), visitor(), ids)
    whole = [each for each in found if each.lines or (each.order is None and not answered_there(each.request))]
    rows = [(each, show.row(each, visitor(), web.today()), _lines(each)) for each in whole]
    lines = [line for each in found for line in each.lines]
    rest = sum(each.request.amount for each in found if each.order is None)
    sums = [text for text, shown in ((total(lines), lines), (kr(rest), rest)) if shown]
    key = "title_one" if len(rows) == 1 else "title"
    return web.page(
        "approvals/several.html",
        "several",
        rows=rows,
        title=say(f"approvals.bulk.{key}", count=len(rows)),
        sum=" + ".join(sums) or kr(0),
    )


def _lines(asked: Asked) -> list[tuple[str, str]]:
    return [(f"{line.name}, {line.quantity} st", total([line])) for line in asked.lines]


def _ids(texts: Sequence[str]) -> list[int]:
    found = [int(text) for text in texts[:MOST] if text.isascii() and text.isdigit() and len(text) < 16]
    return list(dict.fromkeys(found))
