"""The corridor's door frame: rights, units of work, pages and their blocks, errors, headers.

One transaction per request, begun and ended here. Only this module knows HTMX's headers.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from inspect import iscoroutinefunction
from typing import Any, Protocol, cast

import flask
import sqlalchemy as sa
import structlog
from flask import Flask, Response, current_app, g, request
from flask_login import LoginManager, current_user
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf.csrf import CSRFError, CSRFProtect
from htmx_flask import Htmx
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from app import drafts, furnish, headers, resume
from app.config import Config
from app.db import begin_write
from app.limits import TooMany
from app.refusal import Changed, Forbidden, Missing, Refused
from app.words.formats import today_of
from catalogue.rights import RIGHTS, may

LARGEST_ID = 2**31 - 1
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PARTIAL = "HX-Request-Type"
VARY = "HX-Request, HX-Request-Type, Cookie"
store = SQLAlchemy()
login = LoginManager()
csrf = CSRFProtect()
htmx = Htmx()
log = structlog.get_logger("shop.web")

View = Callable[..., Any]
# Machines are let in by a check of their own instead of a sign-in: right -> check, which raises for who may not pass.
gates: dict[str, Callable[[], None]] = {}
# Addresses where faults are told in the form of a standard: how the address begins -> the answer to a status.
tongues: dict[str, Callable[[int], AnyResponse]] = {}
# Doors that take files: endpoint -> how many bytes a request there may have instead of the usual ones.
roomy: dict[str, int] = {}


class Visitor(Protocol):
    """Who is at the door, as far as this module needs to know."""

    @property
    def is_authenticated(self) -> bool:
        """Whether anybody is signed in."""
        ...

    @property
    def id(self) -> int:
        """Who it is."""
        ...

    @property
    def roles(self) -> frozenset[str]:
        """The roles that hold today."""
        ...

    def is_fresh(self, at: dt.datetime, methods: Collection[str]) -> bool:
        """Whether the sign-in is recent, and done in one of these ways where there are any."""
        ...


def session() -> Session:
    """The unit of work of this request."""
    return store.session


def config() -> Config:
    """The settings of this shop."""
    return cast(Config, current_app.config["SHOP"])


def now() -> dt.datetime:
    """The moment of this request, UTC; the same for all that happens in it."""
    if "moment" not in g:
        clock: Callable[[], dt.datetime] = current_app.config["CLOCK"]
        g.moment = clock()
    return cast(dt.datetime, g.moment)


def today() -> dt.date:
    """Today's Swedish date."""
    return today_of(now())


def door(right: str, *, apart: bool = False) -> Callable[[View], View]:
    """Declare the right a view demands, and run it as one unit of work.

    A view that talks to another server meanwhile stands `apart`: it holds nothing of the database while it waits, and
    writes in short units of its own, `with web.apart() as session`.
    """

    def frame(view: View) -> View:
        @functools.wraps(view)
        def enter(**arguments: Any) -> AnyResponse:
            g.pop("kept", None)
            writes = request.method not in SAFE and not apart
            if right in gates:
                gates[right]()
            with unit_of_work(writes=writes) as done:
                refusal = _admit(right)
                answer = refusal or current_app.make_response(view(**_possible(arguments)))
                done(answer.status_code < 400 or "kept" in g)
                if writes and refusal is None and answer.status_code < 400:
                    resume.forget(session())
            return answer

        enter.right = right  # type: ignore[attr-defined]  # read by the house tests and the roles table
        return enter

    return frame


@contextmanager
def unit_of_work(*, writes: bool) -> Iterator[Callable[[bool], None]]:
    """Begin, and end with the one commit of a request; what fails or is refused is rolled back."""
    keep = False

    def done(good: bool) -> None:
        nonlocal keep
        keep = good

    if writes:
        begin_write(session())
    try:
        yield done
        if writes and keep:
            session().commit()
        else:
            session().rollback()
    except BaseException:
        session().rollback()
        raise


def from_other_sites(view: View) -> View:
    """Let a form of another site reach a view: it has no token of ours, and must prove itself by what it carries."""
    view.from_other_sites = True  # type: ignore[attr-defined]  # read below and by the tests
    csrf.exempt(view)
    return view


def keep(aside: Session) -> None:
    """Commit a small unit of work that stands apart from the request's own."""
    aside.commit()


def keep_refusal() -> None:
    """Commit this request's unit of work although it is refused: what it wrote is the trace of the refusal."""
    g.kept = True


