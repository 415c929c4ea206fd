"""Doors to the items: the list with what needs attention, one item, its facts and prices."""

from __future__ import annotations

from typing import Any

import flask
from flask import request

from app import web
from app.assortment import actions
from app.assortment.forms import DraftForm, ItemForm, filled, typed
from app.assortment.forms.items import label
from app.assortment.models import STATES, Item
from app.assortment.queries import editing, edition
from app.assortment.queries.content import content_of
from app.assortment.queries.history import content_after, item_history, last_change
from app.assortment.views import telling
from app.assortment.views.doors import ROOT, blueprint, edits, visitor
from app.refusal import Changed, Refused
from app.words import say


@blueprint.get("/redigera/sortiment")
@web.door("range.read")
def edited_items() -> Any:
    """Every item, drafts too, with what needs attention."""
    asked = _asked()
    rows, more = editing.listed(web.session(), asked, web.today())
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if value and name != "efter"}
    found = editing.choices(web.session())
    return web.page(
        "assortment/items.html",
        "items",
        rows=rows,
        asked=asked,
        edits=edits(),
        more=flask.url_for("assortment.edited_items", **kept, efter=more) if more else "",
        first=flask.url_for("assortment.edited_items", **kept) if asked.after else "",
        states=[(state, say(f"editing.state.{state}")) for state in STATES],
        needs=[(name, say(f"editing.needs.{name}")) for name in editing.NEEDS],
        sorts=[(name, say(f"editing.sort.{name}")) for name in editing.SORTS],
        kinds=sorted(((kind.key, kind.name) for kind in edition().kinds.values()), key=lambda each: each[1]),
        choices=found,
    )


def _asked() -> editing.Asked:
    get = request.args.get
    after = get("efter", "")
    return editing.Asked(
        q=" ".join(get("q", "")[:100].split()), state=get("lage", "")[:20], category=get("hylla", "")[:30],
        kind=get("slag", "")[:40], supplier=get("leverantor", "")[:9], needs=get("behover", "")[:30],
        sort=get("sortera", "name") if get("sortera") in editing.SORTS else editing.SORTS[0],
        after=int(after) if after.isascii() and after.isdecimal() and len(after) < 10 else 0,
    )  # fmt: skip


@blueprint.get("/redigera/sortiment/<string:slug>")
@web.door("range.read")
def edited_item(slug: str) -> Any:
    """One item: how it stands, what it rests on, what comes, and what may be done with it."""
    return item_page(editing.edited(web.session(), slug))


def item_page(item: Item, status: int = 200, refusal: Refused | None = None) -> Any:
    """The page of an item, with why something could not be done."""
    session = web.session()
    found, changes = editing.choices(session, item.id), item_history(session, item.id)
    successor, picture = editing.beside(session, item)
    return web.page(
        "assortment/item.html",
        status=status,
        item=item,
        kind=edition().kinds[item.kind],
        facts=telling.sides({}, content_of(item), found, every=True),
        changes=[(change, telling.told(change, found)) for change in changes[:5]],
        coming=[change for change in changes if change.version is None],
        successor=successor,
        picture=picture,
        edits=edits(),
        refusal=refusal,
        trail=ROOT,
    )


@blueprint.get("/redigera/sortiment/<string:slug>/andra")
@web.door("catalogue.edit")
def edit_item(slug: str) -> Any:
    """The form with an item's facts and price."""
    item = editing.edited(web.session(), slug)
    seen = last_change(web.session(), item.id)
    return _form_page(item, form_for(item, data={**filled(content_of(item)), "seen": seen}))


@blueprint.post("/redigera/sortiment/<string:slug>/andra")
@web.door("catalogue.edit")
def save_item(slug: str) -> Any:
    """Save facts and price; when a colleague was faster, both versions are shown (409)."""
    item = editing.edited(web.session(), slug)
    form = form_for(item, request.form)
    if not form.validate():
        return _form_page(item, form, 422)
    values, seen = typed(form), form.seen.data or 0
    try:
        differed = actions.save(
            web.session(), item, values, seen=seen, actor=visitor().actor, at=web.now(), reason=form.reason.data or ""
        )
    except Changed:
        return _clash(item, form, values, seen)
    except Refused as refusal:
        return _form_page(item, form, 422, refusal=say(refusal.key, **refusal.params))
    web.say_next(say("editing.saved" if differed else "editing.saved_nothing"))
    return web.see_other("assortment.edited_item", slug=item.slug)


def form_for(item: Item | None, sent: Any = None, **more: Any) -> ItemForm:
    """The form of an item: a draft may also change what it is."""
    form = (DraftForm if item is None or item.state == "draft" else ItemForm)(sent, **more)
    form.choose(editing.choices(web.session()))
    if isinstance(form, DraftForm):
        form.choose_kind(edition())
    return form


def _form_page(item: Item, form: ItemForm, status: int = 200, **more: Any) -> Any:
    trail = [*ROOT, (item.name, f"/redigera/sortiment/{item.slug}")]
    return web.page("assortment/edit.html", status=status, item=item, form=form, trail=trail, **more)


def _clash(item: Item, form: ItemForm, mine: dict[str, Any], seen: int) -> Any:
    """Both versions. What only the colleague changed is filled in; where both changed, what I typed stands."""
    session = web.session()
    before, theirs = content_after(session, item.id, seen), content_of(item)
    found, shown = editing.choices(session), filled(theirs)
    clashes = []
    for name, own in mine.items():
        if theirs[name] == before.get(name):
            continue
        both = own not in (before.get(name), theirs[name])
        texts = telling.value(name, theirs[name], found), telling.value(name, own, found)
        clashes.append((label(name), texts[0], both, texts[1]))
        if not both:
            form[name].raw_data, form[name].data = None, shown[name]
    form.seen.raw_data, form.seen.data = None, last_change(session, item.id)
    who = item_history(session, item.id)[0]
    return _form_page(item, form, 409, clashes=clashes, who=who)
