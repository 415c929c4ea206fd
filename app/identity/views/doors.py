"""The blueprint all doors of identity hang on."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from app import web
from app.identity.queries import Visitor

blueprint = Blueprint("identity", __name__)


def visitor() -> Visitor:
    """Who is at the door."""
    me = web.visitor_or_none()
    assert isinstance(me, Visitor)  # noqa: S101  # the door has let in nobody else
    return me


def cookie_name() -> str:
    """The session cookie; the __Host- prefix needs https, so the demo on plain http goes without."""
    return "session_token" if web.config().demo else "__Host-session"


def give_token(response: Response, token: str) -> None:
    """Put a session's token into the browser."""
    response.set_cookie(cookie_name(), token, path="/", secure=not web.config().demo, httponly=True, samesite="Lax")
