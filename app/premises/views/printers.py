"""The printers of an organisation: its list, its portal, its contact, and the share with Follow-Me (R-171 to R-177)."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.identity.models import Organisation
from app.identity.queries import contacts_on
from app.premises import actions, queries
from app.premises.forms import PortalForm, PrinterForm, RetireForm
from app.premises.models import Printer
from app.premises.views.doors import blueprint, told, visitor
from app.refusal import Changed, Missing, Refused
from app.words import say

KINDS = ("printer_contact", "municipality_contact")


@blueprint.get("/skrivare")
@web.door("browse")
def printers() -> Any:
    """My organisation's, or another's."""
    session, me = web.session(), visitor()
    known = queries.organisations(session)
    chosen = _chosen(known, request.args.get("organisation", ""), me.organisation_id)
    contacts = contacts_on(session, chosen.id, web.today(), *KINDS)
    return web.page(
        "premises/printers.html", "printers", chosen=chosen, organisations=[(row.key, row.short_name) for row in known],
        rows=queries.printers(session, chosen.id), portal=queries.portal(session, chosen.id),
        shares=queries.shares(session), keeps=queries.keeps(me, chosen.id), contact=contacts[-1] if contacts else None,
    )  # fmt: skip


@blueprint.get("/skrivare/<string:organisation>/ny")
@web.door("printers.keep")
def begin(organisation: str) -> Any:
    """An empty form."""
    form = PrinterForm()
    form.uses_follow_me.data = True
    return _form(form, _own(organisation))


@blueprint.post("/skrivare/<string:organisation>/ny")
@web.door("printers.keep")
def add(organisation: str) -> Any:
    """Put a printer in the list."""
    own, form = _own(organisation), PrinterForm(request.form)
    if not form.validate():
        return _form(form, own, status=422)
    try:
        found = actions.add(web.session(), visitor(), own.id, form.facts(), at=web.now())
    except Refused as reason:
        return _form(form, own, status=422, refused=told(reason))
    web.say_next(say("premises.added", name=found.name))
    return web.see_other("premises.printers", organisation=organisation)


@blueprint.get("/skrivare/<int:printer_id>")
@web.door("printers.keep")
def printer(printer_id: int) -> Any:
    """A printer in its form."""
    found = queries.to_change(web.session(), visitor(), printer_id)
    return _form(PrinterForm(obj=found), _of(found), printer=found)


@blueprint.post("/skrivare/<int:printer_id>")
@web.door("printers.keep")
def change(printer_id: int) -> Any:
    """Change a printer."""
    found, form = queries.to_change(web.session(), visitor(), printer_id), PrinterForm(request.form)
    if not form.validate():
        return _form(form, _of(found), printer=found, status=422)
    version = form.version.data or 0
    try:
        actions.change(web.session(), visitor(), found, form.facts(), version, at=web.now())
    except Refused as reason:
        status = 409 if isinstance(reason, Changed) else 422
        return _form(form, _of(found), printer=found, status=status, refused=told(reason))
    web.say_next(say("premises.changed", name=found.name))
    return web.see_other("premises.printers", organisation=_of(found).key)


@blueprint.post("/skrivare/<int:printer_id>/ta-ur-bruk")
@web.door("printers.keep")
def retire(printer_id: int) -> Any:
    """Take a printer out of use."""
    found, form = queries.to_change(web.session(), visitor(), printer_id), RetireForm(request.form)
    reason = form.reason.data or "" if form.validate() else ""
    try:
        actions.retire(web.session(), visitor(), found, reason, on=web.today(), at=web.now())
    except Refused as refusal:
        return _form(PrinterForm(obj=found), _of(found), printer=found, status=422, refused=told(refusal))
    web.say_next(say("premises.retired", name=found.name))
    return web.see_other("premises.printers", organisation=_of(found).key)


@blueprint.get("/skrivare/<string:organisation>/portal")
@web.door("printers.keep")
def portal(organisation: str) -> Any:
    """Where printers are ordered, to change."""
    own = _own(organisation)
    return web.page("premises/portal.html", own=own, form=PortalForm(obj=queries.portal(web.session(), own.id)))


@blueprint.post("/skrivare/<string:organisation>/portal")
@web.door("printers.keep")
def keep_portal(organisation: str) -> Any:
    """Say where printers are ordered."""
    own, form = _own(organisation), PortalForm(request.form)
    if not form.validate():
        return web.page("premises/portal.html", status=422, own=own, form=form)
    actions.keep_portal(web.session(), visitor(), form.portal(own.id), at=web.now())
    web.say_next(say("premises.portal_kept"))
    return web.see_other("premises.printers", organisation=organisation)


def _form(
    form: PrinterForm, own: Organisation, *, printer: Printer | None = None, status: int = 200, refused: str = ""
) -> Any:
    return web.page("premises/printer.html", status=status, form=form, own=own, printer=printer, refused=refused)


def _own(key: str) -> Organisation:
    """An organisation whose printers I keep; raises Missing for every other."""
    found = next((row for row in queries.organisations(web.session()) if row.key == key), None)
    if found is None or not queries.keeps(visitor(), found.id):
        raise Missing
    return found


def _of(found: Printer) -> Organisation:
    return next(row for row in queries.organisations(web.session()) if row.id == found.organisation_id)


def _chosen(known: list[Organisation], key: str, mine: int) -> Organisation:
    own = next(row for row in known if row.id == mine)
    return next((row for row in known if row.key == key), own)
