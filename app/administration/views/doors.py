"""The blueprint all doors of administration hang on, and who stands at them."""

from __future__ import annotations

from flask import Blueprint, g

from app import web
from app.administration import queries
from app.administration.queries import Reach
from app.identity.queries import Visitor

blueprint = Blueprint("administration", __name__)


def visitor() -> Visitor:
    """Who is at the door."""
    me = web.visitor_or_none()
    assert isinstance(me, Visitor)  # noqa: S101  # the door has let in nobody else
    return me


def reach() -> Reach:
    """How far this administrator reaches, asked once in a request."""
    if "reach" not in g:
        g.reach = queries.reach(visitor())
    found = g.reach
    assert isinstance(found, Reach)  # noqa: S101  # put there just above
    return found
