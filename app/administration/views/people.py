"""Doors to people: the list, one, by hand, changed, closed."""

from __future__ import annotations

from typing import Any

import flask
from flask import request
from wtforms.fields.choices import SelectChoice

from app import web
from app.administration import actions, queries
from app.administration.forms import PersonForm
from app.administration.queries.people import Someone
from app.administration.views.doors import ROOT, blueprint, reach, visitor
from app.administration.views.editing import Editing, save
from app.identity.models import Person
from app.words import say
from app.words.sorting import sort_key

FIELDS = ("name", "email", "title", "unit_id", "licence_profile")
LIST = (say("administration.page.people"), "/admin/personer")


@blueprint.get("/admin/personer")
@web.door("people.administer")
def people() -> Any:
    """People within reach, by name."""
    asked = {name: request.args.get(name, "").strip()[:100] for name in ("q", "organisation", "avslutade", "efter")}
    rows, more = queries.people(
        web.session(), reach(), text=asked["q"], organisation=asked["organisation"], closed=bool(asked["avslutade"]),
        after=asked["efter"] if asked["efter"].rpartition(".")[2].isdecimal() else "",
    )  # fmt: skip
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value and name != "efter"}
    return web.page(
        "administration/people.html",
        "people",
        rows=rows,
        asked=asked,
        more=flask.url_for("administration.people", **kept, efter=more) if more else "",
        first=flask.url_for("administration.people", **kept) if asked["efter"] else "",
        organisations=[(each.key, each.short_name) for each in queries.organisations(web.session(), reach())],
        export=flask.url_for("administration.export_people"),
        trail=ROOT,
    )


@blueprint.get("/admin/personer/<int:person_id>")
@web.door("people.administer")
def person(person_id: int) -> Any:
    """One person: where they work, who leads them, what they may, what they lead."""
    found = queries.person(web.session(), reach(), person_id, now=web.now())
    return web.page(
        "administration/person.html",
        found=found,
        person=found.person,
        roles=queries.roles_of(web.session(), person_id),
        leads=queries.leads(web.session(), person_id),
        governed=actions.is_governed(found.person),
        trail=[*ROOT, LIST],
    )


@blueprint.get("/admin/personer/ny")
@web.door("people.administer")
def new_person() -> Any:
    """The form of somebody whom no directory knows."""
    unit = request.args.get("enhet", "")
    form = PersonForm(data={"version": 1, "unit_id": int(unit) if unit.isdecimal() else 0})
    _choose(form)
    return _new_page().page(form)


@blueprint.post("/admin/personer/ny")
@web.door("people.administer")
def add_person() -> Any:
    """Add somebody whom no directory knows."""
    form = PersonForm(request.form)
    _choose(form)
    made: list[Person] = []

    def act() -> None:
        chef = queries.meant(web.session(), form.chef.data)
        where = queries.unit(web.session(), reach(), form.unit_id.data)
        values = {name: form[name].data for name in FIELDS}
        values["manager_id"] = chef.id if chef else where.unit.manager_id
        made.append(
            actions.add_person(
                web.session(), values, sort_key=sort_key(form.name.data or ""), actor=visitor().actor, at=web.now(),
                today=web.today(),
            )
        )  # fmt: skip

    if refused := save(form, act, _new_page(), fresh=dict):
        return refused
    web.say_next(say("administration.added", name=made[0].name))
    return web.see_other("administration.person", person_id=made[0].id)


@blueprint.get("/admin/personer/<int:person_id>/andra")
@web.door("people.administer")
def edit_person(person_id: int) -> Any:
    """The form of a person."""
    found = queries.person(web.session(), reach(), person_id, now=web.now())
    if actions.is_governed(found.person):
        return web.see_other("administration.person", person_id=person_id)
    form = PersonForm(data=_data(found))
    _choose(form)
    return _edit_page(found).page(form)


@blueprint.post("/admin/personer/<int:person_id>/andra")
@web.door("people.administer")
def save_person(person_id: int) -> Any:
    """Save a person."""
    found = queries.person(web.session(), reach(), person_id, now=web.now())
    form = PersonForm(request.form)
    units = _choose(form)

    def act() -> None:
        chef = queries.meant(web.session(), form.chef.data)
        nobody = say("administration.change.nothing")
        values = {name: form[name].data for name in FIELDS} | {"manager_id": chef.id if chef else None}
        shown = {
            "manager_id": (found.chef.name if found.chef else nobody, chef.name if chef else nobody),
            "unit_id": (found.unit.name, units.get(form.unit_id.data, "")),
            "licence_profile": (_profile(found.person.licence_profile), _profile(form.licence_profile.data)),
        }
        values["sort_key"] = sort_key(form.name.data or "")
        actions.change_person(
            web.session(), found.person, values, version=form.version.data or 0, shown=shown,
            actor=visitor().actor, at=web.now(),
        )  # fmt: skip

    fresh = lambda: _data(queries.person(web.session(), reach(), person_id, now=web.now()))  # noqa: E731  # a name for one argument
    if refused := save(form, act, _edit_page(found), fresh=fresh):
        return refused
    web.say_next(say("administration.saved", name=found.person.name))
    return web.see_other("administration.person", person_id=person_id)


@blueprint.post("/admin/personer/<int:person_id>/avsluta")
@web.door("people.administer")
def close_person(person_id: int) -> Any:
    """End somebody's way in, or open it again."""
    found = queries.person(web.session(), reach(), person_id, now=web.now())
    version = request.form.get("version", "")
    seen = int(version) if version.isdecimal() else 0
    act = actions.close_person if found.person.active else actions.reopen_person
    act(web.session(), found.person, version=seen, actor=visitor().actor, at=web.now())
    key = "reopened" if found.person.active else "closed"
    web.say_next(
        say(f"administration.person.{key}", name=found.person.name),
    )
    return web.see_other("administration.person", person_id=person_id)


def _choose(form: PersonForm) -> dict[int, str]:
    units = queries.unit_choices(web.session(), reach())
    names = {key: f"{name.lstrip('– ')}, {organisation}" for key, name, organisation in units}
    form.unit_id.choices = [SelectChoice(key, name, optgroup=organisation) for key, name, organisation in units]
    return names


def _data(found: Someone) -> dict[str, Any]:
    chef = f"{found.chef.name} <{found.chef.email}>" if found.chef else ""
    return {name: getattr(found.person, name) for name in (*FIELDS, "version")} | {"chef": chef}


def _profile(key: str) -> str:
    return say(f"administration.profile.{key}")


def _edit_page(found: Someone) -> Editing:
    back = f"/admin/personer/{found.person.id}"
    chefs = queries.suggested(web.session(), found.organisation.id)
    return Editing(
        [*ROOT, LIST, (found.person.name, back)], say("administration.page.person"), f"{back}/andra", back, chefs=chefs
    )


def _new_page() -> Editing:
    return Editing(
        [*ROOT, LIST], say("administration.page.new_person"), "/admin/personer/ny", LIST[1],
        lead=say("administration.page.new_person_lead"),
    )  # fmt: skip
