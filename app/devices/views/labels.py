"""The door of labels: a sheet with a QR code for each device that was filtered out."""

from __future__ import annotations

from typing import Any

import flask
from flask import Response, request

from app import web
from app.asked import asked_of, asking
from app.devices import queries
from app.devices.forms import FilterForm
from app.devices.forms.filtering import place
from app.devices.views.doors import blueprint, visitor
from app.paper import Label, label_sheets
from app.words import say

# A few sheets at a time: more would keep the person, and the printer, waiting.
MOST = 72


@blueprint.get("/it/enheter/etiketter")
@web.door("devices.register")
def labels() -> Any:
    """Which labels there would be, and where the first sheet begins."""
    wanted = FilterForm(request.args).wanted()
    rows, more = queries.labelled(web.session(), visitor(), wanted, MOST)
    asked = asked_of("fore")
    older = asking(flask.url_for("devices.labels"), asked, fore=rows[-1].id) if more else ""
    return web.page("devices/labels.html", rows=rows, wanted=wanted, older=older, most=MOST, asked=request.args)


@blueprint.get("/it/enheter/etiketter.pdf")
@web.door("devices.register")
def label_sheet() -> Any:
    """The sheets."""
    rows, _ = queries.labelled(web.session(), visitor(), FilterForm(request.args).wanted(), MOST)
    base = web.config().base_url or request.host_url.rstrip("/")
    paper = label_sheets(
        [_label(row, base) for row in rows],
        title=say("registering.labels.title"), sender=say("delivery.shop"), skip=place(request.args.get("plats")) - 1,
    )  # fmt: skip
    return Response(
        paper,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{say("registering.labels.file")}.pdf"'},
    )


def _label(row: queries.Listed, base: str) -> Label:
    belongs = say("registering.labels.belongs", organisation=row.organisation)
    lines = (row.model, row.serial, belongs, say("registering.labels.found"))
    return Label(row.tag, lines, f"{base}/enheter/{row.tag}")
