"""Doors to partners' files: send in, look at what it would do, let it have its effect. For the partner, and for IT."""

from __future__ import annotations

import datetime as dt
from typing import Any

import flask
from flask import request
from wtforms.fields.choices import SelectChoice

from app import limits, web
from app.delivery import actions
from app.delivery.actions import documents
from app.delivery.forms import FileForm
from app.delivery.models import PartnerDocument
from app.delivery.queries import documents as queries
from app.delivery.views.doors import blueprint, visitor
from app.refusal import Changed, Forbidden, Refused
from app.sheets import MOST_BYTES
from app.words import say

HOUR = dt.timedelta(hours=1)
PARTNER, IT = "/partner/filer", "/it/leveranser/filer"
# Room for the form around the file.
web.roomy["delivery.partner_send_file"] = web.roomy["delivery.send_file"] = MOST_BYTES + 64 * 1024


@blueprint.get("/partner/filer")
@web.door("partner.orders")
def partner_files() -> Any:
    """Send in an order answer or a dispatch note."""
    return _page(PARTNER, _form(PARTNER))


@blueprint.post("/partner/filer")
@web.door("partner.orders")
def partner_send_file() -> Any:
    """Try a file without changing anything."""
    return _send(PARTNER)


@blueprint.get(f"{PARTNER}/<int:document_id>")
@web.door("partner.orders")
def partner_file(document_id: int) -> Any:
    """What a file would do, or has done."""
    return _shown(PARTNER, _document(PARTNER, document_id))


@blueprint.post(f"{PARTNER}/<int:document_id>")
@web.door("partner.orders")
def partner_take_in(document_id: int) -> Any:
    """Let it have its effect."""
    return _take_in(PARTNER, _document(PARTNER, document_id))


@blueprint.get("/it/leveranser/filer")
@web.door("goods.receive")
def files() -> Any:
    """Send in a file for a partner that mails them."""
    return _page(IT, _form(IT))


@blueprint.post("/it/leveranser/filer")
@web.door("goods.receive")
def send_file() -> Any:
    """Try a file without changing anything."""
    return _send(IT)


@blueprint.get(f"{IT}/<int:document_id>")
@web.door("goods.receive")
def file(document_id: int) -> Any:
    """What a file would do, or has done."""
    return _shown(IT, _document(IT, document_id))


@blueprint.post(f"{IT}/<int:document_id>")
@web.door("goods.receive")
def take_in(document_id: int) -> Any:
    """Let it have its effect, or lay it aside (`atgard`)."""
    document = _document(IT, document_id)
    if request.form.get("atgard") == "lagg-undan":
        actions.drop(web.session(), document, actor=visitor().actor, at=web.now())
        web.say_next(say("parcels.done.dropped", number=document.reference))
        return flask.redirect(f"{IT}/{document.id}", 303)
    return _take_in(IT, document)


def _supplier(base: str, form: FileForm) -> int:
    """Whose file it is: the partner's own, or the one that IT says."""
    if base == IT:
        return int(form.supplier.data)
    own = visitor().supplier_id
    if own is None:
        raise Forbidden("delivery.refused.no_company")
    return own


def _send(base: str) -> Any:
    me, form, upload = visitor(), _form(base, request.form), request.files.get("fil")
    limits.spend(web.session(), f"parcels:{me.id}", most=60, per=HOUR, now=web.now())
    if not form.validate():
        return _page(base, form, 422)
    if upload is None or not upload.filename:
        return _page(base, form, 422, reason=Refused("fields.file.missing"))
    with upload.stream:
        data = upload.stream.read(MOST_BYTES + 1)
    kind = str(form.kind.data)
    sent = documents.File(data, upload.filename, kind, form.reference.data or "", form.columns(request.form, kind))
    supplier_id = _supplier(base, form)
    try:
        if before := actions.taken_before(web.session(), supplier_id, data):
            web.say_next(say("parcels.done.again", number=before.reference))
            return flask.redirect(f"{base}/{before.id}", 303)
        found = actions.plan_file(web.session(), supplier_id, sent, today=web.today())
        if found.faults and not found.unmatched:
            return _page(base, form, 422, faults=found.faults)
        row = actions.keep(web.session(), supplier_id, found, sent, actor=me.actor, at=web.now())
    except Refused as reason:
        return _page(base, form, 422, reason=reason)
    return flask.redirect(f"{base}/{row.id}", 303)


def _take_in(base: str, document: PartnerDocument) -> Any:
    try:
        done = actions.take_in(web.session(), document, actor=visitor().actor, today=web.today(), at=web.now())
    except Changed as reason:
        web.session().rollback()
        return _shown(base, _document(base, document.id), 409, reason)
    key = "taken" if done else "again"
    web.say_next(say(f"parcels.done.{key}", number=document.reference))
    return flask.redirect(f"{base}/{document.id}", 303)


def _document(base: str, document_id: int) -> PartnerDocument:
    supplier_id = None if base == IT else visitor().supplier_id or 0
    return documents.document_of(web.session(), document_id, supplier_id)


def _form(base: str, sent: Any = None) -> FileForm:
    form = FileForm(sent)
    if base == IT:
        form.supplier.choices = [SelectChoice(*row) for row in queries.suppliers(web.session())]
    else:
        del form.supplier
    return form


def _page(base: str, form: FileForm, status: int = 200, **context: Any) -> Any:
    supplier_id = None if base == IT else visitor().supplier_id or 0
    rows = queries.documents(web.session(), supplier_id)
    typed = {name: request.form.get(f"kolumn-{name}", "") for name in COLUMNS_SHOWN}
    return web.page(
        "delivery/files.html", status=status, base=base, form=form, rows=rows, inside=base == IT, typed=typed, **context
    )


def _shown(base: str, document: PartnerDocument, status: int = 200, reason: Refused | None = None) -> Any:
    return web.page("delivery/file.html", status=status, base=base, document=document, inside=base == IT, reason=reason)


COLUMNS_SHOWN = tuple(dict.fromkeys(name for names in actions.COLUMNS.values() for name in names))
