"""The doors of the register: all devices, and all of them as a file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import flask
from flask import Response, request
from sqlalchemy.orm import Session, sessionmaker

from app import web
from app.asked import asked_of, asking
from app.devices import queries
from app.devices.actions.registering import CODES
from app.devices.forms import FilterForm
from app.devices.models import DeviceState
from app.devices.views.doors import blueprint, visitor
from app.filters.queries import mine
from app.identity.queries import Visitor
from app.words import say
from app.words.cells import csv_lines
from catalogue.edition import load as edition
from catalogue.rights import may

# The headings that an import knows, so that the file can be changed and sent in again; then what only we know.
EXPORT = (
    "tag", "kind", "model", "serial", "imei", "imei2", "organisation", "holder", "site", "room", "received",
    "in_service", "warranty", "planned", "price", "os_licence", "order", "managed",
)  # fmt: skip
KNOWN = ("class", "state", "unit", "support", "origin")


@blueprint.get("/it/enheter")
@web.door("devices.register")
def register() -> Any:
    """The register: search and filter."""
    wanted = FilterForm(request.args).wanted()
    shelf = queries.register(web.session(), visitor(), wanted)
    asked = asked_of("fore")
    older = asking(flask.url_for("devices.register"), asked, fore=shelf.next_before) if shelf.next_before else ""
    return web.page(
        "devices/register.html",
        "register",
        rows=shelf.rows,
        wanted=wanted,
        older=older,
        first=asking(flask.url_for("devices.register"), asked) if wanted.before else "",
        export=asking(flask.url_for("devices.export"), asked),
        labels=asking(flask.url_for("devices.labels"), asked),
        keeps=may("devices.keep", visitor().roles),
        kept=mine(web.session(), visitor(), "register", query := request.query_string.decode()),
        query=query,
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
    web.log.info("export", what="devices", person=visitor().id)
    return Response(
        _export(web.store.sessionmaker, visitor(), wanted),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _export(sessions: sessionmaker[Session], me: Visitor, wanted: queries.Filter) -> Iterator[str]:
    """The lines of the export, read on a connection of their own: the file ends long after the request has."""
    with sessions() as aside:
        titles = [say(f"registering.column.{column}") for column in EXPORT]
        titles += [say(f"devices.export.{column}") for column in KNOWN]
        yield from csv_lines(chain([titles], (_row(found) for found in queries.exported(aside, me, wanted))))


def _row(found: queries.Exported) -> list[object]:
    return [
        found.tag, edition().kinds[found.kind].name if found.kind in edition().kinds else found.kind, found.model,
        found.serial, found.imei, found.imei2, found.organisation, found.holder_name, found.site, found.room,
        found.received_on, found.in_service_on, found.warranty_end, found.planned_end, amount(found.price),
        found.os_licence, found.order_number or found.order_reference, _yes(found.managed),
        say(f"devices.class.{found.device_class}"), say(f"devices.state.{found.state}"), found.unit,
        say(f"devices.support.{found.support_level}"), say(f"devices.origin.{found.origin}"),
    ]  # fmt: skip


def _yes(value: bool) -> str:
    return say("devices.export.yes" if value else "devices.export.no")


def amount(ore: int) -> str:
    """Öre as kronor in a cell, as Swedish programs read them."""
    whole, rest = divmod(ore, 100)
    return f"{whole},{rest:02d}" if rest else str(whole)
