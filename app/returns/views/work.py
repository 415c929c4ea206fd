"""One thing handed in, and IT's work with all of it: receive by scan, inspect, wipe, shelve."""

from __future__ import annotations

from typing import Any

import flask
from flask import request

from app import web
from app.devices.models import DeviceState
from app.refusal import Changed, Forbidden, Missing, Refused
from app.returns import actions, queries
from app.returns.forms import PalletForm, WorkForm
from app.returns.queries import Found
from app.returns.queries.found import MAY, custody, messages, works_with
from app.returns.queries.lists import VIEWS
from app.returns.views.doors import blueprint, place, visitor
from app.words import day_long, moment, say
from catalogue.returns import Grade, ReturnState, Wiping

S = ReturnState


@blueprint.get("/inlamningar/<string:number>")
@web.door("returns.own")
def handed_in(number: str) -> Any:
    """One thing handed in, with its chain of custody."""
    return _show(queries.by_number(web.session(), visitor(), number))


@blueprint.post("/inlamningar/<string:number>")
@web.door("returns.own")
def act(number: str) -> Any:
    """Left, called off, received, inspected, wiped, shelved (`atgard`)."""
    verb, form = request.form.get("atgard", ""), WorkForm(request.form)
    found = queries.held(web.session(), visitor(), number)
    if not form.validate():
        return _show(found, status=422, faults=[(each.name, each.errors[0]) for each in form if each.errors])
    try:
        with web.session().begin_nested():
            _carry_out(found, verb, form)
    except (Forbidden, Changed):
        raise
    except Refused as refused:
        where = {"granska": "skick", "radera": "metod"}.get(verb, "skick")
        anew = queries.held(web.session(), visitor(), number)
        return _show(anew, status=422, faults=[(where, say(refused.key, **refused.params))])
    web.say_next(say(f"returns.done.{verb}"))
    return web.see_other("returns.handed_in", number=number)


@blueprint.get("/it/inlamningar")
@web.door("returns.work")
def work() -> Any:
    """What is on its way, at IT, and ready for shelf or pallet."""
    return _work()


@blueprint.post("/it/inlamningar/ta-emot")
@web.door("returns.work")
def receive() -> Any:
    """Receive by scan: number, serial, tag or IMEI."""
    form = PalletForm(request.form)
    text = (form.nummer.data or "") if form.validate() else ""
    if not text:
        return _work(status=422, fault=say("returns.refused.no_number"))
    try:
        found = queries.by_serial(web.session(), visitor(), text)
    except Missing:
        return _unasked(text[:60])
    if found.row.state not in (S.REQUESTED, S.OVERDUE, S.HANDED_IN) and works_with(visitor()):
        web.say_next(say("returns.done.received_before"))
        return web.see_other("returns.handed_in", number=found.row.number)
    actions.receive(web.session(), found, visitor(), at=web.now())
    web.say_next(say("returns.done.ta-emot"))
    return web.see_other("returns.handed_in", number=found.row.number)


def _unasked(text: str) -> Any:
    """What nobody has said would come: asked about once, then received; what is back already, at once."""
    session, me, at = web.session(), visitor(), web.now()
    known = queries.at_desk(session, me, text)
    if known is None:
        return _work(status=422, fault=say("returns.refused.unknown", number=text), unknown=text)
    device, owned = known
    if device.state != DeviceState.RETURNED and "oanmald" not in request.form:
        fault = say("returns.refused.unasked", number=text)
        return _work(status=422, fault=fault, unasked=device if device.state in MAY else None, device=device)
    try:
        with session.begin_nested():
            number = actions.unasked(session, me, device, owned_by=owned, at=at).number
            actions.receive(session, queries.held(session, me, number), me, at=at)
    except Changed:
        raise
    except Refused as refused:
        return _work(status=422, fault=say(refused.key, **refused.params))
    web.say_next(say("returns.done.ta-emot"))
    return web.see_other("returns.handed_in", number=number)


