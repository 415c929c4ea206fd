"""Doors to one theft: the duties in their order, the dialogue, what IT and the economist do, and found again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from werkzeug.datastructures import CombinedMultiDict
from wtforms import Form

from app import web
from app.cases.actions import Sent
from app.refusal import Changed, Forbidden, Refused
from app.theft import actions, queries
from app.theft.forms import DecisionForm, EvidenceForm, MeasureForm, MessageForm
from app.theft.queries import Found
from app.theft.views.doors import blueprint, visitor
from app.theft.views.show import show
from app.uploads import LARGEST
from app.words import say

web.roomy["theft.write"] = 3 * LARGEST


@blueprint.get("/stolder/<string:number>")
@web.door("thefts.own")
def theft(number: str) -> Any:
    """One report."""
    return show(queries.by_number(web.session(), visitor(), number))


@blueprint.post("/stolder/<string:number>")
@web.door("thefts.own")
def write(number: str) -> Any:
    """Write in the dialogue."""
    form = MessageForm(CombinedMultiDict([request.form, request.files]))

    def verb(found: Found) -> None:
        sent = Sent(text=form.text.data or "", folder=web.config().files_dir, files=form.accepted(),
                    internal=bool(form.internt.data))  # fmt: skip
        actions.write(web.session(), found, visitor(), sent, at=web.now())

    return _done(number, verb, form, "text")


@blueprint.post("/stolder/<string:number>/sakerhetschef")
@web.door("thefts.own")
def tell_chief(number: str) -> Any:
    """The security chief is told."""
    form = EvidenceForm(request.form)

    def verb(found: Found) -> None:
        actions.tell_chief(web.session(), found, visitor(), name=form.namn.data or "", at=web.now())

    return _done(number, verb, form, "namn")


@blueprint.post("/stolder/<string:number>/polisanmalan")
@web.door("thefts.own")
def police(number: str) -> Any:
    """The number of the police report."""
    form = EvidenceForm(request.form)

    def verb(found: Found) -> None:
        actions.file_with_police(web.session(), found, visitor(), number=form.nummer.data or "", at=web.now())

    return _done(number, verb, form, "nummer")


@blueprint.post("/stolder/<string:number>/beslut")
@web.door("thefts.own")
def decide(number: str) -> Any:
    """What the dialogue ended in."""
    form = DecisionForm(request.form)

    def verb(found: Found) -> None:
        actions.decide(
            web.session(), found, visitor(), outcome=form.utfall.data or "", text=form.svar.data or "",
            agreed_with=form.med.data or "", at=web.now(),
        )  # fmt: skip

    return _done(number, verb, form, "svar")


@blueprint.post("/stolder/<string:number>/atgard")
@web.door("thefts.own")
def settle(number: str) -> Any:
    """Locked, wiped, written off, or why not."""
    form = MeasureForm(request.form)

    def verb(found: Found) -> None:
        key, failed = form.steg.data or "", request.form.get("gick") == "nej"
        if failed and not form.skal.data:
            raise Refused("theft.refused.reason")
        reason = form.skal.data or "" if failed else ""
        actions.settle(web.session(), found, visitor(), key, reason=reason, at=web.now())

    return _done(number, verb, form, f"skal-{(form.steg.data or '')[:10]}")


@blueprint.post("/stolder/<string:number>/hittad")
@web.door("thefts.own")
def recover(number: str) -> Any:
    """It is found."""
    return _done(number, lambda found: actions.recover(web.session(), found, visitor(), at=web.now()), None, "")


@blueprint.post("/stolder/<string:number>/stang")
@web.door("thefts.own")
def close(number: str) -> Any:
    """It is over."""
    return _done(number, lambda found: actions.close(web.session(), found, visitor(), at=web.now()), None, "")


def _done(number: str, verb: Callable[[Found], None], form: Form | None, field: str) -> Any:
    """Do it with the held report and go back to it; 422 with what was wrong beside its field."""
    found = queries.held(web.session(), visitor(), number)
    typed = {name: str(request.form[name])[:8000] for name in request.form if name != "csrf_token"}
    if form is not None and not form.validate():
        faults = [(each.name, each.errors[0]) for each in form if each.errors]
        return show(found, status=422, faults=faults, typed=typed)
    try:
        with web.session().begin_nested():
            verb(found)
    except (Forbidden, Changed):
        raise
    except Refused as refused:
        where = "filer" if refused.key.startswith("uploads.") else field
        fault = (where, say(refused.key, **refused.params))
        return show(
            queries.held(web.session(), visitor(), number), status=422, faults=[fault] if where else [], typed=typed
        )
    web.say_next(say(f"theft.done.{request.endpoint or ''}".replace("theft.done.theft.", "theft.done.")))
    return web.see_other("theft.theft", number=number)
