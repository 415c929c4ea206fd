"""Doors to the roles: who has which where, and giving one."""

from __future__ import annotations

from typing import Any

import flask
from flask import request

from app import web
from app.administration.actions import roles as actions
from app.administration.forms.roles import GiveForm, read_filter
from app.administration.queries import roles as queries
from app.administration.views.doors import blueprint, reach, visitor
from app.administration.views.role_words import givable, mandate, name_of, named, organisations_within, role_of, row_of
from app.asked import asked_of, asking
from app.refusal import Forbidden, Missing, Refused
from app.words import say
from app.words.formats import day_long
from catalogue.roles import GRANTABLE


@blueprint.get("/admin/roller")
@web.door("people.administer")
def roles() -> Any:
    """Who has which role where."""
    wanted = read_filter(request.args)
    found, older = queries.grants(web.session(), reach(), wanted, web.today())
    asked = asked_of("fore")
    return web.page(
        "administration/roles.html",
        "roles",
        rows=[row_of(each) for each in found],
        wanted=wanted,
        waiting=[row_of(each) for each in queries.waiting_for(web.session(), visitor(), reach())],
        older=asking(flask.url_for("administration.roles"), asked, fore=older) if older else "",
        roles=[("", say("roles.form.all_roles")), *named(GRANTABLE)],
        kinds=[(kind, say(f"roles.kind.{kind or 'all'}")) for kind in queries.KINDS],
        organisations=[("", say("roles.form.all_organisations")), *organisations_within(by_key=True)],
    )


@blueprint.get("/admin/roller/oversikt")
@web.door("people.administer")
def roles_overview() -> Any:
    """Every role: what it means, which doors it opens, how many hold it."""
    held = queries.holders(web.session(), reach(), web.today())
    rows = [dict(role_of(role), count=held.get(role, 0)) for role in GRANTABLE]
    return web.page("administration/roles_overview.html", rows=rows)


@blueprint.get("/admin/roller/ny")
@web.door("people.administer")
def new_role() -> Any:
    """Give a role, in three steps: to whom, which one, how far and how long."""
    person = _chosen_person()
    if person is None:
        text = " ".join(request.args.get("q", "")[:100].split())
        found = queries.people(web.session(), reach(), text) if text else []
        return web.page("administration/role_person.html", "people", text=text, found=found)
    role = request.args.get("roll", "")
    if role not in GRANTABLE:
        return web.page("administration/role_choice.html", person=person, rows=givable(person))
    form = _give_form(person, request.args if "skal" in request.args else None)
    return _give_page(person, role, form)


@blueprint.post("/admin/roller/personer/<int:person_id>")
@web.door("people.administer")
def give_role(person_id: int) -> Any:
    """Give a person a role."""
    person = queries.person(web.session(), reach(), person_id)
    role, form = request.form.get("roll", ""), _give_form(person, request.form)
    if not form.validate():
        return _give_page(person, role, form, status=422)
    wanted = actions.Wanted(
        role, form.fran.data or web.today(), form.till.data, form.skal.data, form.organisation.data, form.enhet.data,
        form.segment.data or None,
    )  # fmt: skip
    try:
        row = actions.give(web.session(), mandate(), person.id, wanted, at=web.now())
    except Forbidden:
        raise
    except Refused as reason:
        return _give_page(person, role, form, status=422, fault=say(reason.key, **reason.params))
    kind = "proposed" if row.state == "pending" else "coming" if row.valid_from > web.today() else "given"
    begins = day_long(row.valid_from, year=True)
    web.say_next(say(f"roles.said.{kind}", person=person.name, what=name_of(row.role), begins=begins))
    return web.see_other("administration.roles_of", person_id=person.id)


@blueprint.get("/admin/roller/personer/<int:person_id>")
@web.door("people.administer")
def roles_of(person_id: int) -> Any:
    """One person's roles: those that hold, wait or come, and the ended ones."""
    found = queries.of_person(web.session(), reach(), person_id)
    person = queries.person_or_former(web.session(), reach(), person_id)
    rows = [row_of(each) for each in found]
    open_ = [row for row in rows if row["standing"] in ("pending", "coming", "holds")]
    closed = [row for row in rows if row not in open_]
    return web.page("administration/role_of.html", person=person, open=open_, closed=closed)


def _give_page(person: queries.Found, role: str, form: GiveForm, *, status: int = 200, fault: str = "") -> Any:
    if role not in GRANTABLE:
        return web.page("administration/role_choice.html", status=status, person=person, rows=givable(person))
    return web.page(
        "administration/role_new.html", status=status, person=person, role=role_of(role), form=form, fault=fault
    )


def _give_form(person: queries.Found, typed: Any) -> GiveForm:
    home = person.organisation_id if not reach().everything else None
    form = GiveForm(typed, data=None if typed else {"fran": web.today(), "organisation": home})
    units = queries.units_of(web.session(), person.organisation_id)
    form.choose_from(organisations_within(), units, everything=reach().everything)
    return form


def _chosen_person() -> queries.Found | None:
    """The person an address names, or None; raises Missing for one out of reach."""
    text = request.args.get("person", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Missing
    return queries.person(web.session(), reach(), int(text))
