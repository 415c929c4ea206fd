"""Puts the house together: settings, database, doors."""

from __future__ import annotations

import datetime as dt
import logging
import os
import secrets
from collections.abc import Callable, MutableMapping, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
import structlog
from flask import Flask, Response, current_app, g, request
from flask.sessions import SecureCookieSessionInterface
from flask.templating import Environment
from flask_alembic import Alembic
from itsdangerous import URLSafeTimedSerializer
from werkzeug.middleware.proxy_fix import ProxyFix

from app import cli, doctor, fields, menu, web
from app import config as settings
from app.calendar import support_calendar
from app.config import Config
from app.db import Base, engine_options, prepare
from app.identity.actions import saml
from app.identity.views import load_with
from app.words import day, day_long, formats, kr, moment, plural, say

ROOT = Path(__file__).parent.parent
ROOMS = (
    "premises", "budgets", "filters",
    "radar", "growth",
    "identity", "administration", "assortment", "forum", "shop", "orders", "approvals", "devices", "delivery",
    "openness", "cases", "requests", "faults", "reports", "guides", "exceptions", "findings", "licences", "warranty",
    "theft", "returns", "notices", "ware_returns", "av", "contribution", "invoicing", "follow_up",
)  # fmt: skip
# Doors of a room that hang on a blueprint of their own.
APART = ("app.invoicing.views.supplier",)
alembic = Alembic(metadatas=Base.metadata)


class Templates(Environment):
    """Templates that all see the same plain globals: a chain of mappings would be walked at every import of a macro."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of the environment, as long as a template has none of its own."""
        return super().make_globals(d) if d else self.globals


class Cookies(SecureCookieSessionInterface):
    """Flask's session in a signed cookie; what signs and reads it is made once, not twice a request."""

    signing: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs and reads the cookie of the one app this belongs to."""
        self.signing = self.signing or super().get_signing_serializer(app)
        return self.signing


class Shop(Flask):
    """Flask without asynchronous views: nothing a request passes needs to be asked whether it is one."""

    jinja_environment = Templates

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself."""
        return func


def create_app(config: Config | None = None, *, clock: Callable[[], dt.datetime] | None = None) -> Flask:
    """The shop as a WSGI application; raises ConfigError for settings that are unsafe in production."""
    config = config or settings.read(os.environ)
    app = Shop(
        "app", root_path=str(ROOT / "app"), template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    app.session_interface = Cookies()
    app.config.from_mapping(_flask_settings(config), CLOCK=clock or (lambda: dt.datetime.now(dt.UTC)))
    if config.saml:
        saml.need()
    _logs(app)
    fields.speak_swedish()
    web.init_app(app)
    alembic.init_app(app)
    with app.app_context():
        prepare(web.store.engine)
    _words(app)
    for doors in (*(f"app.{room}.views" for room in ROOMS), *APART):
        app.register_blueprint(import_module(doors).blueprint)
    if config.scim:
        from app.identity.views.scim import blueprint as scim  # here: its library is large, and most have no directory

        app.register_blueprint(scim)
    load_with(_header_counts)
    _health(app)
    cli.init_app(app)
    if config.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, *[config.trusted_proxies] * 3)  # type: ignore[method-assign]  # Flask's documented way
    return app


def _flask_settings(config: Config) -> dict[str, object]:
    config.data_dir.mkdir(parents=True, exist_ok=True)
    return {
        "SHOP": config,
        "SECRET_KEY": config.secret_key,
        "SECRET_KEY_FALLBACKS": list(config.secret_key_fallbacks),
        "SESSION_COOKIE_NAME": "state" if config.demo else "__Host-state",
        "SESSION_COOKIE_SECURE": not config.demo,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "TRUSTED_HOSTS": list(config.trusted_hosts) or None,
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "MAX_FORM_PARTS": 1000,
        "SEND_FILE_MAX_AGE_DEFAULT": 31536000,
        "SQLALCHEMY_ENGINES": {"default": engine_options(config.database_url)},
        "ALEMBIC": {"script_location": str(ROOT / "migrations")},
    }


