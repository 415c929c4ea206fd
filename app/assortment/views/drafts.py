"""Doors to drafts: made from nothing or as a copy, and what IT publishes and withdraws itself."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.assortment import actions
from app.assortment.forms import filled, typed
from app.assortment.queries import editing
from app.assortment.queries.content import content_of
from app.assortment.views.doors import ROOT, blueprint, visitor
from app.assortment.views.items import form_for, item_page
from app.refusal import Refused
from app.words import say

BLANK = {
    "price_period": "once", "vat_rate": 2500, "lead_days_min": 5, "lead_days_max": 10, "unit_code": "H87",
    "orderable": True, "price_sample": False, "facts": [], "keywords": [], "related": [], "supplier_id": None,
    "contract_id": None, "segment": "staff",
}  # fmt: skip


@blueprint.get("/redigera/sortiment/ny")
@web.door("catalogue.edit")
def new_item() -> Any:
    """The form of a new draft; `som` is the item it is a copy of."""
    like = request.args.get("som", "")
    values: dict[str, Any] = dict(BLANK)
    if like:
        values = content_of(editing.edited(web.session(), like)) | {"slug": f"{like[:70]}-ny", "article": ""}
    return _page(form_for(None, data=filled(values)))


@blueprint.post("/redigera/sortiment/ny")
@web.door("catalogue.edit")
def make_item() -> Any:
    """Make the draft."""
    form = form_for(None, request.form)
    if not form.validate():
        return _page(form, 422)
    try:
        item = actions.new_draft(web.session(), typed(form), actor=visitor().actor, at=web.now())
    except Refused as refusal:
        return _page(form, 422, refusal=say(refusal.key, **refusal.params))
    web.say_next(say("editing.made"))
    return web.see_other("assortment.edited_item", slug=item.slug)


def _page(form: Any, status: int = 200, **more: Any) -> Any:
    return web.page("assortment/edit.html", status=status, item=None, form=form, trail=ROOT, **more)


@blueprint.post("/redigera/sortiment/<string:slug>/publicera")
@web.door("catalogue.edit")
def publish_item(slug: str) -> Any:
    """IT puts what the forum does not govern in the shop (R-054)."""
    return _move(slug, "published")


@blueprint.post("/redigera/sortiment/<string:slug>/dra-tillbaka")
@web.door("catalogue.edit")
def withdraw_item(slug: str) -> Any:
    """IT takes what the forum does not govern out of the shop."""
    return _move(slug, "withdrawn")


def _move(slug: str, state: str) -> Any:
    item = editing.edited(web.session(), slug)
    try:
        actions.publish_by_it(web.session(), item, state, actor=visitor().actor, at=web.now())
    except Refused as refusal:
        return item_page(item, 422, refusal)
    web.say_next(say(f"editing.moved.{state}", name=item.name))
    return web.see_other("assortment.edited_item", slug=slug)
