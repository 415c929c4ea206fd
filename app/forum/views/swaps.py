"""The door to an emergency swap, when a model goes out of sale between meetings."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.assortment.queries import editing
from app.assortment.queries.swaps import open_swaps, swappable
from app.forum.actions import swaps as actions
from app.forum.forms.proposals import choices
from app.forum.forms.swaps import SwapForm
from app.forum.queries.meetings import next_meeting
from app.forum.views.doors import blueprint, told, visitor
from app.refusal import Refused
from app.words import say


@blueprint.get("/redigera/sortiment/byte")
@web.door("catalogue.edit")
def swap_form() -> Any:
    """The form of a swap, and the swaps that wait for the forum."""
    return _page(_form(data={"old": request.args.get("utgar", "")}))


@blueprint.post("/redigera/sortiment/byte")
@web.door("catalogue.edit")
def make_swap() -> Any:
    """Swap two models at once; the forum says yes at its next meeting, or it reverts."""
    form, session = _form(request.form), web.session()
    if not form.validate():
        return _page(form, 422)
    old, new = editing.edited(session, form.old.data), editing.edited(session, form.new.data)
    try:
        proposal = actions.swap(session, old, new, form.reason.data or "", me=visitor(), at=web.now())
    except Refused as refusal:
        return _page(form, 422, refusal=told(refusal))
    web.say_next(say("editing.swap.done", old=old.name, new=new.name))
    return web.see_other("forum.proposal", number=proposal.number)


def _form(sent: Any = None, **more: Any) -> SwapForm:
    form = SwapForm(sent, **more)
    sold, others = swappable(web.session())
    none = [("", say("editing.swap.choose"))]
    form.old.choices, form.new.choices = choices(none + sold), choices(none + others)
    return form


def _page(form: SwapForm, status: int = 200, **more: Any) -> Any:
    return web.page(
        "forum/swap.html", status=status, form=form, open_swaps=open_swaps(web.session()),
        meeting=next_meeting(web.session(), web.today()), **more,
    )  # fmt: skip
