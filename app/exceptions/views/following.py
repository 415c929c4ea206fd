"""One request as those it concerns follow it: where it lies, the quote, taking it back, saying that it is bought."""

from __future__ import annotations

import io
from typing import Any

import flask
from flask import Response, request

from app import files, web
from app.exceptions import actions, queries
from app.exceptions.forms import BoughtForm
from app.exceptions.views.doors import blueprint, visitor
from app.refusal import Changed, Forbidden, Missing, Refused
from app.words import say


@blueprint.get("/begar/utanfor-sortimentet/<string:number>")
@web.door("signed_in")
def one(number: str) -> Any:
    """Where it is and what was answered."""
    return _page(number)


@blueprint.get("/begar/utanfor-sortimentet/<string:number>/offert")
@web.door("signed_in")
def quote(number: str) -> Response:
    """The quote, to keep and never to run."""
    found = queries.by_number(web.session(), visitor(), number)
    kept = files.get(web.session(), web.config().files_dir, found.quote_key) if found.quote_key else None
    if kept is None:
        raise Missing
    row, data = kept
    answer = flask.send_file(io.BytesIO(data), row.media_type, as_attachment=True, download_name=row.name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@blueprint.post("/begar/utanfor-sortimentet/<string:number>/ta-tillbaka")
@web.door("signed_in")
def withdraw(number: str) -> Any:
    """Take it back."""
    found = queries.by_number(web.session(), visitor(), number)
    actions.withdraw(web.session(), visitor(), found, at=web.now())
    web.say_next(say("exceptions.done.withdrawn"))
    return web.see_other("exceptions.one", number=number)


@blueprint.post("/begar/utanfor-sortimentet/<string:number>/kopt")
@web.door("signed_in")
def buy(number: str) -> Any:
    """Say that it has been bought."""
    found, form = queries.by_number(web.session(), visitor(), number), BoughtForm(request.form)
    bought = form.bought()
    if bought is None:
        return _page(number, form, status=422)
    try:
        actions.buy(web.session(), visitor(), found, bought, at=web.now())
    except (Forbidden, Changed):
        raise
    except Refused as refused:
        field = form.pris if refused.key.endswith("dearer") else form.dag
        field.errors = [say(refused.key, **refused.params)]
        return _page(number, form, status=422)
    web.say_next(say("exceptions.done.bought"))
    return web.see_other("exceptions.one", number=number)


def _page(number: str, form: BoughtForm | None = None, *, status: int = 200) -> Any:
    session, me = web.session(), visitor()
    found = queries.by_number(session, me, number)
    form = form or BoughtForm(data={"dag": web.today(), "pris": found.unit_price})
    return web.page(
        "exceptions/one.html", "one", status=status, form=form, **queries.story(session, found, me, web.today())
    )
