"""Who sits in a body, and since when; who leads the forum keeps the seats."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.forum.actions import seats as actions
from app.forum.forms.bodies import EndForm, SeatForm
from app.forum.models import SEATS, Body
from app.forum.queries import bodies as queries
from app.forum.queries.members import FORUM
from app.forum.views.doors import blueprint, told, visitor
from app.refusal import Changed, Forbidden, Refused
from app.words import say


@blueprint.get("/forum/grupper/<string:key>")
@web.door("forum.read")
def group(key: str) -> Any:
    """A body with those who sit, have sat and will sit in it."""
    body = queries.body_of(web.session(), key)
    return _page(body, SeatForm(data={"valid_from": web.today()}))


@blueprint.post("/forum/grupper/<string:key>/platser")
@web.door("forum.lead")
def give_seat(key: str) -> Any:
    """Seat somebody."""
    body, form = queries.body_of(web.session(), key), SeatForm(request.form)
    _choose(body, form)
    if not form.validate() or form.valid_from.data is None:
        return _page(body, form, status=422)
    wish = actions.NewSeat(form.email.data or "", form.seat.data, form.valid_from.data, form.valid_to.data)
    try:
        actions.give_seat(web.session(), body, wish, me=visitor(), at=web.now())
    except Forbidden:
        raise
    except Refused as refused:
        return _page(body, form, status=422, more=[("email", told(refused))])
    web.say_next(say("forum.said.seat"))
    return web.see_other("forum.group", key=key)


@blueprint.post("/forum/grupper/<string:key>/platser/<int:seat_id>/avsluta")
@web.door("forum.lead")
def end_seat(key: str, seat_id: int) -> Any:
    """Let a seat end."""
    body, form = queries.body_of(web.session(), key), EndForm(request.form)
    seat = queries.seat_of(web.session(), body, seat_id)
    field = f"last-{seat_id}"
    if not form.validate() or form.last.data is None:
        return _page(body, SeatForm(), status=422, more=[(field, say("forum.refused.seat_past"))])
    try:
        actions.end_seat(web.session(), seat, form.last.data, me=visitor(), at=web.now())
    except Forbidden:
        raise
    except Changed as changed:
        return _page(body, SeatForm(), status=409, more=[(field, told(changed))])
    except Refused as refused:
        return _page(body, SeatForm(), status=422, more=[(field, told(refused))])
    web.say_next(say("forum.said.seat_ended"))
    return web.see_other("forum.group", key=key)


def _choose(body: Body, form: SeatForm) -> None:
    offered = ("deputy",) if body.key == FORUM else SEATS
    form.seat.choices = [(key, say(f"forum.seat.{key}")) for key in offered]


def _page(body: Body, form: SeatForm, *, status: int = 200, more: Any = ()) -> Any:
    _choose(body, form)
    people, leads = queries.seated(web.session(), body, visitor(), web.today())
    return web.page(
        "forum/group.html", status=status, body=body, form=form, more=list(more), people=people, leads=leads,
        swedish=web.today(), forum=body.key == FORUM,
    )  # fmt: skip
