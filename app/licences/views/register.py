"""All licences for IT, economists and auditors: the pools, the list with filter and order, and both as a file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import flask
from flask import Response, request
from sqlalchemy.orm import Session, sessionmaker

from app import web
from app.asked import asked_of, asking
from app.assortment.queries import edition
from app.identity.queries import Visitor
from app.licences import actions, queries
from app.licences.forms import FilterForm, PoolForm
from app.licences.queries.listing import ORDERS, STATES, organisations
from app.licences.views import rows
from app.licences.views.doors import blueprint, told, visitor
from app.licences.views.sheets import amount, comma, known, spreadsheet
from app.refusal import Changed, Refused
from app.words import say
from app.words.cells import csv_lines
from catalogue.licences import yearly
from catalogue.rights import may

EXPORT = (
    "number", "product", "whose", "unit", "organisation", "account", "payer", "price", "year", "starts", "ends",
    "ended", "review", "state",
)  # fmt: skip


@blueprint.get("/it/licenser")
@web.door("licences.register")
def register() -> Any:
    """The pools, then every licence that fits."""
    session, me = web.session(), visitor()
    wanted = FilterForm(request.args).wanted()
    shelf = queries.listing(session, me, wanted)
    pools = queries.pools(session)
    asked = asked_of("efter")
    counted = queries.count_by_profile(session)
    return web.page(
        "licences/register.html",
        "register",
        wanted=wanted,
        pools=[rows.pool_row(pool) for pool in pools],
        base=[(each.name, each.who, counted.get(key, 0)) for key, each in edition().base_licences.items()],
        rows=[(row, _cost(row), rows.stands(row, web.today())) for row in shelf.rows],
        older=asking(flask.url_for("licences.register"), asked, efter=shelf.next_after) if shelf.next_after else "",
        first=asking(flask.url_for("licences.register"), asked) if wanted.after else "",
        exports={kind: asking(flask.url_for("licences.export", kind=kind), asked) for kind in ("xlsx", "csv")},
        items=[("", say("licences.all.items")), *((pool.slug, pool.name) for pool in pools)],
        organisations=[("", say("licences.all.organisations")), *organisations(session)],
        states=[(key, say(f"licences.show.{key}")) for key in STATES],
        orders=[(key, say(f"licences.sort.{key}")) for key in ORDERS],
        may_resize=may("licences.administer", me.roles),
    )


@blueprint.get("/it/licenser/export.<string:kind>")
@web.door("licences.register")
def export(kind: str) -> Any:
    """Every licence that fits, as a file."""
    known(kind)
    wanted, me = FilterForm(request.args).wanted(), visitor()
    name = f"{say('licences.export.file')}-{web.today().isoformat()}"
    web.log.info("export", what="licences", person=me.id)
    titles = [say(f"licences.export.{column}") for column in EXPORT]
    if kind == "xlsx":
        found = (_row(row) for row in queries.exported(web.session(), me, wanted))
        return spreadsheet(name, say("licences.export.sheet"), titles, found)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(_lines(web.store.sessionmaker, me, wanted), mimetype="text/csv", headers=headers)


@blueprint.get("/it/licenser/antal/<string:slug>")
@web.door("licences.administer")
def pool(slug: str) -> Any:
    """How many licences there are of a product."""
    found = queries.pool_of(web.session(), slug)
    return _pool_page(found, PoolForm(data={"antal": found.size}))


@blueprint.post("/it/licenser/antal/<string:slug>")
@web.door("licences.administer")
def resize(slug: str) -> Any:
    """Say how many there are; empty for as many as are needed."""
    found, form = queries.pool_of(web.session(), slug), PoolForm(request.form)
    if not form.validate():
        return _pool_page(found, form, status=422)
    try:
        with web.session().begin_nested():
            actions.resize(web.session(), found, form.antal.data, actor=visitor().actor, at=web.now())
    except Changed:
        raise
    except Refused as refused:
        form.antal.errors = [told(refused)]
        return _pool_page(found, form, status=422)
    web.say_next(say("licences.said.resized", name=found.name))
    return web.see_other("licences.register")


def _pool_page(found: queries.Pool, form: PoolForm, *, status: int = 200) -> Any:
    return web.page("licences/pool.html", "pool", status=status, row=rows.pool_row(found), pool=found, form=form)


def _lines(sessions: sessionmaker[Session], me: Visitor, wanted: queries.Filter) -> Iterator[str]:
    """The lines of the export, read on a connection of their own: the file ends long after the request has."""
    with sessions() as aside:
        titles = [say(f"licences.export.{column}") for column in EXPORT]
        yield from csv_lines(chain([titles], (comma(_row(row)) for row in queries.exported(aside, me, wanted))))


def _cost(row: queries.Listed) -> str:
    return rows.cost(row.payer, row.price, row.price_period)


def _row(row: queries.Listed) -> list[object]:
    theirs = row.payer == rows.UNIT_PAYS
    return [
        row.number, row.name, row.whose, row.unit, row.organisation, row.cost_centre,
        say(f"licences.payer.{row.payer}"), _cost(row), amount(yearly(row.price, row.price_period) if theirs else 0),
        row.starts_on, row.ends_on, row.ended_on, row.review_on,
        say(f"licences.state.{row.state}"),
    ]  # fmt: skip
