"""Doors to what is decided from a day: moves, mergers, new names and closings of units, and the list of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import flask
from flask import request
from wtforms.fields.choices import SelectChoice

from app import web
from app.administration import actions, queries
from app.administration.forms import ChangeForm
from app.administration.queries.units import Facts
from app.administration.views.doors import ROOT, blueprint, reach, trail_to, visitor
from app.administration.views.editing import Editing, save
from app.identity.models import UnitChange
from app.words import plural, say
from catalogue.edition import load as edition
from catalogue.structure import Change, ChangeKind

KINDS = {
    "byt-namn": ChangeKind.RENAME, "flytta": ChangeKind.MOVE, "sla-ihop": ChangeKind.MERGE, "stang": ChangeKind.CLOSE,
}  # fmt: skip


@blueprint.get("/admin/enheter/<int:unit_id>/forandra/<string:what>")
@web.door("people.administer")
def change(unit_id: int, what: str) -> Any:
    """The form of a change, with what it brings."""
    found, kind = queries.unit(web.session(), reach(), unit_id), _kind(what)
    form = ChangeForm(data={"day": web.today()})
    _shape(form, found, kind)
    return _page(found, what).page(form)


@blueprint.post("/admin/enheter/<int:unit_id>/forandra/<string:what>")
@web.door("people.administer")
def decide_change(unit_id: int, what: str) -> Any:
    """Decide a change; on its day, or at once, it holds."""
    found, kind = queries.unit(web.session(), reach(), unit_id), _kind(what)
    form = ChangeForm(request.form)
    _shape(form, found, kind)

    made: list[UnitChange] = []

    def act() -> None:
        wanted, note = _wanted(form, found, kind), form.note.data or ""
        made.append(
            actions.plan(web.session(), wanted, note=note, actor=visitor().actor, at=web.now(), today=web.today())
        )

    if refused := save(form, act, _page(found, what), fresh=dict):
        return refused
    assert isinstance(form.day.data, dt.date)  # noqa: S101  # the form was valid
    now = form.day.data <= web.today()
    key = f"administration.unit.{'done' if now else 'planned'}"
    back = f"/admin/andringar/{made[0].id}/angra" if actions.can_undo(web.session(), made[0], web.today()) else ""
    web.say_next(say(key, name=found.unit.name, day=form.day.data.isoformat()), undo=back)
    return web.see_other("administration.unit", unit_id=unit_id)


@blueprint.get("/admin/andringar")
@web.door("people.administer")
def planned() -> Any:
    """Everything decided that has not begun to hold, and what could not be carried out."""
    settings = edition().settings
    values = [
        (row, short, key, settings[row.key], actions.setting_in_words(settings[row.key], row.value))
        for row, short, key in queries.planned_settings(web.session(), reach())
        if row.key in settings
    ]
    return web.page(
        "administration/planned.html", rows=queries.planned(web.session(), reach()), values=values, trail=ROOT
    )


@blueprint.post("/admin/andringar/<int:change_id>/avbryt")
@web.door("people.administer")
def cancel_change(change_id: int) -> Any:
    """Call off a decided change."""
    found = queries.change(web.session(), reach(), change_id)
    actions.cancel(web.session(), found, actor=visitor().actor, at=web.now())
    web.say_next(say("administration.unit.called_off"))
    return flask.redirect(web.local_path(request.form.get("vidare") or "/admin/andringar"), 303)


@blueprint.post("/admin/andringar/<int:change_id>/angra")
@web.door("people.administer")
def undo_change(change_id: int) -> Any:
    """Take back a new name or a move of today."""
    found = queries.change(web.session(), reach(), change_id)
    actions.undo(web.session(), found, actor=visitor().actor, at=web.now(), today=web.today())
    web.say_next(say("administration.unit.undone"))
    return web.see_other("administration.unit", unit_id=found.unit_id)


def _kind(what: str) -> ChangeKind:
    if what not in KINDS:
        flask.abort(404)
    return KINDS[what]


def _shape(form: ChangeForm, found: Facts, kind: ChangeKind) -> None:
    """Keep only the fields that this kind of change asks for, with units to choose from."""
    if kind is not ChangeKind.RENAME:
        del form.name
    if kind in (ChangeKind.RENAME, ChangeKind.CLOSE):
        del form.where
        return
    units = queries.unit_choices(web.session(), reach())
    tops = queries.organisations(web.session(), reach()) if kind is ChangeKind.MOVE else ()
    choices = [SelectChoice("", say("administration.form.choose"))]
    for each in tops:
        top = say("administration.form.top", organisation=each.name)
        choices.append(SelectChoice(f"o{each.id}", top, optgroup=each.short_name))
    for key, name, organisation in units:
        if key != found.unit.id:
            choices.append(SelectChoice(f"u{key}", name, optgroup=organisation))
    # A list groups what stands together.
    form.where.choices = choices[:1] + sorted(choices[1:], key=lambda choice: choice.optgroup)
    form.where.label.text = say(f"administration.field.where_{kind}")


def _wanted(form: ChangeForm, found: Facts, kind: ChangeKind) -> Change:
    where = form.where.data if "where" in form else ""
    target = queries.target(web.session(), reach(), where) if "where" in form else (None, None)
    organisation, unit_id = target
    return Change(
        id=0,
        unit=found.unit.id,
        kind=kind,
        on=form.day.data or web.today(),
        name=form.name.data if "name" in form else "",
        organisation=organisation if kind is ChangeKind.MOVE else None,
        parent=unit_id if kind is ChangeKind.MOVE else None,
        into=unit_id if kind is ChangeKind.MERGE else None,
    )


def _page(found: Facts, what: str) -> Editing:
    unit, kind = found.unit, KINDS[what]
    back = f"/admin/enheter/{unit.id}"
    units = (say("administration.page.units"), f"/admin/organisationer/{found.organisation.key}/enheter")
    below, _merged = queries.children(web.session(), unit.id)
    facts = {
        "name": unit.name,
        "people": _count(found.people, "person", "persons"),
        "below": _count(len(below), "unit", "units"),
    }
    notes = [line[:1].upper() + line[1:] for line in say(f"administration.brings.{kind}", **facts).strip().splitlines()]
    return Editing(
        [*trail_to(found.organisation), units, (unit.name, back)],
        say(f"administration.page.{kind}", name=unit.name),
        f"{back}/forandra/{what}",
        back,
        save=say(f"administration.page.{kind}_save"),
        notes=notes,
        danger=kind in (ChangeKind.MERGE, ChangeKind.CLOSE),
    )


def _count(count: int, one: str, many: str) -> str:
    if not count:
        return say(f"administration.count.no_{many}")
    return plural(count, say(f"administration.count.{one}"), say(f"administration.count.{many}"))