def _header_counts() -> Sequence[sa.ScalarSelect[int]]:
    """What the header shows beside basket and inbox; they are asked together with the person."""
    from app.approvals.queries import waiting_count  # here, since the rooms load after the ground floor
    from app.shop.queries import basket_count

    return basket_count(), waiting_count()


def _live_notices(me: Any, components: Sequence[str] = ()) -> Sequence[object]:
    """What somebody should know is away or soon will be, for the banner; with components, only what touches them."""
    from app.notices.queries import live  # here, since the rooms load after the ground floor

    return live(web.session(), me, web.now(), components) if me else ()


def _to_recover(me: Any) -> int:
    """How many devices of people who left a chef is to get back, for the start page; nobody else is asked about."""
    from app.devices.queries import recovery_count  # here, since the rooms load after the ground floor

    return recovery_count(web.session(), me)


def _waits_on(me: Any) -> list[tuple[str, int, str | None]]:
    """What else waits on somebody, room by room in one question: what, how many, and the newest; only what there is."""
    from app.devices.queries.waiting import waiting as devices  # here, since the rooms load after the ground floor
    from app.orders.queries.waiting import waiting as orders
    from app.returns.queries.waiting import waiting as hand_ins
    from app.ware_returns.queries.waiting import waiting as returns

    parts = [part for room in (orders, devices, returns, hand_ins) for part in room(me)]
    return [(row[0], row[1], row[2]) for row in web.session().execute(sa.union_all(*parts)) if row[1]]


def _at_work(me: Any) -> Sequence[object]:
    """What waits for somebody in IT's queues or at a partner, for the start page."""
    from app.warranty.queries.at_work import at_work  # here, since the rooms load after the ground floor

    return at_work(web.session(), me, web.now())


def _health(app: Flask) -> None:
    @app.get("/healthz")
    @web.door("public")
    def alive() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    @web.door("public")
    def ready() -> tuple[dict[str, object], int]:
        findings = doctor.ready(web.session(), web.config(), web.now())
        good = all(finding.good or not finding.grave for finding in findings)
        return {"status": "ok" if good else "fail", "checks": {f.what: f.good for f in findings}}, 200 if good else 503


def _words(app: Flask) -> None:
    app.jinja_env.filters.update(
        kr=kr, day=day, day_long=day_long, moment=moment, clock=formats.clock, vat_included=_with_vat
    )
    app.jinja_env.globals.update(say=say, plural=plural)
    app.context_processor(menu.context(web.visitor_or_none, lambda: request.path, _draw_menu))
    app.jinja_env.globals.update(to_recover=_to_recover, live_notices=_live_notices, support_now=_support_now)
    app.jinja_env.globals.update(waits_on=_waits_on, at_work=_at_work)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _draw_menu(entries: Sequence[menu.Entry]) -> str:
    module: Any = current_app.jinja_env.get_template("macros/menu.html").module
    return cast(str, module.links(entries))


def _support_now() -> str:
    """Whether servicedesk is open just now, or when it opens."""
    return _support_at(web.now().replace(second=0, microsecond=0))


@lru_cache(maxsize=8)
def _support_at(at: dt.datetime) -> str:
    calendar = support_calendar(formats.today_of(at).year)
    if calendar.is_open(at):
        return say("shop.hours.open_now", closes=f"{calendar.closes(formats.today_of(at)):%H.%M}")
    opens = formats.local(calendar.opens(at))
    if opens.date() == formats.today_of(at):
        return say("shop.hours.opens_today", at=f"{opens:%H.%M}")
    return say("shop.hours.opens", day=day_long(opens.date()), at=f"{opens:%H.%M}")


def _with_vat(ore: int, rate: int = 2500) -> int:
    """A price including VAT, öre; the rate is basis points."""
    from catalogue.money import vat  # here, so that the filter alone needs it

    return ore + vat(ore, rate)


def _logs(app: Flask) -> None:
    logging.getLogger("alembic").setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        cache_logger_on_first_use=True,
    )

    @app.before_request
    def name_request() -> None:
        g.request_id = secrets.token_hex(6)

    @app.after_request
    def log_request(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        if request.endpoint != "static" and response.status_code >= 400:
            structlog.get_logger("shop.web").info(
                "request", id=g.get("request_id"), method=request.method, path=request.path, status=response.status_code
            )
        return response
