"""The blueprint all doors of budgets hang on, and what they share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from app import web
from app.identity.queries import Visitor
from app.refusal import Refused
from app.words import say

blueprint = Blueprint("budgets", __name__)
FIRST, AHEAD = 2014, 3


def visitor() -> Visitor:
    """Who is at the door."""
    me = web.visitor_or_none()
    assert isinstance(me, Visitor)  # noqa: S101  # the door has let in nobody else
    return me


def year_asked() -> int:
    """The year that an address asks for: this one, unless it names one that a budget can have."""
    text, this = request.args.get("ar", ""), web.today().year
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else this
    return min(max(year, FIRST), this + AHEAD)


def before_asked() -> int:
    """Where a list goes on; 0 for its beginning."""
    text = request.args.get("fore", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def told(refusal: Refused) -> str:
    """A refusal in words."""
    params: dict[str, Any] = refusal.params
    return say(refusal.key, **params)
