"""Start page, catalogue and product pages."""

from __future__ import annotations

from typing import Any

import flask
from flask import request
from markupsafe import Markup
from werkzeug.wrappers import Response

from app import web
from app.assortment.queries import IN_FORCE, Product, Shelf, edition, shelf
from app.forum.queries.about import about_item
from app.forum.queries.waiting import waiting
from app.identity import actions as identity
from app.identity.queries import Visitor, decider_for
from app.shop import queries
from app.shop.queries import Audience, Filters, JudgedBasket, Offer, Result, topic_of
from app.shop.views import cards
from app.shop.views.doors import back, blueprint, visitor
from app.words import kr, say
from catalogue import guides
from catalogue.guides import Guide
from catalogue.rights import may
from catalogue.terms import Asked, Segment

MOST_POPULAR = 5
MOST_GUIDES = 3
CHEFS = frozenset({Asked.MANAGER, Asked.SCHOOL_MANAGER})


@blueprint.get("/")
@web.door("signed_in")
def start() -> Any:
    """What waits on me, and the quickest ways to order again."""
    me = visitor()
    if not may("browse", me.roles):
        return web.page("shop/start.html", shows_shop=False, in_forum=waiting(web.session(), me, web.today()))
    basket = queries.judged(web.session(), me, web.today())
    audience = Audience.of(me, web.today())
    pieces = basket.shelf.pieces.get(
        queries.piece_key("start", audience, me.shows_vat), lambda: _start_pieces(basket.shelf, audience, me)
    )
    return web.page(
        "shop/start.html",
        shows_shop=True,
        basket=basket,
        side=_side(basket),
        pieces=pieces,
        bar=bar_piece(basket),
        in_forum=waiting(web.session(), me, web.today()),
    )


@blueprint.get("/sortiment")
@web.door("browse")
def catalogue() -> Any:
    """The range with filters and search; HTMX gets the results alone."""
    me = visitor()
    audience = Audience.of(me, web.today())
    if web.wants_fragment():
        range_ = shelf(web.session())
        asked = _filters(range_)
        return web.page("shop/catalogue.html", "results", results=_results(range_, audience, asked, me.shows_vat))
    basket = queries.judged(web.session(), me, web.today())
    asked = _filters(basket.shelf)
    filters = basket.shelf.pieces.get(
        queries.piece_key("filters", audience, asked),
        lambda: _macro("pieces", "filters", asked, _choices(basket.shelf, audience, asked)),
    )
    return web.page(
        "shop/catalogue.html",
        asked=asked,
        search=asked.q,
        orders=[(order, say(f"shop.order.{order}")) for order in queries.ORDERS],
        filters=filters,
        results=_results(basket.shelf, audience, asked, me.shows_vat),
        side=side_piece(basket),
        bar=bar_piece(basket),
    )


@blueprint.post("/sortiment/moms")
@web.door("browse")
def show_vat() -> Response:
    """Remember whether I want prices with VAT."""
    identity.show_vat(web.session(), visitor().id, request.form.get("moms") == "inkl")
    return back()


@blueprint.get("/sortiment/<string:slug>")
@web.door("browse")
def product(slug: str) -> Any:
    """Everything about one product, and what happens when it is ordered."""
    me = visitor()
    range_ = shelf(web.session())
    found = range_.product(slug)
    audience = Audience.of(me, web.today())
    offer = queries.offer_of(range_, audience, found)
    decider = _decider(me, offer)
    body = range_.pieces.get(
        queries.piece_key("product", audience, found.id, me.shows_vat, decider),
        lambda: product_piece(range_, audience, offer, decider=decider, shows_vat=me.shows_vat),
    )
    about = about_item(web.session(), me, found.id, web.today())
    return web.page("shop/product.html", page_title=found.name, item=found, body=body, about=about)


def side_piece(basket: JudgedBasket, *, oob: bool = False) -> Markup:
    """The basket beside the catalogue, also as a part of an HTMX answer."""
    return _macro("basket", "side", basket, _side(basket), oob)


def bar_piece(basket: JudgedBasket, *, oob: bool = False) -> Markup:
    """The bar with the sum at the bottom of small screens, also as a part of an HTMX answer."""
    return _macro("basket", "bar", basket, _side(basket), oob)


def _filters(range_: Shelf) -> Filters:
    arguments = request.args
    return queries.read_filters(lambda name: arguments.get(name, ""), arguments.getlist, range_)


def _results(range_: Shelf, audience: Audience, asked: Filters, shows_vat: bool) -> Markup:  # a plain switch
    """Count, grid and pages of a search: the same for a whole audience, so rendered once for it."""

    def make() -> Markup:
        found = queries.browse(range_, queries.offers(range_, audience), asked)
        shown = [_card(range_, cards.card(offer, shows_vat)) for offer in found.offers]
        kits = _kits(range_, audience) if not asked.any and found.page == 1 else []
        return _macro(
            "pieces",
            "results",
            asked,
            found,
            {"cards": shown, "count": _count(found), "order": _order(asked), "kits": kits, "guides": _guides(asked.q)},
        )

    return range_.pieces.get(queries.piece_key("results", audience, asked, shows_vat), make)


