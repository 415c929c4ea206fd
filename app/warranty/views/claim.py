"""Doors to one claim: to read it, write in it, fetch its files, close it and open it again."""

from __future__ import annotations

import io
from typing import Any

import flask
import sqlalchemy as sa
from flask import Response, request
from werkzeug.datastructures import CombinedMultiDict

from app import files, web
from app.cases.actions import Sent
from app.cases.models import CaseFile
from app.cases.queries.visible import may_handle
from app.refusal import Changed, Forbidden, Missing, Refused
from app.warranty import actions, queries
from app.warranty.forms import MessageForm
from app.warranty.queries import Found
from app.warranty.views.doors import WITH_FILES, agreed, blueprint, visitor
from app.warranty.views.show import show
from app.words import say

web.roomy["warranty.write"] = WITH_FILES


@blueprint.get("/reklamationer/<string:number>")
@web.door("claims.own")
def claim(number: str) -> Any:
    """One claim with its thread."""
    return show(queries.by_number(web.session(), visitor(), number))


@blueprint.post("/reklamationer/<string:number>")
@web.door("claims.own")
def write(number: str) -> Any:
    """Write in the claim."""
    return written(queries.held(web.session(), visitor(), number), "warranty.claim")


@blueprint.post("/reklamationer/<string:number>/klar")
@web.door("claims.own")
def close(number: str) -> Any:
    """Say that it works."""
    found = queries.held(web.session(), visitor(), number)
    actions.close(web.session(), found, visitor(), agreed(), at=web.now())
    web.say_next(say("warranty.done.closed"))
    return web.see_other("warranty.claim", number=number)


@blueprint.post("/reklamationer/<string:number>/ta-tillbaka")
@web.door("claims.own")
def withdraw(number: str) -> Any:
    """Take back what nobody has begun with."""
    found = queries.held(web.session(), visitor(), number)
    actions.withdraw(web.session(), found, visitor(), at=web.now())
    web.say_next(say("warranty.done.withdrawn"))
    return web.see_other("warranty.claim", number=number)


@blueprint.post("/reklamationer/<string:number>/oppna")
@web.door("claims.own")
def reopen(number: str) -> Any:
    """Say that it does not work after all."""
    form, me = MessageForm(request.form), visitor()
    text = (form.text.data or "").strip() if form.validate() else ""
    found = queries.held(web.session(), me, number)
    try:
        with web.session().begin_nested():
            actions.reopen(web.session(), found, me, text, at=web.now())
            actions.write(web.session(), found, me, Sent(text=text, folder=web.config().files_dir), at=web.now())
    except (Forbidden, Changed):
        raise
    except Refused as refused:
        typed = {"oppna": form.text.data or ""}
        return show(_anew(number), status=422, faults=[("oppna", say(refused.key, **refused.params))], typed=typed)
    web.say_next(say("warranty.done.reopened"))
    return web.see_other("warranty.claim", number=number)


@blueprint.get("/reklamationer/<string:number>/filer/<int:file_id>")
@web.door("claims.own")
def file(number: str, file_id: int) -> Response:
    """A picture of the claim, to keep and never to run (promise 56)."""
    return kept(queries.by_number(web.session(), visitor(), number), file_id)


def written(found: Found, onward: str) -> Any:
    """Write in a held claim and go back to it; 422 with what was wrong."""
    form, me = MessageForm(CombinedMultiDict([request.form, request.files])), visitor()
    typed = {"text": form.text.data or ""}
    if not form.validate():
        return show(found, status=422, faults=[("text", form.text.errors[0])], typed=typed)
    try:
        with web.session().begin_nested():
            sent = Sent(text=form.text.data or "", folder=web.config().files_dir, files=form.accepted(),
                        internal=bool(form.internt.data))  # fmt: skip
            actions.write(web.session(), found, me, sent, at=web.now())
    except Forbidden:
        raise
    except Refused as refused:
        where = "filer" if refused.key.startswith("uploads.") else "text"
        fault = (where, say(refused.key, **refused.params))
        return show(_anew(found.claim.number), status=422, faults=[fault], typed=typed)
    web.say_next(say("cases.done.noted" if form.internt.data else "cases.done.written"))
    return web.see_other(onward, number=found.claim.number)


def kept(found: Found, file_id: int) -> Response:
    """A file of a claim that may be seen; raises Missing for any other."""
    session = web.session()
    row = session.scalar(sa.select(CaseFile).where(CaseFile.id == file_id, CaseFile.case_id == found.case.id))
    if row is None or (row.internal and not may_handle(found.case, visitor())):
        raise Missing
    stored = files.get(session, web.config().files_dir, row.file_key)
    if stored is None:
        raise Missing
    answer = flask.send_file(io.BytesIO(stored[1]), row.media_type, as_attachment=True, download_name=row.name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _anew(number: str) -> Found:
    """The claim as it stands after what was tried was taken back."""
    return queries.held(web.session(), visitor(), number)