@contextmanager
def apart() -> Iterator[Session]:
    """A short unit of work that writes, for a view that stands apart; committed at its end, rolled back by an error."""
    session().rollback()  # a read that is still open would keep some databases from writing
    with store.sessionmaker() as own:
        begin_write(own)
        yield own
        own.commit()


def _possible(arguments: dict[str, Any]) -> dict[str, Any]:
    """The values of an address; raises Missing for what no row could have."""
    for value in arguments.values():
        if (isinstance(value, int) and value > LARGEST_ID) or (isinstance(value, str) and not value.isprintable()):
            raise Missing
    return arguments


def _admit(right: str) -> Response | None:
    visitor = cast(Visitor, current_user)
    if right == "public" or right in gates:
        return None
    if not visitor.is_authenticated:
        return _to_sign_in()
    if not may(right, visitor.roles):
        flask.abort(403, description=right)
    if RIGHTS[right].fresh and not visitor.is_fresh(now(), config().demanded_methods):
        g.typed_by = visitor.id
        return _aside("identity.confirm")
    return None


def _to_sign_in() -> Response:
    """Send a stranger to the sign-in page; what was typed is kept for who was signed in before."""
    return _aside("identity.sign_in")


def _aside(endpoint: str) -> Response:
    """Send somebody to sign in or confirm and then back; a fragment request gets 401 and the way there."""
    back = request.full_path.rstrip("?")
    if request.method not in SAFE:
        back = resume.page_of_form() or flask.url_for("shop.start")
        if resume.keep(session(), back, now()):
            keep_refusal()
    return _away(flask.url_for(endpoint, vidare=back))


def _away(target: str) -> Response:
    if wants_fragment():
        return Response("", 401, {"HX-Redirect": target})
    return cast(Response, flask.redirect(target, 303))


def wants_fragment() -> bool:
    """Whether only the page's block is asked for (a history restore asks for the full page)."""
    return request.headers.get(PARTIAL) == "partial"


def page(template: str, block: str | None = None, /, status: int = 200, **context: Any) -> tuple[str, int]:
    """Render a page, or only its named block when HTMX asks for a piece."""
    if block and wants_fragment():
        return _piece(template, block, context), status
    return flask.render_template(template, **context), status


def _piece(template: str, block: str, context: dict[str, Any]) -> str:
    """A page's block on its own; the page's first chunk runs before, so that the block sees the page's imports."""
    current_app.update_template_context(context)
    source = current_app.jinja_env.get_template(template)
    scope = source.new_context(context)
    next(iter(source.root_render_func(scope)), None)
    return "".join(source.blocks[block](scope))


def see_other(endpoint: str, **values: Any) -> AnyResponse:
    """Redirect after a POST."""
    return flask.redirect(flask.url_for(endpoint, **values), 303)


def say_next(text: str, *, undo: str = "", category: str = "done") -> None:
    """Leave a sentence (and a way to undo) for the next page."""
    flask.flash(json.dumps({"text": text, "undo": undo}), category)


def local_path(text: str | None) -> str:
    """A path of this shop to go on to, or the start page for anything else."""
    if not text or not text.startswith("/") or text.startswith("//"):
        return "/"
    return text if text.isprintable() and "\\" not in text else "/"


def init_app(app: Flask) -> None:
    """Attach database, sign-in, CSRF, HTMX, headers, template words and error pages."""
    store.init_app(app)
    # The extension would also close async sessions, starting a thread for it after every request: the shop has none.
    endings = [end for end in app.teardown_appcontext_funcs if not iscoroutinefunction(end)]
    app.teardown_appcontext_funcs[:] = endings
    login.init_app(app)
    # It would look at the browser's address on every request to guard a sign-in that lies in a cookie: ours does not.
    login.session_protection = None
    app.before_request(_make_room)  # before the token of the form is looked for, which reads the form
    csrf.init_app(app)
    htmx.init_app(app)
    app.config["HEADERS"] = headers.fixed(app.config["SHOP"])
    app.after_request(_headers)
    app.after_request(_kept_forms)
    app.before_request(_same_origin)
    app.jinja_env.globals.update(csrf=furnish.csrf_token, asset=furnish.asset, flashes=furnish.flashes, can=furnish.can)
    app.context_processor(lambda: {"me": visitor_or_none(), "today": today(), "partial": wants_fragment()})
    app.errorhandler(Missing)(lambda _error: error_page(404))
    app.errorhandler(Forbidden)(lambda error: error_page(403, reason=error))
    app.errorhandler(Changed)(lambda error: error_page(409, reason=error))
    app.errorhandler(Refused)(lambda error: error_page(422, reason=error))
    for code in (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 503):
        app.errorhandler(code)(functools.partial(_http_error, code))
    app.errorhandler(CSRFError)(_stale_form)
    app.errorhandler(TooMany)(_too_many)
    app.errorhandler(sa.exc.OperationalError)(_database_busy)
    # PostgreSQL keeps no NUL: what nobody can have typed is refused where it would be asked for.
    app.errorhandler(sa.exc.DataError)(lambda _error: error_page(400))
    app.errorhandler(500)(_broken)


