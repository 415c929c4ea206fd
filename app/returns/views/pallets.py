"""Pallets: loaded by scan, sealed, fetched, reported, settled; the manifest as a file."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response, request
from werkzeug.datastructures import CombinedMultiDict

from app import web
from app.assortment.models import Supplier
from app.refusal import Changed, Missing, Refused
from app.returns import actions, queries
from app.returns.forms import CertificateForm, PalletForm, ReportForm
from app.returns.models import Pallet, PalletFinding
from app.returns.queries.pallets import findings, recyclers
from app.returns.views.doors import blueprint, visitor
from app.sheets import MOST_BYTES
from app.uploads import clean_name
from app.words import kr, say
from app.words.cells import csv_lines

web.roomy["returns.report"] = web.roomy["returns.certificates"] = MOST_BYTES + 100_000

# Where on the page each verb's fault belongs.
WHERE = {"lagg": "nummer", "ta-bort": "nummer", "forsegla": "plomb", "hamtad": "forare", "svara": "svar"}


@blueprint.get("/it/pallar")
@web.door("returns.work")
def pallets() -> Any:
    """The newest pallets, and a new one."""
    return web.page("returns/pallets.html", rows=queries.pallets(web.session()), recyclers=recyclers(web.session()))


@blueprint.post("/it/pallar")
@web.door("returns.work")
def begin() -> Any:
    """A new pallet."""
    text = request.form.get("mottagare", "")
    supplier = web.session().scalar(
        sa.select(Supplier).where(Supplier.id == (int(text) if text.isdecimal() and len(text) < 9 else 0))
    )
    if supplier is None:
        raise Refused("returns.refused.recycler")
    made = actions.open_pallet(web.session(), visitor(), supplier, at=web.now())
    return web.see_other("returns.pallet", number=made.number)


@blueprint.get("/it/pallar/<string:number>")
@web.door("returns.work")
def pallet(number: str) -> Any:
    """One pallet."""
    return _show(number)


@blueprint.post("/it/pallar/<string:number>")
@web.door("returns.work")
def change(number: str) -> Any:
    """Load, unload, seal, fetched, answered, settled (`atgard`)."""
    verb, form = request.form.get("atgard", ""), PalletForm(request.form)
    found, _supplier = queries.pallet(web.session(), number, hold=True)
    if not form.validate():
        return _show(number, status=422, faults=[(each.name, each.errors[0]) for each in form if each.errors])
    try:
        with web.session().begin_nested():
            told = _carry_out(found, verb, form)
    except Changed:
        raise
    except (Refused, Missing) as refused:
        said = (
            say(refused.key, **refused.params)
            if isinstance(refused, Refused)
            else say("returns.refused.not_loaded", number=form.nummer.data)
        )
        return _show(number, status=422, faults=[(WHERE.get(verb, "pall"), said)])
    web.say_next(told)
    return web.see_other("returns.pallet", number=number)


@blueprint.post("/it/pallar/<string:number>/rapport")
@web.door("returns.work")
def report(number: str) -> Any:
    """Take in the recycler's report."""
    form = ReportForm(CombinedMultiDict([request.form, request.files]))
    found, _supplier = queries.pallet(web.session(), number, hold=True)
    sent = form.fil.data
    if not getattr(sent, "filename", ""):
        return _show(number, status=422, faults=[("fil", say("returns.refused.no_file"))])
    try:
        with web.session().begin_nested():
            items = queries.pallet_items(web.session(), found.id)
            actions.take_in(
                web.session(), found, items, visitor(), data=sent.read(), name=clean_name(sent.filename),
                wanted=form.columns() if form.validate() else {}, at=web.now(),
            )  # fmt: skip
    except Changed:
        raise
    except Refused as refused:
        return _show(
            number, status=422, faults=[("fil", say(refused.key, **refused.params))], columns="headings" in refused.key
        )
    web.say_next(say("returns.done.rapport"))
    return web.see_other("returns.pallet", number=number)


