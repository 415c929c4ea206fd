"""The door to an emergency swap, when a model goes out of sale between meetings."""

from __future__ import annotations

from typing import Any

from flask import request
from wtforms.fields.choices import SelectChoice

from app import web
from app.assortment import actions
from app.assortment.forms import SwapForm
from app.assortment.queries import editing
from app.assortment.queries.swaps import open_swaps, swappable
from app.assortment.views.doors import ROOT, blueprint, visitor
from app.refusal import Refused
from app.words import say
from catalogue.lifetimes import add_months

USUAL_MONTHS = 3


@blueprint.get("/redigera/sortiment/byte")
@web.door("catalogue.edit")
def swap_form() -> Any:
    """The form of a swap, and the swaps that wait for the forum."""
    data = {"old": request.args.get("utgar", ""), "ratify_by": add_months(web.today(), USUAL_MONTHS)}
    return _page(_form(data=data))


@blueprint.post("/redigera/sortiment/byte")
@web.door("catalogue.edit")
def make_swap() -> Any:
    """Swap two models at once; the forum says yes by the day given, or it reverts."""
    form, session = _form(request.form), web.session()
    if not form.validate():
        return _page(form, 422)
    wish = actions.Swap(
        editing.edited(session, form.old.data), editing.edited(session, form.new.data),
        form.reason.data or "", form.ratify_by.data or web.today(),
    )  # fmt: skip
    try:
        actions.swap(session, wish, actor=visitor().actor, at=web.now())
    except Refused as refusal:
        return _page(form, 422, refusal=say(refusal.key, **refusal.params))
    web.say_next(say("editing.swap.done", old=wish.old.name, new=wish.new.name))
    return web.see_other("assortment.edited_item", slug=wish.new.slug)


def _form(sent: Any = None, **more: Any) -> SwapForm:
    form = SwapForm(sent, today=web.today(), **more)
    sold, others = swappable(web.session())
    form.old.choices = [SelectChoice(*each) for each in sold]
    form.new.choices = [SelectChoice(*each) for each in others]
    return form


def _page(form: SwapForm, status: int = 200, **more: Any) -> Any:
    return web.page(
        "assortment/swap.html", status=status, form=form, open_swaps=open_swaps(web.session()), trail=ROOT, **more
    )