def visitor_or_none() -> Any:
    """The signed-in person for templates, or None."""
    found = current_user._get_current_object()
    return found if found and found.is_authenticated else None


def error_page(status: int, reason: Refused | None = None, **context: Any) -> Any:
    """An error in words, as a page or as a piece; a machine is answered in its own form."""
    if tongue := _tongue():
        return tongue(status), status
    known = status if status in (403, 404, 409, 422, 429, 503) else 422 if status in (400, 413) else 404
    back = request.path if request.method == "GET" else local_path(resume.page_of_form())
    return page(f"errors/{known}.html", "main", status=status, reason=reason, back=back, **context)


def _tongue() -> Callable[[int], AnyResponse] | None:
    return next((speak for beginning, speak in tongues.items() if request.path.startswith(beginning)), None)


def _http_error(code: int, error: Any) -> Any:
    if getattr(error, "response", None) is not None:
        return error
    right = str(error.description) if code == 403 else ""
    return error_page(code, right=right, roles=furnish.roles_wanted(right))


def _stale_form(_error: CSRFError) -> Any:
    """A form from before the last sign-in: shown again as it was filled in, when it surely came from a page of ours."""
    page, visitor = resume.page_of_form(), cast(Visitor, current_user)
    if not page or not resume.is_surely_ours():
        return error_page(400, stale=True)
    with unit_of_work(writes=True) as done:
        if visitor.is_authenticated:
            g.typed_by = visitor.id
        kept = resume.keep(session(), page, now())
        done(kept)
    if not kept:
        return error_page(400, stale=True)
    return _away(page if visitor.is_authenticated else flask.url_for("identity.sign_in", vidare=page))


def _kept_forms(response: Response) -> Response:
    """Fill a page with what was typed before the sign-in ran out, and hand out the handle of what is kept now."""
    visitor = visitor_or_none() if resume.may_give_back(response) and not wants_fragment() else None
    if visitor:
        response = resume.give_back(session(), response, visitor.id, now())
    resume.hand_out(response, int(drafts.LIFE.total_seconds()))
    return response


def _too_many(error: TooMany) -> Any:
    return error_page(429)[0], 429, {"Retry-After": str(error.retry_after)}


def _database_busy(error: Exception) -> Any:
    """A lock that outlasted its wait: nothing was done, try again."""
    log.warning("database_busy", error=str(error)[:200])
    return error_page(503)[0], 503, {"Retry-After": "5"}


def _broken(error: Exception) -> Any:
    """The last resort: a reference to quote, and the trace only in the log."""
    log.error("broken", reference=g.get("request_id", ""), exc_info=getattr(error, "original_exception", None) or error)
    store.session.rollback()
    if tongue := _tongue():
        return tongue(500), 500
    # Rendered without context processors: they ask for the visitor, which may be what is broken.
    template = current_app.jinja_env.get_template("errors/500.html")
    return template.render(reference_id=g.get("request_id", "")), 500


def _make_room() -> None:
    if request.endpoint in roomy:
        request.max_content_length = roomy[request.endpoint]


def _same_origin() -> None:
    """Refuse unsafe requests that a browser says come from elsewhere (besides the CSRF token)."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method in SAFE or getattr(view, "from_other_sites", False):
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        flask.abort(403, description="origin")
    origin = request.headers.get("Origin")
    if origin and origin != "null" and origin.split("://", 1)[-1] != request.host:
        flask.abort(403, description="origin")


def _headers(response: Response) -> Response:
    there = {name.lower() for name, _ in response.headers}
    if request.endpoint != "static":
        response.headers["Vary"] = VARY
        if "cache-control" not in there:
            response.headers.add("Cache-Control", "no-store")
    for name, value in current_app.config["HEADERS"].items():
        if name.lower() not in there:
            response.headers.add(name, value)
    return response
