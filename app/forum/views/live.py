"""A meeting while it is open: attendance, notes, positions, outcomes, and its end."""

from __future__ import annotations

from typing import Any

from flask import request

from app import web
from app.forum.actions import meetings as actions
from app.forum.actions import outcomes
from app.forum.forms import meetings as forms
from app.forum.models import Meeting
from app.forum.queries import meetings as queries
from app.forum.views.doors import blueprint, told, visitor
from app.forum.views.meetings import act, page
from app.refusal import Changed
from app.words import say
from app.words.formats import clock
from catalogue.forum import Stance


@blueprint.post("/forum/moten/<int:meeting_id>/narvaro")
@web.door("forum.lead")
def attend(meeting_id: int) -> Any:
    """Note who is there."""

    def note(meeting: Meeting) -> None:
        ticked = set(request.form.getlist("person"))
        here = queries.people(web.session(), meeting, web.today())
        present = {row.id: row.organisation_id for row in here if str(row.id) in ticked}
        actions.attend(web.session(), meeting, present, me=visitor(), at=web.now())

    return act(meeting_id, "attended", note)


@blueprint.post("/forum/moten/<int:meeting_id>/punkter/<int:item_id>/anteckning")
@web.door("forum.lead")
def note(meeting_id: int, item_id: int) -> Any:
    """Save what is written of a point: as it is written, or with the button."""
    session, form = web.session(), forms.NotesForm(request.form)
    actions.demand_chair(session, visitor(), web.now())
    item = queries.point_of(session, queries.meeting_of(session, meeting_id), item_id)
    if not form.validate() or form.version.data is None:
        return page(
            meeting_id, status=422, at=f"notes-{item_id}", item=item_id, faults=[(form.text.id, form.text.errors[0])]
        )
    try:
        version = actions.note(session, item, form.text.data or "", version=form.version.data, at=web.now())
    except Changed as changed:
        return _clash(meeting_id, item_id, changed)
    if web.wants_fragment():
        return _saved(item_id, version, say("forum.page.saved", clock=clock(web.now())))
    web.say_next(say("forum.page.saved", clock=clock(web.now())))
    return web.see_other("forum.meeting", meeting_id=meeting_id, punkt=item_id, _anchor="punkt")


def _clash(meeting_id: int, item_id: int, changed: Changed) -> Any:
    """Somebody else wrote meanwhile: both versions, and a version number that lets the merged text be saved."""
    session = web.session()
    item = queries.point_of(session, queries.meeting_of(session, meeting_id), item_id)
    session.refresh(item)
    clash: dict[str, Any] = {
        "item": item_id,
        "theirs": item.notes,
        "version": item.notes_version,
        "text": told(changed),
    }
    if web.wants_fragment():
        return _saved(item_id, item.notes_version, clash["text"], theirs=item.notes, status=409)
    return page(meeting_id, status=409, at=f"notes-{item_id}", item=item_id, clash=clash)


def _saved(item_id: int, version: int, text: str, *, theirs: str = "", status: int = 200) -> Any:
    return web.page(
        "forum/live.html", "saved", status=status, item_id=item_id, version=version, text=text, theirs=theirs
    )


@blueprint.get("/forum/moten/<int:meeting_id>/punkter/<int:item_id>/lage")
@web.door("forum.read")
def standing(meeting_id: int, item_id: int) -> Any:
    """Where the municipalities stand on a point, for the page that asks again and again."""
    session = web.session()
    meeting = queries.meeting_of(session, meeting_id)
    item = queries.point_of(session, meeting, item_id)
    if not web.wants_fragment():
        return web.see_other("forum.meeting", meeting_id=meeting_id, punkt=item_id)
    point = queries.points(session, meeting, only=item.id)[0]
    return web.page("forum/live.html", "standing", point=point, meeting=meeting)


@blueprint.post("/forum/moten/<int:meeting_id>/punkter/<int:item_id>/stallning")
@web.door("forum.take_part")
def take_position(meeting_id: int, item_id: int) -> Any:
    """Say where my municipality stands."""
    form = forms.StanceForm(request.form)

    def stand(meeting: Meeting) -> None:
        item = queries.point_of(web.session(), meeting, item_id)
        stance = Stance(form.stance.data)
        actions.take_position(
            web.session(), meeting, item, stance, reason=form.reason.data or "", me=visitor(), at=web.now()
        )

    return act(meeting_id, "stance", stand, item=item_id, form=form)


@blueprint.post("/forum/moten/<int:meeting_id>/punkter/<int:item_id>/utfall")
@web.door("forum.lead")
def record(meeting_id: int, item_id: int) -> Any:
    """Record what became of a point."""
    form = forms.OutcomeForm(request.form)

    def write(meeting: Meeting) -> None:
        item = queries.point_of(web.session(), meeting, item_id)
        verdict = outcomes.Verdict(
            outcome=form.outcome.data, text=form.text.data or "", effective_on=form.effective_on.data
        )
        outcomes.record(web.session(), meeting, item, verdict, me=visitor(), at=web.now())

    answer = act(meeting_id, "outcome", write, item=item_id, form=form)
    if getattr(answer, "status_code", 0) == 303:
        return web.see_other("forum.meeting", meeting_id=meeting_id)
    return answer


@blueprint.post("/forum/moten/<int:meeting_id>/avsluta")
@web.door("forum.lead")
def close(meeting_id: int) -> Any:
    """Close a meeting with the place where its notes are kept."""
    form = forms.CloseForm(request.form)

    def end(meeting: Meeting) -> None:
        actions.close(web.session(), meeting, form.notes_link.data or "", me=visitor(), at=web.now())

    return act(meeting_id, "closed", end, form=form)
