"""Doors to one case: to read it, write in it, fetch its files, close it and open it again."""

from __future__ import annotations

import io
from typing import Any

import flask
import sqlalchemy as sa
from flask import Response, request
from werkzeug.datastructures import CombinedMultiDict

from app import files, web
from app.cases import actions, queries
from app.cases.forms import MessageForm, TextForm
from app.cases.models import CaseFile
from app.cases.queries import may_handle
from app.cases.views.doors import WITH_FILES, agreed, blueprint, visitor
from app.cases.views.show import show
from app.refusal import Forbidden, Missing, Refused
from app.words import say

web.roomy["cases.write"] = WITH_FILES


@blueprint.get("/arenden/<string:number>")
@web.door("cases.own")
def case(number: str) -> Any:
    """One case with its thread."""
    return show(number)


@blueprint.post("/arenden/<string:number>")
@web.door("cases.own")
def write(number: str) -> Any:
    """Write in the case."""
    form = MessageForm(CombinedMultiDict([request.form, request.files]))
    me, held = visitor(), queries.held(web.session(), visitor(), number)
    typed = {"text": form.text.data or ""}
    if not form.validate():
        return show(number, status=422, faults=[("text", form.text.errors[0])], typed=typed)
    try:
        with web.session().begin_nested():
            sent = actions.Sent(
                text=form.text.data or "", folder=web.config().files_dir, files=form.accepted(),
                internal=bool(form.internt.data),
            )  # fmt: skip
            actions.write(web.session(), held.case, me, sent, at=web.now())
    except Forbidden:
        raise
    except Refused as refused:
        where = "filer" if refused.key.startswith("uploads.") else "text"
        return show(number, status=422, faults=[(where, say(refused.key, **refused.params))], typed=typed)
    web.say_next(say("cases.done.noted" if form.internt.data else "cases.done.written"))
    return web.see_other("cases.case", number=number)


@blueprint.post("/arenden/<string:number>/stang")
@web.door("cases.own")
def close(number: str) -> Any:
    """Say that it works."""
    held = queries.held(web.session(), visitor(), number)
    actions.close(web.session(), held, visitor(), agreed(), at=web.now())
    web.say_next(say("cases.done.stangt"))
    return web.see_other("cases.case", number=number)


@blueprint.post("/arenden/<string:number>/ta-tillbaka")
@web.door("cases.own")
def withdraw(number: str) -> Any:
    """Take back what nobody has begun with."""
    held = queries.held(web.session(), visitor(), number)
    actions.withdraw(web.session(), held, visitor(), at=web.now())
    web.say_next(say("cases.done.withdrawn"))
    return web.see_other("cases.case", number=number)


@blueprint.post("/arenden/<string:number>/oppna")
@web.door("cases.own")
def reopen(number: str) -> Any:
    """Say that it does not work after all."""
    form = TextForm(request.form)
    text = (form.text.data or "").strip() if form.validate() else ""
    held, me = queries.held(web.session(), visitor(), number), visitor()
    try:
        with web.session().begin_nested():
            actions.reopen(web.session(), held, me, text, at=web.now())
            sent = actions.Sent(text=text, folder=web.config().files_dir)
            actions.write(web.session(), held.case, me, sent, at=web.now())
    except Forbidden:
        raise
    except Refused as refused:
        typed = {"oppna": form.text.data or ""}
        return show(number, status=422, faults=[("oppna", say(refused.key, **refused.params))], typed=typed)
    web.say_next(say("cases.done.oppnat"))
    return web.see_other("cases.case", number=number)


@blueprint.get("/arenden/<string:number>/filer/<int:file_id>")
@web.door("cases.own")
def file(number: str, file_id: int) -> Response:
    """A file of the case, to keep and never to run (promise 56)."""
    session = web.session()
    found = queries.by_number(session, visitor(), number)
    question = sa.select(CaseFile).where(CaseFile.id == file_id, CaseFile.case_id == found.id)
    row = session.scalar(question)
    if row is None or (row.internal and not may_handle(found, visitor())):
        raise Missing
    kept = files.get(session, web.config().files_dir, row.file_key)
    if kept is None:
        raise Missing
    answer = flask.send_file(io.BytesIO(kept[1]), row.media_type, as_attachment=True, download_name=row.name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
