"""The corridor's door frame: rights, units of work, pages and their blocks, errors, headers.

One transaction per request, begun and ended here. Only this module knows HTMX's headers.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any, Protocol, cast

import flask
import sqlalchemy as sa
import structlog
from flask import Flask, Response, current_app, g, request
from flask_login import LoginManager, current_user
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf.csrf import CSRFProtect, generate_csrf
from htmx_flask import Htmx
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from app.config import Config
from app.db import begin_write
from app.limits import TooMany
from app.refusal import Changed, Forbidden, Missing, Refused
from app.words.formats import today_of
from catalogue.rights import may

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PARTIAL = "HX-Request-Type"
VARY = "HX-Request, HX-Request-Type, Cookie"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action {forms}; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}

store = SQLAlchemy()
login = LoginManager()
csrf = CSRFProtect()
htmx = Htmx()
log = structlog.get_logger("shop.web")

View = Callable[..., Any]


class Visitor(Protocol):
    """Who is at the door, as far as this module needs to know."""

    @property
    def is_authenticated(self) -> bool:
        """Whether anybody is signed in."""
        ...

    @property
    def roles(self) -> frozenset[str]:
        """The roles that hold today."""
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
            with unit_of_work(writes=request.method not in SAFE and not apart) as done:
                answer = _admit(right) or current_app.make_response(view(**arguments))
                done(answer.status_code < 400 or "kept" in g)
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


def _admit(right: str) -> Response | None:
    visitor = cast(Visitor, current_user)
    if right == "public":
        return None
    if not visitor.is_authenticated:
        return _to_sign_in()
    if not may(right, visitor.roles):
        flask.abort(403, description=right)
    return None


def _to_sign_in() -> Response:
    """Send a stranger to the sign-in page; a fragment request gets 401 and the way there."""
    back = request.full_path.rstrip("?") if request.method in SAFE else flask.url_for("shop.start")
    target = flask.url_for("identity.sign_in", vidare=back)
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
    csrf.init_app(app)
    htmx.init_app(app)
    app.config["CSP"] = CSP.format(forms=" ".join(("'self'", *app.config["SHOP"].provider_origins)))
    app.after_request(_headers)
    app.before_request(_same_origin)
    app.jinja_env.globals.update(csrf=csrf_token, asset=asset, flashes=flashes)
    app.context_processor(lambda: {"me": visitor_or_none(), "today": today(), "partial": wants_fragment()})
    app.errorhandler(Missing)(lambda _error: error_page(404))
    app.errorhandler(Forbidden)(lambda error: error_page(403, reason=error))
    app.errorhandler(Changed)(lambda error: error_page(409, reason=error))
    app.errorhandler(Refused)(lambda error: error_page(422, reason=error))
    for code in (400, 401, 403, 404, 405, 409, 413, 422, 429, 503):
        app.errorhandler(code)(functools.partial(_http_error, code))
    app.errorhandler(TooMany)(_too_many)
    app.errorhandler(sa.exc.OperationalError)(_database_busy)
    app.errorhandler(500)(_broken)


def visitor_or_none() -> Any:
    """The signed-in person for templates, or None."""
    found = current_user._get_current_object()
    return found if found and found.is_authenticated else None


def csrf_token() -> str:
    """The token of this request's forms, made once a page."""
    if "csrf_text" not in g:
        raw = flask.session.get("csrf_token", "")
        g.csrf_text = _signed(raw, str(current_app.secret_key)) if raw else generate_csrf()
    return cast(str, g.csrf_text)


@functools.lru_cache(maxsize=4096)
def _signed(_raw: str, _key: str) -> str:
    """A browser's token holds as long as its session, and signing it anew on every page costs as much as a query."""
    return cast(str, generate_csrf())


def flashes() -> list[tuple[str, str, str]]:
    """What was left to say: (category, text, undo address)."""
    left = cast(list[tuple[str, str]], flask.get_flashed_messages(with_categories=True))
    said = [(category, json.loads(message)) for category, message in left]
    return [(category, message["text"], message["undo"]) for category, message in said]


@functools.cache
def _manifest(folder: str) -> Mapping[str, str]:
    file = Path(folder) / "vendor" / "manifest.json"
    return cast(Mapping[str, str], json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


def asset(name: str) -> str:
    """The address of a built front-end file, with its hash."""
    file = _manifest(current_app.static_folder or "").get(name)
    return f"/static/vendor/{file}" if file else f"/static/{name}"


def error_page(status: int, reason: Refused | None = None, **context: Any) -> tuple[str, int]:
    """An error in words, as a page or as a piece."""
    known = status if status in (403, 404, 409, 422, 429, 503) else 422 if status in (400, 413) else 404
    return page(f"errors/{known}.html", "main", status=status, reason=reason, **context)


def _http_error(code: int, error: Any) -> Any:
    if getattr(error, "response", None) is not None:
        return error
    right = error.description if code == 403 else ""
    return error_page(code, right=right, method_refused=code == 405)


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
    # Rendered without context processors: they ask for the visitor, which may be what is broken.
    template = current_app.jinja_env.get_template("errors/500.html")
    return template.render(reference_id=g.get("request_id", "")), 500


def _same_origin() -> None:
    """Refuse unsafe requests that a browser says come from elsewhere (besides the CSRF token)."""
    if request.method in SAFE:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        flask.abort(403, description="origin")
    origin = request.headers.get("Origin")
    if origin and origin != "null" and origin.split("://", 1)[-1] != request.host:
        flask.abort(403, description="origin")


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", current_app.config["CSP"])
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not config().demo:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint != "static":
        response.headers["Vary"] = VARY
        response.headers.setdefault("Cache-Control", "no-store")
    return response
