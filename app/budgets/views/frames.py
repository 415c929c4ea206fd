"""The doors of frames: those of a year, one with its bookings, setting and changing them."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, request
from werkzeug.http import dump_options_header

from app import web
from app.budgets import actions, queries
from app.budgets.forms import ChangeForm, FrameForm
from app.budgets.queries import Listed
from app.budgets.views.doors import before_asked, blueprint, told, visitor, year_asked
from app.refusal import Forbidden, Missing, Refused
from app.spreadsheets import CSV, XLSX, Head, lines, workbook
from app.words import say
from catalogue.budgets import FrameKind, Stop
from catalogue.rights import may

COLUMNS = (
    ("frame", "text"), ("kind", "text"), ("amount", "amount"), ("reserved", "amount"), ("ordered", "amount"),
    ("delivered", "amount"), ("invoiced", "amount"), ("credited", "amount"), ("left", "amount"),
)  # fmt: skip
PLAIN = re.compile(r"[0-9]{1,9}")


@blueprint.get("/ekonomi/ramar")
@web.door("finance.read")
def frames() -> Any:
    """What may be spent in a year, and how much of it is left."""
    year = year_asked()
    rows = queries.frames(web.session(), visitor(), year)
    return web.page(
        "budgets/frames.html", rows=rows, year=year, sets=may("finance", visitor().roles),
        amount=sum(row.frame.amount for row in rows), left=sum(row.frame.left for row in rows),
    )  # fmt: skip


@blueprint.get("/ekonomi/ramar.<string:kind>")
@web.door("finance.read")
def frames_file(kind: str) -> Response:
    """The frames of a year as a file."""
    if kind not in ("xlsx", "csv"):
        raise Missing
    year = year_asked()
    heads = [Head(say(f"budgets.column.{name}"), look) for name, look in COLUMNS]  # type: ignore[arg-type]  # words of Head
    rows = [_row(found) for found in queries.frames(web.session(), visitor(), year)]
    name = say("budgets.file.frames", year=year)
    web.log.info("export", what="frames", person=visitor().id)
    return file_of(workbook(name, heads, rows) if kind == "xlsx" else lines(heads, rows), f"{name}.{kind}")


@blueprint.get("/ekonomi/ramar/ny")
@web.door("finance")
def new_frame() -> Any:
    """An empty form for a frame."""
    return _new(FrameForm(data={"year": year_asked()}))


@blueprint.post("/ekonomi/ramar/ny")
@web.door("finance")
def set_up() -> Any:
    """Set a frame."""
    form = FrameForm(request.form)
    whose = queries.whose(web.session(), visitor())
    form.whose.choices = [(key, each.name) for key, each in whose.items()]
    if not form.validate():
        return _new(form, 422)
    try:
        made = actions.set_up(
            web.session(), whose[form.whose.data], year=form.year.data or 0, amount=form.amount.data or 0,
            stop=Stop(form.stop.data), reason=form.reason.data or "", actor=visitor().actor, at=web.now(),
        )  # fmt: skip
    except Refused as refused:
        return _new(form, 422, [(form.whose.id, told(refused))])
    web.say_next(say("budgets.done.set_up"))
    return web.see_other("budgets.frame", frame_id=made.id)


@blueprint.get("/ekonomi/ramar/<int:frame_id>")
@web.door("finance.read")
def frame(frame_id: int) -> Any:
    """One frame: how much is left, what was booked, how it has changed."""
    found = queries.one(web.session(), visitor(), frame_id)
    form = ChangeForm(data={"amount": found.frame.amount, "stop": found.frame.stop, "version": found.frame.version})
    return _page(found, form)


@blueprint.post("/ekonomi/ramar/<int:frame_id>")
@web.door("finance")
def change(frame_id: int) -> Any:
    """Change a frame, with why."""
    found, form = queries.one(web.session(), visitor(), frame_id), ChangeForm(request.form)
    if not queries.may_change(visitor(), found.frame):
        raise Forbidden("budgets.refused.not_yours")
    version = form.version.data or ""
    if not form.validate():
        return _page(found, form, 422)
    try:
        actions.change(
            web.session(), frame_id, amount=form.amount.data or 0, stop=Stop(form.stop.data),
            reason=form.reason.data or "", version=int(version) if PLAIN.fullmatch(version) else 0,
            actor=visitor().actor, at=web.now(),
        )  # fmt: skip
    except Refused as refused:
        return _page(found, form, 422, [(form.amount.id, told(refused))])
    web.say_next(say("budgets.done.changed"))
    return web.see_other("budgets.frame", frame_id=frame_id)


def file_of(data: bytes, name: str) -> Response:
    """A file to take away."""
    kind = XLSX if name.endswith("xlsx") else CSV
    return Response(
        data, mimetype=kind, headers={"Content-Disposition": dump_options_header("attachment", {"filename": name})}
    )


def _row(found: Listed) -> list[Any]:
    row = found.frame
    name = found.unit or found.organisation or say("budgets.kind.shared_investment")
    return [
        name, say(f"budgets.kind.{row.kind}"), row.amount, row.reserved, row.ordered, row.delivered, row.invoiced,
        row.credited, row.left,
    ]  # fmt: skip


def _new(form: FrameForm, status: int = 200, faults: Any = ()) -> Any:
    whose = queries.whose(web.session(), visitor())
    form.whose.choices = [(key, each.name) for key, each in whose.items()]
    return web.page("budgets/new.html", status=status, form=form, faults=list(faults))


def _page(found: Listed, form: ChangeForm, status: int = 200, faults: Any = ()) -> Any:
    rows, following = queries.bookings(web.session(), found.frame.id, before=before_asked())
    changes_it = may("finance", visitor().roles) and queries.may_change(visitor(), found.frame)
    return web.page(
        "budgets/frame.html", status=status, found=found, row=found.frame, rows=rows, form=form, faults=list(faults),
        changes=queries.changes(web.session(), found.frame.id), sets=changes_it,
        hard_only=found.frame.kind == FrameKind.SHARED,
        older=f"/ekonomi/ramar/{found.frame.id}?fore={following}" if following else "",
    )  # fmt: skip
