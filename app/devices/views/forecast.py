"""The doors of a year's volumes: forecast, ordered and delivered, and what municipalities say of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import flask
import sqlalchemy as sa
from flask import request

from app import history, web
from app.devices.forms.forecast import CommentForm
from app.devices.models import VolumeComment
from app.devices.queries import forecast as queries
from app.devices.views.doors import blueprint, visitor
from app.history import Event
from app.identity.models import Organisation
from app.words import say
from catalogue.edition import load as edition
from catalogue.rights import may


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
