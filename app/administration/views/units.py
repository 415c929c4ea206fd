"""Doors to units: the tree, one unit, a new one, and what of it is changed at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import request
from wtforms.fields.choices import SelectChoice

from app import web
from app.administration import actions, queries
from app.administration.actions.kontering import default_in_words
from app.administration.forms import NewUnitForm, UnitForm
from app.administration.forms.base import VersionedForm
from app.administration.queries import kontering
from app.administration.queries.units import Facts
from app.administration.views.doors import blueprint, reach, trail_to, visitor
from app.administration.views.editing import Editing, save
from app.identity.models import CostCentre, Organisation, Person
from app.words import say


@blueprint.get("/admin/organisationer/<string:key>/enheter")
@web.door("people.administer")
def tree(key: str) -> Any:
    """An organisation's units on a day, past or to come."""
    found = queries.organisation(web.session(), reach(), key)
    day = _day(request.args.get("dag", "")) or web.today()
    text = request.args.get("q", "").strip()[:100]
    return web.page(
        "administration/tree.html",
        "tree",
        organisation=found,
        rows=queries.tree(web.session(), found, day=day, text=text),
        day=day,
        q=text,
        trail=trail_to(found),
    )


@blueprint.get("/admin/enheter/<int:unit_id>")
@web.door("people.administer")
def unit(unit_id: int) -> Any:
    """One unit: who leads it, who is there, what pays, where things are delivered, what is planned."""
    found = queries.unit(web.session(), reach(), unit_id)
    below, merged = queries.children(web.session(), unit_id)
    return web.page(
        "administration/unit.html",
        found=found,
        unit=found.unit,
        below=below,
        merged=merged,
        beginning=kontering.beginning(web.session(), unit_id, web.today()),
        begins=default_in_words,
        workplaces=queries.workplaces_of(web.session(), unit_id),
        planned=queries.planned(web.session(), reach(), unit_id=unit_id),
        trail=[*trail_to(found.organisation), _units(found.organisation)],
    )


@blueprint.get("/admin/organisationer/<string:key>/enheter/ny")
@web.door("people.administer")
def new_unit(key: str) -> Any:
    """The form of a new unit."""
    found = queries.organisation(web.session(), reach(), key)
    above = request.args.get("under", "")
    form = NewUnitForm(data={"since": web.today(), "version": 1, "parent_id": int(above) if above.isdecimal() else 0})
    _choose(form, found)
    return _new_page(found).page(form)


@blueprint.post("/admin/organisationer/<string:key>/enheter/ny")
@web.door("people.administer")
def add_unit(key: str) -> Any:
    """Make a new unit."""
    found = queries.organisation(web.session(), reach(), key)
    form = NewUnitForm(request.form)
    _choose(form, found)
    made = []

    def act() -> None:
        chef = queries.meant(web.session(), form.chef.data)
        values = {
            "organisation_id": found.id, "name": form.name.data, "parent_id": form.parent_id.data or None,
            "manager_id": chef.id if chef else None, **_plain(form),
        }  # fmt: skip
        since = form.since.data or web.today()
        made.append(actions.open_unit(web.session(), values, actor=visitor().actor, at=web.now(), since=since))

    if refused := save(form, act, _new_page(found), fresh=dict):
        return refused
    web.say_next(say("administration.unit.opened", name=made[0].name))
    return web.see_other("administration.unit", unit_id=made[0].id)


@blueprint.get("/admin/enheter/<int:unit_id>/andra")
@web.door("people.administer")
def edit_unit(unit_id: int) -> Any:
    """The form of a unit."""
    found = queries.unit(web.session(), reach(), unit_id)
    form = UnitForm(data=_data(found))
    _choose(form, found.organisation)
    return _edit_page(found).page(form)


