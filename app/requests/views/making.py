"""The door to requests: the list, each form, the check before sending."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from app import limits, web
from app.assortment.queries import edition, lines_in_words
from app.requests import actions, queries
from app.requests.forms import Filled, SearchForm, SendForm
from app.requests.views.doors import blueprint, visitor
from app.words import say
from catalogue.requests import RequestForm, found
from catalogue.rulebook import roles_in_words

# What most people look for stands first.
GROUPS = ("services", "mobile", "network", "systems", "av", "other")
MOST_AN_HOUR = 60


@blueprint.get("/begar")
@web.door("cases.own")
def all_forms() -> Any:
    """Everything that can be asked for, by group, with a search in everyday words."""
    words = (SearchForm(request.args).words.data or "")[:100]
    hits = found(queries.forms(), words)
    mine = [form for form in hits if queries.may_send(visitor(), form)]
    groups = [(edition().groups[key], [form for form in mine if form.group == key]) for key in GROUPS]
    return web.page(
        "requests/all.html", "requests", words=words, groups=[(name, rows) for name, rows in groups if rows],
        others=[form for form in hits if form not in mine], mine={form.key for form in mine},
        drafts=queries.drafts(web.session(), visitor()), lists_all=not words,
    )  # fmt: skip


@blueprint.get("/begar/<string:slug>")
@web.door("cases.own")
def one_form(slug: str) -> Any:
    """A form with what I typed last; or why I may not send it, and who may."""
    form = queries.form_of(slug)
    if not queries.may_send(visitor(), form):
        names = queries.able(web.session(), visitor(), form, web.today())
        who = roles_in_words(form.orderers, edition())
        return web.page("requests/not_yours.html", form=form, names=names, who=who)
    draft = queries.draft_of(web.session(), visitor(), form)
    filled = _filled(form, MultiDict(draft.typed) if draft else None)
    return _show(form, filled, saved_at=draft.saved_at if draft else None)


@blueprint.post("/begar/<string:slug>")
@web.door("cases.own")
def fill(slug: str) -> Any:
    """Keep what was typed; and when it is complete, go on to check it."""
    form = queries.form_of(slug)
    _spend()
    filled = _filled(form, request.form)
    keeps = request.form.get("atgard") == "spara"
    if not keeps and queries.may_send(visitor(), form) and not filled.validate():
        return _show(form, filled, status=422)
    _save(form)
    if keeps:
        web.say_next(say("requests.saved"))
        return web.see_other("requests.one_form", slug=slug)
    return web.see_other("requests.check", slug=slug)


@blueprint.post("/begar/<string:slug>/utkast")
@web.door("cases.own")
def autosave(slug: str) -> Any:
    """Keep what is typed while it is typed."""
    form = queries.form_of(slug)
    draft = _save(form)
    if not web.wants_fragment():
        return web.see_other("requests.one_form", slug=slug)
    return web.page("requests/form.html", "draft", saved_at=draft.saved_at, form=form)


@blueprint.post("/begar/<string:slug>/slang")
@web.door("cases.own")
def discard(slug: str) -> Any:
    """Throw the draft away."""
    actions.discard(web.session(), visitor(), queries.form_of(slug))
    web.say_next(say("requests.discarded"))
    return web.see_other("requests.all_forms")


@blueprint.get("/begar/<string:slug>/granska")
@web.door("cases.own")
def check(slug: str) -> Any:
    """Everything once more before it is sent."""
    form = queries.form_of(slug)
    draft = queries.draft_of(web.session(), visitor(), form)
    filled = _filled(form, MultiDict(draft.typed)) if draft else None
    if draft is None or filled is None or not filled.validate():
        return web.see_other("requests.one_form", slug=slug)
    answers = filled.answers()
    return web.page(
        "requests/check.html", form=form, token=draft.token, said=form.said(answers), asks=_asks(form, filled),
        rows=[(label, text, f"/begar/{slug}", label.lower()) for label, text in filled.told()],
    )  # fmt: skip


@blueprint.post("/begar/<string:slug>/skicka")
@web.door("cases.own")
def send(slug: str) -> Any:
    """Send it, once."""
    form, me = queries.form_of(slug), visitor()
    token = (SendForm(request.form).token.data or "")[:40]
    if number := queries.sent_with(web.session(), me, token):
        return web.see_other("cases.case", number=number, tack=1)
    _spend()
    draft = queries.draft_of(web.session(), me, form)
    filled = _filled(form, MultiDict(draft.typed) if draft else None)
    if draft is not None and not filled.validate():
        return _show(form, filled, status=422)
    ready = actions.Ready(token=token, answers=filled.answers(), told=tuple(filled.told()))
    case = actions.send(web.session(), me, form, ready, at=web.now())
    return web.see_other("cases.case", number=case.number, tack=1)


@blueprint.get("/regler/formular/<string:slug>")
@web.door("rules.read")
def preview(slug: str) -> Any:
    """A form as it looks, with its sources, for anybody who wants to know what is asked."""
    form = queries.form_of(slug)
    return web.page(
        "requests/preview.html", form=form, filled=Filled(form, {}, None, today=web.today()),
        who=roles_in_words(form.orderers, edition()), source=lines_in_words(form.sources),
        asks=[say(f"cases.step.{step.asked}") for step in form.steps], notes=_notes(form),
    )  # fmt: skip


def _show(form: RequestForm, filled: Filled, *, status: int = 200, saved_at: dt.datetime | None = None) -> Any:
    return web.page(
        "requests/form.html", "form", status=status, form=form, filled=filled, saved_at=saved_at, notes=_notes(form),
        asks=[say(f"cases.step.{step.asked}") for step in form.steps if not _is_spared(form, step.asked)],
        source=lines_in_words(form.sources),
    )  # fmt: skip


def _filled(form: RequestForm, typed: Any | None) -> Filled:
    found_choices = queries.choices(web.session(), visitor(), form, web.today())
    return Filled(form, found_choices, typed, today=web.today())


def _save(form: RequestForm) -> Any:
    typed = {key: request.form.getlist(key) for key in request.form}
    return actions.save_draft(web.session(), visitor(), form, typed, at=web.now())


def _spend() -> None:
    key = f"request:{visitor().id}"
    limits.spend(web.session(), key, most=MOST_AN_HOUR, per=dt.timedelta(hours=1), now=web.now())


def _asks(form: RequestForm, filled: Filled) -> list[str]:
    return [say(f"cases.step.{asked}") for asked in form.asks(filled.answers(), visitor().roles_here)]


def _is_spared(form: RequestForm, asked: str) -> bool:
    return asked == "manager" and not form.step_unless.isdisjoint(visitor().roles_here)


def _notes(form: RequestForm) -> list[tuple[str, str]]:
    return [(note.text, lines_in_words(note.sources) if note.sources else "") for note in form.notes]
