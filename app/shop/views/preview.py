"""What a draft would look like in the shop, to any role in any organisation: price, payer, approval, questions, way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import request

from app import web
from app.assortment.queries import shelf
from app.assortment.queries.shelf import Product, as_product
from app.shop.queries import Audience
from app.shop.queries.previewing import offer_now, organisations
from app.shop.views.browse import product_piece
from app.shop.views.doors import blueprint, visitor
from app.words import say
from catalogue.terms import Role, Segment

FIRST = (Role.EMPLOYEE, Role.MANAGER, Role.DESIGNATED_ORDERER, Role.SCHOOL_ORDERER)
# Nobody orders as these: a supplier's people do not see the range, and a lent power is for deciding.
APART = (Role.SUPPLIER_USER, Role.SUBSTITUTE)
ROLES = (*FIRST, *(role for role in Role if role not in FIRST + APART))


@blueprint.get("/redigera/sortiment/<string:slug>/forhandsvisa")
@web.door("range.read")
def preview(slug: str) -> Any:
    """A product as somebody else would see it; nothing can be ordered here."""
    session = web.session()
    item = as_product(session, slug)
    known = organisations(session)
    organisation = next((row for row in known if row.key == request.args.get("kommun")), known[0])
    role = _one_of(ROLES, "roll")
    segment = _one_of((Segment.STAFF, Segment.SCHOOL_STAFF, Segment.PUPIL), "malgrupp")
    audience = Audience.made(
        organisation.key, segment, frozenset({Role.EMPLOYEE, role}), settings=organisation.settings, on=web.today()
    )
    offer = offer_now(audience, _as_published(item))
    range_ = shelf(session)
    return web.page(
        "shop/preview.html",
        item=item,
        body=product_piece(range_, audience, offer, decider="", shows_vat=visitor().shows_vat, preview=True),
        told=say("shop.preview.told", role=say(f"roles.name.{role}"), organisation=organisation.name),
        roles=[(each.value, say(f"roles.name.{each}")) for each in ROLES],
        segments=[(each.value, say(f"editing.segment.{each}")) for each in Segment if each != Segment.SHARED],
        organisations=[(row.key, row.name) for row in known],
        chosen={"roll": role, "kommun": organisation.key, "malgrupp": segment},
        trail=[(say("editing.title"), "/redigera/sortiment"), (item.name, f"/redigera/sortiment/{item.slug}")],
    )


def _one_of(known: tuple[Any, ...], name: str) -> Any:
    return next((each for each in known if each == request.args.get(name)), known[0])


def _as_published(item: Product) -> Product:
    """How a draft will stand once it is published."""
    return replace(item, state="published") if item.state == "draft" else item
