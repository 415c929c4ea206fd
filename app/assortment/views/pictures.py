"""Doors to the pictures of items: sent and chosen by the editor, shown to those who may see the item."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import flask
from flask import Response, request

from app import files, limits, web
from app.assortment import actions
from app.assortment.forms.pictures import ChosenForm, PictureForm
from app.assortment.models import Item, ItemPicture
from app.assortment.queries import editing
from app.assortment.queries.pictures import picture_of, pictures_of, shown_to_all
from app.assortment.views.doors import ROOT, blueprint, visitor
from app.pictures import WEBP, draw
from app.refusal import Changed, Missing, Refused
from app.uploads import LARGEST
from app.words import say
from catalogue.rights import may

A_DAY = dt.timedelta(days=1)
# Room for the form around the file.
web.roomy["assortment.send_picture"] = LARGEST + 64 * 1024


@blueprint.get("/sortiment/bilder/<string:key>")
@web.door("browse")
def picture(key: str) -> Response:
    """A picture's file, kept by browsers where everybody may see it; a draft's is for those who read drafts."""
    open_to_all = shown_to_all(web.session(), key)
    if open_to_all is None or not (open_to_all or may("range.read", visitor().roles)):
        raise Missing
    kept = files.get(web.session(), web.config().files_dir, key)
    if kept is None:
        raise Missing
    answer = flask.send_file(io.BytesIO(kept[1]), WEBP, as_attachment=True, download_name=kept[0].name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = (
        f"private, max-age={A_DAY // dt.timedelta(seconds=1)}" if open_to_all else "no-store"
    )
    return answer


@blueprint.get("/redigera/sortiment/<string:slug>/bild")
@web.door("catalogue.edit")
def item_pictures(slug: str) -> Any:
    """The picture that stands, those before, and the form of a new one."""
    item = editing.edited(web.session(), slug)
    return _page(item, PictureForm(data={"seen": item.picture_id or 0}))


@blueprint.post("/redigera/sortiment/<string:slug>/bild")
@web.door("catalogue.edit")
def send_picture(slug: str) -> Any:
    """Keep a picture and let it stand."""
    session, me = web.session(), visitor()
    limits.spend(session, f"pictures:{me.id}", most=100, per=A_DAY, now=web.now())
    item, form, upload = editing.edited(session, slug), PictureForm(request.form), request.files.get("bild")
    good = form.validate()
    if upload is None or not upload.filename:
        return _page(item, form, 422, more=[("bild", say("editing.picture.file_needed"))])
    with upload.stream:
        data = upload.stream.read(LARGEST + 1)
    if not good:
        return _page(item, form, 422, more=[("bild", say("editing.picture.file_again"))])
    try:
        drawn = draw(data, upload.filename)
        row = actions.keep_picture(
            session, item, drawn, form.alt.data or "",
            folder=web.config().files_dir, actor=me.actor, at=web.now(),
        )  # fmt: skip
    except Refused as reason:
        return _page(item, form, 422, more=[("bild", say(reason.key, **reason.params))])
    return _use(item, row, form.seen.data or 0)


@blueprint.post("/redigera/sortiment/<string:slug>/bild/valj")
@web.door("catalogue.edit")
def choose_picture(slug: str) -> Any:
    """Let a picture that was sent before stand, or the drawing."""
    item, form = editing.edited(web.session(), slug), ChosenForm(request.form)
    if not form.validate():
        raise Missing
    chosen = picture_of(web.session(), item, form.bild.data) if form.bild.data else None
    return _use(item, chosen, form.seen.data or 0)


def _use(item: Item, row: ItemPicture | None, seen: int) -> Any:
    try:
        actions.use_picture(
            web.session(), item, row.id if row else None, seen=seen or None, actor=visitor().actor, at=web.now()
        )
    except Changed:
        web.keep_refusal()  # what was sent is kept, so that it can be chosen when both have been looked at
        return _page(item, PictureForm(data={"seen": item.picture_id or 0}), 409, mine=row)
    web.say_next(say("editing.picture.saved" if row else "editing.picture.drawing_again"))
    return web.see_other("assortment.item_pictures", slug=item.slug)


def _page(item: Item, form: PictureForm, status: int = 200, **more: Any) -> Any:
    rows = pictures_of(web.session(), item)
    stands = next((row for row in rows if row.id == item.picture_id), None)
    trail = [*ROOT, (item.name, f"/redigera/sortiment/{item.slug}")]
    return web.page(
        "assortment/pictures.html", status=status, item=item, form=form, stands=stands,
        rows=[row for row in rows if row is not stands], trail=trail, **more,
    )  # fmt: skip