def _macro(template: str, name: str, *arguments: Any) -> Markup:
    """One macro of `templates/shop/_<template>.html`, rendered."""
    module = flask.current_app.jinja_env.get_template(f"shop/_{template}.html").module
    piece: Markup = getattr(module, name)(*arguments)
    return piece


def _card(range_: Shelf, card: cards.Card) -> Markup:
    """A card's piece: most audiences and searches share it."""
    return range_.cards.get(card, lambda: _macro("pieces", "shop_card", card))


def _kits(range_: Shelf, audience: Audience) -> list[dict[str, object]]:
    judged = queries.offers(range_, audience)
    return [cards.kit_card(kit, judged) for kit in range_.bundles]


def _guides(words: str) -> list[Guide]:
    """The pages of the agreement that a search also leads to."""
    return guides.found(guides.load(IN_FORCE), words, least=2)[:MOST_GUIDES] if words else []


def _count(found: Result) -> str:
    if not found.total:
        return say("shop.found.none")
    if found.total > len(found.offers):
        return say("shop.found.part", shown=len(found.offers), total=found.total)
    return say("shop.found.one") if found.total == 1 else say("shop.found.all", total=found.total)


def _order(asked: Filters) -> str:
    return say(f"shop.order_said.{'best' if asked.q and asked.order == 'popularast' else asked.order}")


def _choices(range_: Shelf, audience: Audience, asked: Filters) -> dict[str, list[dict[str, object]]]:
    """The choices of each group of the filter, with how many products stand behind each."""
    counts = queries.browse(range_, queries.offers(range_, audience), asked).counts
    groups = {
        "kategori": (range_.categories, asked.categories),
        "betalare": (tuple((word, say(f"shop.payer.{word}")) for word in queries.PAYERS), asked.payers),
        "passar": (tuple((segment.value, say(f"shop.segment.{segment}")) for segment in Segment), asked.segments),
    }
    return {
        name: [
            {"value": value, "label": label, "count": counts[name].get(value, 0), "checked": value in chosen}
            for value, label in words
            if counts[name].get(value) or value in chosen
        ]
        for name, (words, chosen) in groups.items()
    } | {"val": [{"value": word, "count": counts["val"].get(word, 0)} for word in ("utan-godkannande", "i-lager")]}


def _side(basket: JudgedBasket) -> dict[str, object]:
    return {
        "count": cards.things(basket),
        "sum": kr(basket.unit_cost),
        "rest_direct": not any(line.verdict.consultations for line in basket.lines)
        and not all(line.needs_approval for line in basket.lines),
        "sums": cards.sum_rows(basket),
        "prices": {line.id: cards.line_price(line) for line in basket.lines},
        "waiting": [line.item.name for line in basket.lines if line.needs_approval],
    }


def _start_pieces(range_: Shelf, audience: Audience, me: Visitor) -> Markup:
    judged = queries.offers(range_, audience)
    found = queries.popular(judged, me.unit_segment, MOST_POPULAR)
    popular = [_card(range_, cards.card(offer, me.shows_vat)) for offer in found]
    return _macro("pieces", "start", popular, _kits(range_, audience))


def _decider(me: Visitor, offer: Offer) -> str:
    """The name of who will be asked, when a chef must say yes."""
    if not (offer.orderable and CHEFS.intersection(offer.verdict.approvals)):
        return ""
    topic = topic_of([offer.product.kind])
    found = decider_for(web.session(), me.unit_id, frozenset({me.id}), today=web.today(), topic=topic)
    return found.words if found else say("shop.asked_by_name.nobody")


def product_piece(
    range_: Shelf, audience: Audience, offer: Offer, *, decider: str, shows_vat: bool, preview: bool = False
) -> Markup:
    """Everything about a product for an audience; in a preview nothing can be ordered."""
    found = offer.product
    judged = queries.offers(range_, audience)
    related = [judged[other.id] for slug in found.related if (other := range_.by_slug.get(slug)) and other.on_sale]
    return _macro(
        "product",
        "product",
        offer,
        {
            "price": cards.price_of(found, offer.payer, shows_vat=shows_vat),
            "delivery": cards.lead_time(found),
            "approval": cards.approval_of(offer, decider),
            "decider": decider,
            "successor": _on_sale(range_, found.successor_slug),
            "related": [cards.card(other, shows_vat) for other in related[:4]],
            "questions": offer.verdict.open_questions,
            "policy": _policy(audience, offer),
            "preview": preview,
            **cards.told(offer.sentences),
        },
    )


def _policy(audience: Audience, offer: Offer) -> object:
    """Where the AI policy of the audience's organisation is, empty where nobody has said; None where none is needed."""
    asked = "ai_policy" in offer.verdict.informs
    return edition().setting("ai_policy", audience.settings) if asked else None


def _on_sale(range_: Shelf, slug: str) -> Product | None:
    found = range_.by_slug.get(slug)
    return found if found and found.on_sale else None
