"""Doors to cost centres, addresses and contacts."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.administration import actions, queries
from app.administration.forms import CostCentreForm, WorkplaceForm
from app.administration.views.doors import blueprint, reach, trail_to, visitor
from app.administration.views.editing import Editing, save
from app.identity.models import CostCentre, Organisation, Unit, Workplace
from app.words import say

CENTRE = ("code", "activity", "name", "valid_from", "valid_to")
PLACE = ("name", "street", "postal_code", "town", "notes")


@blueprint.get("/admin/organisationer/<string:key>/kostnadsstallen")
@web.door("people.administer")
def cost_centres(key: str) -> Any:
    """The cost centres of an organisation."""
    found = queries.organisation(web.session(), reach(), key)
    rows = queries.cost_centres(web.session(), found.id)
    return web.page("administration/cost_centres.html", organisation=found, rows=rows, trail=trail_to(found))


@blueprint.get("/admin/organisationer/<string:key>/kostnadsstallen/nytt")
@web.door("people.administer")
def new_cost_centre(key: str) -> Any:
    """The form of a new cost centre."""
    found = queries.organisation(web.session(), reach(), key)
    return _centre_page(found, None).page(CostCentreForm(data={"valid_from": web.today(), "version": 1}))


@blueprint.post("/admin/organisationer/<string:key>/kostnadsstallen/nytt")
@web.door("people.administer")
def add_cost_centre(key: str) -> Any:
    """Add a cost centre."""
    found = queries.organisation(web.session(), reach(), key)
    form = CostCentreForm(request.form)

    def act() -> None:
        row = CostCentre(organisation_id=found.id, **{name: form[name].data for name in CENTRE})
        actions.add_cost_centre(web.session(), row, actor=visitor().actor, at=web.now())

    if refused := save(form, act, _centre_page(found, None), fresh=dict):
        return refused
    web.say_next(say("administration.added", name=f"{form.code.data} {form.name.data}"))
    return web.see_other("administration.cost_centres", key=key)


@blueprint.get("/admin/kostnadsstallen/<int:centre_id>")
@web.door("people.administer")
def edit_cost_centre(centre_id: int) -> Any:
    """A cost centre's form, and the units that pay with it."""
    row, found = queries.cost_centre(web.session(), reach(), centre_id)
    units = queries.units_of_centre(web.session(), centre_id)
    form = CostCentreForm(data={name: getattr(row, name) for name in (*CENTRE, "version")})
    return _centre_page(found, row, [unit.name for unit in units]).page(form)


@blueprint.post("/admin/kostnadsstallen/<int:centre_id>")
@web.door("people.administer")
def save_cost_centre(centre_id: int) -> Any:
    """Save a cost centre."""
    row, found = queries.cost_centre(web.session(), reach(), centre_id)
    form = CostCentreForm(request.form)

    def act() -> None:
        values = {name: form[name].data for name in CENTRE}
        actions.change_cost_centre(
            web.session(), row, values, version=form.version.data or 0, actor=visitor().actor, at=web.now()
        )

    def fresh() -> dict[str, Any]:
        now, _organisation = queries.cost_centre(web.session(), reach(), centre_id)
        return {name: getattr(now, name) for name in (*CENTRE, "version")}

    if refused := save(form, act, _centre_page(found, row), fresh=fresh):
        return refused
    web.say_next(say("administration.saved", name=f"{row.code} {row.name}"))
    return web.see_other("administration.cost_centres", key=found.key)


@blueprint.get("/admin/enheter/<int:unit_id>/leveransplatser/ny")
@web.door("people.administer")
def new_workplace(unit_id: int) -> Any:
    """The form of a new address."""
    found = queries.unit(web.session(), reach(), unit_id)
    return _place_page(found.organisation, found.unit, None).page(WorkplaceForm(data={"version": 1}))


