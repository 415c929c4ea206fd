"""Doors to substitutes: my own, and those of the chefs I may arrange for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import flask
from flask import request

from app import web
from app.identity import actions
from app.identity.actions.substitutes import Wanted, scopes
from app.identity.forms import SubstituteForm
from app.identity.models import Person
from app.identity.queries.finding import colleague, likely, organisation_of
from app.identity.queries.led import arrangeable, led_units
from app.identity.queries.standing import stand_ins
from app.identity.views.doors import blueprint, visitor
from app.refusal import Forbidden, Refused
from app.words import day_long, say
from catalogue.edition import load as edition


@blueprint.get("/installningar/ersattare")
@web.door("substitutes.own")
def my_substitutes() -> Any:
    """My substitutes, and a new one."""
    return _page(_absent(visitor().id))


@blueprint.post("/installningar/ersattare")
@web.door("substitutes.own")
def name_substitute() -> Any:
    """Name my substitute."""
    return _name(_absent(visitor().id))


@blueprint.get("/installningar/ersattare/for/<int:person_id>")
@web.door("substitutes.own")
def substitutes_of(person_id: int) -> Any:
    """The substitutes of a chef I may arrange for."""
    return _page(_absent(person_id))


@blueprint.post("/installningar/ersattare/for/<int:person_id>")
@web.door("substitutes.own")
def name_substitute_of(person_id: int) -> Any:
    """Name a substitute for a chef I may arrange for."""
    return _name(_absent(person_id))


@blueprint.post("/installningar/ersattare/<int:substitution_id>/avsluta")
@web.door("substitutes.own")
def end_substitute(substitution_id: int) -> Any:
    """End a substitution at once."""
    substitute, absent = actions.revoke(web.session(), visitor(), substitution_id, at=web.now())
    web.say_next(say("substitutes.said.revoked", substitute=substitute, absent=absent))
    return flask.redirect(web.local_path(request.form.get("vidare")) or "/installningar", 303)


def _absent(person_id: int) -> Person:
    """Me, or somebody I may arrange for; anybody else is not there."""
    return arrangeable(web.session(), visitor(), person_id)


def _name(absent: Person) -> Any:
    form = _form(absent, SubstituteForm(request.form))
    if not form.validate():
        return _page(absent, form, status=422)
    session, me = web.session(), visitor()
    try:
        substitute = colleague(session, organisation_of(session, absent), form.vem.data)
        row = actions.stand_in(session, me, absent.id, _wanted(form, substitute.id), at=web.now())
    except Forbidden:
        raise
    except Refused as refused:
        params: dict[str, Any] = refused.params
        return _page(absent, form, status=422, fault=say(refused.key, **params))
    days = {"starts": day_long(row.starts), "ends": day_long(row.ends)}
    web.say_next(say("substitutes.said.made", substitute=substitute.name, absent=absent.name, **days))
    return flask.redirect(_address(absent), 303)


def _wanted(form: SubstituteForm, substitute_id: int) -> Wanted:
    word, _, rest = form.galler.data.partition("-")
    unit = int(rest) if word == "enhet" else None
    starts, ends = form.fran.data, form.till.data
    assert starts  # noqa: S101  # the form demands both
    assert ends  # noqa: S101  # the form demands both
    return Wanted(substitute_id, starts, ends, unit, rest if word == "slag" else "")


def _form(absent: Person, form: SubstituteForm) -> SubstituteForm:
    units = led_units(web.session(), absent.id)
    form.galler.choices = scopes(absent.name, units, dict(edition().groups))
    return form


def _address(absent: Person) -> str:
    mine = absent.id == visitor().id
    return "/installningar/ersattare" if mine else f"/installningar/ersattare/for/{absent.id}"


def _page(absent: Person, form: SubstituteForm | None = None, *, status: int = 200, fault: str = "") -> Any:
    me, today = visitor(), web.today()
    rows = [_row(each, today) for each in stand_ins(web.session(), today=today, absent=absent.id)]
    return web.page(
        "identity/substitutes.html",
        status=status,
        absent=absent,
        mine=absent.id == me.id,
        rows=rows,
        form=form or _form(absent, SubstituteForm(data={"fran": today, "galler": "allt"})),
        faults=[("vem", fault)] if fault else [],
        address=_address(absent),
        likely=likely(web.session(), absent.id, absent.unit_id, organisation_of(web.session(), absent)),
    )


def _row(each: Any, today: dt.date) -> dict[str, Any]:
    key = "now" if each.starts <= today else "later"
    what = say("substitutes.scope.all")
    if each.unit:
        what = say("substitutes.form.unit", unit=each.unit)
    elif each.topic:
        what = say("substitutes.form.topic", topic=edition().groups.get(each.topic, each.topic).lower())
    when = say(f"substitutes.row.{key}", starts=day_long(each.starts), ends=day_long(each.ends))
    made = say("substitutes.row.made_by", maker=each.maker) if each.made_by != each.absent_id else ""
    return {"id": each.id, "name": each.substitute, "what": what, "when": when, "made": made}
