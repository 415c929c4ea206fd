"""The plan for programs and systems: read by all, kept by IT together with the units (R-222)."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.guides import actions, queries
from app.guides.forms import RoadmapForm
from app.guides.views.doors import blueprint, visitor
from app.words import say
from catalogue.rights import may


@blueprint.get("/tjanster/plan")
@web.door("rules.read")
def plan() -> Any:
    """What is planned, done and dropped."""
    return _show(RoadmapForm())


@blueprint.post("/tjanster/plan")
@web.door("roadmap.keep")
def add() -> Any:
    """Add something as a draft."""
    form = RoadmapForm(request.form)
    if not form.validate():
        return _show(form, status=422)
    actions.add(web.session(), visitor(), form.item(), at=web.now())
    web.say_next(say("guides.added"))
    return web.see_other("guides.plan")


@blueprint.post("/tjanster/plan/<int:item_id>")
@web.door("roadmap.keep")
def move(item_id: int) -> Any:
    """Publish it, or say that it is done or dropped."""
    found = queries.to_move(web.session(), item_id)
    actions.move(web.session(), visitor(), found, request.form.get("till", ""), at=web.now())
    web.say_next(say("guides.moved"))
    return web.see_other("guides.plan")


def _show(form: RoadmapForm, status: int = 200) -> Any:
    me = visitor()
    return web.page(
        "guides/plan.html", status=status, form=form, rows=queries.plan(web.session(), me),
        keeps=may("roadmap.keep", me.roles),
    )  # fmt: skip
