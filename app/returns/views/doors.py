"""The blueprint all doors of returns hang on, and what they share."""

from __future__ import annotations

from flask import Blueprint, request

from app import web
from app.identity.queries import Visitor

blueprint = Blueprint("returns", __name__)


def visitor() -> Visitor:
    """Who is at the door."""
    me = web.visitor_or_none()
    assert isinstance(me, Visitor)  # noqa: S101  # the door has let in nobody else
    return me


def place() -> int:
    """Where a list goes on."""
    text = request.args.get("fore", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
