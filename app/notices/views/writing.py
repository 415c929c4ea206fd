"""Writing, publishing, following up and ending a message."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import request

from app import web
from app.notices import actions, queries
from app.notices.actions import Written
from app.notices.forms import EndForm, MessageForm, UpdateForm
from app.notices.models import OperationsMessage
from app.notices.views.doors import blueprint, components, told, visitor
from app.notices.views.reading import show
from app.refusal import Forbidden, Refused
from app.words import say


@blueprint.get("/driftinformation/ny")
@web.door("operations.write")
def begin() -> Any:
    """An empty form."""
    form = MessageForm.over(components(), queries.writable(web.session(), visitor()))
    return web.page("notices/edit.html", form=form, message=None)


@blueprint.post("/driftinformation/ny")
@web.door("operations.write")
def write() -> Any:
    """Keep a draft."""
    form = MessageForm.over(components(), queries.writable(web.session(), visitor()), request.form)
    if not form.validate():
        return web.page("notices/edit.html", status=422, form=form, message=None)
    try:
        found = actions.write(web.session(), visitor(), form.written(), at=web.now())
    except Refused as reason:
        return web.page("notices/edit.html", status=422, form=form, message=None, refused=told(reason))
    web.say_next(say("notices.kept"))
    return web.see_other("notices.message", number=found.number)


@blueprint.get("/driftinformation/<string:number>/andra")
@web.door("operations.write")
def edit(number: str) -> Any:
    """A draft in its form."""
    found = queries.draft(web.session(), visitor(), number)
    form = MessageForm.over(components(), queries.writable(web.session(), visitor()))
    form.show(found, queries.reach_ids(web.session(), found))
    return web.page("notices/edit.html", form=form, message=found)


@blueprint.post("/driftinformation/<string:number>/andra")
@web.door("operations.write")
def change(number: str) -> Any:
    """Change a draft."""
    found = queries.draft(web.session(), visitor(), number, lock=True)
    form = MessageForm.over(components(), queries.writable(web.session(), visitor()), request.form)
    if not form.validate():
        return web.page("notices/edit.html", status=422, form=form, message=found)
    if form.version.data != found.version:
        refused = say("notices.refused.moved")
        return web.page("notices/edit.html", status=409, form=form, message=found, refused=refused)
    try:
        actions.change(web.session(), visitor(), found, _with_others(form, found), at=web.now())
    except Refused as reason:
        return web.page("notices/edit.html", status=422, form=form, message=found, refused=told(reason))
    web.say_next(say("notices.kept"))
    return web.see_other("notices.message", number=number)


@blueprint.post("/driftinformation/<string:number>/publicera")
@web.door("operations.publish")
def publish(number: str) -> Any:
    """Tell everybody it is for."""
    found = _mine(number)
    try:
        actions.publish(web.session(), visitor(), found, at=web.now())
    except Refused as reason:
        return show(found, status=422, refused=told(reason))
    web.say_next(say("notices.published"))
    return web.see_other("notices.message", number=number)


@blueprint.post("/driftinformation/<string:number>/uppdatera")
@web.door("operations.publish")
def update(number: str) -> Any:
    """Tell how it goes."""
    found, form = _mine(number), UpdateForm(request.form)
    if not form.validate():
        return show(found, status=422, update=form)
    news = actions.News(text=form.text.data or "", estimated_at=form.estimated_at.data)
    actions.update(web.session(), visitor(), found, news, at=web.now())
    web.say_next(say("notices.updated"))
    return web.see_other("notices.message", number=number)


@blueprint.post("/driftinformation/<string:number>/avsluta")
@web.door("operations.publish")
def end(number: str) -> Any:
    """Say that it is over."""
    found, form = _mine(number), EndForm(request.form)
    if not form.validate():
        return show(found, status=422, ending=form)
    counts = bool(form.counts.data)
    actions.end(web.session(), visitor(), found, form.text.data or "", counts=counts, at=web.now())
    web.say_next(say("notices.ended"))
    return web.see_other("notices.message", number=number)


@blueprint.post("/driftinformation/<string:number>/stall-in")
@web.door("operations.publish")
def cancel(number: str) -> Any:
    """Take back a draft, or planned work that will not be done."""
    found = _mine(number)
    actions.cancel(web.session(), visitor(), found, at=web.now())
    web.say_next(say("notices.cancelled"))
    return web.see_other("notices.index")


def _with_others(form: MessageForm, found: OperationsMessage) -> Written:
    """What was written, for the organisations chosen and for those that the writer has no say over."""
    written, mine = form.written(), {row[0] for row in queries.writable(web.session(), visitor())}
    others = tuple(id_ for id_ in queries.reach_ids(web.session(), found) if id_ not in mine)
    return replace(written, organisations=(*written.organisations, *others))


def _mine(number: str) -> OperationsMessage:
    """A message that I may publish and end: one of organisations that my role reaches."""
    found = queries.message(web.session(), visitor(), number, lock=True)
    if not queries.may_lead(web.session(), visitor(), found):
        raise Forbidden("notices.refused.not_yours")
    return found
