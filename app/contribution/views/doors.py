"""The blueprint the doors of budget and contribution hang on, and who stands at them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from app import web
from app.identity.queries import Visitor
from app.refusal import Refused
from app.words import say

blueprint = Blueprint("contribution", __name__)


def visitor() -> Visitor:
    """Who is at the door."""
    me = web.visitor_or_none()
    assert isinstance(me, Visitor)  # noqa: S101  # the door has let in nobody else
    return me


def told(refusal: Refused) -> str:
    """A refusal in words."""
    params: dict[str, Any] = refusal.params
    return say(refusal.key, **params)
