"""My orders: the list, one order, its paper, cancelling and ordering again."""

from __future__ import annotations

from typing import Any

import flask
from flask import request

from app import web
from app.fields import whole_number
from app.orders import actions
from app.orders.forms import ReplyForm
from app.orders.models import Progress
from app.orders.queries.mine import listed, read_asked
from app.orders.queries.paper import confirmation
from app.orders.queries.story import story
from app.orders.queries.visible import order_by_number
from app.orders.views import show
from app.orders.views.doors import blueprint, visitor
from app.refusal import Missing
from app.words import plural, say
from catalogue.rights import may

CHOICES = ("", *Progress)


@blueprint.get("/bestallningar")
@web.door("orders.own")
def mine() -> Any:
    """My orders, or those of the units I lead."""
    me, args = visitor(), request.args
    asked = read_asked(
        args.get("q", ""),
        args.get("status", ""),
        unit=args.get("vy") == "enhet" and bool(me.led_units),
        before=args.get("fore", ""),
        after=args.get("efter", ""),
    )
    states = [(state, say(f"orders.state.{state or 'all'}")) for state in map(str, CHOICES)]
    found = listed(web.session(), me, asked)
    return web.page("orders/mine.html", "orders", asked=asked, found=found, states=states, sums=show.list_sums(found))


@blueprint.get("/bestallningar/<string:number>")
@web.door("orders.own")
def order(number: str) -> Any:
    """Where an order is and what comes next; right after placing, also the receipt."""
    me = visitor()
    found = order_by_number(web.session(), me, number)
    told = story(web.session(), found, web.today())
    thanks = "tack" in request.args and found.orderer_id == me.id
    return web.page("orders/order.html", "order", thanks=thanks, form=None, **show.page(told, me, web.today()))


@blueprint.get("/bestallningar/<string:number>/pdf")
@web.door("orders.own")
def pdf(number: str) -> Any:
    """The order on paper."""
    found = order_by_number(web.session(), visitor(), number)
    data = confirmation(story(web.session(), found, web.today()), web.today())
    name = f'inline; filename="bestallning-{found.number}.pdf"'
    return flask.Response(data, 200, {"Content-Type": "application/pdf", "Content-Disposition": name})


@blueprint.post("/bestallningar/<string:number>/avbestall")
@web.door("orders.own")
def cancel(number: str) -> Any:
    """Cancel the order, or the line named by `rad`."""
    session, me = web.session(), visitor()
    found = order_by_number(session, me, number)
    actions.cancel(session, me, found, at=web.now(), line_id=_line(request.form.get("rad")))
    web.say_next(say("orders.said.cancelled"))
    return web.see_other("orders.order", number=found.number)


@blueprint.post("/bestallningar/<string:number>/svara")
@web.door("orders.own")
def reply(number: str) -> Any:
    """Answer the question of the one who decides."""
    session, me, form = web.session(), visitor(), ReplyForm(request.form)
    found = order_by_number(session, me, number)
    if not form.validate():
        context = show.page(story(session, found, web.today()), me, web.today())
        return web.page("orders/order.html", "order", status=422, thanks=False, form=form, **context)
    if actions.reply(session, me, found, form.svar.data, at=web.now()):
        web.say_next(say("orders.said.replied"))
    return web.see_other("orders.order", number=found.number)


@blueprint.post("/bestallningar/<string:number>/bestall-igen")
@web.door("orders.own")
def again(number: str) -> Any:
    """Put the same things in my basket."""
    session, me = web.session(), visitor()
    found = order_by_number(session, me, number)
    if not may("order", me.roles):
        flask.abort(403, description="order")
    count, gone = actions.order_again(session, me, found.id, at=web.now())
    text = say("orders.said.again", count=plural(count, say("shop.basket.thing"), say("shop.basket.things")))
    web.say_next(f"{text} {say('orders.said.gone', names=', '.join(gone))}" if gone else text)
    return web.see_other("shop.basket")


@blueprint.post("/bestallningar/<string:number>/forslag/<int:suggestion_id>")
@web.door("orders.own")
def answer_suggestion(number: str, suggestion_id: int) -> Any:
    """Take the cheaper thing, or keep what I ordered."""
    session, me = web.session(), visitor()
    found = order_by_number(session, me, number)
    accept = request.form.get("svar") == "ja"
    if actions.answer_suggestion(session, me, found, suggestion_id, accept=accept, at=web.now()):
        web.say_next(say("orders.said.swapped" if accept else "orders.said.kept"))
    return web.see_other("orders.order", number=found.number)


def _line(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return whole_number(text)
    except ValueError:
        raise Missing from None
