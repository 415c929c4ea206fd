"""Doors to how long things are kept, what is due, and what is on hold. Only for those who administer everything."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.openness import actions, queries
from app.openness.forms import HoldForm, TimeForm
from app.openness.views.doors import blueprint, reach, visitor
from app.refusal import Missing, Refused
from app.words import say


@blueprint.get("/admin/gallring")
@web.door("people.administer")
def retention() -> Any:
    """What has had its time, the times themselves, what is on hold and what has been cleared: a dry run."""
    reach().demand_everything()
    return _page()


@blueprint.post("/admin/gallring")
@web.door("people.administer")
def clear() -> Any:
    """Ask for a clearing; the worker carries it out."""
    reach().demand_everything()
    try:
        actions.ask(web.session(), actor=visitor().actor, at=web.now())
    except Refused as reason:
        return _page(422, reason=reason)
    web.say_next(say("openness.run.asked"))
    return web.see_other("openness.retention")


@blueprint.get("/admin/gallring/<string:key>")
@web.door("people.administer")
def time(key: str) -> Any:
    """How long one class is kept."""
    reach().demand_everything()
    rule = _rule(key)
    return web.page("openness/time.html", rule=rule, form=TimeForm(data={"tid": rule.amount}))


@blueprint.post("/admin/gallring/<string:key>")
@web.door("people.administer")
def decide_time(key: str) -> Any:
    """Keep a class for another time, under a decision."""
    reach().demand_everything()
    rule, form = _rule(key), TimeForm(request.form)
    if not form.validate():
        return web.page("openness/time.html", status=422, rule=rule, form=form)
    try:
        actions.decide_time(
            web.session(), key, form.tid.data or 0, form.beslut.data, actor=visitor().actor, at=web.now()
        )  # fmt: skip
    except Refused as reason:
        unit = say(f"openness.rule.{rule.unit}")
        form.tid.errors = [say(reason.key, **{**reason.params, "unit": unit})]
        return web.page("openness/time.html", status=422, rule=rule, form=form)
    web.say_next(say("openness.rule.saved", title=say(f"openness.clearing.{key}.title")))
    return web.see_other("openness.retention")


@blueprint.post("/admin/personuppgifter/<int:person_id>/undantag")
@web.door("people.administer")
def hold_person(person_id: int) -> Any:
    """Let nothing of somebody be cleared."""
    reach().demand_everything()
    found = queries.person_within(web.session(), reach(), person_id)
    form = HoldForm(request.form)
    if not form.validate():
        return _person_page(found, 422, form)
    what = ("person", found.id, found.name)
    try:
        actions.hold(web.session(), what, form.skal.data, actor=visitor().actor, at=web.now())
    except Refused as reason:
        form.skal.errors = [say(reason.key, **reason.params)]
        return _person_page(found, 422, form)
    web.say_next(say("openness.hold.set", label=found.name))
    return web.see_other("openness.person", person_id=found.id)


@blueprint.post("/admin/gallring/undantag/<int:hold_id>/ta-bort")
@web.door("people.administer")
def lift(hold_id: int) -> Any:
    """Let go of what was on hold."""
    reach().demand_everything()
    label = actions.lift(web.session(), hold_id, actor=visitor().actor, at=web.now())
    web.say_next(say("openness.hold.lifted", label=label))
    return web.see_other("openness.retention")


def _rule(key: str) -> queries.Rule:
    rule = queries.rules(web.session()).get(key)
    if rule is None:
        raise Missing
    return rule


def _page(status: int = 200, *, reason: Refused | None = None) -> Any:
    session = web.session()
    return web.page(
        "openness/retention.html", status=status, plan=queries.plan(session, web.now()), reason=reason,
        holds=queries.holds(session), runs=queries.runs(session),
    )  # fmt: skip


def _person_page(found: queries.Found, status: int, form: HoldForm) -> Any:
    return web.page(
        "openness/person.html", status=status, person=found, form=form, whole=True,
        counts=queries.counts(web.session(), found.id), holds=queries.holds(web.session(), person_id=found.id),
    )  # fmt: skip
