"""Doors to the organisations: the list, one, and its names, numbers and addresses."""

from __future__ import annotations

from typing import Any

from flask import request
from wtforms.fields.choices import SelectChoice

from app import web
from app.administration import actions, queries
from app.administration.forms import NewOrganisationForm, OrganisationForm
from app.administration.views.doors import ROOT, blueprint, reach, visitor
from app.administration.views.editing import Editing, save
from app.identity.models import Organisation
from app.words import say

NAMES = ("name", "short_name", "org_number", "payer_id", "gln", "peppol_id", "invoice_address")


@blueprint.get("/admin/organisationer")
@web.door("people.administer")
def organisations() -> Any:
    """The organisations within reach."""
    rows = queries.organisations(web.session(), reach())
    return web.page("administration/organisations.html", rows=rows, may_add=reach().everything)


@blueprint.get("/admin/organisationer/ny")
@web.door("people.administer")
def new_organisation() -> Any:
    """The form of a new organisation, for who administers them all."""
    reach().demand_everything()
    return _new_page().page(_with_payers(NewOrganisationForm()))


@blueprint.post("/admin/organisationer/ny")
@web.door("people.administer")
def add_organisation() -> Any:
    """Add an organisation."""
    reach().demand_everything()
    form = _with_payers(NewOrganisationForm(request.form))
    made: list[str] = []

    def act() -> None:
        row = actions.open_organisation(
            web.session(), {name: form[name].data for name in (*NAMES, "kind")}, form.domain_list,
            actor=visitor().actor, at=web.now(),
        )  # fmt: skip
        made.append(row.key)

    if refused := save(form, act, _new_page(), fresh=dict):
        return refused
    web.say_next(say("administration.organisation.added", name=form.name.data))
    return web.see_other("administration.organisation", key=made[0])


@blueprint.get("/admin/organisationer/<string:key>")
@web.door("people.administer")
def organisation(key: str) -> Any:
    """One organisation, what it has and what is missing."""
    found = queries.organisation(web.session(), reach(), key)
    contacts = [row for row in queries.contacts(web.session(), found.id) if _holds(row[0])]
    return web.page(
        "administration/organisation.html",
        organisation=found,
        counts=queries.counts(web.session(), found.id),
        domains=actions.domains_of(web.session(), found),
        contacts=contacts,
        payers=queries.payers(web.session()),
    )


@blueprint.get("/admin/organisationer/<string:key>/andra")
@web.door("people.administer")
def edit_organisation(key: str) -> Any:
    """The form of an organisation."""
    found = queries.organisation(web.session(), reach(), key)
    return _page(found).page(_with_payers(OrganisationForm(data=_data(found))))


@blueprint.post("/admin/organisationer/<string:key>/andra")
@web.door("people.administer")
def save_organisation(key: str) -> Any:
    """Save an organisation."""
    found = queries.organisation(web.session(), reach(), key)
    form = _with_payers(OrganisationForm(request.form))

    def act() -> None:
        actions.change_organisation(
            web.session(), found, {name: form[name].data for name in NAMES}, form.domain_list,
            version=form.version.data or 0, actor=visitor().actor, at=web.now(), payers=queries.payers(web.session()),
        )  # fmt: skip

    refused = save(form, act, _page(found), fresh=lambda: _data(queries.organisation(web.session(), reach(), key)))
    if refused:
        return refused
    web.say_next(say("administration.saved", name=found.name))
    return web.see_other("administration.organisation", key=key)


def _data(found: Organisation) -> dict[str, Any]:
    domains = "\n".join(actions.domains_of(web.session(), found))
    return {name: getattr(found, name) for name in (*NAMES, "version")} | {"domains": domains}


def _with_payers(form: Any) -> Any:
    form.payer_id.choices = [SelectChoice(*each) for each in queries.payers(web.session()).items()]
    return form


def _new_page() -> Editing:
    trail = [*ROOT, (say("administration.index.organisations.title"), "/admin/organisationer")]
    title, save_words = say("administration.page.new_organisation"), say("administration.page.new_organisation_save")
    notes = [say("administration.page.new_organisation_note")]
    return Editing(
        trail, title, "/admin/organisationer/ny", "/admin/organisationer", save=save_words,
        lead=say("administration.page.new_organisation_lead"), notes=notes,
    )  # fmt: skip


def _page(found: Organisation) -> Editing:
    back = f"/admin/organisationer/{found.key}"
    trail = [*ROOT, (say("administration.index.organisations.title"), "/admin/organisationer"), (found.name, back)]
    return Editing(trail, say("administration.page.organisation"), f"{back}/andra", back)


def _holds(row: Any) -> bool:
    return row.valid_from <= web.today() and (row.valid_to is None or row.valid_to >= web.today())
