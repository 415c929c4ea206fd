"""Making a claim: from an order line, from a device, or by looking for the thing; three steps at most (R-064)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import request
from werkzeug.datastructures import CombinedMultiDict

from app import limits, web
from app.fields import clean
from app.identity.queries import contacts_on
from app.refusal import Missing, Refused
from app.warranty import actions, queries
from app.warranty.actions.claiming import CLAIM, DAYS, REPAIR, why_not
from app.warranty.forms import ClaimForm
from app.warranty.queries import Thing
from app.warranty.queries.claimable import just_claimed
from app.warranty.views.doors import WITH_FILES, agreed, blueprint, visitor
from app.words import day_long, say
from catalogue.warranty import Cause, ClaimState, becomes_repair, claim_route

MOST_AN_HOUR = 30
LONGEST_SEARCH = 60
for _endpoint in ("warranty.send_line", "warranty.send_device"):
    web.roomy[_endpoint] = WITH_FILES


@blueprint.get("/reklamationer/ny")
@web.door("claims.own")
def choose() -> Any:
    """Find what broke: my devices, my colleagues' for a designated orderer, what I ordered."""
    words = _plain(request.args.get("q", ""))
    devices, lines = queries.offered(web.session(), visitor(), words)
    return web.page("warranty/choose.html", "things", devices=devices, lines=lines, words=words)


@blueprint.get("/bestallningar/<string:number>/rader/<int:line>/reklamera")
@web.door("claims.own")
def on_line(number: str, line: int) -> Any:
    """The form for what an order line brought."""
    things = queries.line_things(web.session(), visitor(), number, line)
    return _show(things, ClaimForm(), request.path)


@blueprint.post("/bestallningar/<string:number>/rader/<int:line>/reklamera")
@web.door("claims.own")
def send_line(number: str, line: int) -> Any:
    """Send the claim of an order line."""
    return _send(queries.line_things(web.session(), visitor(), number, line))


@blueprint.get("/enheter/<string:tag>/reklamera")
@web.door("claims.own")
def on_device(tag: str) -> Any:
    """The form for a device."""
    return _show([queries.device_thing(web.session(), visitor(), tag)], ClaimForm(), request.path)


@blueprint.post("/enheter/<string:tag>/reklamera")
@web.door("claims.own")
def send_device(tag: str) -> Any:
    """Send the claim of a device."""
    return _send([queries.device_thing(web.session(), visitor(), tag)])


def _send(things: list[Thing]) -> Any:
    """Make the claim, or the repair that somebody said yes to; 422 with what is missing or hinders."""
    me, form = visitor(), ClaimForm(CombinedMultiDict([request.form, request.files]))
    thing = _chosen(things, form)
    good = form.validate()
    if not _complete(form, thing, good=good) or thing is None:
        return _show(things, form, request.path, status=422)
    if again := just_claimed(web.session(), me, thing, form.beskrivning.data or "", now=web.now()):
        return _onward(*again)
    limits.spend(web.session(), f"claim:{me.id}", most=MOST_AN_HOUR, per=dt.timedelta(hours=1), now=web.now())
    try:
        with web.session().begin_nested():
            topic, number = _made(thing, form)
    except Refused as refused:
        where = form.filer if refused.key.startswith("uploads.") else form.beskrivning
        where.errors = [say(refused.key, **refused.params)]
        return _show(things, form, request.path, status=422)
    return _onward(topic, number)


def _made(thing: Thing, form: ClaimForm) -> tuple[str, str]:
    """Topic and number of the claim, or of the repair."""
    me, wanted = visitor(), _wanted(form)
    if becomes_repair(why_not(thing, wanted, web.today())):
        return REPAIR, actions.repair(web.session(), me, thing, wanted, agreed=agreed(), at=web.now()).number
    return CLAIM, actions.claim(web.session(), me, thing, wanted, agreed=agreed(), at=web.now()).number


def _onward(topic: str, number: str) -> Any:
    return web.see_other("warranty.claim" if topic == CLAIM else "cases.case", number=number, tack=1)


def _wanted(form: ClaimForm) -> actions.Wanted:
    return actions.Wanted(
        text=form.beskrivning.data or "", cause=form.hur.data or "", folder=web.config().files_dir,
        quantity=form.antal.data or 1, broke_on=form.sedan.data, loaner=bool(form.lan.data),
        phone=form.telefon.data or "", files=form.accepted(),
    )  # fmt: skip


def _chosen(things: list[Thing], form: ClaimForm) -> Thing | None:
    """The only thing, or the one that was chosen among several."""
    if len(things) == 1:
        return things[0]
    return next((thing for thing in things if thing.device and thing.device.tag == form.enhet.data), None)


def _complete(form: ClaimForm, thing: Thing | None, *, good: bool) -> bool:
    """Whether all that is needed was told; faults stand on the fields, in words."""
    if thing is None:
        form.enhet.errors = [say("warranty.form.device_missing")]
        return False
    if not form.beskrivning.data:
        form.beskrivning.errors = [say("warranty.form.text_missing")]
        return False
    if form.sedan.data and form.sedan.data > web.today():
        form.sedan.errors = [say("warranty.form.broke_on_ahead")]
        return False
    if not good:
        return False
    found = thing.facts(web.today(), damage=form.hur.data == Cause.DAMAGE)
    stops = why_not(thing, _bare(form), web.today())
    if becomes_repair(stops) and not form.reparera.data:
        last = day_long(found.last_day, year=True) if found.last_day else ""
        form.reparera.errors = [say(f"warranty.repair.{stops[0]}", day=last)]
        return False
    return True


def _bare(form: ClaimForm) -> actions.Wanted:
    quantity = form.antal.data or 1
    return actions.Wanted(text="", cause=form.hur.data or "", folder=web.config().files_dir, quantity=quantity)


def _show(things: list[Thing], form: ClaimForm, action: str, status: int = 200) -> Any:
    """The form, with who handles it, until when there is a warranty, and what hinders."""
    if not things:
        raise Missing
    me, first = visitor(), things[0]
    thing = _chosen(things, form) or first
    stops = why_not(thing, _bare(form), web.today())
    route = claim_route(first.kind, first.segment)
    form.enhet.choices = [("", say("warranty.form.choose")), *_tags(things)]
    contacts = contacts_on(web.session(), me.organisation_id, web.today(), "municipality_contact", "pupil_insurance")
    pupils = contacts if route is ClaimState.ROUTED_MUNICIPALITY else []
    return web.page(
        "warranty/claim_form.html", status=status, form=form, things=things, thing=thing, action=action, route=route,
        last_day=thing.facts(web.today()).last_day, stops=stops, repairs=becomes_repair(stops), days=_days(route),
        contact=next((each for each in pupils if each.kind == "municipality_contact"), None),
        insurance=next((each.text for each in pupils if each.kind == "pupil_insurance"), ""),
    )  # fmt: skip


def _tags(things: list[Thing]) -> list[tuple[str, str]]:
    return [
        (thing.device.tag, f"{thing.device.tag}, {thing.device.serial}, {thing.device.holder_name}")
        for thing in things
        if thing.device
    ]


def _days(route: ClaimState) -> int:
    return int(agreed().setting(DAYS[route]))


def _plain(text: str) -> str:
    return clean("".join(char for char in text[:LONGEST_SEARCH] if char.isprintable()), lines=False)
