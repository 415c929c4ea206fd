"""Doors to an organisation's code plan: its parts, codes and rules, and a place to try a combination."""

from __future__ import annotations

from typing import Any

import flask
from flask import request

from app import web
from app.administration import actions, queries
from app.administration.forms import CodeForm, RuleForm
from app.administration.views.doors import blueprint, reach, trail_to, visitor
from app.administration.views.editing import Editing, save
from app.identity import queries as identity
from app.identity.models import CodeRule, Organisation
from app.refusal import Missing
from app.words import say
from catalogue.codeplan import DIMENSIONS

CODE = ("code", "name", "valid_from", "valid_to")
RULE = ("kind", "dimension", "pattern", "other", "other_pattern", "note", "valid_from", "valid_to")


@blueprint.get("/admin/organisationer/<string:key>/kontering")
@web.door("people.administer")
def code_plan(key: str) -> Any:
    """The plan, and whether the codes in the address may stand together today."""
    found = queries.organisation(web.session(), reach(), key)
    tried = {part: request.args.get(part, "").strip()[:20] for part in DIMENSIONS}
    parts, codes = queries.parts(web.session(), found.id), queries.codes(web.session(), found.id)
    rules = queries.rules(web.session(), found.id)
    plan = identity.as_plan(parts, codes, rules)
    return web.page(
        "administration/code_plan.html",
        "plan",
        organisation=found,
        parts=parts,
        codes=codes,
        rules=[(row, identity.rule_in_words(row)) for row in rules],
        dimensions=DIMENSIONS,
        tried=tried,
        why=identity.why_not_in(plan, tried, web.today()) if any(tried.values()) else None,
        trail=trail_to(found),
    )


@blueprint.post("/admin/organisationer/<string:key>/kontering")
@web.door("people.administer")
def save_parts(key: str) -> Any:
    """Decide which parts the plan has."""
    found = queries.organisation(web.session(), reach(), key)
    wanted = {part: f"krav-{part}" in request.form for part in DIMENSIONS if f"del-{part}" in request.form}
    actions.choose_parts(web.session(), found, wanted, actor=visitor().actor, at=web.now())
    web.say_next(say("codeplan.page.saved"))
    return web.see_other("administration.code_plan", key=key)


@blueprint.get("/admin/organisationer/<string:key>/kontering/<string:part>/ny")
@web.door("people.administer")
def new_code(key: str, part: str) -> Any:
    """The form of a new code."""
    found = queries.organisation(web.session(), reach(), key)
    _dimension(found, part)
    return _page(found, _title("value", part), f"kontering/{part}/ny").page(
        CodeForm(data={"valid_from": web.today().replace(month=1, day=1), "version": 1})
    )


@blueprint.post("/admin/organisationer/<string:key>/kontering/<string:part>/ny")
@web.door("people.administer")
def add_code(key: str, part: str) -> Any:
    """Add a code to a part."""
    found = queries.organisation(web.session(), reach(), key)
    dimension, form = _dimension(found, part), CodeForm(request.form)

    def act() -> None:
        values = {name: form[name].data for name in CODE}
        actions.add_code(web.session(), dimension, values, actor=visitor().actor, at=web.now())

    if refused := save(form, act, _page(found, _title("value", part), f"kontering/{part}/ny"), fresh=dict):
        return refused
    web.say_next(say("administration.added", name=f"{form.code.data} {form.name.data}"))
    return web.see_other("administration.code_plan", key=key)


@blueprint.get("/admin/koder/<int:value_id>")
@web.door("people.administer")
def edit_code(value_id: int) -> Any:
    """The form of a code."""
    row, dimension, found = queries.code(web.session(), reach(), value_id)
    form = CodeForm(data={name: getattr(row, name) for name in (*CODE, "version")})
    del form.code  # what orders say is never changed
    return _page(found, _title("value", dimension.key, row.code), f"/admin/koder/{value_id}").page(form)


