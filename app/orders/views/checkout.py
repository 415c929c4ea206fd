"""The checkout: check the answers, change what differs, place the order once."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import request
from wtforms import Form

from app import limits, web
from app.budgets.queries import outlooks
from app.identity import queries as people
from app.orders import actions
from app.orders.forms import COLLEAGUE, ME, NEW, DeliveryForm, RecipientForm
from app.orders.queries.checkout import Account, account, content, recent
from app.orders.queries.sentences import source
from app.orders.views import kontering
from app.orders.views.doors import blueprint, visitor
from app.orders.views.groups import groups, sum_rows
from app.refusal import Changed, Refused
from app.shop import actions as shop
from app.shop.queries import JudgedBasket, drawn, judged
from app.words import say

# A person never comes near it; a script that has lost its way does.
MOST_A_MINUTE = 1000
MINUTE = dt.timedelta(minutes=1)
PARTS: dict[str, Any] = {"mottagare": RecipientForm, "leverans": DeliveryForm}
Faults = Sequence[tuple[str, str]]


@blueprint.get("/kassa")
@web.door("order")
def checkout() -> Any:
    """Check what is about to be ordered."""
    basket, to = _now()
    if not basket.lines:
        return web.see_other("shop.basket")
    part = request.args.get("andra", "")
    if part == "kontering" and kontering.may_change(visitor(), to):
        return _page(basket, to, form=kontering.filled(basket, to, request.args.get("delar", "")), part=part)
    form = _filled(part, basket, to) if part in PARTS else None
    return _page(basket, to, form=form, part=part)


@blueprint.post("/kassa")
@web.door("order")
def place() -> Any:
    """Place the order; sent again, it leads to the same order."""
    session, me = web.session(), visitor()
    limits.spend(session, f"order:{me.id}", most=MOST_A_MINUTE, per=MINUTE, now=web.now())
    token, shown = _word("token"), _word("visat")
    try:
        number = actions.earlier(session, me, token, shown) if token else ""
        if number:
            return web.see_other("orders.order", number=number, tack=1)
        basket, to = _now()
        if not basket.lines:
            return web.see_other("shop.basket")
        order = actions.place(session, me, basket, details=to, accepted=shown, at=web.now())
    except Changed as changed:
        return _again(changed, 409)
    except Refused as refused:
        return _again(refused, 422)
    return web.see_other("orders.order", number=order.number, tack=1)


@blueprint.post("/kassa/uppgifter")
@web.door("order")
def details() -> Any:
    """Change for whom, where to, when or on which account."""
    session, me = web.session(), visitor()
    part = request.form.get("del", "")
    if part == "kontering":
        return _account_details()
    if part not in PARTS:
        return web.see_other("orders.checkout")
    form = PARTS[part](request.form)
    basket, to = _now()
    _offer(form)
    if not form.validate():
        return _page(basket, to, status=422, form=form, part=part)
    try:
        shop.set_details(session, me, _merged(basket, form, part), today=web.today(), at=web.now())
    except Refused as refused:
        first = next(iter(form)).id
        return _page(basket, to, status=422, form=form, part=part, faults=[(first, _words(refused))])
    return web.see_other("orders.checkout")


def _account_details() -> Any:
    """Change what carries the order, and the reference on its invoices."""
    session, me = web.session(), visitor()
    basket, to = _now()
    form = kontering.sent(request.form)
    faults: Faults = ()
    try:
        if form.validate():
            wanted = kontering.chosen(form, basket, to)
            shop.set_details(session, me, kontering.details(wanted, _kept(basket)), today=web.today(), at=web.now())
            return web.see_other("orders.checkout")
    except Refused as refused:
        faults = [(next(iter(form)).id, _words(refused))]
    return _page(basket, to, status=422, form=form, part="kontering", faults=faults)


def _word(name: str) -> str:
    """A hidden field as it was made; anything else is as good as another basket's."""
    text = request.form.get(name, "")
    return text if len(text) <= 64 and text.isascii() and text.isprintable() else "-"


def _now() -> tuple[JudgedBasket, Account]:
    session, me, today = web.session(), visitor(), web.today()
    basket = judged(session, me, today, recent=recent(session, me, today))
    return basket, account(session, me, basket, today)


def _again(refusal: Refused, status: int) -> Any:
    """The same page with what stopped the order; nothing typed is lost, since it lies in the basket."""
    basket, to = _now()
    if not basket.lines:
        return web.error_page(status, reason=refusal)
    return _page(basket, to, status=status, faults=[("rader", _words(refusal))])


def _words(refusal: Refused) -> str:
    params: dict[str, Any] = refusal.params
    return say(refusal.key, **params)


def _page(
    basket: JudgedBasket, to: Account, *, status: int = 200, form: Form | None = None, part: str = "",
    faults: Faults = (),
) -> Any:  # fmt: skip
    return web.page(
        "orders/checkout.html",
        "checkout",
        status=status,
        basket=basket,
        to=to,
        groups=groups(basket),
        sums=sum_rows(basket),
        outlooks=outlooks(to.frames, drawn(basket, web.today())),
        shown=content(basket, to),
        source_of=source,
        form=form,
        part=part if form is not None else "",
        faults=list(faults),
        may_choose=kontering.may_change(visitor(), to),
    )


def _filled(part: str, basket: JudgedBasket, to: Account) -> Form:
    me = visitor()
    for_me = basket.recipient_id == me.id
    who = ME if for_me else COLLEAGUE if basket.recipient_id else NEW
    values: dict[str, dict[str, Any]] = {
        "mottagare": {
            "mottagare": who,
            "kollega": basket.recipient_id if who == COLLEAGUE else None,
            "namn": basket.recipient_name if who == NEW else "",
        },
        "leverans": {"arbetsplats": to.workplace_id, "behovs": basket.needed_by, "anteckning": basket.note},
    }
    form = PARTS[part](data=values[part])
    _offer(form)
    return form


def _offer(form: Form) -> None:
    """Give the fields of a part their choices."""
    session, me = web.session(), visitor()
    if isinstance(form, RecipientForm):
        form.mottagare.choices = [(key, say(f"orders.form.for_{key}", name=me.name)) for key in (ME, COLLEAGUE, NEW)]
        form.kollega.choices = [(0, say("orders.form.nobody_chosen"))] + [
            (each.id, f"{each.label}, {each.hint}") for each in people.colleagues(session, me)
        ]
    elif isinstance(form, DeliveryForm):
        places = people.workplaces(session, me)
        form.arbetsplats.choices = [(each.id, f"{each.label}, {each.hint}") for each in places]


def _merged(basket: JudgedBasket, form: Form, part: str) -> shop.Details:
    """The basket's details with one part of them replaced by what was filled in."""
    me, kept = visitor(), _kept(basket)
    data = form.data
    if part == "mottagare":
        ids = {ME: me.id, COLLEAGUE: data["kollega"], NEW: None}
        who = data["mottagare"]
        return dataclasses.replace(kept, recipient_id=ids[who], recipient_name=data["namn"] if who == NEW else "")
    return dataclasses.replace(
        kept, workplace_id=data["arbetsplats"] or None, needed_by=data["behovs"], note=data["anteckning"]
    )


def _kept(basket: JudgedBasket) -> shop.Details:
    return shop.Details(
        recipient_id=basket.recipient_id,
        recipient_name="" if basket.recipient_id else basket.recipient_name,
        workplace_id=basket.workplace_id,
        cost_centre_id=basket.cost_centre_id,
        kontering=basket.kontering,
        invoice_reference=basket.invoice_reference,
        needed_by=basket.needed_by,
        note=basket.note,
    )
