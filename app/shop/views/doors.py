"""The blueprint all of the shop's doors hang on, and what they share."""

from __future__ import annotations

from urllib.parse import urlsplit

import flask
from flask import Blueprint, request
from werkzeug.wrappers import Response

from app import web
from app.identity.queries import Visitor

blueprint = Blueprint("shop", __name__)


def visitor() -> Visitor:
    """Who is at the door."""
    me = web.visitor_or_none()
    assert isinstance(me, Visitor)  # noqa: S101  # the door has let in nobody else
    return me


def back() -> Response:
    """Back to the page of this shop that the form stood on, or to the basket."""
    came = urlsplit(request.referrer or "")
    here = came.netloc == request.host and came.path and came.path != request.path
    path = f"{came.path}?{came.query}" if came.query else came.path
    return flask.redirect(web.local_path(path) if here else flask.url_for("shop.basket"), 303)
