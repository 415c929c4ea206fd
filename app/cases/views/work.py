"""The work list of cases: queues, views, search, many at once, and the list as a file."""

from __future__ import annotations

from typing import Any

import flask
import sqlalchemy as sa
from flask import Response, request

from app import web
from app.cases import actions, queries
from app.cases.forms import BulkForm, WorkFilter
from app.cases.models import Case
from app.cases.queries import Wanted, handles
from app.cases.queries.found import with_steps
from app.cases.queries.worklist import COUNTED_TO, VIEWS, Row, known
from app.cases.views.doors import blueprint, visitor
from app.cases.views.handling import handler
from app.db import locked
from app.identity.models import Organisation
from app.identity.queries import Choice
from app.refusal import Refused
from app.words import moment, say
from app.words.cells import csv_lines
from catalogue.cases import OPEN, queues_of

MOST_EXPORTED = 5000
EXPORT = (
    "number", "kind", "subject", "state", "queue", "line", "requester", "unit", "organisation", "assignee", "opened",
    "due", "solved", "solved_by_line",
)  # fmt: skip


@blueprint.get("/it/arenden")
@web.door("cases.work")
def all_work() -> Any:
    """Every queue of mine, or the first that holds anything."""
    return _page("")


@blueprint.get("/it/arenden/<string:queue>")
@web.door("cases.work")
def work(queue: str) -> Any:
    """One queue."""
    return _page(queue)


@blueprint.post("/it/arenden/atgard")
@web.door("cases.work")
def act() -> Any:
    """Do something with the marked cases; those that cannot are named, the others go on."""
    form, back = BulkForm(request.form), web.local_path(request.args.get("fran"))
    marked = form.marked()
    if not marked:
        raise Refused("cases.refused.marked")
    verb = form.atgard.data or ""
    to = handler(form.person.data or "") if verb == "tilldela" else None
    faults = [fault for case_id, version in marked if (fault := _one(case_id, version, verb, to, form.ko.data or ""))]
    if done := len(marked) - len(faults):
        web.say_next(say("cases.done.flera", count=done))
    for text in faults[:5]:
        web.say_next(text, category="refused")
    return flask.redirect(back if back != "/" else "/it/arenden", 303)


@blueprint.get("/it/arenden/export.csv")
@web.door("cases.work")
def export() -> Response:
    """What the list shows, as a file for spreadsheets."""
    wanted = WorkFilter(request.args).wanted(request.args.get("ko", "")[:20])
    rows = list(queries.exported(web.session(), visitor(), wanted, now=web.now(), most=MOST_EXPORTED))
    titles = [say(f"cases.export.{name}") for name in EXPORT]
    name = f"{say('cases.export.name')}-{web.today().isoformat()}.csv"
    web.log.info("export", what="cases", person=visitor().id)
    return Response(
        "".join(csv_lines([titles, *(_cells(row) for row in rows)])),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _one(case_id: int, version: int, verb: str, to: Choice | None, queue: str) -> str:  # noqa: PLR0917  # private: one row of the form
    """Do it with one case on its own; returns the refusal in words, or nothing."""
    session, me = web.session(), visitor()
    question = sa.select(Case).where(Case.id == case_id, handles(me))
    case = session.scalar(locked(question).execution_options(populate_existing=True))
    if case is None:
        return say("cases.refused.not_yours")
    number, held = case.number, with_steps(session, case)
    try:
        with session.begin_nested():
            if verb == "ta":
                actions.take(session, held, me, version=version, at=web.now())
            elif verb == "tilldela" and to is not None:
                actions.give(session, held, me, to=to, version=version, at=web.now())
            elif verb == "ko":
                actions.requeue(session, held, me, queue=queue, version=version, at=web.now())
            else:
                raise Refused("cases.refused.verb")
    except Refused as refused:
        return say("cases.refused.cannot", number=number, why=say(refused.key, **refused.params))
    return ""


def _page(queue: str) -> Any:
    me, form = visitor(), WorkFilter(request.args)
    wanted = form.wanted(queue)
    known(me, queue)
    found = queries.work(web.session(), me, wanted, now=web.now())
    return web.page(
        "cases/work.html", "queue",
        wanted=wanted, rows=[(row, _is_late(row)) for row in found.rows],
        tabs=_tabs(queries.counts(web.session(), me), wanted), views=_views(),
        people=[("", say("cases.choose.person")), *_people()], organisations=_organisations(),
        queues=[(found.value, say(f"cases.queue.{found}")) for found in queues_of(me.roles)],
        here=flask.url_for(**_address(wanted, efter=wanted.after)),
        older=flask.url_for(**_address(wanted, efter=found.after)) if found.after else "",
        first=flask.url_for(**_address(wanted)) if wanted.after else "",
        export=flask.url_for("cases.export", ko=queue or None, **wanted.query()),  # type: ignore[arg-type]  # plain words
    )  # fmt: skip


def _address(wanted: Wanted, **changed: object) -> dict[str, Any]:
    place: dict[str, Any] = (
        {"endpoint": "cases.work", "queue": wanted.queue} if wanted.queue else {"endpoint": "cases.all_work"}
    )
    return place | wanted.query(**changed)


def _is_late(row: Row) -> bool:
    return row.due_at < web.now() and row.state in OPEN


def _tabs(counts: dict[str, int], wanted: Wanted) -> list[dict[str, object]]:
    """All of mine, and each queue with how much it holds."""
    tabs = [
        {"title": say("cases.choose.all_queues"), "url": flask.url_for("cases.all_work"), "current": not wanted.queue}
    ]
    for queue, count in counts.items():
        shown = f"{count}+" if count >= COUNTED_TO else count
        url = flask.url_for("cases.work", queue=queue)
        tabs.append(
            {"title": say(f"cases.queue.{queue}"), "url": url, "count": shown, "current": queue == wanted.queue}
        )
    return tabs


def _views() -> list[tuple[str, str]]:
    return [(view, say(f"cases.view.{view or 'all'}")) for view in VIEWS]


def _people() -> list[tuple[str, str]]:
    return [(str(person.id), person.label) for person in queries.handlers(web.session(), visitor(), web.today())]


def _organisations() -> list[tuple[str, str]]:
    rows = web.session().execute(sa.select(Organisation.key, Organisation.short_name).order_by(Organisation.id))
    return [("", say("cases.choose.organisations")), *((row.key, row.short_name) for row in rows)]


def _cells(row: Row) -> list[object]:
    return [
        row.number, say(f"cases.kind.{row.kind}"), row.subject, say(f"cases.state.{row.state}"),
        say(f"cases.queue.{row.queue}"), row.line, row.requester, row.unit, row.organisation, row.assignee,
        moment(row.opened_at), moment(row.due_at), moment(row.solved_at) if row.solved_at else "", row.solved_by_line,
    ]  # fmt: skip