def _carry_out(found: Found, verb: str, form: WorkForm) -> None:
    session, me, at = web.session(), visitor(), web.now()
    match verb:
        case "lamnad":
            actions.hand_over(session, found, me, at=at)
        case "avbryt":
            actions.cancel(session, found, me, at=at)
        case "ta-emot":
            actions.receive(session, found, me, at=at)
        case "granska":
            grade, remark = form.skick.data or "", form.anmarkning.data or ""
            actions.inspect(session, found, me, grade=grade, remark=remark, unlocked=bool(form.olast.data), at=at)
        case "radera":
            actions.wipe(session, found, me, method=form.metod.data or "", evidence=form.bevis.data or "", at=at)
        case "hylla":
            actions.shelve(session, found, me, at=at)
        case _:
            raise Refused("returns.refused.verb")


def _show(found: Found, *, status: int = 200, faults: Any = ()) -> Any:
    me, row = visitor(), found.row
    mine = me.id in (found.case.requester_id, row.holder_id) or row.unit_id in me.led_units
    works = works_with(me)
    early = row.state in (S.REQUESTED, S.OVERDUE)
    return web.page(
        "returns/return.html", "return", status=status, found=found, row=row, device=found.device, faults=list(faults),
        typed=request.form, works=works, mine=mine, early=early, may_leave=early and (mine or works),
        may_cancel=row.state == S.REQUESTED and (mine or works), headline=_headline(found), steps=_steps(found),
        chain=[(_step(each), f"{each.by_name}, {moment(each.at)}") for each in custody(web.session(), row)],
        talk=[(each, moment(each.written_at)) for each in messages(web.session(), row)],
        grades=[(key.value, say(f"returns.grade.{key}"), "") for key in Grade],
        methods=[(key.value, say(f"returns.wiping.{key}"), "") for key in Wiping],
        thanks="tack" in request.args and mine,
    )  # fmt: skip


def _headline(found: Found) -> str:
    row = found.row
    if row.state == S.REQUESTED and row.pickup_on:
        return say("returns.next.pickup", day=day_long(row.pickup_on), half=say(f"returns.slot.{row.slot}"))
    return say(f"returns.next.{row.state}", place=row.place)


def _steps(found: Found) -> list[tuple[str, str, str]]:
    """Handed in, received, wiped, used again or recycled."""
    order = [
        (S.REQUESTED, S.OVERDUE),
        (S.HANDED_IN,),
        (S.RECEIVED, S.INSPECTED),
        (S.WIPED,),
        (S.REUSED, S.RECYCLED, S.CLOSED),
    ]
    here = next((place for place, states in enumerate(order) if found.row.state in states), 0)
    if found.row.state == S.CANCELLED:
        return [(say("returns.step.cancelled"), "", "stopped")]
    keys = ("asked", "handed_in", "received", "wiped", "again")
    last = len(keys) - 1
    look = ["done" if place < here else "now" if place == here else "next" for place in range(len(keys))]
    if here == last:
        look[last] = "end"
    return [(say(f"returns.step.{key}"), "", look[place]) for place, key in enumerate(keys)]


def _step(each: Any) -> str:
    facts = {"evidence": "", "pallet": "", "certificate": "", "amount": 0, "cost_centre": "", **each.facts}
    facts["certificate"] = facts["certificate"] or say("returns.fact.no_certificate")
    return say(f"history.return.{each.step}", number="", seal="", **facts)


def _work(*, status: int = 200, fault: str = "", **about: Any) -> Any:
    view = request.args.get("vy", "") if request.args.get("vy", "") in VIEWS else ""
    rows, following = queries.work(web.session(), visitor(), view, before=place())
    share, back, due = queries.rate(web.session(), web.today())
    tabs = [_tab(key, current=key == view) for key in VIEWS]
    return web.page(
        "returns/work.html", "returns", status=status, rows=rows, tabs=tabs, fault=fault, view=view, about=about,
        loose=queries.loose(web.session(), visitor()) if view in ("", "hos-it") else [],
        typed=request.form.get("nummer", "") if fault else request.args.get("nummer", "")[:60],
        kpis=[(say("returns.kpi.rate"), f"{share} %", say("returns.kpi.rate_text", back=back, due=due))],
        first=flask.url_for("returns.work", vy=view or None) if place() else "",
        older=flask.url_for("returns.work", vy=view or None, fore=following) if following else "",
    )  # fmt: skip


def _tab(key: str, *, current: bool) -> dict[str, object]:
    return {
        "title": say(f"returns.view.{key or 'vag'}"),
        "url": flask.url_for("returns.work", vy=key or None),
        "current": current,
    }