@blueprint.post("/admin/enheter/<int:unit_id>/andra")
@web.door("people.administer")
def save_unit(unit_id: int) -> Any:
    """Save a unit."""
    found = queries.unit(web.session(), reach(), unit_id)
    form = UnitForm(request.form)
    centres = _choose(form, found.organisation)

    def act() -> None:
        chef = queries.meant(web.session(), form.chef.data)
        values = {"manager_id": chef.id if chef else None, **_plain(form)}
        shown = {
            "manager_id": (_name(found.chef), _name(chef)),
            "cost_centre_id": (centres[found.unit.cost_centre_id or 0], centres[values["cost_centre_id"] or 0]),
            "segment": (_segment(found.unit.segment), _segment(values["segment"])),
        }
        actions.amend(
            web.session(), found.unit, values, version=form.version.data or 0, actor=visitor().actor, at=web.now(),
            shown=shown,
        )  # fmt: skip

    fresh = lambda: _data(queries.unit(web.session(), reach(), unit_id))  # noqa: E731  # a name for one argument
    if refused := save(form, act, _edit_page(found), fresh=fresh):
        return refused
    web.say_next(say("administration.saved", name=found.unit.name))
    return web.see_other("administration.unit", unit_id=unit_id)


def _plain(form: UnitForm) -> dict[str, Any]:
    return {
        "segment": form.segment.data,
        "cost_centre_id": form.cost_centre_id.data or None,
        "invoice_reference": form.invoice_reference.data,
    }


def _choose(form: VersionedForm, organisation: Organisation) -> dict[int, str]:
    """Fill the form's lists; gives the cost centres in words."""
    nothing = say("administration.form.no_cost_centre")
    rows: list[CostCentre] = list(queries.usable(web.session(), organisation.id, web.today()))
    centres = {0: nothing} | {row.id: f"{row.code} {row.activity} {row.name}".replace("  ", " ") for row in rows}
    if "cost_centre_id" in form:
        form["cost_centre_id"].choices = [SelectChoice(each, name) for each, name in centres.items()]
    if "parent_id" in form:
        units = queries.unit_choices(web.session(), reach(), organisation_id=organisation.id)
        top = SelectChoice(0, say("administration.form.top", organisation=organisation.name))
        form["parent_id"].choices = [top, *(SelectChoice(key, name) for key, name, _ in units)]
    return Lenient(centres)


class Lenient(dict[int, str]):
    """Names by number, where one that may no longer be chosen is told by its number."""

    def __missing__(self, key: int) -> str:
        return str(key)


def _data(found: Facts) -> dict[str, Any]:
    unit = found.unit
    return {
        "chef": f"{found.chef.name} <{found.chef.email}>" if found.chef else "",
        "segment": unit.segment,
        "cost_centre_id": unit.cost_centre_id or 0,
        "invoice_reference": unit.invoice_reference,
        "version": unit.version,
    }


def _edit_page(found: Facts) -> Editing:
    back = f"/admin/enheter/{found.unit.id}"
    trail = [*trail_to(found.organisation), _units(found.organisation), (found.unit.name, back)]
    return Editing(
        trail, say("administration.page.unit"), f"{back}/andra", back,
        lead=say("administration.page.unit_lead"), chefs=queries.suggested(web.session(), found.organisation.id),
    )  # fmt: skip


def _new_page(found: Organisation) -> Editing:
    back = f"/admin/organisationer/{found.key}/enheter"
    return Editing(
        [*trail_to(found), _units(found)], say("administration.page.new_unit"), f"{back}/ny", back,
        save=say("administration.page.new_unit_save"), chefs=queries.suggested(web.session(), found.id),
    )  # fmt: skip


def _units(organisation: Organisation) -> tuple[str, str]:
    return say("administration.page.units"), f"/admin/organisationer/{organisation.key}/enheter"


def _name(person: Person | None) -> str:
    return person.name if person else say("administration.change.nothing")


def _segment(key: str) -> str:
    return say(f"administration.segment.{key}")


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
