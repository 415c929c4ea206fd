"""The basket: putting in, changing, taking out, with everything said in words."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import flask
from flask import request

from app import web
from app.assortment.queries import Product, shelf
from app.refusal import Missing, Refused
from app.shop import actions, queries
from app.shop.forms import AddForm, DetailsForm, KitForm, NoteForm, QuantityForm
from app.shop.queries import Audience, JudgedBasket
from app.shop.views import cards, details
from app.shop.views.browse import bar_piece, side_piece
from app.shop.views.doors import back, blueprint, visitor
from app.words import kr, plural, say
from catalogue.terms import Topic

REMOVED = "removed_line"
YES, NO = "ja", "nej"


@blueprint.get("/varukorg")
@web.door("browse")
def basket() -> Any:
    """My basket."""
    return _page(queries.judged(web.session(), visitor(), web.today()))


@blueprint.post("/varukorg/rader")
@web.door("order")
def add() -> Any:
    """Put some of a product in the basket."""
    form, me = AddForm(request.form), visitor()
    range_ = shelf(web.session())
    wanted = range_.product(form.item.data or "")
    if not form.validate():
        return _refuse_amount(form.antal.errors)
    offer = queries.offer_of(range_, Audience.of(me, web.today()), wanted)
    if wanted.on_sale and not offer.orderable:
        raise Refused("shop.refused.not_for_you", name=wanted.name)
    answers = _answers(request.form)
    added = actions.add(web.session(), me, wanted, form.antal.data or 1, at=web.now(), answers=answers)
    now = queries.judged(web.session(), me, web.today())
    if added.capped:
        return _answer(now, say("shop.basket.capped", name=wanted.name))
    return _answer(now, say("shop.basket.added", name=wanted.name, **_said(now)))


@blueprint.post("/varukorg/rader/<int:line_id>")
@web.door("order")
def change(line_id: int) -> Any:
    """Change how many of a line, or take it out."""
    form, me = QuantityForm(request.form), visitor()
    if not form.validate():
        return _refuse_amount(form.antal.errors)
    before = queries.judged(web.session(), me, web.today())
    name = next((line.item.name for line in before.lines if line.id == line_id), "")
    removed = actions.set_quantity(web.session(), me, line_id, form.antal.data or 0, at=web.now())
    web.session().flush()
    now = queries.judged(web.session(), me, web.today())
    if removed is None:
        return _answer(now, say("shop.basket.changed", name=name, quantity=form.antal.data, **_said(now)))
    flask.session[REMOVED] = asdict(removed)
    return _answer(now, say("shop.basket.removed", name=name), undo=flask.url_for("shop.undo"))


@blueprint.post("/varukorg/angra")
@web.door("order")
def undo() -> Any:
    """Put the line that was taken out last back as it was."""
    kept = flask.session.pop(REMOVED, None)
    if kept is None:
        raise Missing
    actions.put_back(web.session(), visitor(), actions.Removed(**kept), at=web.now())
    return _answer(queries.judged(web.session(), visitor(), web.today()), say("shop.basket.restored"))


@blueprint.post("/varukorg/rader/<int:line_id>/svar")
@web.door("order")
def answer(line_id: int) -> Any:
    """Answer the questions of a line, and tell what its licence needs."""
    form = DetailsForm(request.form)
    try:
        told = details.told(form, visitor(), session=web.session(), today=web.today())
    except Refused as refused:
        now = queries.judged(web.session(), visitor(), web.today())
        faults = [(f"{refused.params.get('field', 'plats')}-{line_id}", say(refused.key, **refused.params))]
        return _page(now, status=422, faults=faults, retold={line_id: form})
    actions.set_answers(web.session(), visitor(), line_id, {**_answers(request.form), **told}, at=web.now())
    web.session().flush()
    return _answer(queries.judged(web.session(), visitor(), web.today()), say("shop.basket.answers_kept"))


@blueprint.post("/varukorg/rader/<int:line_id>/anteckning")
@web.door("order")
def note(line_id: int) -> Any:
    """Leave a note on a line."""
    form = NoteForm(request.form)
    if not form.validate():
        now = queries.judged(web.session(), visitor(), web.today())
        faults = [(f"anteckning-{line_id}", error) for error in form.anteckning.errors]
        return _page(now, status=422, faults=faults, typed={line_id: form.anteckning._value()})
    actions.set_note(web.session(), visitor(), line_id, form.anteckning.data, at=web.now())
    web.session().flush()
    return _answer(queries.judged(web.session(), visitor(), web.today()), say("shop.basket.note_kept"))


@blueprint.post("/varukorg/rader/<int:line_id>/byt")
@web.door("order")
def swap(line_id: int) -> Any:
    """Take the successor instead of something that is no longer sold."""
    new: Product = actions.swap(web.session(), visitor(), line_id, at=web.now())
    return _answer(queries.judged(web.session(), visitor(), web.today()), say("shop.basket.swapped", name=new.name))


@blueprint.post("/varukorg/priser")
@web.door("order")
def accept_prices() -> Any:
    """Accept the prices of today."""
    actions.accept_prices(web.session(), visitor(), at=web.now())
    return _answer(queries.judged(web.session(), visitor(), web.today()), say("shop.basket.prices_accepted"))


@blueprint.post("/varukorg/paket")
@web.door("order")
def add_kit() -> Any:
    """Put everything of a kit in the basket."""
    form, me = KitForm(request.form), visitor()
    kit = next((kit for kit in shelf(web.session()).bundles if kit.slug == form.paket.data), None)
    if kit is None:
        raise Missing
    judged = queries.offers(shelf(web.session()), Audience.of(me, web.today()))
    refused = next((product for product, _ in kit.parts if product.on_sale and not judged[product.id].orderable), None)
    if refused:
        raise Refused("shop.refused.not_for_you", name=refused.name)
    count = actions.add_kit(web.session(), me, kit, at=web.now())
    now = queries.judged(web.session(), me, web.today())
    return _answer(
        now, say("shop.basket.added_many", count=plural(count, say("shop.basket.thing"), say("shop.basket.things")))
    )


def _page(now: JudgedBasket, *, status: int = 200, faults: Any = (), typed: Any = None, retold: Any = None) -> Any:
    rows = [
        {"line": line, "price": cards.line_price(line), "each": cards.per(line.item.price, line.item.price_period)}
        | {"details": details.fields(line, (retold or {}).get(line.id), faults)}
        | cards.told(line.sentences)
        for line in now.lines
    ]
    return web.page(
        "shop/basket.html",
        "basket",
        status=status,
        basket=now,
        rows=rows,
        sums=cards.sum_rows(now, details=True),
        count=cards.things(now),
        ahead=cards.ahead(now),
        outlooks=queries.basket_outlooks(web.session(), visitor(), now, web.today()),
        faults=list(faults),
        typed=typed or {},
    )


def _refuse_amount(errors: Any) -> Any:
    now = queries.judged(web.session(), visitor(), web.today())
    if web.wants_fragment():
        raise Refused("shop.refused.amount")
    return _page(now, status=422, faults=[("varukorg", error) for error in errors])


def _answer(now: JudgedBasket, text: str, *, undo: str = "") -> Any:
    """After a change: pieces for HTMX, or back to the page with the sentence to say."""
    if not web.wants_fragment():
        web.say_next(text, undo=undo)
        return back()
    if request.form.get("vy") == "korg":
        page, status = _page(now)
        return page + flask.render_template("shop/_after.html", basket=now, text=text, undo=undo), status
    pieces = [side_piece(now, oob=True), bar_piece(now, oob=True)]
    return flask.render_template("shop/_after.html", basket=now, text=text, undo=undo, pieces=pieces)


def _said(now: JudgedBasket) -> dict[str, str]:
    return {"count": cards.things(now), "sum": kr(now.unit_cost)}


def _answers(form: Any) -> dict[str, bool]:
    """The yes and no of questions the agreement knows; anything else is left out."""
    given = {topic.value: form.get(f"svar-{topic}") for topic in Topic}
    return {topic: answer == YES for topic, answer in given.items() if answer in (YES, NO)}
