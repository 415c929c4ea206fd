"""Doors to the contacts of an organisation."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.administration import actions, queries
from app.administration.forms import ContactForm
from app.administration.views.doors import blueprint, reach, trail_to, visitor
from app.administration.views.editing import Editing, save
from app.identity.models import CONTACT_KINDS, Contact, Organisation, Person
from app.words import say

FIELDS = ("kind", "name", "email", "phone", "text", "valid_from", "valid_to")


@blueprint.get("/admin/organisationer/<string:key>/kontakter")
@web.door("people.administer")
def contacts(key: str) -> Any:
    """Whom to turn to in an organisation, and in which matters nobody is named."""
    found = queries.organisation(web.session(), reach(), key)
    rows = queries.contacts(web.session(), found.id)
    by_kind = {kind: [row for row in rows if row[0].kind == kind] for kind in CONTACT_KINDS}
    return web.page("administration/contacts.html", organisation=found, by_kind=by_kind, trail=trail_to(found))


@blueprint.get("/admin/organisationer/<string:key>/kontakter/ny")
@web.door("people.administer")
def new_contact(key: str) -> Any:
    """The form of a new contact."""
    found = queries.organisation(web.session(), reach(), key)
    form = ContactForm(data={"valid_from": web.today(), "version": 1, "kind": request.args.get("vad", "")})
    return _page(found, None).page(form)


@blueprint.post("/admin/organisationer/<string:key>/kontakter/ny")
@web.door("people.administer")
def add_contact(key: str) -> Any:
    """Add a contact."""
    found = queries.organisation(web.session(), reach(), key)
    form = ContactForm(request.form)

    def act() -> None:
        person = queries.meant(web.session(), form.person.data)
        row = Contact(organisation_id=found.id, **_values(form, person))
        actions.add(web.session(), row, name=_title(row.kind), actor=visitor().actor, at=web.now())

    if refused := save(form, act, _page(found, None), fresh=dict):
        return refused
    web.say_next(say("administration.added", name=_title(form.kind.data)))
    return web.see_other("administration.contacts", key=key)


@blueprint.get("/admin/kontakter/<int:contact_id>")
@web.door("people.administer")
def edit_contact(contact_id: int) -> Any:
    """A contact's form."""
    row, found = queries.contact(web.session(), reach(), contact_id)
    return _page(found, row).page(ContactForm(data=_data(row)))


@blueprint.post("/admin/kontakter/<int:contact_id>")
@web.door("people.administer")
def save_contact(contact_id: int) -> Any:
    """Save a contact."""
    row, found = queries.contact(web.session(), reach(), contact_id)
    form = ContactForm(request.form)

    def act() -> None:
        person = queries.meant(web.session(), form.person.data)
        before = queries.named(web.session(), row.person_id)
        nobody = say("administration.change.nothing")
        shown = {
            "person_id": (before.name if before else nobody, person.name if person else nobody),
            "kind": (_title(row.kind), _title(form.kind.data)),
        }
        actions.amend(
            web.session(), row, _values(form, person), version=form.version.data or 0, actor=visitor().actor,
            at=web.now(), shown=shown,
        )  # fmt: skip

    fresh = lambda: _data(queries.contact(web.session(), reach(), contact_id)[0])  # noqa: E731  # a name for one argument
    if refused := save(form, act, _page(found, row), fresh=fresh):
        return refused
    web.say_next(say("administration.saved", name=_title(row.kind)))
    return web.see_other("administration.contacts", key=found.key)


def _values(form: ContactForm, person: Person | None) -> dict[str, Any]:
    """A named person's own name and address are read from them, so nobody has to keep them in step."""
    values = {name: form[name].data for name in FIELDS}
    if person is not None:
        values |= {"name": person.name, "email": ""}
    return values | {"person_id": person.id if person else None}


def _data(row: Contact) -> dict[str, Any]:
    person = queries.named(web.session(), row.person_id)
    values = {name: getattr(row, name) for name in (*FIELDS, "version")}
    if person is not None:
        values |= {"person": f"{person.name} <{person.email}>", "name": ""}
    return values


def _page(found: Organisation, row: Contact | None) -> Editing:
    back = f"/admin/organisationer/{found.key}/kontakter"
    trail = [*trail_to(found), (say("administration.page.contacts"), back)]
    chefs = queries.suggested(web.session(), found.id)
    if row is None:
        return Editing(trail, say("administration.page.new_contact"), f"{back}/ny", back, chefs=chefs)
    return Editing(
        trail, _title(row.kind), f"/admin/kontakter/{row.id}", back, chefs=chefs,
        history=f"/admin/historik/kontakt/{row.id}",
    )  # fmt: skip


def _title(kind: str) -> str:
    return say(f"administration.contact.{kind}.title")
