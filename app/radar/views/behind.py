"""The doors behind the numbers: which devices they are, which lack dates, and which have outlived their support."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import flask
from flask import request

from app import web
from app.assortment.queries import shelf
from app.radar.forms.asking import Asked, read
from app.radar.queries import behind, lots
from app.radar.queries.behind import Behind
from app.radar.views.doors import blueprint, visitor
from app.radar.views.forecast import lifeless
from app.words import say
from catalogue.edition import load as edition
from catalogue.rights import may


@blueprint.get("/ekonomi/prognoser/utbyte/enheter")
@web.door("forecast.read")
def devices() -> Any:
    """The devices behind a number."""
    asked = read(request.args, edition())
    first = web.today().year
    year = _number("ar") or first
    if not first <= year <= first + asked.ahead:
        flask.abort(404)
    found = behind.behind(
        web.session(), visitor(), asked.which, year=year, forecast=asked.forecast(first, {}), after=_number("efter")
    )
    title = say(f"radar.behind.{asked.clock}", year=year)
    return _page("devices", asked, found, title=title, extra={"ar": year})


@blueprint.get("/ekonomi/prognoser/utbyte/saknas")
@web.door("forecast.read")
def undated() -> Any:
    """The devices that the forecast cannot count."""
    asked = replace(read(request.args, edition()), clock="planned")
    found = behind.undated(web.session(), visitor(), asked.which, lifeless=lifeless(), after=_number("efter"))
    return _page("undated", asked, found, title=say("radar.behind.undated"), lead=say("radar.behind.undated_lead"))


@blueprint.get("/ekonomi/prognoser/utbyte/utan-stod")
@web.door("forecast.read")
def unsupported() -> Any:
    """The devices whose maker has stopped supporting them; of one model, when the address names it."""
    asked, range_ = read(request.args, edition()), shelf(web.session())
    models = lots.past_support(range_, web.today())
    if slug := request.args.get("modell", ""):
        models = [model for model in lots.with_support_day(range_) if model.slug == slug]
    found = behind.unsupported(web.session(), visitor(), asked.which, models=models, after=_number("efter"))
    extra = {"modell": slug} if slug else {}
    return _page(
        "unsupported", asked, found, title=say("radar.behind.unsupported"), extra=extra,
        lead=say("radar.behind.unsupported_lead"),
    )  # fmt: skip


def _page(
    door: str, asked: Asked, found: tuple[Sequence[Behind], int], *, title: str, lead: str = "",
    extra: dict[str, Any] | None = None,
) -> Any:  # fmt: skip
    rows, more = found
    here = asked.address | (extra or {})
    return web.page(
        "radar/devices.html", title=title, lead=lead, rows=rows, kinds=edition().kinds, asked=asked,
        older=flask.url_for(f"radar.{door}", **here, efter=more) if more else "",
        newer=flask.url_for(f"radar.{door}", **here) if _number("efter") else "",
        opens=may("devices.register", visitor().roles),
    )  # fmt: skip


def _number(name: str) -> int:
    """A number of the address; 0 for none."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
