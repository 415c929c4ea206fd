"""Minutes: as a page, as a tagged PDF, and adjusted by a member, after which the same bytes are shown for ever."""

from __future__ import annotations

from typing import Any

from flask import Response
from werkzeug.http import dump_options_header

from app import files, web
from app.forum.actions import meetings as actions
from app.forum.queries import meetings as gatherings
from app.forum.queries.meetings import Point
from app.forum.queries.minutes import Minutes, minutes
from app.forum.views import changes
from app.forum.views.doors import blueprint, visitor
from app.paper import Column, Fact, Paragraphs, Sheet, Table, Words, render
from app.refusal import Missing
from app.words import day_long, say
from app.words.formats import today_of
from catalogue.terms import Role

PDF = "application/pdf"


@blueprint.get("/forum/moten/<int:meeting_id>/protokoll")
@web.door("forum.read")
def protocol(meeting_id: int) -> Any:
    """The minutes on a page."""
    me, found = visitor(), minutes(web.session(), meeting_id, web.today())
    meeting = found.meeting
    adjusts = meeting.state == "closed" and Role.FORUM_MEMBER in me.roles and me.id != meeting.opened_by
    return web.page(
        "forum/minutes.html", found=found, meeting=meeting, adjusts=adjusts,
        told={point.point.item.id: [changes.told(row) for row in point.changes] for point in found.points},
    )  # fmt: skip


@blueprint.get("/forum/moten/<int:meeting_id>/protokoll.pdf")
@web.door("forum.read")
def document(meeting_id: int) -> Any:
    """The minutes on paper: the locked bytes once they are adjusted, a draft before."""
    meeting = gatherings.meeting_of(web.session(), meeting_id)
    if meeting.state == "adjusted":
        kept = files.get(web.session(), web.config().files_dir, meeting.minutes_file)
        if kept is None:
            raise Missing
        return _file(kept[1], meeting_id)
    return _file(render(sheet(minutes(web.session(), meeting_id, web.today()))), meeting_id)


@blueprint.post("/forum/moten/<int:meeting_id>/justera")
@web.door("forum.lead")
def adjust(meeting_id: int) -> Any:
    """Adjust the minutes: their bytes are kept and locked."""
    session, me, at = web.session(), visitor(), web.now()
    meeting = gatherings.meeting_of(session, meeting_id)
    actions.may_adjust(meeting, me)
    data = render(sheet(minutes(session, meeting_id, web.today()), adjuster=me.name, on=day_long(at, year=True)))
    name = f"{say('forum.paper.file')}-{meeting.day.isoformat()}.pdf"
    kept = files.put(session, web.config().files_dir, data, name=name, media_type=PDF, at=at)
    actions.adjust(session, meeting, kept.key, kept.sha256, me=me, at=at)
    web.say_next(say("forum.said.adjusted"))
    return web.see_other("forum.protocol", meeting_id=meeting_id)


def _file(data: bytes, meeting_id: int) -> Response:
    response = Response(data, mimetype=PDF)
    name = f"{say('forum.paper.file')}-{meeting_id}.pdf"
    response.headers["Content-Disposition"] = dump_options_header("inline", {"filename": name})
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def sheet(found: Minutes, *, adjuster: str = "", on: str = "") -> Sheet:
    """The minutes in words, before anybody thinks of pages."""
    meeting = found.meeting
    when = say("forum.paper.when", day=day_long(meeting.day, year=True), starts=meeting.starts, ends=meeting.ends)
    facts = [
        Fact(say("forum.paper.time"), when.replace(":", ".")),
        Fact(say("forum.paper.place"), "\n".join(filter(None, (say(f"forum.form_of.{meeting.form}"), meeting.place)))),
        Fact(say("forum.paper.chair"), found.chair),
        Fact(say("forum.paper.notes"), meeting.notes_link),
        Fact(say("forum.paper.adjusted"), ", ".join(filter(None, (adjuster, on))) or say("forum.paper.not_adjusted")),
    ]
    people = Table([Column(say("forum.paper.name"), 2), Column(say("forum.paper.organisation"), 2)], found.present)
    return Sheet(
        title=say("forum.paper.title"), number="", issued=day_long(today_of(meeting.closed_at), year=True)
        if meeting.closed_at else "",
        words=Words(page=say("forum.paper.page"), issued=say("forum.paper.issued")), sender=say("forum.paper.sender"),
        facts=facts,
        blocks=[
            Paragraphs(say("forum.paper.present"), [] if found.present else [say("forum.paper.nobody")]),
            *([people] if found.present else []),
            *(block for number, point in enumerate(found.points, 1) for block in _point(number, point)),
        ],
        footer=[say("forum.paper.footer")],
    )  # fmt: skip


def _point(number: int, minuted: Any) -> list[Paragraphs | Table]:
    """A point: what was said, where the municipalities stood, what was decided, what it changes."""
    point = minuted.point
    lines = [line for line in (_whence(point), point.item.text, point.item.notes) if line]
    lines += _stood(point) if point.proposal else []
    if point.outcome:
        lines.append(say("forum.paper.outcome", outcome=say(f"forum.outcome.{point.outcome.outcome}")))
        lines += [point.outcome.text] if point.outcome.text else []
    blocks: list[Paragraphs | Table] = [
        Paragraphs(f"{number}. {point.item.title}", lines or [say("forum.paper.empty")])
    ]
    if minuted.decision:
        blocks += _decision(minuted)
    return blocks


def _whence(point: Point) -> str:
    """What kind of point it was and who put it on the agenda."""
    if point.proposal:
        return say("forum.paper.from_proposal", number=point.proposal.number, who=point.item.proposed_name)
    return say("forum.paper.from_person", kind=say(f"forum.point.{point.item.kind}"), who=point.item.proposed_name)


def _stood(point: Point) -> list[str]:
    """Where each municipality stood, and which took no position."""
    lines = [
        say(
            f"forum.paper.position{'_why' if said.reason else ''}", organisation=name,
            stance=say(f"forum.stance.{said.stance}"), reason=said.reason,
        )
        for name, _key, said in point.positions
        if said is not None
    ]  # fmt: skip
    silent = ", ".join(name for name, _key, said in point.positions if said is None)
    return [*lines, say("forum.paper.silent", organisations=silent)] if silent else lines


def _decision(minuted: Any) -> list[Paragraphs | Table]:
    decision = minuted.decision
    day = day_long(decision.effective_on, year=True)
    text = say("forum.paper.decision", number=decision.number, title=decision.title, day=day)
    rows = [(row.name, row.text, row.when) for row in map(changes.told, minuted.changes)]
    if not rows:
        return [Paragraphs("", [text, say("forum.paper.not_yet")])]
    columns = [
        Column(say("forum.paper.item"), 2), Column(say("forum.paper.change"), 3), Column(say("forum.paper.from"), 1)
    ]  # fmt: skip
    return [Paragraphs("", [text]), Table(columns, rows)]
