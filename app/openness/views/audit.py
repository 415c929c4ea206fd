"""The auditor's doors: the log by period, person, kind and thing, as pages and as a file, and who has signed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import flask
from flask import Response, request

from app import history, limits, web
from app.asked import asked_of, asking
from app.openness import actions, queries
from app.openness.forms import LogForm
from app.openness.queries import Scope, Wanted, export
from app.openness.queries.sheet import label
from app.openness.views.doors import blueprint, file, note_read, visitor
from app.refusal import Forbidden
from app.words import words
from app.words.formats import today_of
from catalogue.terms import Role

MOST_DIGITS = 18
READERS = frozenset({Role.AUDITOR})
WATCHERS = frozenset({Role.AUDITOR, Role.ADMIN})
MOST_FILES = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/revision")
@web.door("audit.read")
def audit() -> Any:
    """What has happened, newest first."""
    form, scope = LogForm(request.args), _scope()
    good = form.validate()
    wanted = _wanted(form) if good else Wanted()
    rows, older = queries.log_page(web.session(), scope, wanted, _before()) if good else ([], None)
    note_read("log", who_asked=wanted.who, about=wanted.about)
    count, digest = history.head(web.session())
    asked = asked_of("fore")
    following = asking(flask.url_for("openness.audit"), asked, fore=older) if older else ""
    return web.page(
        "openness/audit.html", "log", status=200 if good else 422, form=form, rows=rows, asked=asked, older=following,
        count=count, digest=digest, area=queries.area, label=label, whole=scope.everything,
    )  # fmt: skip


@blueprint.post("/revision/hamta")
@web.door("audit.read")
def export_log() -> Any:
    """The asked part of the log as a file, with the digest its chain ends in; that it was taken out is in the log."""
    me, scope = visitor(), _scope()
    limits.spend(web.session(), f"export:{me.id}", most=MOST_FILES, per=dt.timedelta(hours=1), now=web.now())
    form = LogForm(request.form)
    if not form.validate():
        none: dict[str, Any] = {"rows": [], "older": None, "count": 0, "digest": "", "asked": {}}
        return web.page("openness/audit.html", status=422, form=form, whole=scope.everything, **none)
    wanted, head = _wanted(form), history.head(web.session())
    kind = request.form.get("form", "csv")
    actions.note_export(web.session(), kind, wanted, actor=me.actor, at=web.now())
    name = f"logg-{today_of(web.now()).isoformat()}"
    rows = _rows(scope, wanted, head[0])
    if kind == "xlsx":
        return file(export.as_xlsx(rows, head), f"{name}.xlsx", XLSX)
    if kind == "json":
        return _streamed(export.as_json(rows, head), f"{name}.json", "application/json")
    return _streamed(export.as_csv(rows, head), f"{name}.csv", "text/csv")


@blueprint.get("/admin/inloggningar")
@web.door("sign_ins.read")
def sign_ins() -> Any:
    """Who has signed in, who was refused, and why."""
    text, shown = request.args.get("q", "").strip()[:80], request.args.get("visa", "")
    outcome = {"inloggade": "in", "nekade": "refused"}.get(shown, "")
    scope = queries.scope_of(visitor(), WATCHERS)
    rows, older = queries.sign_ins(web.session(), scope, text, outcome, before=_before())
    note_read("sign_ins", q=text, shown=shown)
    return web.page(
        "openness/sign_ins.html", "tries", rows=rows, older=older, text=text, shown=shown, outcome=outcome_in_words
    )


def outcome_in_words(outcome: str) -> str:
    """How a try to sign in went, or its key where nobody has found words."""
    return words().get(f"identity.outcome.{outcome}") or words().get(f"signing.title.{outcome}", outcome)


def _scope() -> Scope:
    """How far the auditor reads the log; raises Forbidden for one of a unit or a segment only."""
    scope = queries.scope_of(visitor(), READERS)
    if not (scope.everything or scope.organisations):
        raise Forbidden("openness.log.no_reach")
    return scope


def _wanted(form: LogForm) -> Wanted:
    return Wanted(form.fran.data, form.till.data, form.vem.data, form.handelse.data, form.galler.data)


def _before() -> int | None:
    text = request.args.get("fore", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else None


def _rows(scope: Scope, wanted: Wanted, last: int) -> Iterator[Any]:
    """The rows, read in a session of their own: a file is sent after the request's unit of work has ended."""
    with web.store.sessionmaker() as own:
        yield from queries.log_rows(own, scope, wanted, last)


def _streamed(pieces: Iterable[str], name: str, media_type: str) -> Response:
    return file(flask.stream_with_context(pieces), name, media_type)  # type: ignore[call-overload]  # an iterable will do
