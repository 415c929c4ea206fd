"""The blueprint all doors of claims hang on, and what they share."""

from __future__ import annotations

from flask import Blueprint

from app import web
from app.identity.queries import Visitor
from app.uploads import LARGEST
from catalogue.edition import Edition, load

blueprint = Blueprint("warranty", __name__)
# What a request with pictures may hold at most, bytes.
WITH_FILES = 3 * LARGEST


def visitor() -> Visitor:
    """Who is at the door."""
    me = web.visitor_or_none()
    assert isinstance(me, Visitor)  # noqa: S101  # the door has let in nobody else
    return me


def agreed() -> Edition:
    """The agreement that is in force."""
    return load()