@blueprint.post("/admin/koder/<int:value_id>")
@web.door("people.administer")
def save_code(value_id: int) -> Any:
    """Save a code's name and days."""
    row, dimension, found = queries.code(web.session(), reach(), value_id)
    form = CodeForm(request.form)
    del form.code

    def act() -> None:
        values = {name: form[name].data for name in CODE[1:]}
        version = form.version.data or 0
        actions.amend(web.session(), row, values, version=version, actor=visitor().actor, at=web.now())

    def fresh() -> dict[str, Any]:
        now = queries.code(web.session(), reach(), value_id)[0]
        return {name: getattr(now, name) for name in (*CODE, "version")}

    page = _page(found, _title("value", dimension.key, row.code), f"/admin/koder/{value_id}")
    if refused := save(form, act, page, fresh=fresh):
        return refused
    web.say_next(say("administration.saved", name=f"{row.code} {row.name}"))
    return web.see_other("administration.code_plan", key=found.key)


@blueprint.get("/admin/organisationer/<string:key>/kontering/regel")
@web.door("people.administer")
def new_rule(key: str) -> Any:
    """The form of a new rule."""
    found = queries.organisation(web.session(), reach(), key)
    start = {"valid_from": web.today(), "version": 1, "dimension": "ansvar", "other": "verksamhet"}
    return _page(found, say("codeplan.page.rule"), "kontering/regel").page(RuleForm(data=start))


@blueprint.post("/admin/organisationer/<string:key>/kontering/regel")
@web.door("people.administer")
def add_rule(key: str) -> Any:
    """Add a rule."""
    found = queries.organisation(web.session(), reach(), key)
    form = RuleForm(request.form)

    def act() -> None:
        row = CodeRule(organisation_id=found.id, **{name: form[name].data for name in RULE})
        actions.add_rule(web.session(), row, actor=visitor().actor, at=web.now())

    if refused := save(form, act, _page(found, say("codeplan.page.rule"), "kontering/regel"), fresh=dict):
        return refused
    web.say_next(say("codeplan.page.saved"))
    return web.see_other("administration.code_plan", key=key)


@blueprint.get("/admin/regler/<int:rule_id>")
@web.door("people.administer")
def edit_rule(rule_id: int) -> Any:
    """The form of a rule; one that shall no longer hold gets a last day."""
    row, found = queries.rule(web.session(), reach(), rule_id)
    form = RuleForm(data={name: getattr(row, name) for name in (*RULE, "version")})
    return _page(found, identity.rule_in_words(row), f"/admin/regler/{rule_id}").page(form)


@blueprint.post("/admin/regler/<int:rule_id>")
@web.door("people.administer")
def save_rule(rule_id: int) -> Any:
    """Save a rule."""
    row, found = queries.rule(web.session(), reach(), rule_id)
    form = RuleForm(request.form)

    def act() -> None:
        values = {name: form[name].data for name in RULE}
        version = form.version.data or 0
        actions.amend(web.session(), row, values, version=version, actor=visitor().actor, at=web.now())

    def fresh() -> dict[str, Any]:
        now = queries.rule(web.session(), reach(), rule_id)[0]
        return {name: getattr(now, name) for name in (*RULE, "version")}

    if refused := save(form, act, _page(found, identity.rule_in_words(row), f"/admin/regler/{rule_id}"), fresh=fresh):
        return refused
    web.say_next(say("codeplan.page.saved"))
    return web.see_other("administration.code_plan", key=found.key)


def _dimension(found: Organisation, part: str) -> Any:
    known = queries.parts(web.session(), found.id)
    if part not in known:
        raise Missing
    return known[part]


def _title(what: str, part: str, code: str = "") -> str:
    name = say(f"codeplan.part.{part}")
    return f"{name.capitalize()} {code}" if code else f"{say(f'codeplan.page.{what}')}, {name}"


def _page(found: Organisation, title: str, action: str) -> Editing:
    root = f"/admin/organisationer/{found.key}"
    back = flask.url_for("administration.code_plan", key=found.key)
    trail = [*trail_to(found), (say("codeplan.page.title"), back)]
    return Editing(trail, title, action if action.startswith("/") else f"{root}/{action}", back)
