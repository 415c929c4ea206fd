"""The blueprint all doors of the radar hang on, and who stands at them."""

from __future__ import annotations

from flask import Blueprint

from app import web
from app.identity.queries import Visitor

blueprint = Blueprint("radar", __name__)


def visitor() -> Visitor:
    """Who is at the door."""
    me = web.visitor_or_none()
    assert isinstance(me, Visitor)  # noqa: S101  # the door has let in nobody else
    return me
