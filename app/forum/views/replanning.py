"""A planned meeting gets another day, is called off, or loses a point."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.forum.actions import meetings as actions
from app.forum.actions import replanning
from app.forum.forms import meetings as forms
from app.forum.models import Meeting
from app.forum.queries import meetings as queries
from app.forum.views.doors import blueprint, told, visitor
from app.forum.views.meetings import Faults, act, unfit, wished
from app.refusal import Changed, Forbidden, Refused
from app.words import day_long, say


@blueprint.get("/forum/moten/<int:meeting_id>/andra")
@web.door("forum.lead")
def replan_form(meeting_id: int) -> Any:
    """The form of a planned meeting."""
    meeting = queries.meeting_of(web.session(), meeting_id)
    actions.demand_chair(web.session(), visitor(), web.now())
    return _page(meeting, forms.WhenForm(obj=meeting))


@blueprint.post("/forum/moten/<int:meeting_id>/andra")
@web.door("forum.lead")
def replan(meeting_id: int) -> Any:
    """Give a planned meeting another day, time, form or place."""
    meeting, form = queries.meeting_of(web.session(), meeting_id), forms.WhenForm(request.form)
    if not form.validate() or form.day.data is None:
        return _page(meeting, form, status=422)
    wish = wished(form, form.day.data, meeting.body_key)
    try:
        replanning.replan(web.session(), meeting, wish, me=visitor(), at=web.now())
    except Forbidden:
        raise
    except Changed as changed:
        return _page(meeting, form, status=409, more=[("day", told(changed))])
    except Refused as refused:
        return _page(meeting, form, status=422, more=unfit(refused))
    web.say_next(say("forum.said.replanned"))
    return web.see_other("forum.meeting", meeting_id=meeting_id)


def _page(meeting: Meeting, form: forms.WhenForm, *, status: int = 200, more: Faults = ()) -> Any:
    return web.page("forum/plan.html", status=status, form=form, more=list(more), meeting=meeting)


@blueprint.post("/forum/moten/<int:meeting_id>/stall-in")
@web.door("forum.lead")
def call_off(meeting_id: int) -> Any:
    """Call a planned meeting off."""
    target: list[Meeting | None] = []

    def put_off(meeting: Meeting) -> None:
        reason = request.form.get("skal", "")[:300]
        target.append(replanning.call_off(web.session(), meeting, reason, me=visitor(), at=web.now()))

    answer = act(meeting_id, "called_off", put_off)
    if target and target[0] is not None:
        web.say_next(say("forum.said.called_off_to", day=day_long(target[0].day)))
    return answer


@blueprint.post("/forum/moten/<int:meeting_id>/punkter/<int:item_id>/ta-bort")
@web.door("forum.take_part")
def take_off(meeting_id: int, item_id: int) -> Any:
    """Take a point off the agenda."""

    def remove(meeting: Meeting) -> None:
        item = queries.point_of(web.session(), meeting, item_id)
        replanning.take_off(web.session(), meeting, item, me=visitor(), at=web.now())

    return act(meeting_id, "taken_off", remove)
