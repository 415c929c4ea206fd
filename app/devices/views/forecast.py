"""The doors of the forecast: what must be replaced when, volumes with comments, the share that is managed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import flask
import sqlalchemy as sa
from flask import Response, request

from app import history, web
from app.devices.forms.forecast import CommentForm
from app.devices.models import VolumeComment
from app.devices.queries import forecast as queries
from app.devices.views.doors import blueprint, visitor
from app.devices.views.register import amount
from app.history import Event
from app.identity.models import Organisation
from app.words import say
from app.words.cells import csv_lines
from catalogue.edition import load as edition
from catalogue.rights import may


@blueprint.get("/it/prognos")
@web.door("forecast.read")
def forecast() -> Any:
    """What must be replaced each year, and what it costs today."""
    rows = queries.due(web.session(), visitor(), edition(), web.today())
    years = [web.today().year + ahead for ahead in range(queries.AHEAD + 1)]
    return web.page(
        "devices/forecast.html", rows=rows, years=years, totals={year: _total(rows, year) for year in years},
        managed=queries.managed(web.session(), visitor()),
    )  # fmt: skip


@blueprint.get("/it/prognos/export.csv")
@web.door("forecast.read")
def forecast_export() -> Any:
    """The forecast as a file for spreadsheets."""
    rows = queries.due(web.session(), visitor(), edition(), web.today())
    years = [web.today().year + ahead for ahead in range(queries.AHEAD + 1)]
    titles = [say("forecast.column.organisation"), say("forecast.column.kind"), *years]
    titles += [say("forecast.column.cost", year=year) for year in years]
    lines = [[row.organisation, row.name, *_counts(row, years), *_costs(row, years)] for row in rows]
    web.log.info("export", what="forecast", person=visitor().id)
    headers = {"Content-Disposition": f'attachment; filename="{say("forecast.file")}-{web.today().isoformat()}.csv"'}
    return Response("".join(csv_lines([titles, *lines])), mimetype="text/csv", headers=headers)


def _total(rows: Sequence[queries.Due], year: int) -> tuple[int, int]:
    """How many of a year and what they cost, öre."""
    return sum(row.years.get(year, 0) for row in rows), sum(row.cost(year) for row in rows)


def _counts(row: queries.Due, years: Sequence[int]) -> list[int]:
    return [row.years.get(year, 0) for year in years]


def _costs(row: queries.Due, years: Sequence[int]) -> list[str]:
    return [amount(row.cost(year)) for year in years]


@blueprint.get("/it/prognos/<int:year>")
@web.door("forecast.read")
def volumes(year: int) -> Any:
    """Forecast, ordered and delivered of a year."""
    return _volumes(year, CommentForm())


@blueprint.post("/it/prognos/<int:year>")
@web.door("forecast.comment")
def comment_volume(year: int) -> Any:
    """Say something of a volume for one's municipality."""
    form = _form(CommentForm(request.form))
    if not form.validate():
        return _volumes(_possible(year), form, 422)
    reach = queries.comments_on(visitor())
    found = sa.select(Organisation.id).where(Organisation.key == form.organisation.data, reach)
    organisation = web.session().scalar(found)
    if organisation is None:
        flask.abort(404)
    said = VolumeComment(
        organisation_id=organisation, year=_possible(year), device_class=form.klass.data, text=form.text.data or "",
        made_by=visitor().id, made_by_name=visitor().name, made_at=web.now(),
    )  # fmt: skip
    web.session().add(said)
    told = {"year": year, "class": say(f"devices.class.{form.klass.data}"), "text": form.text.data}
    history.record(
        web.session(),
        visitor().actor,
        web.now(),
        [Event("organisation", organisation, "organisation.volume_commented", told)],
    )
    web.say_next(say("forecast.done"))
    return web.see_other("devices.volumes", year=year)


def _possible(year: int) -> int:
    """A year that there can be a forecast for; others do not exist."""
    if not 2014 <= year <= dt.date.max.year - 1 or abs(year - web.today().year) > 20:
        flask.abort(404)
    return year


def _form(form: CommentForm) -> CommentForm:
    form.organisation.choices = queries.commented(web.session(), visitor())
    return form


def _volumes(year: int, form: CommentForm, status: int = 200) -> Any:
    year, comments = _possible(year), may("forecast.comment", visitor().roles)
    return web.page(
        "devices/volumes.html", status=status, year=year, today_year=web.today().year,
        rows=queries.volumes(web.session(), visitor(), edition(), year),
        form=_form(form) if comments else None,
    )  # fmt: skip