@blueprint.post("/admin/enheter/<int:unit_id>/leveransplatser/ny")
@web.door("people.administer")
def add_workplace(unit_id: int) -> Any:
    """Add an address to a unit."""
    found = queries.unit(web.session(), reach(), unit_id)
    form = WorkplaceForm(request.form)

    def act() -> None:
        row = Workplace(unit_id=unit_id, closed_on=None, **{name: form[name].data for name in PLACE})
        actions.add(web.session(), row, name=row.name, actor=visitor().actor, at=web.now())

    if refused := save(form, act, _place_page(found.organisation, found.unit, None), fresh=dict):
        return refused
    web.say_next(say("administration.added", name=form.name.data))
    return web.see_other("administration.unit", unit_id=unit_id)


@blueprint.get("/admin/leveransplatser/<int:place_id>")
@web.door("people.administer")
def edit_workplace(place_id: int) -> Any:
    """An address's form."""
    row, unit, found = queries.workplace(web.session(), reach(), place_id)
    form = WorkplaceForm(data={name: getattr(row, name) for name in (*PLACE, "version")})
    return _place_page(found, unit, row).page(form)


@blueprint.post("/admin/leveransplatser/<int:place_id>")
@web.door("people.administer")
def save_workplace(place_id: int) -> Any:
    """Save an address."""
    row, unit, found = queries.workplace(web.session(), reach(), place_id)
    form = WorkplaceForm(request.form)

    def act() -> None:
        values = {name: form[name].data for name in PLACE}
        actions.amend(web.session(), row, values, version=form.version.data or 0, actor=visitor().actor, at=web.now())

    def fresh() -> dict[str, Any]:
        now, _unit, _organisation = queries.workplace(web.session(), reach(), place_id)
        return {name: getattr(now, name) for name in (*PLACE, "version")}

    if refused := save(form, act, _place_page(found, unit, row), fresh=fresh):
        return refused
    web.say_next(say("administration.saved", name=row.name))
    return web.see_other("administration.unit", unit_id=unit.id)


@blueprint.post("/admin/leveransplatser/<int:place_id>/stang")
@web.door("people.administer")
def close_workplace(place_id: int) -> Any:
    """Take an address out of use, or back into it; orders that name it keep it."""
    row, unit, _found = queries.workplace(web.session(), reach(), place_id)
    closed = None if row.closed_on else web.today()
    version = request.form.get("version", "")
    actions.amend(
        web.session(), row, {"closed_on": closed}, version=int(version) if version.isdecimal() else 0,
        actor=visitor().actor, at=web.now(),
    )  # fmt: skip
    web.say_next(say(f"administration.workplace.{'closed' if closed else 'opened'}", name=row.name))
    return web.see_other("administration.unit", unit_id=unit.id)


def _centre_page(found: Organisation, row: CostCentre | None, units: list[str] | None = None) -> Editing:
    back = f"/admin/organisationer/{found.key}/kostnadsstallen"
    trail = [*trail_to(found), (say("administration.page.cost_centres"), back)]
    notes = [say("administration.cost_centre.used", names=", ".join(units))] if units else []
    if row is None:
        return Editing(trail, say("administration.page.new_cost_centre"), f"{back}/nytt", back)
    return Editing(
        trail, f"{row.code} {row.name}", f"/admin/kostnadsstallen/{row.id}", back, notes=notes,
        history=f"/admin/historik/kostnadsstalle/{row.id}",
    )  # fmt: skip


def _place_page(found: Organisation, unit: Unit, row: Workplace | None) -> Editing:
    back = f"/admin/enheter/{unit.id}"
    trail = [*trail_to(found), (unit.name, back)]
    if row is None:
        return Editing(trail, say("administration.page.new_workplace"), f"{back}/leveransplatser/ny", back)
    return Editing(
        trail, row.name, f"/admin/leveransplatser/{row.id}", back, history=f"/admin/historik/leveransplats/{row.id}"
    )
