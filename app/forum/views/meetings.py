"""Meetings: planned, with their agenda and invitations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from flask import request
from wtforms import Form

from app import web
from app.forum.actions import meetings as actions
from app.forum.forms import meetings as forms
from app.forum.forms.proposals import choices
from app.forum.models import Body, Meeting
from app.forum.queries import bodies
from app.forum.queries import meetings as queries
from app.forum.queries import proposals as proposed
from app.forum.views.doors import blueprint, told, visitor, whole
from app.identity.models import Person
from app.refusal import Changed, Forbidden, Refused
from app.words import say

Faults = Sequence[tuple[str, str]]
# Where a refusal of each form leads to, and a fault of a field whose element is not named after it.
PLACES = {
    "stance": "stance-0", "outcome": "outcome-0", "closed": "notes_link", "point": "title", "invited": "epost-{item}",
    "called_off": "skal",
}  # fmt: skip
FIELDS = {
    "stance.stance": "stance-0", "stance.reason": "reason-{item}", "outcome.outcome": "outcome-0",
    "outcome.text": "text-utfall", "point.text": "text-punkt",
}  # fmt: skip


@blueprint.get("/forum/moten")
@web.door("forum.read")
def meetings() -> Any:
    """Meetings ahead and behind, and bodies that meet too seldom."""
    session, today = web.session(), web.today()
    before = whole("efter")
    behind = queries.past(session, today, before)
    return web.page(
        "forum/meetings.html", coming=queries.coming(session, today) if not before else [], past=behind[: queries.PAST],
        older=behind[queries.PAST - 1][0].id if len(behind) > queries.PAST else 0,
        seldom=[row for row in bodies.assemblies(session, today) if row.too_few],
    )  # fmt: skip


@blueprint.get("/forum/moten/nytt")
@web.door("forum.lead")
def new_meeting() -> Any:
    """The form of a meeting."""
    return _new(forms.PlanForm())


@blueprint.post("/forum/moten/nytt")
@web.door("forum.lead")
def plan() -> Any:
    """Plan a meeting."""
    form = forms.PlanForm(request.form)
    if not form.validate() or form.day.data is None:
        return _new(form, status=422)
    try:
        made = actions.plan(web.session(), wished(form, form.day.data, form.body.data), me=visitor(), at=web.now())
    except Forbidden:
        raise
    except Refused as refused:
        return _new(form, status=422, more=unfit(refused))
    web.say_next(say("forum.said.planned"))
    return web.see_other("forum.meeting", meeting_id=made.id)


def wished(form: forms.WhenForm, day: dt.date, body: str) -> actions.Plan:
    """What the form of a meeting says."""
    return actions.Plan(
        day=day, starts=form.starts.data or "", ends=form.ends.data or "", form=form.form.data,
        place=form.place.data or "", link=form.link.data or "", body=body,
    )  # fmt: skip


def unfit(refused: Refused) -> Faults:
    """A refusal at the field of the form of a meeting that it is about."""
    return [("place" if refused.key.endswith("place") else "day", told(refused))]


def _new(form: forms.PlanForm, *, status: int = 200, more: Faults = ()) -> Any:
    active = sa.select(Body.key, Body.name).where(Body.state == "active").order_by(Body.position)
    form.body.choices = choices((key, name) for key, name in web.session().execute(active))
    return web.page("forum/plan.html", status=status, form=form, more=list(more), meeting=None)


@blueprint.get("/forum/moten/<int:meeting_id>")
@web.door("forum.read")
def meeting(meeting_id: int) -> Any:
    """One meeting: its agenda before, live while it is open, what became of it afterwards."""
    return page(meeting_id)


def page(
    meeting_id: int, *, status: int = 200, faults: Faults = (), at: str = "", item: int = 0,
    clash: dict[str, Any] | None = None,
) -> Any:  # fmt: skip
    """The page of a meeting; `at` names the form that was sent and could not be done."""
    found = queries.gathering(web.session(), visitor(), meeting_id, web.today())
    chosen = item or whole("punkt")
    current = next((point for point in found.points if point.item.id == chosen), found.current)
    template = "forum/live.html" if found.meeting.state == "open" else "forum/meeting.html"
    return web.page(
        template, status=status, found=found, meeting=found.meeting, current=current, faults=list(faults), at=at,
        typed=request.form if at else {}, clash=clash, swedish=web.today(),
    )  # fmt: skip


def act(meeting_id: int, at: str, verb: Callable[[Meeting], None], *, item: int = 0, form: Form | None = None) -> Any:
    """Do something with a meeting; a refusal shows its page again, with what was typed still in its form."""
    meeting, named = queries.meeting_of(web.session(), meeting_id), f"{at}-{item}" if item else at
    place = PLACES.get(at, "punkter").format(item=item)
    try:
        if form is not None and not form.validate():
            faults = [(FIELDS.get(f"{at}.{f.name}", f.name).format(item=item), text) for f in form for text in f.errors]
            return page(meeting_id, status=422, at=named, item=item, faults=faults)
        verb(meeting)
    except Forbidden:
        raise
    except Changed as changed:
        return page(meeting_id, status=409, at=named, item=item, faults=[(place, told(changed))])
    except Refused as refused:
        return page(meeting_id, status=422, at=named, item=item, faults=[(place, told(refused))])
    web.say_next(say(f"forum.said.{at}"))
    return web.see_other("forum.meeting", meeting_id=meeting_id, punkt=item or None, _anchor="punkt" if item else None)


@blueprint.post("/forum/moten/<int:meeting_id>/punkter")
@web.door("forum.take_part")
def add_point(meeting_id: int) -> Any:
    """Put something to talk about on the agenda."""
    form = forms.PointForm(request.form)

    def add(meeting: Meeting) -> None:
        actions.add_discussion(
            web.session(), meeting, form.title.data or "", form.text.data or "", me=visitor(), at=web.now()
        )

    return act(meeting_id, "point", add, form=form)


@blueprint.post("/forum/moten/<int:meeting_id>/forslag")
@web.door("forum.lead")
def add_proposal(meeting_id: int) -> Any:
    """Put a proposal on the agenda."""

    def add(meeting: Meeting) -> None:
        proposal = proposed.proposal_of(web.session(), visitor(), request.form.get("forslag", "")[:20])
        actions.add_proposal(web.session(), meeting, proposal, me=visitor(), at=web.now())

    return act(meeting_id, "agenda", add)


@blueprint.post("/forum/moten/<int:meeting_id>/synpunkter")
@web.door("forum.lead")
def add_feedback(meeting_id: int) -> Any:
    """Put what users have said on the agenda."""

    def add(meeting: Meeting) -> None:
        title = say("forum.page.feedback")
        actions.collect_feedback(web.session(), meeting, title, me=visitor(), at=web.now())

    return act(meeting_id, "point", add)


@blueprint.post("/forum/moten/<int:meeting_id>/punkter/<int:item_id>/flytta")
@web.door("forum.lead")
def reorder(meeting_id: int, item_id: int) -> Any:
    """Move a point a step up or down."""

    def shift(meeting: Meeting) -> None:
        item = queries.point_of(web.session(), meeting, item_id)
        up = request.form.get("vart") == "upp"
        actions.reorder(web.session(), meeting, item, up, me=visitor(), at=web.now())

    return act(meeting_id, "moved", shift)


@blueprint.post("/forum/moten/<int:meeting_id>/punkter/<int:item_id>/bjud-in")
@web.door("forum.lead")
def invite(meeting_id: int, item_id: int) -> Any:
    """Ask somebody to a point, by their address."""

    def ask(meeting: Meeting) -> None:
        item = queries.point_of(web.session(), meeting, item_id)
        address = request.form.get("epost", "").strip()[:160]
        person = web.session().scalar(
            sa.select(Person.id).where(sa.func.lower(Person.email) == address.lower(), Person.active).limit(1)
        )
        if person is None:
            raise Refused("forum.refused.nobody", address=address)
        actions.invite(web.session(), item, person, me=visitor(), at=web.now())

    return act(meeting_id, "invited", ask)


@blueprint.post("/forum/moten/<int:meeting_id>/oppna")
@web.door("forum.lead")
def open_meeting(meeting_id: int) -> Any:
    """Open a meeting."""
    return act(
        meeting_id, "opened", lambda meeting: actions.open_meeting(web.session(), meeting, me=visitor(), at=web.now())
    )
