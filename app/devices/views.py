"""The doors of the register: my devices, one device, all devices, and all of them as a file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, cast

import flask
from flask import Blueprint, Response, request
from sqlalchemy.orm import Session, sessionmaker

from app import history, web
from app.devices import queries
from app.devices.actions.registering import CODES
from app.devices.forms import FilterForm
from app.devices.models import DeviceState
from app.identity.queries import Visitor
from app.words import say
from app.words.cells import csv_lines
from catalogue.rights import may
from catalogue.terms import Payer

blueprint = Blueprint("devices", __name__)

EXPORT = (
    "tag", "class", "model", "serial", "imei", "state", "holder", "unit", "organisation", "in_service", "warranty",
    "planned", "managed",
)  # fmt: skip


@blueprint.get("/enheter")
@web.door("devices.own")
def mine() -> Any:
    """What I answer for, and what my units hold."""
    held, of_units = queries.mine(web.session(), _visitor())
    back = queries.to_recover(web.session(), _visitor())
    tags = {row.tag for row in back}
    return web.page(
        "devices/mine.html", "devices", held=held, back=back, of_units=[row for row in of_units if row.tag not in tags]
    )


@blueprint.get("/enheter/<string:tag>")
@web.door("devices.own")
def device(tag: str) -> Any:
    """One device and its life."""
    me = _visitor()
    found = queries.by_tag(web.session(), me, tag)
    return web.page(
        "devices/device.html",
        "device",
        found=found,
        device=found.device,
        events=history.of(web.session(), "device", found.device.id),
        from_register=may("devices.register", me.roles),
        paid_by_it=found.device.payer in (Payer.SHARED, Payer.INVEST),
    )


@blueprint.get("/it/enheter")
@web.door("devices.register")
def register() -> Any:
    """The register: search and filter."""
    wanted = FilterForm(request.args).wanted()
    shelf = queries.register(web.session(), _visitor(), wanted)
    asked: dict[str, Any] = {name: value for name, value in request.args.items() if name != "fore" and value}
    older = flask.url_for("devices.register", **asked, fore=shelf.next_before) if shelf.next_before else ""
    return web.page(
        "devices/register.html",
        "register",
        rows=shelf.rows,
        wanted=wanted,
        older=older,
        first=flask.url_for("devices.register", **asked) if wanted.before else "",
        export=flask.url_for("devices.export", **asked),
        classes=[("", say("devices.all.classes")), *((key, say(f"devices.class.{key}")) for key in CODES)],
        states=[("", say("devices.all.states")), *((key.value, say(f"devices.state.{key}")) for key in DeviceState)],
        organisations=[("", say("devices.all.organisations")), *queries.organisations(web.session())],
    )


@blueprint.get("/it/enheter/export.csv")
@web.door("devices.register")
def export() -> Any:
    """The register as a file for spreadsheets, row by row so that its size costs no memory (R-237)."""
    wanted = FilterForm(request.args).wanted()
    name = f"{say('devices.export.name')}-{web.today().isoformat()}.csv"
    web.log.info("export", what="devices", person=_visitor().id)
    return Response(
        _export(web.store.sessionmaker, _visitor(), wanted),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _export(sessions: sessionmaker[Session], me: Visitor, wanted: queries.Filter) -> Iterator[str]:
    """The lines of the export, read on a connection of their own: the file ends long after the request has."""
    with sessions() as aside:
        titles = [say(f"devices.export.{column}") for column in EXPORT]
        yield from csv_lines(chain([titles], (_row(found) for found in queries.exported(aside, me, wanted))))


def _row(found: queries.Listed) -> list[object]:
    return [
        found.tag, say(f"devices.class.{found.device_class}"), found.model, found.serial, found.imei,
        say(f"devices.state.{found.state}"), found.holder_name, found.unit, found.organisation, found.in_service_on,
        found.warranty_end, found.planned_end, say("devices.export.yes" if found.managed else "devices.export.no"),
    ]  # fmt: skip


def _visitor() -> Visitor:
    return cast(Visitor, web.visitor_or_none())
