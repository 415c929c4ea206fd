"""One licence: what it is, what has happened, ending it, letting it go on, who looks after the content."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import request
from wtforms import Form

from app import web
from app.identity.models import Person
from app.identity.queries.finding import colleague
from app.licences import actions, queries
from app.licences.actions.content import may_choose
from app.licences.actions.ending import earliest
from app.licences.forms import EditorsForm, EndForm, LaterForm
from app.licences.queries.one import Found, story_of
from app.licences.views import rows
from app.licences.views.doors import blueprint, told, visitor
from app.refusal import Changed, Forbidden, Refused
from app.words import day_long, moment, say
from catalogue.rights import may

MOST_EDITORS = 5


@blueprint.get("/licenser/<string:number>")
@web.door("licences.own")
def licence(number: str) -> Any:
    """A licence and its story."""
    return _page(queries.by_number(web.session(), visitor(), number))


@blueprint.post("/licenser/<string:number>/avsluta")
@web.door("licences.own")
def end(number: str) -> Any:
    """Give it a last day."""
    form: Any = EndForm(request.form)

    def act(found: Found) -> str:
        last: dt.date = form.dag.data
        actions.end_on(web.session(), visitor(), found.licence, last, reason=form.anledning.data or "", at=web.now())
        return say("licences.said.ends", name=found.licence.name, day=day_long(last, year=True))

    return _do(number, form, act, undo=f"/licenser/{number}/behall")


@blueprint.post("/licenser/<string:number>/behall")
@web.door("licences.own")
def keep(number: str) -> Any:
    """Let it go on without a last day."""

    def act(found: Found) -> str:
        actions.keep(web.session(), visitor(), found.licence, at=web.now())
        return say("licences.said.kept", name=found.licence.name)

    return _do(number, Form(request.form), act)


@blueprint.post("/licenser/<string:number>/forlang")
@web.door("licences.own")
def prolong(number: str) -> Any:
    """Give it a later last day."""
    form: Any = LaterForm(request.form)

    def act(found: Found) -> str:
        last: dt.date = form.till.data
        actions.prolong(web.session(), visitor(), found.licence, last, at=web.now())
        return say("licences.said.ends", name=found.licence.name, day=day_long(last, year=True))

    return _do(number, form, act)


@blueprint.post("/licenser/<string:number>/redaktorer")
@web.door("licences.own")
def editors(number: str) -> Any:
    """Say who looks after the content."""
    form = EditorsForm(request.form)

    def act(found: Found) -> str:
        people = _people(found, form.namn.data)
        actions.set_editors(web.session(), visitor(), found.licence, people, at=web.now())
        return say("licences.said.editors")

    return _do(number, form, act)


@blueprint.post("/licenser/<string:number>/fraga")
@web.door("licences.administer")
def ask(number: str) -> Any:
    """Ask the chef now whether it is still needed."""

    def act(found: Found) -> str:
        asked = actions.review_now(web.session(), found.licence, actor=visitor().actor, at=web.now())
        return say("licences.said.asked" if asked else "licences.said.asked_already")

    return _do(number, Form(request.form), act)


def _do(number: str, form: Any, act: Callable[[Found], str], *, undo: str = "") -> Any:
    """Check the form, act, and go back to the page; or the page again with what is wrong."""
    found = queries.by_number(web.session(), visitor(), number)
    if not form.validate():
        return _page(found, form=form, status=422)
    try:
        with web.session().begin_nested():
            said = act(found)
    except (Changed, Forbidden):
        raise
    except Refused as refused:
        first = next(iter(form), None)
        if first is None:
            raise
        first.errors = [told(refused)]
        return _page(queries.by_number(web.session(), visitor(), number), form=form, status=422)
    web.say_next(said, undo=undo)
    return web.see_other("licences.licence", number=number)


def _people(found: Found, text: str) -> list[Person]:
    names = [part.strip() for part in text.split(",") if part.strip()][:MOST_EDITORS]
    return [colleague(web.session(), found.licence.organisation_id, name) for name in names]


def _page(found: Found, *, form: Any = None, status: int = 200) -> Any:
    me, row = visitor(), found.licence
    may_end = row.state == "active" and queries.may_end(me, row)
    first = earliest(web.session(), me, row, web.today()) if may_end else web.today()
    may_keep = row.ends_on is not None and row.state == "active" and queries.may_keep(me, row)
    names = ", ".join(name for _person, name in found.editors)
    return web.page(
        "licences/licence.html",
        "licence",
        status=status,
        found=found,
        row=row,
        cost=rows.cost(row.payer, row.price, row.price_period),
        year=rows.a_year(row.payer, row.price, row.price_period),
        events=[
            (say(f"history.{entry.event}", **entry.data), f"{entry.actor_name}, {moment(entry.at)}")
            for entry in story_of(web.session(), row.id)
        ],
        end_form=_shown(EndForm, form, {"dag": first}) if may_end else None,
        first=first,
        later_form=_shown(LaterForm, form, {"till": row.ends_on}) if may_keep else None,
        editors_form=_shown(EditorsForm, form, {"namn": names}) if may_choose(me, row, found.editors) else None,
        may_keep=may_keep,
        may_ask=row.state == "active" and found.asked is None and may("licences.administer", me.roles),
        from_register=may("licences.register", me.roles),
    )


def _shown(kind: type[Form], form: Any, data: dict[str, Any]) -> Any:
    """The form as it was sent, or a fresh one."""
    return form if isinstance(form, kind) else kind(data=data)
