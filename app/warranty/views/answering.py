"""What a handler does with a claim, in the house or at the supplier's."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.fields import scanned
from app.refusal import Changed, Forbidden, Refused
from app.warranty import actions, queries
from app.warranty.forms import AnswerForm
from app.warranty.queries import Found
from app.warranty.views.doors import blueprint, visitor
from app.warranty.views.show import show
from app.words import say

# What stands in the fields of the answer when it is shown again.
TYPED = ("utfall", "svar", "serienummer", "imei", "referens")


@blueprint.post("/reklamationer/<string:number>/hantera")
@web.door("claims.own")
def answer(number: str) -> Any:
    """Take it, answer it, let the supplier in, lend a device (`atgard`)."""
    return answered(number, "warranty.claim")


def answered(number: str, onward: str) -> Any:
    """Carry out what a handler chose, and go back to the claim."""
    found, verb = queries.held(web.session(), visitor(), number), request.form.get("atgard", "")
    try:
        with web.session().begin_nested():
            _carry_out(found, verb)
    except (Forbidden, Changed):
        raise
    except Refused as refused:
        typed = {name: request.form.get(name, "")[:2000] for name in (*TYPED, "lanetag")}
        fault = (_where(verb, refused), say(refused.key, **refused.params))
        return show(queries.held(web.session(), visitor(), number), status=422, faults=[fault], typed=typed)
    web.say_next(say(f"warranty.done.{verb}", who=found.case.requester_name))
    return web.see_other(onward, number=number)


def _carry_out(found: Found, verb: str) -> None:
    session, me, at = web.session(), visitor(), web.now()
    version = int(request.form.get("version", "0")) if request.form.get("version", "").isdecimal() else 0
    match verb:
        case "ta":
            actions.take(session, found, me, version=version, at=at)
        case "svara":
            actions.decide(session, found, me, _answer(), version=version, at=at)
        case "dela":
            actions.share(session, found, me, version=version, at=at)
        case "lana":
            tag = scanned(request.form.get("lanetag", "")[:200].strip())
            actions.lend(session, found, me, tag=tag, version=version, at=at)
        case _:
            raise Refused("warranty.refused.verb")


def _answer() -> actions.Answer:
    form = AnswerForm(request.form)
    if not form.validate():
        raise Refused("warranty.refused.words")
    return actions.Answer(
        outcome=form.utfall.data or "", text=form.svar.data or "", serial=form.serienummer.data or "",
        imei=form.imei.data or "", reference=form.referens.data or "",
    )  # fmt: skip


def _where(verb: str, refused: Refused) -> str:
    """The field a fault stands on."""
    if verb == "lana":
        return "lanetag"
    if refused.key.startswith("devices."):
        return "imei" if ".imei." in refused.key else "serienummer"
    return "utfall" if refused.key.endswith(".outcome") else "svar"
