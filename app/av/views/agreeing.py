"""The support agreements of my units, and one more."""

from __future__ import annotations

import secrets
from typing import Any

from flask import request

from app import web
from app.av import actions, queries
from app.av.forms import AgreementForm
from app.av.views.doors import blueprint, visitor
from app.refusal import Refused
from app.words import say


@blueprint.get("/av/avtal")
@web.door("order")
def agreements() -> Any:
    """The agreements of my units, the one that ends first at the top."""
    return _page(AgreementForm(data={"token": secrets.token_hex(20), "borjar": web.today()}))


@blueprint.post("/av/avtal")
@web.door("order")
def agree() -> Any:
    """Keep one more in mind."""
    form = AgreementForm(request.form)
    agreed = form.agreed()
    if agreed is None:
        return _page(form, status=422)
    try:
        actions.agree(web.session(), visitor(), agreed, at=web.now())
    except Refused as refused:
        form.slutar.errors = [say(refused.key, **refused.params)]
        return _page(form, status=422)
    web.say_next(say("av.done.agreed"))
    return web.see_other("av.agreements")


def _page(form: AgreementForm, status: int = 200) -> Any:
    rows = queries.agreements(web.session(), visitor(), web.today())
    return web.page("av/agreements.html", "agreements", status=status, form=form, rows=rows)
