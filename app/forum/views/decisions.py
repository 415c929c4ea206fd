"""What has been decided, the bodies, and the first page of the forum."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Response, request

from app import web
from app.forum.actions import meetings as actions
from app.forum.forms.meetings import FeedbackForm
from app.forum.forms.proposals import choices
from app.forum.queries import bodies, decisions, meetings, proposals
from app.forum.queries.access import reads_all
from app.forum.queries.decisions import Sought
from app.forum.queries.waiting import waiting
from app.forum.views import changes
from app.forum.views.doors import asked_words, blueprint, visitor, whole
from app.refusal import Missing
from app.words import say

ATOM = "application/atom+xml"


@blueprint.get("/forum")
@web.door("forum.read")
def overview() -> Any:
    """What is going on in the forum, and what waits for me."""
    session, me = web.session(), visitor()
    open_ones = proposals.proposals(session, me, proposals.Asked())
    decided, _older = decisions.decisions(session, Sought(), size=3)
    return web.page(
        "forum/overview.html", open=open_ones.rows[:5], decided=decided,
        coming=meetings.coming(session, web.today())[:3], inner=reads_all(me),
        waits=waiting(session, me, web.today()),
    )  # fmt: skip


@blueprint.get("/forum/beslut")
@web.door("forum.read")
def decided() -> Any:
    """The decisions, searched."""
    sought = Sought(
        words=asked_words(), first=_day("fran"), last=_day("till"), reserved=request.args.get("kommun", "")[:30],
        before=whole("efter"),
    )  # fmt: skip
    rows, older = decisions.decisions(web.session(), sought)
    return web.page(
        "forum/decisions.html", "decisions", sought=sought, rows=rows, older=older,
        members=decisions.members(web.session()),
        again={name: request.args.get(name) for name in ("q", "fran", "till", "kommun")},
    )  # fmt: skip


def _day(name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


@blueprint.get("/forum/beslut/<string:number>")
@web.door("forum.read")
def decision(number: str) -> Any:
    """One decision: why, at which meeting, who stood where, and what it changed."""
    found = decisions.ruling(web.session(), number)
    return web.page(
        "forum/decision.html", found=found, decision=found.decision, told=[changes.told(row) for row in found.changes]
    )


@blueprint.get("/forum/beslut/<string:organisation>.atom")
@web.door("public")
def feed(organisation: str) -> Any:
    """The latest decisions as a feed for a municipality: what was decided, and nobody's name."""
    known = dict(decisions.members(web.session()))
    if organisation not in known:
        raise Missing
    rows, _older = decisions.decisions(web.session(), Sought())
    body, _status = web.page(
        "forum/decisions.atom", rows=rows, organisation=organisation, name=known[organisation],
        base=web.config().base_url.rstrip("/"),
    )  # fmt: skip
    return Response(body, mimetype=ATOM)


@blueprint.get("/forum/grupper")
@web.door("forum.read")
def groups() -> Any:
    """The bodies of bilaga 2 with members, conveners and meeting plan."""
    return web.page("forum/groups.html", rows=bodies.assemblies(web.session(), web.today()))


@blueprint.get("/forum/synpunkter")
@web.door("forum.suggest")
def feedback() -> Any:
    """Say what one thinks."""
    form = FeedbackForm()
    form.item.data = request.args.get("vara", "")[:80]
    return _feedback(form)


@blueprint.post("/forum/synpunkter")
@web.door("forum.suggest")
def give_feedback() -> Any:
    """Hand in what one thinks."""
    form = FeedbackForm(request.form)
    if not form.validate():
        return _feedback(form, status=422)
    item = proposals.item_of(web.session(), form.item.data)
    actions.give_feedback(web.session(), form.text.data or "", item.id if item else None, me=visitor(), at=web.now())
    web.say_next(say("forum.said.feedback"))
    return web.see_other("forum.overview")


def _feedback(form: FeedbackForm, *, status: int = 200) -> Any:
    rows = proposals.items_to_choose(web.session())
    form.item.choices = choices([("", say("forum.form.general")), *((slug, name) for slug, name, _category in rows)])
    return web.page("forum/feedback.html", status=status, form=form)