@blueprint.post("/it/pallar/<string:number>/intyg")
@web.door("returns.work")
def certificates(number: str) -> Any:
    """Take in certificates that came after the report: one, or a file of them."""
    form = CertificateForm(CombinedMultiDict([request.form, request.files]))
    found, _supplier = queries.pallet(web.session(), number, hold=True)
    if not form.validate():
        return _show(number, status=422, faults=[(each.name, each.errors[0]) for each in form if each.errors])
    by_file = bool(getattr(form.intygsfil.data, "filename", ""))
    try:
        with web.session().begin_nested():
            count = _certify(found, form, by_file=by_file)
    except Changed:
        raise
    except Refused as refused:
        where = "intygsfil" if by_file else "enhet"
        return _show(number, status=422, faults=[(where, say(refused.key, **refused.params))])
    web.say_next(say("returns.done.certified" if count else "returns.done.certified_before", count=count))
    return web.see_other("returns.pallet", number=number)


@blueprint.get("/it/pallar/<string:number>/manifest.csv")
@web.door("returns.work")
def manifest(number: str) -> Response:
    """What stands on a pallet, as a file."""
    found, _supplier = queries.pallet(web.session(), number)
    items = queries.pallet_items(web.session(), found.id)
    titles = [say(f"returns.manifest.{key}") for key in ("serial", "tag", "model", "wiped", "when")]
    rows = [_line(each) for each in items]
    name = f"{found.number}.csv"
    return Response(
        "".join(csv_lines([titles, *rows])), mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


def _carry_out(found: Pallet, verb: str, form: PalletForm) -> str:
    """Do it; returns what is said afterwards."""
    session, me, at = web.session(), visitor(), web.now()
    items = queries.pallet_items(session, found.id)
    match verb:
        case "lagg":
            actions.load(session, found, queries.by_serial(session, me, form.nummer.data or ""), me, at=at)
        case "ta-bort":
            actions.unload(session, found, queries.by_serial(session, me, form.nummer.data or ""), me, at=at)
        case "forsegla":
            actions.seal(session, found, items, me, seal_number=form.plomb.data or "", at=at)
        case "hamtad":
            actions.pick_up(session, found, items, me, driver=form.forare.data or "", at=at)
        case "svara":
            actions.answer(session, _finding(found), me, text=form.svar.data or "", at=at)
        case "reglera":
            left = sum(1 for row, _case in findings(session, found.id) if row.settled_at is None)
            total = actions.settle(session, found, items, left, me=me, at=at)
            return say("returns.done.reglera", total=kr(total))
        case _:
            raise Refused("returns.refused.verb")
    return say(f"returns.done.{verb}")


def _certify(found: Pallet, form: CertificateForm, *, by_file: bool) -> int:
    """How many certificates were new."""
    session, me, at = web.session(), visitor(), web.now()
    items = queries.pallet_items(session, found.id)
    if by_file:
        data = form.intygsfil.data.read()
        return actions.certify_by_file(session, found, items, me, data=data, wanted={}, at=at)
    serial, certificate = "".join((form.enhet.data or "").split()).upper(), form.nr.data or ""
    told = {serial: certificate} if serial and certificate else {}
    return actions.certify(session, found, items, told, me=me, at=at)


def _line(each: queries.OnPallet) -> list[object]:
    when = each.row.wiped_at.date() if each.row.wiped_at else ""
    return [each.item.serial, each.tag, each.model, say(f"returns.wiping.{each.row.wipe_method}"), when]


def _finding(found: Pallet) -> PalletFinding:
    text = request.form.get("avvikelse", "")
    number = int(text) if text.isdecimal() and len(text) < 9 else 0
    for row, _case in findings(web.session(), found.id):
        if row.id == number:
            return row
    raise Missing


def _show(number: str, *, status: int = 200, faults: Any = (), columns: bool = False) -> Any:
    found, supplier = queries.pallet(web.session(), number)
    items = queries.pallet_items(web.session(), found.id)
    return web.page(
        "returns/pallet.html", "pallet", status=status, pallet=found, supplier=supplier, items=items,
        faults=list(faults),
        findings=findings(web.session(), found.id), columns=columns, typed=request.form,
        ready=queries.ready(web.session()) if found.state == "open" else [],
        total=sum(each.item.amount for each in items),
        bare=[each for each in items if each.item.result and not each.item.certificate],
    )  # fmt: skip
