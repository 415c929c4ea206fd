"""Doors to what orders begin with, for a unit or a person, and to the references of a unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import request
from wtforms import Form

from app import web
from app.administration import actions, queries
from app.administration.actions.kontering import Beginning, default_in_words
from app.administration.forms.kontering import ReferenceForm, default_form
from app.administration.queries import kontering
from app.administration.views.doors import blueprint, reach, trail_to, visitor
from app.administration.views.editing import Editing, save
from app.identity.models import KonteringDefault, Organisation, Person, Unit, UnitReference
from app.words import say


@blueprint.get("/admin/enheter/<int:unit_id>/kontering")
@web.door("people.administer")
def unit_default(unit_id: int) -> Any:
    """What a unit's orders begin with, and what they began with before."""
    found = queries.unit(web.session(), reach(), unit_id)
    rows = kontering.defaults(web.session(), unit_id=unit_id)
    return _page(found.unit, found.organisation, rows).page(_filled(found.organisation, rows, person=False))


@blueprint.post("/admin/enheter/<int:unit_id>/kontering")
@web.door("people.administer")
def save_unit_default(unit_id: int) -> Any:
    """Decide what a unit's orders begin with."""
    found = queries.unit(web.session(), reach(), unit_id)
    rows = kontering.defaults(web.session(), unit_id=unit_id)
    form = _form(found.organisation, person=False)(request.form)
    if refused := save(form, lambda: _begin(found.unit, form), _page(found.unit, found.organisation, rows), fresh=dict):
        return refused
    return _saved(found.unit.name, "administration.unit", unit_id=unit_id)


@blueprint.get("/admin/personer/<int:person_id>/kontering")
@web.door("people.administer")
def person_default(person_id: int) -> Any:
    """What a person's orders begin with."""
    found = queries.person(web.session(), reach(), person_id, now=web.now())
    rows = kontering.defaults(web.session(), person_id=person_id)
    return _page(found.person, found.organisation, rows).page(_filled(found.organisation, rows, person=True))


@blueprint.post("/admin/personer/<int:person_id>/kontering")
@web.door("people.administer")
def save_person_default(person_id: int) -> Any:
    """Decide what a person's orders begin with."""
    found = queries.person(web.session(), reach(), person_id, now=web.now())
    rows = kontering.defaults(web.session(), person_id=person_id)
    form = _form(found.organisation, person=True)(request.form)
    if refused := save(
        form, lambda: _begin(found.person, form), _page(found.person, found.organisation, rows), fresh=dict
    ):
        return refused
    return _saved(found.person.name, "administration.person", person_id=person_id)


@blueprint.get("/admin/enheter/<int:unit_id>/referenser/ny")
@web.door("people.administer")
def new_reference(unit_id: int) -> Any:
    """The form of a new reference."""
    found = queries.unit(web.session(), reach(), unit_id)
    return _reference_page(found.unit, found.organisation).page(ReferenceForm(data={"valid_from": web.today()}))


@blueprint.post("/admin/enheter/<int:unit_id>/referenser/ny")
@web.door("people.administer")
def add_reference(unit_id: int) -> Any:
    """Put a reference in a unit's register."""
    found = queries.unit(web.session(), reach(), unit_id)
    form = ReferenceForm(request.form)

    def act() -> None:
        row = UnitReference(unit_id=unit_id, **{name: form[name].data for name in form.order})
        actions.add_reference(web.session(), found.unit, row, actor=visitor().actor, at=web.now())

    if refused := save(form, act, _reference_page(found.unit, found.organisation), fresh=dict):
        return refused
    return _saved(found.unit.name, "administration.unit", unit_id=unit_id)


@blueprint.get("/admin/referenser/<int:reference_id>")
@web.door("people.administer")
def edit_reference(reference_id: int) -> Any:
    """From when to when a reference may be chosen."""
    row, unit, organisation = kontering.reference(web.session(), reach(), reference_id)
    form = ReferenceForm(data={"valid_from": row.valid_from, "valid_to": row.valid_to})
    return _reference_page(unit, organisation, row).page(_days_only(form))


