"""The blueprint all doors of openness hang on, who stands at them, and how they hand out files."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Blueprint, Response, g, request
from werkzeug.http import dump_options_header

from app import web
from app.administration.queries import Reach
from app.administration.queries import reach as how_far
from app.identity.queries import Visitor

blueprint = Blueprint("openness", __name__)


def visitor() -> Visitor:
    """Who is at the door."""
    me = web.visitor_or_none()
    assert isinstance(me, Visitor)  # noqa: S101  # the door has let in nobody else
    return me


def reach() -> Reach:
    """How far this administrator reaches."""
    return how_far(visitor())


def note_read(what: str, **facts: Any) -> None:
    """Say in the machine's log that somebody has read what concerns others: reading changes no row (PROMISES 81)."""
    me = visitor()
    structlog.get_logger("shop.openness").info(
        "read_of_others", what=what, who=me.id, address=request.remote_addr, id=g.get("request_id", ""), **facts
    )  # fmt: skip


def file(data: Any, name: str, media_type: str) -> Response:
    """A file to keep, which no browser opens as a page of ours."""
    response = Response(data, mimetype=media_type)
    ascii_name = name.encode("ascii", "ignore").decode()
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": ascii_name})
    response.headers["Content-Security-Policy"] = "sandbox"
    return response