@blueprint.post("/admin/referenser/<int:reference_id>")
@web.door("people.administer")
def save_reference(reference_id: int) -> Any:
    """Change from when to when a reference may be chosen."""
    row, unit, organisation = kontering.reference(web.session(), reach(), reference_id)
    form = _days_only(ReferenceForm(request.form))

    def act() -> None:
        days = (form["valid_from"].data, form["valid_to"].data)
        actions.end_reference(web.session(), (row, unit), days, actor=visitor().actor, at=web.now())

    if refused := save(form, act, _reference_page(unit, organisation, row), fresh=dict):
        return refused
    return _saved(row.reference, "administration.unit", unit_id=unit.id)


def _begin(whose: Unit | Person, form: Any) -> None:
    codes = {name: form[name].data or "" for name in form.order if name not in ("cost_centre_id", "valid_from")}
    centre = form["cost_centre_id"].data if "cost_centre_id" in form else None
    wanted = Beginning(codes, form.valid_from.data, centre or None)
    actions.begin_with(web.session(), whose, wanted, actor=visitor().actor, at=web.now())


def _form(organisation: Organisation, *, person: bool) -> Any:
    nothing = ("", say("administration.default.no_code"))
    found = kontering.default_parts(web.session(), organisation.id, web.today())
    parts = [(key, [nothing, *codes]) for key, codes in found]
    if not person:
        return default_form(parts, None)
    rows = queries.usable(web.session(), organisation.id, web.today())
    centres = [(row.id, f"{row.code} {row.activity} {row.name}".replace("  ", " ")) for row in rows]
    return default_form(parts, [(0, say("administration.default.centre_of_unit")), *centres])


def _filled(organisation: Organisation, rows: Sequence[KonteringDefault], *, person: bool) -> Form:
    now = next((row for row in rows if row.valid_from <= web.today()), None)
    values: dict[str, Any] = {"valid_from": web.today(), "cost_centre_id": 0}
    if now is not None:
        values |= {**now.codes, "cost_centre_id": now.cost_centre_id or 0}
    form: Form = _form(organisation, person=person)(data=values)
    return form


def _page(whose: Unit | Person, organisation: Organisation, rows: Sequence[KonteringDefault]) -> Editing:
    kind = "enheter" if isinstance(whose, Unit) else "personer"
    back = f"/admin/{kind}/{whose.id}"
    return Editing(
        [*trail_to(organisation), (whose.name, back)], say("administration.default.title"), f"{back}/kontering", back,
        lead=say("administration.default.lead"), notes=[_row(row, web.today(), rows) for row in rows], history=back,
    )  # fmt: skip


def _row(row: KonteringDefault, today: dt.date, rows: Sequence[KonteringDefault]) -> str:
    now = next((each for each in rows if each.valid_from <= today), None)
    key = "now" if row is now else "coming" if row.valid_from > today else "before"
    codes = default_in_words(row.codes) or say("administration.default.none")
    return say(f"administration.default.{key}", codes=codes, day=row.valid_from.isoformat(), who=row.decided_by_name)


def _reference_page(unit: Unit, organisation: Organisation, row: UnitReference | None = None) -> Editing:
    back = f"/admin/enheter/{unit.id}"
    title = row.reference if row else say("administration.reference.new")
    action = f"/admin/referenser/{row.id}" if row else f"{back}/referenser/ny"
    lead = say("administration.reference.lead")
    return Editing([*trail_to(organisation), (unit.name, back)], title, action, back, lead=lead)


def _days_only(form: ReferenceForm) -> ReferenceForm:
    """What was written on invoices is never changed."""
    del form.reference
    del form.name
    return form


def _saved(name: str, endpoint: str, **values: Any) -> Any:
    web.say_next(say("administration.saved", name=name))
    return web.see_other(endpoint, **values)
